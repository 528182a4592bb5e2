import { evaluationRules, type EvaluationRow } from "../../contracts/national-portal/evaluation.ts";
import { fromPortalOrgCode } from "./identifiers.ts";
import { isObject } from "./dialects/wire.ts";
import { cleanText } from "./text.ts";
import { formatMonth, readTime } from "./time.ts";

export type ReadEvaluation =
  | { readonly ok: true; readonly row: EvaluationRow }
  | {
      readonly ok: false;
      readonly faults: readonly { readonly field: string; readonly vi: string; readonly en: string }[];
    };

const shares = Object.keys(evaluationRules).filter((name) => name.startsWith("PhanTram"));
const share = /^(100|\d{1,2})([.,]\d+)?%$/;

/** A month's totals as the operator's survey has them: this hub asks nobody and rates nothing itself. */
export function toEvaluationRow(given: unknown): ReadEvaluation {
  if (!isObject(given)) return { ok: false, faults: [of("dòng", "không phải đối tượng JSON", "is no JSON object")] };
  const faults: { field: string; vi: string; en: string }[] = [];
  const row: Record<string, unknown> = {};
  for (const name of Object.keys(given))
    if (!(name in evaluationRules)) faults.push(of(name, "không có trong gói tin", "is not in the packet"));
  for (const [name, { mandatory, kind }] of Object.entries(evaluationRules)) {
    const value = given[name];
    const text = typeof value === "string" ? cleanText(value, kind === "prose") : "";
    if (name === "TongSoNguoiDanhGia") {
      const count = typeof value === "string" && /^\d{1,9}$/.test(text) ? Number(text) : value;
      if (!Number.isSafeInteger(count) || (count as number) < 0)
        faults.push(of(name, "phải là số nguyên", "must be a whole number"));
      row[name] = count;
    } else {
      if (value !== undefined && value !== null && typeof value !== "string")
        faults.push(of(name, "phải là chuỗi", "must be text"));
      else if (text === "" && mandatory === "yes") faults.push(of(name, "bắt buộc nhập", "is missing"));
      else if (shares.includes(name) && !share.test(text))
        faults.push(
          of(name, "phải là tỉ lệ từ 0% đến 100%, viết như 60%", "must be a share of 0% to 100%, written 60%"),
        );
      row[name] = text;
    }
  }
  const month = readTime("M-yyyy", row["NgayTongHop"]);
  if (month.ok) row["NgayTongHop"] = monthOf(month.at);
  else if (row["NgayTongHop"] !== "") faults.push(of("NgayTongHop", "phải viết như 3-2026", "must be written 3-2026"));
  if (row["Madonvi"] !== "" && fromPortalOrgCode(String(row["Madonvi"])) === undefined)
    faults.push(of("Madonvi", "không phải mã định danh đơn vị", "is no unit's code"));
  return faults.length > 0 ? { ok: false, faults } : { ok: true, row: row as unknown as EvaluationRow };
}

const of = (field: string, vi: string, en: string) => ({ field, vi: `${field}: ${vi}`, en: `${field}: ${en}` });

function monthOf(at: Date): string {
  const local = new Date(at.getTime() + 7 * 3_600_000);
  return formatMonth(local.getUTCFullYear(), local.getUTCMonth() + 1);
}
