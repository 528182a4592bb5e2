import { ClockFault } from "../domain/clock/fault.ts";
import { wordsOfFault } from "../domain/clock/fault-words.ts";
import { checkLimit, unitOfCatalogue } from "../domain/clock/limit.ts";
import { modes, supplementModes } from "../domain/clock/mode.ts";
import type { Day } from "../domain/day.ts";
import {
  findLocalCode,
  findProcedureCode,
  limitUnits,
  paymentModes,
  procedureLevels,
  type LocalCode,
  type ProcedureLevel,
  type ProcedureVersion,
} from "../domain/procedure.ts";
import { provinceOf } from "../domain/provincial-version.ts";
import { canonicalJson, sha256Of } from "./canonical-json.ts";
import { bad, type Bad, type Read, type Tally } from "./import-report.ts";
import { readLines, type Source } from "./import-source.ts";
import { readDay } from "./read-units.ts";
import { withoutContradictions } from "./read-table.ts";

/** What a row says about a procedure; its place in time is decided later. */
export interface ProcedureRow {
  readonly line: number;
  readonly validFrom: Day | undefined;
  readonly validTo: Day | undefined;
  readonly content: Omit<ProcedureVersion, "validFrom" | "validTo" | "edition">;
  /** The form its code was written in, when that was a province's own. */
  readonly local: LocalCode | undefined;
}

/** Listed no more on the newest public list: probably ended, but only a person may say so. */
const needsDecision = "not_in_2026_07_list";

/** A catalogue of one JSON object a line. Broken rows go to the tally. */
export async function readProcedures(
  source: Source,
  tally: Tally,
  onBytes: (count: number) => void,
): Promise<ProcedureRow[]> {
  const rows: ProcedureRow[] = [];
  for await (const line of readLines(source, onBytes)) {
    tally.row();
    const object = line.ok ? parseObject(line.text) : line;
    const read = object.ok ? readProcedure(object.value.object, line.number) : object;
    if (!read.ok) {
      tally.refuse(line.number, read.reason);
      continue;
    }
    if (object.ok && object.value.recomposed)
      tally.note("nfc", line.number, "dòng có chữ dựng sẵn không chuẩn, đã chuyển về NFC", "rows normalised to NFC");
    if (object.ok && readsMonths(object.value.object, read.value))
      tally.note(
        "months",
        line.number,
        "thời hạn ghi bằng chữ là tháng: tính từ ngày đến ngày, không quy mỗi tháng thành 30 ngày",
        "limits said in months: counted from date to date, not as 30 days each",
      );
    if (object.ok && object.value.object["code"] !== read.value.content.code)
      tally.note("local-code", line.number, "mã có đuôi địa phương, đã bỏ đuôi", "local suffixes stripped from codes");
    if (read.value.content.listing === needsDecision)
      tally.note(
        "needs-decision",
        line.number,
        "thủ tục không còn trong danh sách công bố mới nhất: vẫn để hiệu lực, cần người có thẩm quyền quyết định",
        "procedures missing from the newest public list: left open, they need a person's decision",
      );
    rows.push(read.value);
  }
  return withoutContradictions(
    rows,
    ({ content, validFrom }) => `${content.code} ${content.province ?? ""} ${validFrom ?? ""}`,
    ({ content, validTo }) =>
      JSON.stringify([content.contentSha256, validTo, content.replacedBy, content.listing, content.source]),
    tally,
  );
}

export type JsonObject = Readonly<Record<string, unknown>>;

const deepest = 32;

export function parseObject(text: string): Read<{ object: JsonObject; recomposed: boolean }> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return bad("không phải JSON hợp lệ (mỗi dòng một đối tượng)", "not valid JSON (one object a line)");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    return bad("không phải một đối tượng JSON", "not a JSON object");
  const state: CleanState = { recomposed: false, fault: undefined };
  const object = clean(parsed, 0, state) as JsonObject;
  return state.fault ?? { ok: true, value: { object, recomposed: state.recomposed } };
}

interface CleanState {
  recomposed: boolean;
  fault: Bad | undefined;
}

/** The value in NFC; notes what a database cannot hold. */
function clean(value: unknown, depth: number, state: CleanState): unknown {
  if (depth > deepest) {
    state.fault = bad("lồng nhau quá sâu (hơn 32 tầng)", "nested more than 32 levels deep");
    return null;
  }
  if (typeof value === "string") {
    if (value.includes("\0")) state.fault = bad("có ký tự NUL", "has a NUL character");
    if (/\p{Surrogate}/u.test(value)) state.fault = bad("có ký tự Unicode bị cắt đôi", "has half a Unicode character");
    const composed = value.normalize("NFC");
    if (composed !== value) state.recomposed = true;
    return composed;
  }
  if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1, state));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [clean(key, depth, state) as string, clean(item, depth + 1, state)]),
    );
  return value;
}

