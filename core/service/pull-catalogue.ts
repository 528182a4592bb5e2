import { isValidOn, type Day } from "../domain/day.ts";
import { groupBy } from "../domain/group-by.ts";
import { findProcedureCode, type ProcedureVersion } from "../domain/procedure.ts";
import { keepRows, knownRows, markGone, notePull, type KnownRow, type ListedRow } from "../store/portal-catalogue.ts";
import { restateVersions, versionMarks, versionsOf } from "../store/procedures.ts";
import { lockImports } from "../store/units.ts";
import type { Database, Reader, Tx } from "../../platform/database.ts";
import { canonicalJson, sha256Of } from "./canonical-json.ts";
import { importWithin } from "./import-procedures.ts";
import type { RefusedRow, Words } from "./import-report.ts";
import { textSource } from "./import-source.ts";
import type { JsonObject } from "./read-procedures.ts";

/** What the portal told of its catalogue in one go. */
export interface CatalogueTold {
  /** Agencies, fields, …, whole. */
  readonly lists: readonly {
    readonly list: string;
    readonly rows: readonly { readonly code: string; readonly row: unknown }[];
    /** Rows without a code: nobody can tell them apart. */
    readonly nameless: number;
  }[];
  /** Every code that is listed. */
  readonly listed: readonly string[];
  /** Those that were read in full now. */
  readonly details: readonly { readonly code: string; readonly row: unknown }[];
  /** What they say, read now or kept from before. */
  readonly statements: readonly Statement[];
  /** Listed, and their particulars were not to be had: nothing is concluded from that. */
  readonly unread: readonly { readonly code: string; readonly why: string }[];
  readonly unfit: readonly { readonly code: string; readonly field: string; readonly reason: Words }[];
}

/** A procedure in the columns of the import; what the portal says nothing of is left out, and stays as it is. */
export interface Statement {
  readonly code: string;
  /** The portal keeps it, and does not show it to the public. */
  readonly isPublished: boolean;
  readonly says: JsonObject;
}

export interface Pull {
  readonly today: Day;
  readonly at: Date;
  readonly apply: boolean;
  /** Share (0 to 1) of the known procedures above which a list that lacks them is not believed. */
  readonly vanishedAtMost: number;
}

export interface PullReport {
  readonly applied: boolean;
  readonly listed: number;
  readonly added: readonly { readonly code: string; readonly name: string }[];
  readonly changed: readonly { readonly code: string; readonly name: string; readonly what: readonly string[] }[];
  readonly unchanged: number;
  /** Known to have been listed, and listed no more: unused from now on, until a person decides. */
  readonly vanished: readonly string[];
  /** So many at once that the list was not believed: nothing is marked. */
  readonly tooManyVanished: boolean;
  readonly unpublished: readonly string[];
  /** Listed there, ended here: a list opens nothing again. */
  readonly ended: readonly string[];
  readonly unread: CatalogueTold["unread"];
  readonly unfit: CatalogueTold["unfit"];
  readonly refused: readonly { readonly code: string; readonly reason: Words }[];
  readonly lists: readonly {
    readonly list: string;
    readonly rows: number;
    readonly added: readonly string[];
    readonly changed: readonly string[];
    readonly vanished: readonly string[];
    readonly nameless: number;
  }[];
}

const procedureList = "LayThuTuc";
const source = "DVCQG";
const listed = "listed_by_portal";
const unlisted = "not_listed_by_portal";

/**
 * Takes what the portal told into the catalogue by the import (P9, C1–C9): other content opens a version from today, and
 * what was in force stays as it was. A preview does the same, looks at it, and leaves it.
 */
export async function pullCatalogue(db: Database, told: CatalogueTold, pull: Pull): Promise<PullReport> {
  const { apply, at } = pull;
  try {
    return await db.transaction().execute(async (tx) => {
      await lockImports(tx);
      const report = await take(tx, told, pull);
      if (!apply) throw new Previewed(report);
      await notePull(tx, at, true, report);
      return report;
    });
  } catch (error) {
    if (!(error instanceof Previewed)) throw error;
    const { report } = error;
    await db.transaction().execute((tx) => notePull(tx, at, false, report));
    return report;
  }
}

class Previewed extends Error {
  readonly report: PullReport;
  constructor(report: PullReport) {
    super("a preview is not written");
    this.report = report;
  }
}

async function take(tx: Tx, told: CatalogueTold, pull: Pull): Promise<PullReport> {
  const { today, at } = pull;
  const known = await knownRows(tx, procedureList);
  const lists = [];
  for (const { list, rows, nameless } of told.lists) lists.push(await takeList(tx, list, rows, nameless, at));

  const now = new Set(told.listed);
  const gone = known.filter(({ code, isGone }) => !isGone && !now.has(code)).map(({ code }) => code);
  const standing = known.filter(({ isGone }) => !isGone).length;
  const tooManyVanished = standing > 0 && gone.length / standing > pull.vanishedAtMost;
  const vanished = tooManyVanished ? [] : gone;
  const unpublished = told.statements.filter(({ isPublished }) => !isPublished).map(({ code }) => code);

  const compared = await compare(tx, told.statements, today);
  const news = compared.filter(({ kind }) => kind === "added" || kind === "changed");
  const lines = news.map(({ row }) => JSON.stringify(row)).join("\n");
  const imported =
    news.length === 0 ? undefined : await importWithin(tx, textSource(source, lines), { today, effective: today });
  const refused = (imported?.refused ?? []).map(({ line, reason }: RefusedRow) => ({
    code: news[line - 1]?.code ?? "",
    reason,
  }));
  const kept = news.filter(({ code }) => !refused.some((each) => each.code === code));

  await keepRows(tx, procedureList, told.details.map(withDigest), at);
  await markGone(tx, procedureList, vanished, at);
  await relist(tx, [...vanished, ...unpublished], unlisted, now);
  return {
    ...{
      applied: pull.apply,
      listed: told.listed.length,
      vanished: tooManyVanished ? gone : vanished,
      tooManyVanished,
    },
    added: kept.flatMap(({ kind, code, name }) => (kind === "added" ? [{ code, name }] : [])),
    changed: kept.flatMap(({ kind, code, name, what }) => (kind === "changed" ? [{ code, name, what }] : [])),
    unchanged: compared.filter(({ kind }) => kind === "unchanged").length,
    ended: compared.flatMap(({ kind, code }) => (kind === "ended" ? [code] : [])),
    ...{ unpublished, unread: told.unread, unfit: told.unfit, refused, lists },
  };
}

