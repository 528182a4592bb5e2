import type { Day } from "../domain/day.ts";
import { nearestName } from "../domain/nearest-name.ts";
import { findProcedureCode, type ProcedureCode } from "../domain/procedure.ts";
import { changeKinds, findChangeKind, type ListedChange, type PublishedFigure } from "../domain/publishing-decision.ts";
import { canonicalJson, sha256Of } from "./canonical-json.ts";
import { bad, type Bad, type Read, type Words } from "./import-report.ts";
import { parseObject, readStatedDay, type JsonObject } from "./read-procedures.ts";

/** A publishing decision as its file states it; its procedures are read when the catalogue is at hand. */
export interface StatedDecision {
  readonly number: string;
  readonly signedOn: Day;
  readonly issuedBy: string;
  readonly effective: Day;
  /** When the law was published or signed that came about by the shortened procedure; null: by the ordinary one. */
  readonly shortenedLawOf: Day | null;
  readonly title: string | null;
  readonly contentSha256: string;
  readonly figures: readonly PublishedFigure[];
  readonly changes: readonly StatedChange[];
}

export interface StatedChange extends ListedChange {
  /** What is stated of the procedure, in the form of an import's row. */
  readonly row: JsonObject;
}

/** Why one change of a decision cannot be made. */
export interface RefusedChange {
  readonly place: number;
  readonly code: string;
  readonly reason: Words;
}

const decisionFields = [
  ...["number", "signed", "agency", "effective", "shortened_procedure", "title", "figures", "changes"],
];

/** What a change may state: what an import's row may, but for days and lists that the decision itself tells. */
const changeFields = [
  ...["kind", "replaces", "code", "name", "field", "levels", "time_limit", "time_limit_text", "legal_limit"],
  ...["fee_vnd", "fee_text", "fee_vnd_by_case", "documents", "documents_total", "replaced_by", "status", "source"],
  ...["start_mode", "supplement_mode", "payment_mode", "solved_by", "after_15h_next_working_day", "methods", "result"],
  ...["decision", "rule_type", "audience", "authority", "interlinked", "levels_inferred"],
  ...["published_agency", "published_agency_label", "implementing_agency", "coordinating_agency"],
];

/** A name that nobody reads is a mistake: what it was to say would be lost. */
function unknownField(object: JsonObject, known: readonly string[]): Bad | undefined {
  const field = Object.keys(object).find((name) => !known.includes(name));
  if (field === undefined) return undefined;
  const [shown, near] = [field.slice(0, 40), nearestName(field.slice(0, 40), known)];
  return near === undefined
    ? bad(`không có trường "${shown}"; chỉ dùng ${known.join(", ")}`, `no field "${shown}"; use ${known.join(", ")}`)
    : bad(`không có trường "${shown}"; có phải là "${near}"?`, `no field "${shown}"; is it "${near}"?`);
}

/** Reads a decision's file (docs/import.md). All changes are judged, so that all faults are told at once. */
export function readDecision(text: string): Read<StatedDecision & { readonly refused: readonly RefusedChange[] }> {
  const parsed = parseObject(text);
  if (!parsed.ok) return parsed;
  const { object } = parsed.value;
  const unknown = unknownField(object, decisionFields);
  if (unknown) return unknown;
  const number = words(object["number"]);
  const issuedBy = words(object["agency"]);
  if (number === null) return bad("thiếu số quyết định (number)", "the decision's number is missing (number)");
  if (issuedBy === null) return bad("thiếu cơ quan công bố (agency)", "the issuing agency is missing (agency)");
  const signed = readStatedDay(object["signed"]);
  if (!signed.ok) return signed;
  if (signed.value === undefined) return bad("thiếu ngày ký (signed)", "the day of signing is missing (signed)");
  const effective = readStatedDay(object["effective"]);
  if (!effective.ok) return effective;
  if (effective.value !== undefined && effective.value < signed.value)
    return bad(
      `ngày hiệu lực ${effective.value} trước ngày ký ${signed.value}; hãy kiểm tra hai ngày: điều đã có hiệu lực không được sửa, quyết định có hiệu lực sớm nhất từ ngày ký`,
      `the day of effect ${effective.value} is before that of signing ${signed.value}; check both: what was in force is not rewritten, a decision takes effect from its signing at the earliest`,
    );
  const shortened = readStatedDay(object["shortened_procedure"]);
  if (!shortened.ok)
    return bad(
      `văn bản ban hành theo trình tự, thủ tục rút gọn (shortened_procedure): ghi ngày công bố hoặc ký ban hành văn bản đó; ${shortened.reason.vi}`,
      `of a law made by the shortened procedure (shortened_procedure) state the day of its publication or signing; ${shortened.reason.en}`,
    );
  if (shortened.value !== undefined && shortened.value > signed.value)
    return bad(
      `văn bản ban hành theo trình tự, thủ tục rút gọn (shortened_procedure) ngày ${shortened.value}, sau ngày ký quyết định ${signed.value}; hãy kiểm tra hai ngày`,
      `the law made by the shortened procedure (shortened_procedure) is of ${shortened.value}, after the signing of the decision ${signed.value}; check both`,
    );
  const figures = readFigures(object["figures"]);
  if (!figures.ok) return figures;
  const list = object["changes"];
  if (!Array.isArray(list) || list.length === 0)
    return bad("thiếu danh sách thay đổi (changes)", "the list of changes is missing (changes)");

  const changes: StatedChange[] = [];
  const refused: RefusedChange[] = [];
  const listed = new Set<string>();
  for (const [index, item] of (list as unknown[]).entries()) {
    const place = index + 1;
    const change = readChange(item, place);
    const twice = change.ok
      ? [change.value.code, ...change.value.replaces].find((code) => listed.has(code))
      : undefined;
    if (!change.ok) refused.push({ place, code: shownCode(item), reason: change.reason });
    else if (twice !== undefined)
      refused.push({
        ...{ place, code: twice },
        reason: { vi: "mã có hai lần trong quyết định", en: "the code is in the decision twice" },
      });
    else {
      changes.push(change.value);
      for (const code of [change.value.code, ...change.value.replaces]) listed.add(code);
    }
  }
  return {
    ok: true,
    value: {
      ...{ number, issuedBy, signedOn: signed.value, title: words(object["title"]), changes, refused },
      // rule C3: without a clause it takes effect on the day of signing
      effective: effective.value ?? signed.value,
      shortenedLawOf: shortened.value ?? null,
      contentSha256: sha256Of(canonicalJson(object)),
      figures: figures.value,
    },
  };
}

