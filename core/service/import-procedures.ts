import { access } from "node:fs/promises";
import { excessOver, legalBeside } from "../domain/central-bound.ts";
import { dayBefore, isValidOn, type Day } from "../domain/day.ts";
import { groupBy } from "../domain/group-by.ts";
import {
  placeVersion,
  type NewVersion,
  type Placement,
  type ProcedureVersion,
  type StoredMark,
  type VersionMark,
} from "../domain/procedure.ts";
import { overtaken } from "../domain/provincial-version.ts";
import {
  insertLocalCodes,
  insertVersions,
  provincialVersions,
  restateVersions,
  versionMarks,
  versionsOf,
} from "../store/procedures.ts";
import { lockImports } from "../store/units.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { excessWords } from "./central-excess.ts";
import {
  ImportError,
  openProgress,
  openTally,
  type FileReport,
  type OnProgress,
  type Tally,
  type Words,
} from "./import-report.ts";
import { fileSource, type Source } from "./import-source.ts";
import { readProcedures, type ProcedureRow } from "./read-procedures.ts";

export interface ProcedureImport {
  /** Vietnamese day of the import: changed content counts from it when nothing else is said. */
  readonly today: Day;
  /** The day from which what is new or changed is in force; undefined: since ever, and since today. */
  readonly effective?: Day | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** @throws {ImportError} when there is no such file. */
export async function procedureSource(path: string): Promise<Source> {
  try {
    await access(path);
  } catch {
    throw new ImportError(
      `Không có tệp ${path}; hãy ghi đúng đường dẫn tới tệp thủ tục (.jsonl).`,
      `There is no file ${path}; give the path of the procedures' file (.jsonl).`,
    );
  }
  return fileSource(path);
}

const batch = 500;

/** A version in the making: as it is stored, or as it will be. */
interface Entry {
  mark: VersionMark;
  row: ProcedureRow | undefined;
  restated: boolean;
}

/**
 * Imports a catalogue in one transaction. Other content of a known procedure opens a new version and closes the one
 * before (P9); the same content changes nothing. Broken rows are reported and skipped.
 */
export async function importProcedures(db: Database, source: Source, how: ProcedureImport): Promise<FileReport> {
  return db.transaction().execute((tx) => importWithin(tx, source, how));
}

/** The same within a transaction of the caller's, who may look at the report and leave it all. */
export async function importWithin(
  tx: Tx,
  source: Source,
  { today, effective, onProgress }: ProcedureImport,
): Promise<FileReport> {
  const progress = openProgress(source.bytes, onProgress);
  await lockImports(tx);
  const tally = openTally(source.name);
  const rows = await readProcedures(source, tally, progress.read);
  if (rows.length === 0 && tally.report().read === 0)
    throw new ImportError(`Tệp ${source.name} không có gì.`, `The file ${source.name} is empty.`);

  const localCodes = [...new Set(rows.flatMap(({ local }) => local?.code ?? []))];
  const central = groupBy(await versionsOf(tx, localCodes), ({ code }) => code);
  const provincial = groupBy(await provincialVersions(tx), ({ code }) => code);
  const stored = groupBy(await versionMarks(tx), seriesOf);
  const news: NewVersion[] = [];
  const restated: StoredMark[] = [];
  const series = new Map<string, Entry[]>();
  const entriesOf = (key: string): Entry[] => {
    const entries =
      series.get(key) ?? (stored.get(key) ?? []).map((mark) => ({ mark, row: undefined, restated: false }));
    series.set(key, entries);
    return entries;
  };
  // the centre's first: it bounds those of provinces (C7)
  const centresFirst = rows.toSorted(
    (a, b) => Number(a.content.province !== null) - Number(b.content.province !== null),
  );
  for (const [key, sameCode] of groupBy(centresFirst, ({ content }) => seriesOf(content))) {
    const [{ content: of }] = sameCode as [ProcedureRow];
    const { code } = of;
    const known = stored.get(key) ?? [];
    const entries = entriesOf(key);
    const inTime = sameCode.toSorted((a, b) => ((a.validFrom ?? "") < (b.validFrom ?? "") ? -1 : 1));
    for (const row of inTime) {
      const bounded =
        of.province === null
          ? row
          : withinCentral(row, entriesOf(code), central.get(code) ?? [], effective ?? today, tally);
      if (!bounded) continue;
      if (of.province !== null && entries.length === 0 && isCentres(bounded, entriesOf(code), effective ?? today))
        tally.count("unchanged"); // the centre's own words: nothing of the province's
      else enter(bounded, entries, known.length > 0 || stored.has(code), effective, today, tally);
    }
    if (of.province === null) giveWay(entries, provincial.get(code) ?? [], entriesOf);
  }
  for (const entries of series.values())
    for (const { mark, row, restated: again } of entries)
      if (row) news.push({ ...row.content, ...newOf(mark) });
      else if (again) restated.push(mark as StoredMark);

  for (let from = 0; from < restated.length; from += batch)
    await restateVersions(tx, restated.slice(from, from + batch));
  for (let from = 0; from < news.length; from += batch) {
    await insertVersions(tx, news.slice(from, from + batch));
    progress.written(from / news.length);
  }
  await insertLocalCodes(
    tx,
    rows.flatMap(({ local }) => local ?? []),
    source.name,
  );
  progress.written(1);
  return tally.report();
}

const newOf = ({ validFrom, validTo, replacedBy }: VersionMark) => ({
  ...{ validFrom, validTo, replacedBy: replacedBy as ProcedureVersion["replacedBy"] },
});

/** Which versions follow one another: those of the centre, or of one province. */
const seriesOf = ({ code, province }: Pick<ProcedureVersion, "code" | "province">): string =>
  province === null ? code : `${code} ${province}`;

const isCentres = ({ content, validFrom }: ProcedureRow, centres: readonly Entry[], day: Day): boolean =>
  centres.find(({ mark }) => isValidOn(mark, validFrom ?? day))?.mark.contentSha256 === content.contentSha256;

/** Where the centre's new content allows less than a province's version does, that version ends the day before (C7). */
function giveWay(
  centres: readonly Entry[],
  provincial: readonly ProcedureVersion[],
  entriesOf: (key: string) => Entry[],
): void {
  for (const { mark, row } of centres)
    if (row && mark.validFrom !== "-infinity")
      for (const one of overtaken(provincial, row.content, mark.validFrom as Day)) {
        const entry = entriesOf(seriesOf(one)).find((candidate) => candidate.mark.validFrom === one.validFrom);
        if (entry)
          Object.assign(entry, { mark: { ...entry.mark, validTo: dayBefore(mark.validFrom as Day) }, restated: true });
      }
}

/**
 * C7: a province's own form of a procedure stays within the centre's of that day; what the centre allows is kept beside
 * a shorter limit. Undefined: refused.
 */
function withinCentral(
  row: ProcedureRow,
  entries: readonly Entry[],
  stored: readonly ProcedureVersion[],
  day: Day,
  tally: Tally,
): ProcedureRow | undefined {
  const inForce = entries.find(({ mark }) => isValidOn(mark, row.validFrom ?? day));
  const central =
    inForce?.row?.content ??
    stored.find(({ province, validFrom }) => province === null && validFrom === inForce?.mark.validFrom);
  if (!central) return row;
  const excess = excessOver(central, row.content);
  if (excess) {
    tally.refuse(row.line, excessWords(excess));
    return undefined;
  }
  const legalLimit = legalBeside(central, row.content);
  return { ...row, content: { ...row.content, legalLimit, solvedBy: central.solvedBy } };
}

function enter(
  row: ProcedureRow,
  entries: Entry[],
  wasKnown: boolean,
  effective: Day | undefined,
  today: Day,
  tally: Tally,
): void {
  const { content, validFrom, validTo } = row;
  const placement = placeVersion(
    entries.map(({ mark }) => mark),
    {
      contentSha256: content.contentSha256,
      validFrom,
      validTo,
      replacedBy: content.replacedBy ?? undefined,
      listing: content.listing,
      source: content.source,
    },
    effective ?? (wasKnown ? today : "-infinity"),
    effective ?? today,
  );
  switch (placement.kind) {
    case "unchanged":
      tally.count("unchanged");
      return;
    case "ended":
      tally.count("unchanged");
      tally.note(
        "ended",
        row.line,
        "thủ tục đã kết thúc trong hệ thống, danh sách không tự mở lại: cần người có thẩm quyền quyết định (ghi valid_from để mở lại)",
        "procedures that have ended are not reopened by a list: they need a person's decision (state valid_from to reopen)",
      );
      return;
    case "refuse":
      tally.refuse(row.line, reasons[placement.why]);
      return;
    case "restate": {
      const entry = entries.find(({ mark }) => mark.validFrom === placement.version.validFrom);
      if (entry) Object.assign(entry, { mark: { ...entry.mark, ...placement.version }, restated: true });
      tally.count("changed");
      return;
    }
    case "open": {
      const before = entries.at(-1);
      const { contentSha256, listing, source } = content;
      let { replacedBy } = content;
      if (before && placement.closes) {
        replacedBy ??= before.mark.replacedBy as ProcedureVersion["replacedBy"];
        const ended = { ...before.mark, validTo: placement.closes, replacedBy: null };
        Object.assign(before, { mark: ended, restated: true });
      }
      const mark = { validFrom: placement.validFrom, validTo: placement.validTo };
      entries.push({ mark: { ...mark, contentSha256, replacedBy, listing, source }, row, restated: false });
      tally.count(wasKnown ? "changed" : "added");
    }
  }
}

const reasons: Readonly<Record<Extract<Placement, { kind: "refuse" }>["why"], Words>> = {
  reversed: { vi: "ngày bắt đầu sau ngày kết thúc", en: "its first day is after its last" },
  "content-of-that-day-differs": {
    vi: "đã có phiên bản cùng ngày hiệu lực nhưng khác nội dung; nội dung đã có hiệu lực không được sửa, hãy dùng ngày khác",
    en: "a version of that day has other content; what was in force is not rewritten, use another day",
  },
  "before-newest-version": {
    vi: "đã có phiên bản hiệu lực từ ngày đó hoặc muộn hơn; hãy chọn ngày sau đó (--effective)",
    en: "a version in force from that day or later exists; choose a later day (--effective)",
  },
};