const withDigest = ({ code, row }: { readonly code: string; readonly row: unknown }): ListedRow => ({
  ...{ code, row, digest: sha256Of(canonicalJson(row)) },
});

async function takeList(
  tx: Tx,
  list: string,
  rows: CatalogueTold["details"],
  nameless: number,
  at: Date,
): Promise<PullReport["lists"][number]> {
  const known = new Map((await knownRows(tx, list)).map((each): [string, KnownRow] => [each.code, each]));
  const now = new Map(rows.map(withDigest).map((each): [string, ListedRow] => [each.code, each]));
  const isNew = (code: string) => known.get(code)?.isGone !== false;
  const added = [...now.keys()].filter(isNew);
  const changed = [...now.values()]
    .filter(({ code, digest }) => !isNew(code) && known.get(code)?.digest !== digest)
    .map(({ code }) => code);
  // a list that is suddenly empty says nothing about those that stood on it
  const vanished =
    now.size === 0 ? [] : [...known.values()].filter((e) => !e.isGone && !now.has(e.code)).map((e) => e.code);
  await keepRows(tx, list, [...now.values()], at);
  await markGone(tx, list, vanished, at);
  return { list, rows: now.size, added, changed, vanished, nameless };
}

interface Compared {
  readonly kind: "added" | "changed" | "unchanged" | "ended" | "unpublished";
  readonly code: string;
  readonly name: string;
  readonly what: readonly string[];
  readonly row: JsonObject;
}

async function compare(db: Reader, statements: readonly Statement[], today: Day): Promise<Compared[]> {
  const codes = statements.map(({ code }) => code);
  const centres = (await versionsOf(db, codes)).filter(({ province }) => province === null);
  const versions = groupBy(centres, ({ code }) => code as string);
  return statements.map(({ code, says, isPublished }) => {
    const own = versions.get(code) ?? [];
    const inForce = own.find((version) => isValidOn(version, today));
    const name = typeof says["name"] === "string" ? says["name"] : code;
    const row: JsonObject = { ...completed(says, inForce), code, status: listed, source };
    if (!inForce && own.length > 0) return { kind: "ended", code, name, what: [], row };
    // what the portal does not show is not taken in anew, and not changed
    if (!isPublished) return { kind: "unpublished", code, name, what: [], row };
    if (!inForce) return { kind: "added", code, name, what: [], row };
    const before = columnsOf(inForce);
    const what = Object.keys(row).filter(
      (key) => !["code", "status", "source"].includes(key) && !isSame(row[key], before[key]),
    );
    return { kind: what.length > 0 ? "changed" : "unchanged", code, name, what, row };
  });
}

const isSame = (a: unknown, b: unknown): boolean => canonicalJson(a ?? null) === canonicalJson(b ?? null);

/** What the portal has no word for (how time is read, who settles it) stays as it was stated. */
const completed = (says: JsonObject, inForce: ProcedureVersion | undefined): JsonObject => ({
  ...(inForce && columnsOf(inForce)),
  ...says,
});

const columnsOf = (version: ProcedureVersion): JsonObject => ({
  ...version.details,
  ...{ name: version.name, field: version.field, levels: version.levels, documents: version.documents },
  ...{ time_limit: version.limit, time_limit_text: version.limitText, legal_limit: version.legalLimit },
  ...{ fee_vnd: version.feeVnd === null ? null : Number(version.feeVnd), fee_text: version.feeText },
  ...{ start_mode: version.startMode, supplement_mode: version.supplementMode },
  ...{ payment_mode: version.paymentMode, solved_by: version.solvedBy },
});

/** Marks versions as unused, and takes the mark off what is listed again. Nothing ends by it: a person decides that. */
async function relist(tx: Tx, off: readonly string[], mark: string, now: ReadonlySet<string>): Promise<void> {
  const away = new Set(off.flatMap((code) => findProcedureCode(code) ?? []));
  const newest = new Map((await versionMarks(tx)).filter(({ province }) => province === null).map((m) => [m.code, m]));
  const changed = [...newest.values()].flatMap((version) => {
    if (away.has(version.code)) return version.listing === mark ? [] : [{ ...version, listing: mark }];
    return version.listing === mark && now.has(version.code) ? [{ ...version, listing: listed }] : [];
  });
  if (changed.length > 0) await restateVersions(tx, changed);
}

/** What was read of listed procedures, by code: it need not be asked again for a while. */
export async function keptDetails(
  db: Reader,
): Promise<ReadonlyMap<string, { readonly row: unknown; readonly readAt: Date }>> {
  const known = await knownRows(db, procedureList);
  return new Map(known.filter(({ isGone }) => !isGone).map(({ code, row, readAt }) => [code, { row, readAt }]));
}
