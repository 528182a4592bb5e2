import { dayOf, isValidOn, parseDay, type Day } from "../domain/day.ts";
import { findOrgCode, type OrgCode } from "../domain/org-code.ts";
import type { Organisation } from "../domain/organisation.ts";
import { findProcedureCode, type ProcedureLevel, type ProcedureVersion } from "../domain/procedure.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { readingOf } from "../domain/time-rules.ts";
import type { Level, Unit } from "../domain/unit.ts";
import { findOrganisation } from "../store/organisations.ts";
import { partnerOf } from "../store/partners.ts";
import { listProcedures, procedureVersions, type ProcedureSummary } from "../store/procedures.ts";
import { listUnits, surroundings, unitsOfCode } from "../store/units.ts";
import type { Database } from "../../platform/database.ts";
import { differenceView, remapDraft } from "./remap-draft.ts";
import { openDay } from "./views.ts";

export interface UnitQuestion {
  readonly level?: Level | undefined;
  readonly code?: string | undefined;
  readonly parent?: string | undefined;
  readonly q?: string | undefined;
  readonly on?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Administrative units on a day; with `code`, every unit that ever had it, on whichever day. */
export async function browseUnits(db: Database, question: UnitQuestion, now: Date) {
  const { code, ...filter } = question;
  const on = dayIn(question.on, now);
  if (code !== undefined) {
    const ever = await unitsOfCode(db, code, question.level);
    const chosen = question.on === undefined ? ever : ever.filter((unit) => isValidOn(unit, on));
    return { items: await unitViews(db, chosen, on), next: null };
  }
  const page = await listUnits(db, { ...filter, on });
  return { items: await unitViews(db, page.items, on), next: page.next ?? null };
}

async function findAgency(db: Database, text: string): Promise<Organisation | undefined> {
  const code = findOrgCode(text);
  return code && findOrganisation(db, code);
}

/** An agency by its identifier, valid or ended. */
export async function readOrganisation(db: Database, text: string) {
  const found = await findAgency(db, text);
  if (!found) return refuse("unit-unknown", { unit: text }, "code");
  return { ok: true as const, organisation: organisationView(found, (await partnerOf(db, found.code)) !== undefined) };
}

export async function browseProcedures(
  db: Database,
  question: {
    readonly q?: string | undefined;
    readonly level?: ProcedureLevel | undefined;
    readonly on?: string | undefined;
    readonly after?: string | undefined;
    readonly limit: number;
  },
  now: Date,
) {
  const page = await listProcedures(db, { ...question, on: dayIn(question.on, now) });
  return { items: page.items.map(procedureView), next: page.next ?? null };
}

/** All versions of a procedure, newest first. */
export async function readProcedure(
  db: Database,
  text: string,
): Promise<
  { readonly ok: true; readonly code: string; readonly versions: ReturnType<typeof procedureView>[] } | Refusal
> {
  const code = findProcedureCode(text);
  const versions = code ? await procedureVersions(db, code) : [];
  if (!code || versions.length === 0) return refuse("procedure-unknown", { procedure: text }, "code");
  return { ok: true, code, versions: versions.map(procedureView) };
}

/** What has become of a draft's version, as the gateway answers it; the version is the day it begins, null if unknown. */
export async function readRemapped(
  db: Database,
  draft: {
    readonly procedure: string;
    readonly version: string | null;
    readonly province?: string | undefined;
    readonly edition?: number | undefined;
    readonly by?: string | undefined;
    readonly on?: string | undefined;
  },
  now: Date,
) {
  const { procedure, province, edition, by } = draft;
  const unit = by === undefined ? undefined : await findAgency(db, by);
  if (by !== undefined && !unit) return refuse("unit-unknown", { unit: by }, "/by");
  const found = await remapDraft(
    db,
    {
      ...{ procedure, version: draft.version ?? "-infinity" },
      ...(province ? { province: province as OrgCode } : {}),
      ...(edition === undefined ? {} : { edition }),
    },
    dayIn(draft.on, now),
    unit,
  );
  if (!found.ok) return found;
  const version = found.status === "ended" ? null : found.version;
  const changed = found.status === "amended" || found.status === "replaced" ? found : null;
  return {
    ok: true as const,
    body: {
      status: found.status,
      replacements: found.status === "in-force" ? [found.version.code] : found.chain,
      inForce: version && procedureView(version),
      isDifferent: changed?.isDifferent ?? false,
      difference: changed && differenceView(changed.difference),
    },
  };
}

const dayIn = (text: string | undefined, now: Date): Day => (text === undefined ? dayOf(now) : parseDay(text));

async function unitViews(db: Database, units: readonly Unit[], on: Day) {
  // a unit that ended before the day is shown with the parent of its last day, one to come with that of its first
  const then = (unit: Unit) => (isValidOn(unit, on) ? on : (unit.validTo ?? unit.validFrom));
  const around = await surroundings(
    db,
    units.map((unit) => ({ ...unit, on: then(unit) })),
  );
  return units.map((unit, index) => ({
    level: unit.level,
    code: unit.code,
    type: unit.type,
    name: unit.name,
    validFrom: openDay(unit.validFrom),
    validTo: unit.validTo,
    parent: around[index]?.parent ?? null,
    agencies: around[index]?.agencies ?? [],
  }));
}

const organisationView = (organisation: Organisation, served: boolean) => ({
  code: organisation.code,
  writtenAs: organisation.writtenAs,
  kind: organisation.kind,
  name: organisation.name,
  parent: organisation.parentCode,
  validFrom: openDay(organisation.validFrom),
  validTo: organisation.validTo,
  successor: organisation.successorCode,
  confidence: organisation.confidence,
  unit: organisation.unit && {
    level: organisation.unit.level,
    code: organisation.unit.code,
    validFrom: openDay(organisation.unit.validFrom),
  },
  served,
});

const procedureView = (version: ProcedureSummary & Partial<Pick<ProcedureVersion, "documents">>) => ({
  code: version.code,
  province: version.province as string | null,
  name: version.name,
  field: version.field,
  levels: version.levels,
  validFrom: openDay(version.validFrom),
  validTo: version.validTo,
  edition: version.edition,
  limit: version.limit,
  limitText: version.limitText,
  legalLimit: version.legalLimit,
  time: readingOf(version),
  solvedBy: version.solvedBy,
  // the largest fee is far below 2^53 đồng
  feeVnd: version.feeVnd === null ? null : Number(version.feeVnd),
  feeText: version.feeText,
  ...(version.documents ? { documents: version.documents } : {}),
  replacedBy: version.replacedBy,
  listing: version.listing,
});
