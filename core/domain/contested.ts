import type { OrgCode } from "./org-code.ts";
import type { ProcedureCode } from "./procedure.ts";
import type { ListedChange } from "./publishing-decision.ts";
import { concerns, prevails, whyItCounts, type Signature, type SignedChange, type WhyItCounts } from "./same-day.ts";

/** A procedure that several decisions change from one day: which of them counts there, and why (C9). */
export interface Contested {
  readonly place: number;
  readonly code: ProcedureCode;
  readonly province: OrgCode | null;
  readonly counts: Signature;
  readonly why: WhyItCounts;
  /** On record, and not in force. */
  readonly superseded: readonly Signature[];
}

/** @param others changes of other decisions from the day of this one. */
export const contestedIn = (
  by: Signature,
  changes: readonly (ListedChange & { readonly province: OrgCode | null })[],
  others: readonly SignedChange[],
): Contested[] =>
  changes.flatMap(({ place, code: own, replaces, province }) =>
    [own, ...replaces].flatMap((code): Contested[] => {
      const rivals = others.filter((other) => concerns(other, { code, province }));
      const [counts, next, ...rest] = [by, ...rivals].map(named).toSorted((a, b) => (prevails(a, b) ? -1 : 1));
      if (!counts || !next) return [];
      return [{ place, code, province, counts, why: whyItCounts(counts, next), superseded: [next, ...rest] }];
    }),
  );

const named = ({ number, signedOn, issuedBy }: Signature): Signature => ({ number, signedOn, issuedBy });
