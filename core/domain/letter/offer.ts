import { awaitedOf, type Opinion } from "../opinion.ts";
import type { OrgCode } from "../org-code.ts";
import type { LetterWarning } from "./arriving.ts";
import type { InState } from "./letter.ts";
import type { OutState } from "./standing.ts";

/** A letter of a dossier, as far as it may be the opinion that is awaited. */
export interface LetterOnDossier {
  readonly id: bigint;
  readonly side: "in" | "out";
  readonly unit: OrgCode;
  readonly fromKey: string;
  readonly state: InState | OutState;
  readonly code: string | null;
  readonly documentId: string;
  /** `2026-11-20`. */
  readonly issued: string | null;
  readonly warnings: readonly LetterWarning[];
}

const gone: readonly (InState | OutState)[] = ["refused", "recalled", "replaced"];

/**
 * The step that a letter makes possible, for an officer to take: the opinion that was asked of its sender came with it (T18). The hub
 * takes none by itself: what a letter says is read by a person.
 * @param areOne whether two names or keys are of one agency.
 */
export function opinionOffer(
  letter: LetterOnDossier,
  { opinion, heldBy }: { readonly opinion: Opinion | null; readonly heldBy: OrgCode },
  areOne: (one: string, other: string) => boolean,
) {
  if (letter.side !== "in" || gone.includes(letter.state)) return null;
  // its sender's name has no proof
  if (letter.warnings.some(({ code }) => code === "from-differs")) return null;
  const awaited = awaitedOf(opinion);
  if (awaited === null || heldBy !== letter.unit || !areOne(awaited, letter.fromKey)) return null;
  const name = letter.code ?? letter.documentId;
  const day = letter.issued === null ? "" : ` ngày ${letter.issued.split("-").toReversed().join("/")}`;
  return {
    ...{ step: "recordOpinion" as const, by: heldBy, role: "handler" as const, letter: String(letter.id) },
    reason: `Công văn ${name}${day}`,
  };
}