export function readProcedure(object: JsonObject, line: number): Read<ProcedureRow> {
  const given = object["code"];
  const code = typeof given === "string" ? findProcedureCode(given) : undefined;
  if (!code)
    return bad(
      `mã "${shown(given)}" không phải mã thủ tục; hãy viết như 1.001612`,
      `"${shown(given)}" is not a procedure code; write it as 1.001612`,
    );
  const name = text(object["name"]);
  if (!name) return bad("thiếu tên thủ tục", "the name is missing");
  const levels = readLevels(object["levels"]);
  if (!levels.ok) return levels;
  const stated = readLimit(object["time_limit"]);
  if (!stated.ok) return stated;
  const limit = inMonths(stated.value, text(object["time_limit_text"]));
  const legal = readLimit(object["legal_limit"]);
  if (!legal.ok) return legal;
  const says = readModes(object);
  if (!says.ok) return says;
  const fee = object["fee_vnd"] ?? null;
  if (fee !== null && !(Number.isSafeInteger(fee) && (fee as number) >= 0))
    return bad(`mức phí "${shown(fee)}" phải là số đồng nguyên`, `the fee "${shown(fee)}" must be whole dong`);
  const documents = object["documents"] ?? [];
  if (!Array.isArray(documents)) return bad("thành phần hồ sơ phải là danh sách", "documents must be a list");
  const replacedBy = object["replaced_by"] ?? null;
  if (replacedBy !== null && (typeof replacedBy !== "string" || !findProcedureCode(replacedBy)))
    return bad(
      `mã thay thế "${shown(replacedBy)}" không phải mã thủ tục; chưa có thì bỏ trường replaced_by`,
      `"${shown(replacedBy)}" is not a procedure code; leave replaced_by out where there is none`,
    );
  const validFrom = readStatedDay(object["valid_from"]);
  const validTo = readStatedDay(object["valid_to"]);
  if (!validFrom.ok) return validFrom;
  if (!validTo.ok) return validTo;

  const local = findLocalCode(given as string);
  const known = {
    code,
    name,
    field: text(object["field"]),
    levels: levels.value,
    limit,
    limitText: text(object["time_limit_text"]),
    feeVnd: fee === null ? null : BigInt(fee as number),
    feeText: text(object["fee_text"]),
    documents: documents as unknown[],
    details: Object.fromEntries(Object.entries(object).filter(([key]) => !columns.has(key))),
  };
  // only what is stated counts: rows that say nothing of it keep the digest they always had
  const told = Object.fromEntries(
    Object.entries({ legalLimit: legal.value, ...says.value }).filter(([, value]) => value !== null),
  );
  const content = {
    ...known,
    legalLimit: legal.value,
    ...says.value,
    province: (local && provinceOf(local.organisation)) ?? null,
    replacedBy: replacedBy === null ? null : (findProcedureCode(replacedBy) ?? null),
    listing: text(object["status"]) ?? "unstated",
    source: text(object["source"]) ?? "unstated",
    contentSha256: digest({ ...known, ...told }),
  };
  return { ok: true, value: { line, validFrom: validFrom.value, validTo: validTo.value, content, local } };
}

/** What has a column of its own; all else is kept as details. */
const columns = new Set([
  ...["code", "name", "field", "levels", "time_limit", "time_limit_text", "fee_vnd", "fee_text", "documents"],
  ...["status", "source", "replaced_by", "valid_from", "valid_to"],
  ...["legal_limit", "start_mode", "supplement_mode", "payment_mode", "solved_by"],
]);

/** What somebody observed about a procedure, not what it says: a change of these is no new version. */
const observations = new Set(["portal_weight_2025_12", "implementing_agency_2025_04"]);

/** The digest of what a procedure says: keys in order, so that the order of writing makes no new version. */
function digest(known: JsonObject & { readonly details: JsonObject }): string {
  const said = { ...known, details: Object.entries(known.details).filter(([key]) => !observations.has(key)) };
  return sha256Of(canonicalJson(said));
}

const text = (value: unknown): string | null =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : null;

