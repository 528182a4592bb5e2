import type { ArrivingStatus } from "./arriving.ts";
import { organKey } from "./organ.ts";

/** A letter that a status may be about. */
export interface Candidate {
  readonly id: bigint;
  readonly side: "in" | "out";
  readonly documentIds: readonly string[];
  /** Number and notation. */
  readonly code: string | null;
  readonly year: number | null;
  /** Whose letter it is. */
  readonly fromKey: string;
  /** Of one of ours: to whom it went. Of one that came: empty. */
  readonly addressees: readonly string[];
  /**
   * It gives way to another that is meant as well. Of one that came: given back or recalled, and erased since; of one of ours: it did
   * not leave, and its number is another's.
   */
  readonly isOver?: boolean;
}

export type Hearing =
  | { readonly do: "hear"; readonly letter: bigint; readonly organKey: string }
  | { readonly do: "park"; readonly why: "unknown" | "several" | "notTheSender" | "notAnAddressee" | "fromDiffers" };

/**
 * Which letter a status is about: by the identifier, else by number and notation with whose letter it is and the year;
 * without the year two letters may bear one number (NĐ 30 art. 15(1)). 13 is said by the sender of a letter that came; all
 * others by a receiver of one of ours. Some receivers write their own answers in our name (From) and name themselves where
 * we should be: only our own name stands for another.
 * @param axisFrom who sent it, as the axis says; a status has no other proof, and it has to be who speaks.
 * @param areOne whether two names or keys are of one agency.
 */
export function findHeard(
  { about, code, from }: Pick<ArrivingStatus, "about" | "code" | "from">,
  candidates: readonly Candidate[],
  axisFrom: string | null,
  areOne: (one: string, other: string) => boolean = (one, other) => organKey(one) === organKey(other),
): Hearing {
  const speaks = ({ fromKey, addressees }: Candidate): string | undefined => {
    const isOfSender = areOne(from.id, fromKey);
    if (code === "13") return isOfSender ? fromKey : undefined;
    // one agency may be written to under two of its identifiers: each answers for itself
    const addressed = (organ: string | null) =>
      organ === null
        ? undefined
        : (addressees.find((key) => key === organKey(organ)) ?? addressees.find((key) => areOne(organ, key)));
    return addressed(from.id) ?? (isOfSender ? addressed(about.organ) : undefined);
  };
  const side = code === "13" ? "in" : "out";
  const ofSide = candidates.filter((one) => one.side === side);
  const byId =
    about.documentId === null ? [] : ofSide.filter((one) => one.documentIds.includes(about.documentId ?? ""));
  const named =
    byId.length > 0
      ? byId
      : ofSide.filter((one) => isByCode(one, about) && (code !== "13" || areOne(from.id, one.fromKey)));
  const said = named.filter((one) => speaks(one) !== undefined);
  const here = said.filter((one) => !one.isOver);
  const spoken = here.length > 0 ? here : said;
  const [letter, ...more] = spoken;
  if (!letter) {
    if (named.length === 0) return { do: "park", why: "unknown" };
    return { do: "park", why: code === "13" ? "notTheSender" : "notAnAddressee" };
  }
  if (more.length > 0) return { do: "park", why: "several" };
  const speaker = speaks(letter) ?? organKey(from.id);
  if (axisFrom !== null && !areOne(axisFrom, speaker)) return { do: "park", why: "fromDiffers" };
  return { do: "hear", letter: letter.id, organKey: speaker };
}

function isByCode(letter: Candidate, about: ArrivingStatus["about"]): boolean {
  if (about.code === null || letter.code === null || about.code !== letter.code) return false;
  return about.year === null || letter.year === null || about.year === letter.year;
}