function readChange(item: unknown, place: number): Read<StatedChange> {
  if (typeof item !== "object" || item === null || Array.isArray(item))
    return bad("không phải một đối tượng JSON", "not a JSON object");
  const unknown = unknownField(item as JsonObject, changeFields);
  if (unknown) return unknown;
  const { kind: named, replaces: replaced, ...row } = item as Record<string, unknown>;
  const kind = typeof named === "string" ? findChangeKind(named) : undefined;
  if (!kind)
    return bad(
      `kiểu thay đổi không có; chỉ dùng ${changeKinds.join(", ")}`,
      `unknown kind of change; use ${changeKinds.join(", ")}`,
    );
  const code = codeIn(row["code"]);
  const replaces = Array.isArray(replaced) ? replaced.map(codeIn) : [];
  if (!code || replaces.includes(undefined))
    return bad("mã thủ tục không đúng; hãy viết như 1.001612", "not a procedure code; write it as 1.001612");
  if ((kind === "replaced") !== replaces.length > 0)
    return bad(
      "chỉ thay đổi kiểu replaced, và mọi thay đổi kiểu đó, ghi các mã bị thay thế (replaces)",
      "replacements, and only they, state the codes they replace (replaces)",
    );
  return { ok: true, value: { place, kind, code, replaces: replaces as ProcedureCode[], row } };
}

const codeIn = (value: unknown) => (typeof value === "string" ? findProcedureCode(value) : undefined);

const shownCode = (item: unknown): string => {
  const code = typeof item === "object" && item !== null && "code" in item ? item.code : undefined;
  return typeof code === "string" ? code.slice(0, 40) : "";
};

const words = (value: unknown): string | null =>
  typeof value === "string" && value.trim() !== "" ? value.trim().normalize("NFC") : null;

function readFigures(value: unknown): Read<PublishedFigure[]> {
  const fault = bad(
    "số liệu công bố (figures) cần subject, numerator, và nếu có denominator, percent",
    "figures need a subject and a numerator, and may have a denominator and a percent",
  );
  if (value === undefined) return { ok: true, value: [] };
  if (!Array.isArray(value)) return fault;
  const figures = value.map((item: unknown): PublishedFigure | undefined => {
    if (typeof item !== "object" || item === null) return undefined;
    const { subject, numerator, denominator = null, percent = null } = item as Record<string, unknown>;
    const named = words(subject);
    const isCount = (one: unknown) => Number.isSafeInteger(one) && (one as number) >= 0 && (one as number) < 2 ** 31;
    const isShare =
      typeof percent === "number" && percent >= 0 && percent < 1_000 && Number(percent.toFixed(2)) === percent;
    if (named === null || !isCount(numerator)) return undefined;
    if (denominator !== null && !(isCount(denominator) && denominator !== 0)) return undefined;
    if (percent !== null && !isShare) return undefined;
    return { subject: named, numerator: numerator as number, denominator: denominator as number | null, percent };
  });
  return figures.includes(undefined) ? fault : { ok: true, value: figures as PublishedFigure[] };
}
