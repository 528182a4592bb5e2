/** What the timeline of a dossier tells of its letters. */
export type LetterTold =
  | "sent"
  | "notSent"
  | "arrived"
  | "linked"
  | "accepted"
  | "refused"
  | "assigned"
  | "processing"
  | "completed"
  | "answered"
  | "opinionRecorded"
  | "recallAsked"
  | "recallRefused"
  | "recalled"
  | "updated"
  | "replaced"
  | "receiptLate"
  | "answerLate";

/** By the name that a letter's own history has for it. */
const told: ReadonlyMap<string, LetterTold> = new Map([
  ["sent", "sent"],
  ["notSent", "notSent"],
  ["arrived", "arrived"],
  ["linked", "linked"],
  ["linkMoved", "linked"],
  ["accept", "accepted"],
  ["refuse", "refused"],
  ["assign", "assigned"],
  ["process", "processing"],
  ["complete", "completed"],
  ["answered", "answered"],
  ["recallAsked", "recallAsked"],
  ["recallSent", "recallAsked"],
  ["decline", "recallRefused"],
  ["calledOff", "recalled"],
  ["recalled", "recalled"],
  ["updated", "updated"],
  ["replacedPapers", "updated"],
  ["updateSent", "updated"],
  ["replaced", "replaced"],
  ["receiptLate", "receiptLate"],
  ["answerLate", "answerLate"],
]);
const states: ReadonlySet<string> = new Set([
  ...["arrived", "accepted", "assigned", "processing", "completed", "refused", "recalled"],
]);

/** What a change of a letter is in its dossier's story; null: of the letter alone. */
export function toldOf(what: string, details: Readonly<Record<string, unknown>>): LetterTold | null {
  if (what === "agree") return details["now"] === "recalled" ? "recalled" : null;
  // that it is an update was told when it was made; a recall is no letter that leaves
  if (what === "sent" && (details["business"] === "update" || details["business"] === "recall")) return null;
  if (what === "heard") {
    if (details["request"] === "recall" && details["answer"] === "refused") return "recallRefused";
    const now = String(details["now"]);
    return details["was"] !== now && states.has(now) ? (now as LetterTold) : null;
  }
  return told.get(what) ?? null;
}
