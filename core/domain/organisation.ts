import { isValidOn, type Day, type Validity } from "./day.ts";
import type { OrgCode } from "./org-code.ts";
import { lastDayOfDistricts, levelOfCode, type Level, type Unit, type UnitKey } from "./unit.ts";

export const organisationKinds = ["province", "district", "commune", "department", "ministry", "other"] as const;
export type OrganisationKind = (typeof organisationKinds)[number];

export const schemes = ["QD20", "QCVN102", "other"] as const;
export type Scheme = (typeof schemes)[number];

/** An agency that can hold a dossier, by its electronic identifier. */
export interface Organisation extends Validity {
  readonly code: OrgCode;
  /** The notation it was registered in: its dossier codes are written in it. */
  readonly writtenAs: string;
  readonly scheme: Scheme;
  readonly tier: number;
  readonly kind: OrganisationKind;
  readonly name: string;
  readonly parentCode: OrgCode | null;
  readonly unit: UnitKey | null;
  readonly successorCode: OrgCode | null;
  /** confirmed, recalled, stated_in_brief, demonstration: how far the identifier can be trusted. */
  readonly confidence: string;
  readonly source: string;
}

const levelOfKind: Partial<Record<OrganisationKind, Level>> = {
  province: "province",
  district: "district",
  commune: "commune",
};

/** The level of the unit that an agency of a kind acts on; of departments and others the code's length tells it. */
export const unitLevel = (kind: OrganisationKind, unitCode: string): Level | undefined =>
  levelOfKind[kind] ?? levelOfCode(unitCode);

/**
 * Which of the units that share a code is an agency's: the one of its last day, today's while it has none.
 * Undefined when that leaves none or several.
 */
export function unitOfAgency(lastDay: Day | null, sameCode: readonly Unit[]): Unit | undefined {
  const standing = sameCode.filter(({ validTo }) => validTo === null);
  const fitting =
    lastDay !== null ? sameCode.filter((unit) => isValidOn(unit, lastDay)) : standing.length > 0 ? standing : sameCode;
  return fitting.length === 1 ? fitting[0] : undefined;
}

/**
 * A district's people's committee and all under it ended with the districts, whether or not their rows say so.
 * @param lineage the kinds of the agency and of those above it.
 */
export const lastDayUnder = (lineage: readonly OrganisationKind[]): Day | null =>
  lineage.includes("district") ? lastDayOfDistricts : null;
