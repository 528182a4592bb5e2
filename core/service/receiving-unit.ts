import { dayOf, isValidOn, type Day } from "../domain/day.ts";
import { fault } from "../domain/handed-down.ts";
import { findOrgCode, type OrgCode } from "../domain/org-code.ts";
import type { Organisation } from "../domain/organisation.ts";
import { findProcedureCode } from "../domain/procedure.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { findOrganisation, organisationsOf } from "../store/organisations.ts";
import { partnerOf } from "../store/partners.ts";
import { procedureVersions } from "../store/procedures.ts";
import { successorsOf, unitsOfCode } from "../store/units.ts";
import type { Unit } from "../domain/unit.ts";
import type { Reader } from "../../platform/database.ts";
import { readKnowledgeOf, successorFor } from "./who-follows.ts";

/** Who receives the filings of a procedure that no commune's code says it of; of the operator's configuration. */
export interface ReceiverRow {
  /** National code; "*": of every procedure that neither another row nor a commune's code says it of. */
  readonly procedure: string;
  /** Level of the filing where one procedure has several; left out: any. */
  readonly commune?: string | undefined;
  readonly unit: string;
  /** Days, both included. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

export interface Addressed {
  readonly procedure: string;
  /** By name in the packet, or as a person decided. */
  readonly agency: string | null;
  readonly commune: string | null;
  readonly filedAt: Date | null;
  readonly nationalCode: string;
}

export type Receiving =
  | {
      readonly ok: true;
      readonly unit: Organisation;
      /** Whom it was filed with: an agency, or a commune of a former name, that has been merged since. */
      readonly instead: string | null;
    }
  | Refusal;

/**
 * Which agency receives a filing now: the one that the packet or a person names, the one that the configuration names for
 * the procedure, or the commune's by its code in force on the day of filing. Who has ended since is followed to the
 * successor (P10); nobody is guessed.
 */
export async function receivingUnit(
  db: Reader,
  filing: Addressed,
  receivers: readonly ReceiverRow[],
  now: Date,
): Promise<Receiving> {
  const code = findProcedureCode(filing.procedure);
  const versions = code ? await procedureVersions(db, code) : [];
  const field = versions.at(-1)?.field ?? null;
  if (!code || versions.length === 0) return refuse("procedure-unknown", { procedure: filing.procedure }, "MaTTHC");
  const today = dayOf(now);
  const follow = async (agency: Organisation, named: string | null): Promise<Receiving> => {
    const stands = isValidOn(agency, today);
    const to = stands
      ? agency
      : await successor(db, agency, { code: filing.nationalCode, procedure: { code }, field }, today);
    if (!to) return fault("portal-agency-open", { unit: agency.code });
    if ((await partnerOf(db, to.code)) === undefined)
      return fault("portal-agency-unreached", { unit: to.code, name: to.name });
    return { ok: true, unit: to, instead: stands ? named : (named ?? agency.name) };
  };

  if (filing.agency !== null) {
    const agency = await agencyOf(db, filing.agency);
    return agency ? follow(agency, null) : refuse("unit-unknown", { unit: filing.agency });
  }
  const rowOf = (procedure: string) => receivers.find((each) => speaksOf(each, procedure, filing.commune, today));
  const byRow = async (row: ReceiverRow): Promise<Receiving> => {
    const agency = await agencyOf(db, row.unit);
    return agency ? follow(agency, null) : refuse("unit-unknown", { unit: row.unit });
  };
  const own = rowOf(code);
  if (own) return byRow(own);
  const ofCommunes = versions.some(({ levels }) => levels.includes("commune"));
  if (!ofCommunes || filing.commune === null) {
    const any = rowOf("*");
    return any ? byRow(any) : fault("portal-receiver-unknown", { procedure: code });
  }
  const filedOn = filing.filedAt ? dayOf(filing.filedAt) : today;
  const found = await communeAgency(db, filing.commune, filedOn, today);
  return found ? follow(found.agency, found.former) : fault("portal-commune-unknown", { unit: filing.commune });
}

const speaksOf = (row: ReceiverRow, procedure: string, commune: string | null, on: Day): boolean =>
  row.procedure === procedure &&
  (row.commune === undefined || row.commune === commune) &&
  (row.from === undefined || row.from <= on) &&
  (row.until === undefined || on <= row.until);

/** Why an agency that a person names receives nothing; undefined: nothing is known against it. Who ended is followed. */
export async function faultOfNamed(db: Reader, unit: string, today: Day): Promise<Refusal | undefined> {
  const agency = await agencyOf(db, unit);
  if (!agency) return refuse("unit-unknown", { unit });
  if (isValidOn(agency, today) && (await partnerOf(db, agency.code)) === undefined)
    return fault("portal-agency-unreached", { unit: agency.code, name: agency.name });
  return undefined;
}

async function agencyOf(db: Reader, text: string): Promise<Organisation | undefined> {
  const code = findOrgCode(text);
  return code && findOrganisation(db, code);
}

async function successor(
  db: Reader,
  agency: Organisation,
  filing: Parameters<typeof successorFor>[1],
  today: Day,
): Promise<Organisation | undefined> {
  const follows = successorFor(await readKnowledgeOf(db, agency.code, today), filing, agency.code);
  return follows && findOrganisation(db, follows.to as OrgCode);
}

/**
 * A code may have been another commune's before: the one of the day of filing is meant, and where none had it that day
 * the last one that did. A commune that merged before it had an agency here is followed to the one it is part of.
 */
async function communeAgency(
  db: Reader,
  text: string,
  filedOn: Day,
  today: Day,
): Promise<{ readonly agency: Organisation; readonly former: string | null } | undefined> {
  const units = await unitsOfCode(db, text.padStart(5, "0"), "commune");
  const asked = units.find((unit) => isValidOn(unit, filedOn)) ?? units.at(-1);
  for (let unit: Unit | undefined = asked, hops = 0; asked && unit && hops < 8; hops++) {
    const agencies = (await organisationsOf(db, unit)).filter(({ kind }) => kind === "commune");
    const standing = agencies.filter((agency) => isValidOn(agency, today));
    const of = standing.length > 0 ? standing : agencies;
    if (of.length > 1) return undefined;
    const former = isValidOn(asked, today) ? null : asked.name;
    if (of[0]) return { agency: of[0], former };
    const after = (await successorsOf(db, unit)).filter(({ effective }) => effective <= today);
    unit = after.length === 1 ? after[0]?.unit : undefined;
  }
  return undefined;
}
