import { fault } from "../../../core/domain/handed-down.ts";
import type { Refusal } from "../../../core/domain/refusal.ts";
import { cleanText, cutText } from "../text.ts";
import { readTime, type TimeForm } from "../time.ts";

export type Row = Readonly<Record<string, unknown>>;

export const isRow = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** As text, whether it came as text, number or truth (quirk 1); composed, without control characters; "": not stated. */
export const textOf = (row: Row, name: string): string => {
  const value = row[name];
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? cleanText(String(value)).replaceAll(/ {2,}/g, " ")
    : "";
};

/** At most so many characters; undefined: not stated. */
export const atMost = (text: string, maximum: number): string | undefined =>
  text === "" ? undefined : cutText(text, maximum);

export const rowIn = (row: Row, name: string): Row => (isRow(row[name]) ? row[name] : {});

/** A single one comes without its list where JSON was made of XML. */
export const rowsIn = (row: Row, name: string): readonly Row[] => {
  const value = row[name];
  if (isRow(value)) return [value];
  return Array.isArray(value) ? value.filter(isRow) : [];
};

export const missing = (field: string): Refusal => fault("portal-field-missing", { field }, field);

export const unreadable = (field: string, expectedVi: string, expected: string): Refusal =>
  fault("portal-field-unreadable", { field, expectedVi, expected }, field);

/** Null: not stated. */
export function momentIn(
  row: Row,
  name: string,
  form: TimeForm,
): { readonly ok: true; readonly at: Date | null } | Refusal {
  const read = readTime(form, textOf(row, name));
  if (read.ok) return { ok: true, at: read.at };
  // a list or an object states something, which is no moment
  const isStated = typeof row[name] === "object" && row[name] !== null;
  if (read.why === "absent" && !isStated) return { ok: true, at: null };
  return unreadable(name, `thời điểm có thật viết dạng ${form}`, `a moment that exists, written ${form}`);
}

/** Whole đồng, without separators. Undefined: no such number. */
export const amountOf = (text: string): bigint | undefined => (/^\d{1,15}$/.test(text) ? BigInt(text) : undefined);

/** A name for people: nothing that a file system or a header reads as more than a name. */
export const fileName = (text: string, otherwise: string): string =>
  cutText(cleanText(text).replaceAll(/[\\/]+/g, "_") || otherwise, 200);
