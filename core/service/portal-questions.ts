/** Questions asked on the portal, for the adapter that fetches them and hands back the answers. */
export {
  answerQuestion,
  keepQuestions,
  listQuestions,
  noteAnswerTold,
  type Question,
  type QuestionAnswer,
} from "../store/portal-questions.ts";
