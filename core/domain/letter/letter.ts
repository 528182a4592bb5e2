import { refuse, type Refusal } from "../refusal.ts";

/** BussinessDocType 0 to 3. */
export type LetterBusiness = "new" | "recall" | "update" | "replace";

/** What is told of a letter (QCVN 102; law's names in QĐ 28 art. 10(2)(h)). 13 is the sender's, the others the receiver's. */
export type StatusCode = "01" | "02" | "03" | "04" | "05" | "06" | "13" | "15" | "16";

/** Where a letter stands with us who received it. */
export const inStates = [
  "arrived", // 01: nobody has looked at it
  "accepted", // 03: entered in the register
  "assigned", // 04
  "processing", // 05
  "completed", // 06
  "refused", // 02: given back
  "recalled", // 15: cancelled here as its sender asked
  "replaced", // another letter stands in its place
] as const;
export type InState = (typeof inStates)[number];

/** What an officer, or the agency's own system, does with a letter that came. */
export type LetterAct = "accept" | "refuse" | "assign" | "process" | "complete" | "agree" | "decline";

/** What the sender asks of a letter, open until it is answered with 15 or 16. */
export interface OpenRequest {
  readonly kind: "recall";
  readonly at: Date;
  /** 13 may come without one. */
  readonly reason: string | null;
}

/** A letter that came, as far as deciding about it needs. */
export interface ReceivedLetter {
  readonly state: InState;
  readonly request: OpenRequest | null;
}

interface Move {
  readonly from: readonly InState[];
  readonly to: InState;
  readonly code: StatusCode;
}

/** The life of a letter that came. Work begins after the receipt was told; 05 may repeat. */
const moves: Readonly<Record<Exclude<LetterAct, "agree" | "decline">, Move>> = {
  accept: { from: ["arrived"], to: "accepted", code: "03" },
  refuse: { from: ["arrived"], to: "refused", code: "02" },
  assign: { from: ["accepted", "assigned"], to: "assigned", code: "04" },
  process: { from: ["accepted", "assigned", "processing"], to: "processing", code: "05" },
  complete: { from: ["accepted", "assigned", "processing"], to: "completed", code: "06" },
};

/** What an officer does with a letter: where it then stands, and what is owed to its sender. */
export function actOn(
  { state, request }: ReceivedLetter,
  act: LetterAct,
):
  { readonly ok: true; readonly state: InState; readonly code: StatusCode; readonly closesRequest: boolean } | Refusal {
  if (act === "agree" || act === "decline") {
    if (!request) return refuse("letter-nothing-asked", {});
    // a recall that is agreed to cancels the letter here (NĐ 30 art. 18(4)(b))
    const to = act === "agree" ? "recalled" : state;
    return { ok: true, state: to, code: act === "agree" ? "15" : "16", closesRequest: true };
  }
  const { from, to, code } = moves[act];
  if (!from.includes(state)) return refuse("letter-not-now", { act, letterState: state }, "/act");
  return { ok: true, state: to, code, closesRequest: false };
}
