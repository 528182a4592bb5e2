import type { ArrivingLetter, LetterWarning } from "./arriving.ts";
import type { InState, LetterBusiness, OpenRequest } from "./letter.ts";

/**
 * Who answers a recall: a person, or the hub by itself. The law has the receiver cancel and say so (NĐ 30 art. 18(4)(b)),
 * yet codes 15 and 16 both exist.
 */
export interface RecallRules {
  /** Nobody has taken it yet. */
  readonly untouched: "person" | "agree";
  readonly underway: "person" | "agree";
  /** After 06. */
  readonly completed: "person" | "agree" | "refuse";
}
export const usualRecallRules: RecallRules = { untouched: "person", underway: "person", completed: "person" };

/** A letter of this mailbox, as far as what arrives may touch it. */
export interface KnownLetter {
  readonly id: bigint;
  readonly state: InState;
  readonly request: OpenRequest | null;
  /** False: only an update of it came so far. */
  readonly isOriginalHere: boolean;
  /** Its words went with its dossier. */
  readonly isErased: boolean;
  /** Of the version that counts. */
  readonly versionDigest: string;
  readonly versionAt: Date | null;
  readonly versionOf: LetterBusiness;
}

/** What the mailbox has that this message may be about. All lists are of letters that came to the same agency of ours. */
export interface Mailbox {
  /** The same sender, document, kind and content came before: the letter it made or changed. */
  readonly same: KnownLetter | undefined;
  /** By the sender, under the identifiers that the message acts upon (`targetsOf`), by identifier. */
  readonly targets: ReadonlyMap<string, readonly KnownLetter[]>;
  /** Identifiers acted upon that another sender's letter bears. */
  readonly foreign: ReadonlySet<string>;
  /** By the sender, under the message's own identifier. */
  readonly sameIdentifier: readonly KnownLetter[];
  /** By the sender, with its number, notation and year. */
  readonly sameNumber: readonly bigint[];
}

export type ArrivalDecision =
  /** Nothing new: it was sent, or offered, twice. */
  | { readonly do: "repeat"; readonly letter: bigint; readonly answerAgain: boolean }
  /** A letter of its own. `replaces`: here already; `awaits`: what it replaces and is not here. */
  | {
      readonly do: "keep";
      /** False: it changes what is not here, and may yet come. */
      readonly isOriginal: boolean;
      readonly warnings: readonly LetterWarning[];
      readonly replaces: readonly bigint[];
      readonly awaits: readonly string[];
    }
  /** Another version of a letter; `counts`: from now on this one. */
  | {
      readonly do: "version";
      readonly letter: bigint;
      readonly counts: boolean;
      /** Given back or recalled before: it is a new arrival. */
      readonly arrivesAgain: boolean;
      readonly warnings: readonly LetterWarning[];
    }
  /** Its sender wants it back. `answer`: what the rules say at once, null: a person. */
  | { readonly do: "recall"; readonly letter: bigint; readonly opens: boolean; readonly answer: "15" | "16" | null }
  | { readonly do: "park"; readonly documentId: string; readonly why: "unknown" | "several" | "notTheSender" };

/**
 * What a message acts upon: the document it names, else those it replaces, else the one whose identifier it bears. New
 * letters act upon none.
 */
export function targetsOf({ business, documentId }: ArrivingLetter): readonly string[] {
  if (business.kind === "new") return [];
  if (business.documentId !== null) return [business.documentId];
  if (business.kind === "replace" && business.replaced.length > 0) return [...new Set(business.replaced)];
  return [documentId];
}

/** What it is to this agency: who is taken off the receivers is asked to give the letter back; who is added gets its first. */
export function businessFor({ business }: ArrivingLetter, ours: (organ: string) => boolean): LetterBusiness {
  if (business.kind !== "update") return business.kind;
  const change = business.receivers.find(({ organ }) => ours(organ))?.change;
  return change === "removed" ? "recall" : business.kind;
}

