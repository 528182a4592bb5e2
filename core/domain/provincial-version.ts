import { excessOver, isWithinLimit } from "./central-bound.ts";
import { isValidOn, type Day, type Validity } from "./day.ts";
import type { Dossier } from "./dossier.ts";
import type { OrgCode } from "./org-code.ts";
import type { Organisation } from "./organisation.ts";
import type { ProcedureVersion } from "./procedure.ts";

/** The province whose agency it is, by its identifier: `H38` of `H38.16`; undefined: a ministry's, an enterprise's. */
export const provinceOf = (agency: OrgCode): OrgCode | undefined =>
  /^H\d{2}(?=\.|$)/.exec(agency)?.[0] as OrgCode | undefined;

/** The agency that receives, and those it took the place of, whenever that was. */
export interface Receiver {
  readonly unit: Pick<Organisation, "code" | "kind" | "validFrom" | "unit">;
  readonly before: readonly ({ readonly code: OrgCode } & Validity)[];
}

export type Bound = Pick<ProcedureVersion, "province" | "limit" | "solvedBy"> & Validity;

/**
 * The version of a procedure in force for an agency on a day: its province's own, the newest if there are several, as
 * long as the centre's is in force and allows as much (C6, C7, C8, D10); else the centre's.
 * @param versions of one procedure.
 * @param receiver undefined: asked for nobody in particular, so the centre's.
 */
export function versionFor<V extends Bound>(
  versions: readonly V[],
  on: Day,
  receiver: Receiver | undefined,
): V | undefined {
  const centres = versions.filter(({ province }) => province === null);
  const central = centres.find((version) => isValidOn(version, on));
  if (!receiver || central?.solvedBy === "ministry" || (centres.length > 0 && !central)) return central;
  const own = versions
    .filter((version) => version.province !== null && isValidOn(version, on) && binds(version, receiver))
    .filter((version) => !central || isWithinLimit(central, version))
    .toSorted((one, other) => (one.validFrom < other.validFrom ? -1 : 1)) // "-infinity" sorts before every day
    .at(-1);
  return own ?? central;
}

/**
 * Whether a province's decision binds an agency: what took the place of its units is bound by it as they were, until the
 * new province decides (one-stop.md §0.4). A commune is bound by the province in which its area lay on the decision's
 * first day. Where that area lay in several, nobody can say whose decision binds, and the centre's version holds. The
 * departments of a province work for all of it: its own decisions bind them, those of former provinces do not.
 */
function binds({ province, validFrom }: Bound, { unit, before }: Receiver): boolean {
  const isArea = unit.kind === "commune" || unit.kind === "district";
  const wasThere = [unit.validFrom, unit.unit?.validFrom ?? "-infinity"].every((first) => first <= validFrom);
  const then = isArea && !wasThere ? before.filter((one) => isValidOn(one, validFrom as Day)) : [];
  const provinces = new Set((then.length > 0 ? then : [unit]).map(({ code }) => provinceOf(code)));
  return provinces.size === 1 && provinces.has(province ?? undefined);
}

/** Versions of provinces that ask for more than the centre does from the day on: its own holds there, too (C7). */
export const overtaken = <V extends Bound & Pick<ProcedureVersion, "documents">>(
  versions: readonly V[],
  central: Parameters<typeof excessOver>[0] & Pick<ProcedureVersion, "solvedBy">,
  from: Day,
): V[] =>
  versions.filter(
    (version) =>
      version.province !== null &&
      isValidOn(version, from) &&
      (central.solvedBy === "ministry" || excessOver(central, version) !== undefined),
  );

/** How a dossier names the version it keeps. */
export const versionKey = ({
  code,
  province,
  validFrom,
  edition,
}: Pick<ProcedureVersion, "province" | "validFrom" | "edition"> & { readonly code: string }): Dossier["procedure"] => ({
  ...{ code, version: validFrom },
  ...(province === null ? {} : { province }),
  ...(edition === 0 ? {} : { edition }),
});