/** A day as text; nothing, or empty text: not stated. "-infinity" is the database's word, not a day. */
export function readStatedDay(value: unknown): Read<Day | undefined> {
  if (value === undefined || value === null) return { ok: true, value: undefined };
  if (typeof value === "string") return readDay(value.trim());
  return bad(
    `"${shown(value)}" không phải ngày; hãy viết thành chữ như "2025-07-01"`,
    `"${shown(value)}" is not a day; write it as text, "2025-07-01"`,
  );
}

/** A value of unknown size in a sentence. */
const shown = (value: unknown): string =>
  (value === undefined ? "" : JSON.stringify(value)).replaceAll('"', "").slice(0, 40);

function readLevels(value: unknown): Read<ProcedureLevel[]> {
  const given = value ?? [];
  const levels = Array.isArray(given) ? procedureLevels.filter((level) => given.includes(level)) : [];
  if (!Array.isArray(given) || levels.length !== new Set(given).size)
    return bad(
      `cấp thực hiện ${shown(value)} không đúng; chỉ dùng ${procedureLevels.join(", ")}`,
      `bad levels ${shown(value)}; use ${procedureLevels.join(", ")}`,
    );
  return { ok: true, value: levels };
}

// numeric(7, 2): halves and quarters of an hour occur
const isAmount = (value: unknown): value is number =>
  typeof value === "number" && value >= 0 && value < 100_000 && Number(value.toFixed(2)) === value;

function readLimit(value: unknown): Read<ProcedureVersion["limit"]> {
  if (value === null || value === undefined) return { ok: true, value: null };
  const { value: amount, unit: named } = value as Record<string, unknown>;
  const unit = limitUnits.find((one) => one === (wordsOfClocks.get(named) ?? named));
  if (!unit || !isAmount(amount))
    return bad(
      `thời hạn ${shown(value)} không đúng; cần value là số và unit là ${limitUnits.join(", ")}`,
      `bad time limit ${shown(value)}; it needs a number as value and a unit of ${limitUnits.join(", ")}`,
    );
  return judged({ value: amount, unit });
}

/** The words of the clocks, as `hub due` and the processes of legs have them. */
const wordsOfClocks: ReadonlyMap<unknown, (typeof limitUnits)[number]> = new Map(
  limitUnits.map((unit) => [unitOfCatalogue[unit], unit]),
);

/**
 * Lists that know no months count them as 30 days each. Where the words say months and nothing else, and the number is
 * theirs, or none is stated, they are months: from date to date (Civil Code art. 148).
 */
function inMonths(limit: CatalogueLimit | null, words: string | null): CatalogueLimit | null {
  const [, months] = /^(\d{1,3})\s*tháng$/iu.exec(words ?? "") ?? [];
  const value = Number(months ?? 0);
  if (value === 0 || (limit && !(limit.unit === "day" && limit.value === value * 30))) return limit;
  return { value, unit: "month" };
}

const readsMonths = ({ time_limit: limit }: JsonObject, { content }: ProcedureRow): boolean =>
  content.limit?.unit === "month" && (limit as Partial<CatalogueLimit> | null)?.unit !== "month";

/** A limit that the clocks can count; another would be promised to nobody. */
function judged(limit: CatalogueLimit): Read<CatalogueLimit> {
  try {
    checkLimit({ value: limit.value, unit: unitOfCatalogue[limit.unit] });
    return { ok: true, value: limit };
  } catch (error) {
    if (!(error instanceof ClockFault)) throw error;
    const { vi, en } = wordsOfFault(error);
    return bad(vi, en);
  }
}

type CatalogueLimit = NonNullable<ProcedureVersion["limit"]>;

type Said = Pick<ProcedureVersion, "startMode" | "supplementMode" | "paymentMode" | "solvedBy">;

/** How the procedure reads time, and who settles it; what is not stated is the law's default. */
function readModes(object: JsonObject): Read<Said> {
  const faults: Bad[] = [];
  const oneOf = <T extends string>(column: string, allowed: readonly T[]): T | null => {
    const given = object[column];
    if (given === null || given === undefined || given === "") return null;
    const found = allowed.find((one) => one === given);
    if (found === undefined)
      faults.push(
        bad(
          `${column} "${shown(given)}" không đúng; chỉ dùng ${allowed.join(", ")}`,
          `bad ${column} "${shown(given)}"; use ${allowed.join(", ")}`,
        ),
      );
    return found ?? null;
  };
  const value: Said = {
    startMode: oneOf("start_mode", modes),
    supplementMode: oneOf("supplement_mode", supplementModes),
    paymentMode: oneOf("payment_mode", paymentModes),
    solvedBy: oneOf("solved_by", ["ministry"]),
  };
  return faults[0] ?? { ok: true, value };
}
