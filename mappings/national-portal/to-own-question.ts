import { ownQuestionRules, type OwnQuestion } from "../../contracts/national-portal/questions.ts";
import { isObject } from "./dialects/wire.ts";
import { fromPortalOrgCode } from "./identifiers.ts";
import { cleanText } from "./text.ts";

export type ReadOwnQuestion =
  | { readonly ok: true; readonly row: OwnQuestion }
  | {
      readonly ok: false;
      readonly faults: readonly { readonly field: string; readonly vi: string; readonly en: string }[];
    };

/** A question of an agency's own, as `DongBoHoiDap` takes it; its id is the agency's. */
export function toOwnQuestionRow(given: unknown): ReadOwnQuestion {
  if (!isObject(given)) return { ok: false, faults: [of("dòng", "không phải đối tượng JSON", "is no JSON object")] };
  const faults = Object.keys(given)
    .filter((name) => !Object.hasOwn(ownQuestionRules, name))
    .map((name) => of(name, "không có trong gói tin", "is not in the packet"));
  const row: Record<string, string> = {};
  for (const [name, { mandatory, kind }] of Object.entries(ownQuestionRules)) {
    const value = given[name] ?? "";
    const text =
      typeof value === "string" || typeof value === "number" ? cleanText(String(value), kind === "prose") : "";
    if (typeof value === "object" || typeof value === "boolean") faults.push(of(name, "phải là chuỗi", "must be text"));
    else if (text === "" && mandatory === "yes") faults.push(of(name, "bắt buộc nhập", "is missing"));
    row[name] = text;
  }
  if (row["MADONVI"] && fromPortalOrgCode(row["MADONVI"]) === undefined)
    faults.push(of("MADONVI", "không phải mã định danh đơn vị", "is no unit's code"));
  return faults.length > 0 ? { ok: false, faults } : { ok: true, row: row as unknown as OwnQuestion };
}

const of = (field: string, vi: string, en: string) => ({ field, vi: `${field}: ${vi}`, en: `${field}: ${en}` });
