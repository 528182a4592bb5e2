import { unitOfCatalogue } from "./clock/limit.ts";
import { paperNames, paperWithoutGround } from "./paper-list.ts";
import type { ProcedureVersion } from "./procedure.ts";
import { isWithin } from "./process-sum.ts";

type Bounded = Pick<ProcedureVersion, "limit" | "documents">;
type Bounding = Pick<ProcedureVersion, "limit"> & Partial<Pick<ProcedureVersion, "legalLimit">>;

/** What the law allows at most: the centre's own limit, where its version states a promise below it. */
const boundOf = ({ limit, legalLimit }: Bounding): CatalogueLimit | null => legalLimit ?? limit;

export type Excess =
  | { readonly kind: "limit"; readonly central: string; readonly local: string }
  | { readonly kind: "paper"; readonly name: string };

/**
 * What a province's form of a procedure asks for beyond the centre's: a longer limit, or a paper of its own (NĐ63/2010,
 * rule C7). What the centre's version does not state is not judged.
 */
export function excessOver(central: Bounded & Bounding, local: Bounded): Excess | undefined {
  const bound = boundOf(central);
  if (bound && local.limit && !isWithinLimit(central, local))
    return { kind: "limit", central: words(bound), local: words(local.limit) };
  if (central.documents.length === 0) return undefined;
  const paper = paperWithoutGround(
    paperNames(local.documents).map((name) => ({ name })),
    paperNames(central.documents),
  );
  return paper && { kind: "paper", name: paper.name };
}

/** Whether a province's limit is no longer than the centre's; what either does not state is not judged. */
export function isWithinLimit(central: Bounding, local: Pick<ProcedureVersion, "limit">): boolean {
  const bound = boundOf(central);
  return !bound || !local.limit || isWithin(inClock(local.limit), inClock(bound));
}

type CatalogueLimit = NonNullable<ProcedureVersion["limit"]>;

/** The centre's limit where a province promised another one; null: they are the same (D10). */
export function legalBeside(central: Bounding, local: Pick<ProcedureVersion, "limit">): CatalogueLimit | null {
  const bound = boundOf(central);
  const same = bound?.value === local.limit?.value && bound?.unit === local.limit?.unit;
  return same || local.limit === null ? null : bound;
}

const inClock = ({ value, unit }: CatalogueLimit) => ({ value, unit: unitOfCatalogue[unit] });
const words = ({ value, unit }: CatalogueLimit) => `${value} ${unit}`;
