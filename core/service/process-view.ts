import { unitOfCatalogue, type Limit } from "../domain/clock/limit.ts";
import { isValidOn, type Day } from "../domain/day.ts";
import type { Dossier } from "../domain/dossier.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { OrganisationKind } from "../domain/organisation.ts";
import type { ProcedureCode, ProcedureVersion } from "../domain/procedure.ts";
import { isPart, type Process } from "../domain/process.ts";
import { structureFaults, wordsOfStructure, type StructureFault } from "../domain/process-structure.ts";
import { sumCheck, type SumCheck } from "../domain/process-sum.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { findOrganisation, organisationKindsOf } from "../store/organisations.ts";
import { findVersionOf, procedureVersions } from "../store/procedures.ts";
import type { Reader } from "../../platform/database.ts";
import { standingOn } from "./acting-unit.ts";
import { versionInForce } from "./version-in-force.ts";

/** A department works at its province's level. Of "other" agencies the level is not known. */
const levelOfKind: Readonly<Partial<Record<OrganisationKind, string>>> = {
  ministry: "ministry",
  province: "province",
  department: "province",
  district: "district",
  commune: "commune",
};

/** The process as the gateway answers it, with everything that stands against it. */
export async function processView(db: Reader, process: Process) {
  const { faults, sum } = await judgements(db, process);
  return {
    id: process.id,
    version: process.version,
    state: process.state,
    name: process.name,
    procedure: process.procedure,
    lead: process.lead as string | null,
    mode: process.mode,
    linked: process.linked,
    refundWhenRefused: process.refundWhenRefused,
    validFrom: process.validFrom,
    validTo: process.validTo,
    checkedBy: process.checkedBy,
    decision: process.decision,
    retirement: process.retirement,
    legs: process.legs.map(({ feeVnd, ...leg }) => ({ ...leg, feeVnd: feeVnd === null ? null : Number(feeVnd) })),
    faults: faults.map((fault) => ({ ...fault, ...wordsOfStructure(fault) })),
    sum,
  };
}
export type ProcessView = Awaited<ReturnType<typeof processView>>;

/**
 * Why the process may not be checked or approved; undefined when it may. What it names must stand on its first day, or
 * today if that is later: it could never start.
 */
export async function judgeProcess(db: Reader, process: Process, today: Day): Promise<Refusal | undefined> {
  const { faults, sum } = await judgements(db, process);
  const unsound = notSound(process, faults);
  if (unsound) return unsound;
  const day = process.validFrom > today ? (process.validFrom as Day) : today;
  for (const unit of namedIn(process)) {
    const organisation = await findOrganisation(db, unit);
    const found = organisation && standingOn(organisation, day, "/process");
    if (found && !found.ok) return found;
  }
  return sum ? tooLong(process, sum) : undefined;
}

/** The agencies it names: they do a leg, supervise one, or lead. */
const namedIn = ({ lead, legs }: Process): OrgCode[] => [
  ...new Set(
    [lead, ...legs.flatMap(({ agency, supervisedBy }) => [isPart(agency) ? null : agency, supervisedBy])].filter(
      (unit) => unit !== null,
    ),
  ),
];

/**
 * Why the legs may not run at the agencies that play their parts in the dossier at hand: their levels are known only now
 * (L3). Undefined when they may.
 */
export const judgeAgencies = async (db: Reader, process: Process): Promise<Refusal | undefined> =>
  notSound(process, await faultsOf(db, process));

function notSound({ id }: Process, faults: readonly StructureFault[]): Refusal | undefined {
  if (faults.length === 0) return undefined;
  const words = faults.map(wordsOfStructure);
  return refuse("process-not-sound", {
    process: id,
    faults: words.map(({ en }) => en).join("; "),
    faultsVi: words.map(({ vi }) => vi).join("; "),
  });
}

/**
 * Why an approved process may not run for a dossier: its law is that of its own version, which may allow less than the
 * one the process was approved under (L9, P9).
 */
export async function judgeForDossier(
  db: Reader,
  process: Process,
  version: Dossier["procedure"],
): Promise<Refusal | undefined> {
  return tooLong(process, sumCheck(process.legs, limitOf(await findVersionOf(db, version))));
}

function tooLong(process: Process, sum: SumCheck): Refusal | undefined {
  if (sum.withinLegal) return undefined;
  const inUnit = (value: number) => `${value} ${sum.unit === "hour" ? "h" : "d"}`;
  return refuse("process-too-long", {
    process: process.id,
    total: inUnit(sum.total),
    legal: inUnit(sum.legal ?? 0),
    path: sum.path.join(" → "),
  });
}

/** A sum is only made of what is sound. */
async function judgements(
  db: Reader,
  process: Process,
): Promise<{ readonly faults: readonly StructureFault[]; readonly sum: SumCheck | null }> {
  const faults = await faultsOf(db, process);
  if (faults.length > 0) return { faults, sum: null };
  const sums = (await legalLimits(db, process)).map((limit) => sumCheck(process.legs, limit));
  return { faults, sum: sums.find(({ withinLegal }) => !withinLegal) ?? sums[0] ?? null };
}

async function faultsOf(db: Reader, process: Process): Promise<readonly StructureFault[]> {
  const agencies = process.legs.flatMap(({ agency }) => (isPart(agency) ? [] : [agency]));
  const kinds = await organisationKindsOf(db, agencies);
  return structureFaults(process, (agency) => levelOfKind[kinds.get(agency) ?? "other"]);
}

/**
 * The limits that bind the process on its first day: the centre's, and those of the provinces whose agencies it names,
 * which may be shorter (C7, D10). Where it names none, a province's is judged when a chain starts.
 */
async function legalLimits(db: Reader, process: Process): Promise<readonly (Limit | null)[]> {
  const day = process.validFrom as Day;
  const versions = await procedureVersions(db, process.procedure as ProcedureCode);
  const binding = [versions.find((one) => one.province === null && isValidOn(one, day))];
  if (versions.some(({ province }) => province !== null))
    for (const code of namedIn(process))
      binding.push(await versionInForce(db, versions, day, await findOrganisation(db, code)));
  return [...new Set(binding)].map(limitOf);
}

const limitOf = (version: Pick<ProcedureVersion, "limit"> | undefined): Limit | null =>
  version?.limit ? { value: version.limit.value, unit: unitOfCatalogue[version.limit.unit] } : null;