/** What an arriving letter does to the mailbox of one agency of ours (facts: ADR 19). Pure: the same for whatever order came. */
export function decideArrival(
  message: ArrivingLetter,
  kind: LetterBusiness,
  mailbox: Mailbox,
  rules: RecallRules,
): ArrivalDecision {
  const here = withoutOver(mailbox);
  const decision = decide(message, kind, here, rules);
  if (decision.do !== "version" || !decision.arrivesAgain) return decision;
  if (!lettersOf(here).some((one) => one.id === decision.letter && isOver(one))) return decision;
  // the erasure holds for what was erased: what is sent anew is a letter of its own
  return {
    ...{ do: "keep", isOriginal: kind === "new", replaces: [], awaits: [] },
    warnings: [...message.warnings, { code: "came-again", detail: message.documentId }],
  };
}

/** Given back or recalled, and erased since: it stands for the letter only until that is sent anew. */
export const isOver = (letter: KnownLetter): boolean => letter.isErased && isGone(letter);

const lettersOf = ({ same, targets, sameIdentifier }: Mailbox): readonly KnownLetter[] => [
  ...(same ? [same] : []),
  ...[...targets.values()].flat(),
  ...sameIdentifier,
];

function withoutOver(mailbox: Mailbox): Mailbox {
  const { same, targets, sameIdentifier, sameNumber } = mailbox;
  const present = (some: readonly KnownLetter[]) => {
    const left = some.filter((one) => !isOver(one));
    return left.length > 0 ? left : some;
  };
  const isSucceeded = (one: KnownLetter) =>
    isOver(one) &&
    [...targets.values(), sameIdentifier].some((some) => some.some(({ id }) => id === one.id) && !some.every(isOver));
  const succeeded = new Set(lettersOf(mailbox).flatMap((one) => (isSucceeded(one) ? [one.id] : [])));
  return {
    ...mailbox,
    same: same && succeeded.has(same.id) ? undefined : same,
    targets: new Map([...targets].map(([id, some]) => [id, present(some)])),
    sameIdentifier: present(sameIdentifier),
    sameNumber: sameNumber.filter((id) => !succeeded.has(id)),
  };
}

function decide(message: ArrivingLetter, kind: LetterBusiness, mailbox: Mailbox, rules: RecallRules): ArrivalDecision {
  const { same } = mailbox;
  if (same && (kind === "recall" || !isGone(same)))
    return { do: "repeat", letter: same.id, answerAgain: kind === "recall" };
  if (same) return versionOf(same, message, "came-again");
  switch (kind) {
    case "recall":
      return recalled(message, mailbox, rules);
    case "update":
      return updated(message, mailbox);
    case "replace":
      return replaced(message, mailbox);
    case "new":
      return arrived(message, mailbox);
  }
}

function arrived(message: ArrivingLetter, { sameIdentifier, sameNumber }: Mailbox): ArrivalDecision {
  // its update was faster: this is the version beneath
  const updated = sameIdentifier.find(({ isOriginalHere }) => !isOriginalHere);
  if (updated)
    return { do: "version", letter: updated.id, counts: false, arrivesAgain: false, warnings: message.warnings };
  const warnings = [...message.warnings, ...doubles(sameIdentifier, sameNumber)];
  return { do: "keep", isOriginal: true, warnings, replaces: [], awaits: [] };
}

/** To be told to the clerk, and kept (NĐ 30 PL. VI part I, III.1(h)). */
function doubles(sameIdentifier: readonly KnownLetter[], sameNumber: readonly bigint[]): LetterWarning[] {
  const ids = (of: readonly bigint[]) => of.map(String).join(", ");
  if (sameIdentifier.length > 0)
    return [{ code: "identifier-repeats", detail: ids(sameIdentifier.map(({ id }) => id)) }];
  return sameNumber.length > 0 ? [{ code: "number-repeats", detail: ids(sameNumber) }] : [];
}

