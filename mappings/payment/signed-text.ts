import { lengthOf } from "../national-portal/text.ts";
import type { Fault } from "./fault.ts";
import { textOf, type Fields } from "./received.ts";

/** Fields that are signed, by the gateway's names, in the order of the signature. */
export type SignedValues = readonly (readonly [name: string, value: string])[];

export const joinSigned = (values: SignedValues): string => values.map(([, value]) => value).join("|");

/** A bar moves a value into the next field without changing the hash; a decomposed text is hashed to something else. */
export function faultOfSigned(values: SignedValues): Fault | undefined {
  const bar = values.find(([, value]) => value.includes("|"));
  if (bar) return { why: "bar", field: bar[0] };
  const decomposed = values.find(([, value]) => value !== value.normalize("NFC"));
  return decomposed && { why: "notNfc", field: decomposed[0] };
}

/** The signed fields of what arrived, exactly as they arrived; the name of the first that is no text otherwise. */
export function signedValues(
  fields: Fields,
  names: readonly string[],
): { readonly ok: true; readonly values: SignedValues } | { readonly ok: false; readonly fault: Fault } {
  const values: [string, string][] = [];
  for (const name of names) {
    const value = textOf(fields, name);
    if (value === undefined) return { ok: false, fault: { why: "form", field: name } };
    values.push([name, value]);
  }
  return { ok: true, values };
}

/** The first field that is empty or longer than the gateway takes, in code points. */
export function faultOfLengths(
  limits: Readonly<Record<string, number>>,
  fields: Readonly<Record<string, string>>,
): Fault | undefined {
  for (const [field, most] of Object.entries(limits)) {
    const value = fields[field] ?? "";
    if (value === "") return { why: "missing", field };
    if (lengthOf(value) > most) return { why: "tooLong", field };
  }
  return undefined;
}

/** Without accents, for what takes ASCII alone: `Nộp phí` → `Nop phi`. What no letter replaces becomes a blank. */
export const unaccented = (text: string): string =>
  text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll("đ", "d")
    .replaceAll("Đ", "D")
    .replaceAll(/[^\x21-\x7e]+/gu, " ")
    .trim();
