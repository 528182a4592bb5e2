import { foldText } from "./text.ts";

/** What TraCuuHoSo answered: a failure to answer is no "absent" (quirk 5), and nothing is inserted on `unknown`. */
export type Lookup =
  | { readonly kind: "exists"; readonly rows: readonly unknown[] }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly why: string };

/** Words seen for a dossier that is not there; an installation may know more. */
export const absentWords: readonly string[] = ["không tồn tại", "không tìm thấy hồ sơ", "chưa tồn tại"];
const harmless = ["", "thành công", "success", "ok"];

/**
 * @param code the asked dossier's: a row that names another one does not say that this one exists.
 * @param answer as a dialect read it; null: it could not be read.
 */
export function readLookup(
  code: string,
  answer: { readonly code: string | null; readonly message: string; readonly rows: readonly unknown[] | null } | null,
  words: readonly string[] = absentWords,
): Lookup {
  if (answer === null) return { kind: "unknown", why: "no readable answer" };
  const message = foldText(answer.message);
  const rows = (answer.rows ?? []).filter((row) => isOf(code, row));
  if (answer.code === "0" && rows.length > 0) return { kind: "exists", rows };
  if (answer.code === "0" && answer.rows?.length === 0 && harmless.includes(message)) return { kind: "absent" };
  const saysNo = words.some((each) => message.includes(foldText(each)));
  if (saysNo && (answer.code === "0" || answer.code === "-1") && (answer.rows ?? []).length === 0)
    return { kind: "absent" };
  return { kind: "unknown", why: `error_code ${answer.code ?? "absent"}: ${message}` };
}

function isOf(code: string, row: unknown): boolean {
  if (typeof row !== "object" || row === null) return false;
  const named = (row as Readonly<Record<string, unknown>>)["MaHoSo"];
  return typeof named !== "string" || named.trim() === "" || named.trim().toUpperCase() === code.toUpperCase();
}