function recalled(message: ArrivingLetter, { targets, foreign }: Mailbox, rules: RecallRules): ArrivalDecision {
  const [documentId = message.documentId] = targetsOf(message);
  const [letter, ...more] = targets.get(documentId) ?? [];
  if (!letter) return { do: "park", documentId, why: foreign.has(documentId) ? "notTheSender" : "unknown" };
  if (more.length > 0) return { do: "park", documentId, why: "several" };
  return { do: "recall", letter: letter.id, ...answerToRecall(letter, rules) };
}

/** The sender wants a letter back, by either path. What was given back or cancelled before is gone: 15, again if need be. */
export function answerToRecall(
  { state, request }: Pick<KnownLetter, "state" | "request">,
  rules: RecallRules,
): { readonly opens: boolean; readonly answer: "15" | "16" | null } {
  if (state === "recalled" || state === "refused") return { opens: false, answer: "15" };
  const rule = state === "completed" ? rules.completed : state === "arrived" ? rules.untouched : rules.underway;
  if (rule === "person") return { opens: request?.kind !== "recall", answer: null };
  return { opens: false, answer: rule === "agree" ? "15" : "16" };
}

/** A type 2 may be a plain repeat, or the first we get of a letter: what is not known is kept as one. */
function updated(message: ArrivingLetter, mailbox: Mailbox): ArrivalDecision {
  const { targets, foreign, sameNumber } = mailbox;
  const [documentId = message.documentId] = targetsOf(message);
  const [letter, ...more] = targets.get(documentId) ?? [];
  const keep = (warning: LetterWarning): ArrivalDecision => ({
    ...{ do: "keep", isOriginal: false, replaces: [], awaits: [] },
    warnings: [...message.warnings, warning, ...doubles([], sameNumber)],
  });
  if (!letter)
    return keep({ code: foreign.has(documentId) ? "update-of-anothers" : "update-of-unknown", detail: documentId });
  if (more.length > 0) return keep({ code: "update-of-several", detail: documentId });
  return versionOf(letter, message, "letter-updated");
}

function versionOf(letter: KnownLetter, message: ArrivingLetter, code: string): ArrivalDecision {
  // sent once more under another label: nothing of it changed
  const isUnchanged = message.digest === letter.versionDigest;
  if (isUnchanged && !isGone(letter)) return { do: "repeat", letter: letter.id, answerAgain: false };
  const counts = isUnchanged || isNewer(message, letter);
  return {
    ...{ do: "version", letter: letter.id, counts, arrivesAgain: counts && isGone(letter) },
    warnings: [...message.warnings, ...(counts ? [{ code, detail: message.documentId }] : [])],
  };
}

/** Given back, or recalled: what comes of it now was sent anew. */
const isGone = ({ state }: KnownLetter): boolean => state === "refused" || state === "recalled";

/**
 * Which of two versions counts does not hang on the order in which they came, where their writers dated them; where they did
 * not, the later arrival does.
 */
function isNewer(
  { writtenAt, digest }: ArrivingLetter,
  { versionAt, versionDigest, versionOf: kind }: KnownLetter,
): boolean {
  if (kind === "new" || kind === "recall") return true;
  if (!writtenAt || !versionAt) return true;
  return writtenAt.getTime() === versionAt.getTime() ? digest > versionDigest : writtenAt > versionAt;
}

function replaced(message: ArrivingLetter, { targets, sameNumber }: Mailbox): ArrivalDecision {
  const ids = targetsOf(message);
  // under the old identifier it is the next version of the same letter
  const own = targets.get(message.documentId)?.[0];
  if (own && ids.includes(message.documentId)) return versionOf(own, message, "letter-replaced");
  const others = ids.filter((id) => id !== message.documentId);
  return {
    do: "keep",
    isOriginal: others.length > 0,
    replaces: others.flatMap((id) => (targets.get(id) ?? []).map((letter) => letter.id)),
    awaits: others.filter((id) => (targets.get(id) ?? []).length === 0),
    warnings: [
      ...message.warnings,
      ...(others.length === 0 ? [{ code: "replaces-unknown", detail: message.documentId }] : []),
      ...doubles([], sameNumber),
    ],
  };
}
