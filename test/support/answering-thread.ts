/** A thread that does what it is told, good or bad. */
import { answerQuestions } from "../../platform/own-thread.ts";

answerQuestions(async (question: string): Promise<string> => {
  await Promise.resolve();
  if (question === "end") process.exit(0);
  if (question === "fail") throw new RangeError("trouble");
  if (question === "for ever") for (;;);
  if (question === "much") {
    const kept: object[] = [];
    for (;;) kept.push({ at: kept.length });
  }
  return `${question}!`;
});
