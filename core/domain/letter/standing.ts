import type { StatusCode } from "./letter.ts";

/** Where a letter of ours stands as a whole. */
export type OutState = "queued" | "sent" | "failed" | "recalled" | "replaced";

/** Where a letter of ours stands with one receiver. */
export type AddresseeState =
  "queued" | "sent" | "arrived" | "accepted" | "assigned" | "processing" | "completed" | "refused" | "recalled";

/** What one receiver said of the letter. */
export interface Heard {
  readonly code: StatusCode;
  /** Of what it says: the same twice is once. */
  readonly digest: string;
  readonly at: Date;
}

export interface AddresseeStanding {
  readonly state: AddresseeState;
  /** What came of the recall or update that we asked for; null: none was. */
  readonly answer: "open" | "agreed" | "refused" | null;
  /** It was refused and taken at once: a person looks. */
  readonly contradicts: boolean;
}

/** What is asked of a receiver last. */
export interface Asked {
  readonly kind: "recall" | "update";
  readonly at: Date;
}

const progress: readonly (readonly [StatusCode, AddresseeState])[] = [
  ["06", "completed"],
  ["05", "processing"],
  ["04", "assigned"],
  ["03", "accepted"],
  ["01", "arrived"],
];

/**
 * Follows from all that a receiver said, whatever the order in which it came: states are skipped, repeated and late, and their
 * own times order nothing. An answer belongs to the open request: 15 and 16; and 02 and 03, which some say instead, once the letter
 * itself was accepted: such a 02 is never the letter's own, also not once something else, or nothing, is asked. Given back and then
 * sent as an update it is sent anew: what was said before is over.
 * @param anewAt when that update left.
 * @param askedSince when something was asked first.
 */
export function standingOf(
  said: readonly Heard[],
  asked: Asked | null,
  anewAt: Date | null = null,
  askedSince: Date | null = asked && asked.at,
): AddresseeStanding {
  const counts = said.filter(({ at }) => anewAt === null || at >= anewAt);
  const heard = [...new Map(counts.map((one) => [one.digest, one])).values()];
  const codes = new Set(heard.map(({ code }) => code));
  const since = asked ? heard.filter(({ at }) => at >= asked.at) : [];
  if (asked?.kind === "update" && anewAt !== null && anewAt >= asked.at) {
    const anew = standingOf(heard, null);
    const isTaken = heard.some(({ code }) => code !== "01" && code !== "02" && code !== "16");
    return { ...anew, answer: anew.state === "refused" ? "refused" : isTaken ? "agreed" : "open" };
  }
  const count = (code: StatusCode) => heard.filter((one) => one.code === code).length;
  const saidSince = (code: StatusCode) => since.some((one) => one.code === code);
  const wasAccepted = ["03", "04", "05", "06"].some((code) => codes.has(code as StatusCode));

  // of a request, where the letter itself had its own answer
  const isOfRequest = ({ at }: Heard) => wasAccepted && askedSince !== null && at >= askedSince;
  const refused = heard.some((one) => one.code === "02" && !isOfRequest(one));
  const answersBy02 = saidSince("02") && wasAccepted && !refused;
  const answersBy03 = saidSince("03") && count("03") > 1;
  const answer = !asked
    ? null
    : saidSince("15")
      ? ("agreed" as const)
      : saidSince("16") || answersBy02
        ? ("refused" as const)
        : answersBy03
          ? ("agreed" as const)
          : ("open" as const);

  const reached = progress.find(([code]) => codes.has(code))?.[1] ?? "sent";
  return {
    state: answer === "agreed" && asked?.kind === "recall" ? "recalled" : refused ? "refused" : reached,
    answer,
    contradicts: refused && wasAccepted,
  };
}
