import type { EdxmlDay, EdxmlMoment } from "../../contracts/edxml/message.ts";

/** What a date looked like; null: as the form has it. */
export type Bent = "date-form" | "date-unreadable" | null;

const time = String.raw`(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?`;
const forms: readonly {
  readonly pattern: RegExp;
  readonly order: readonly [number, number, number];
  readonly own: boolean;
}[] = [
  { pattern: new RegExp(String.raw`^(\d{4})/(\d{2})/(\d{2})(?: ${time})?$`), order: [1, 2, 3], own: true },
  { pattern: new RegExp(String.raw`^(\d{2})/(\d{2})/(\d{4})(?: ${time})?$`), order: [3, 2, 1], own: false },
  {
    pattern: new RegExp(String.raw`^(\d{4})-(\d{2})-(\d{2})(?:[T ]${time}(Z|\+07:00)?)?$`),
    order: [1, 2, 3],
    own: false,
  },
];
const offsetMs = 7 * 3_600_000;

/**
 * Read by pattern alone: yyyy/MM/dd as the form has it, dd/MM/yyyy of CV 2803, yyyy-MM-dd of others, each with a time or without.
 * @returns milliseconds since 1970 of the wall clock in Viet Nam, as if that were UTC; null: no such day or time.
 */
function wallOf(text: string): { readonly wall: number | null; readonly own: boolean } {
  for (const { pattern, order, own } of forms) {
    const found = pattern.exec(text);
    if (!found) continue;
    const [year = 0, month = 0, day = 0] = order.map((place) => Number(found[place]));
    const [hour, minute, second] = [Number(found[4] ?? 0), Number(found[5] ?? 0), Number(found[6] ?? 0)];
    const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
    const exists =
      year >= 1900 &&
      year < 2200 &&
      at.getUTCMonth() === month - 1 &&
      at.getUTCDate() === day &&
      hour < 24 &&
      minute < 60 &&
      second < 60;
    // a moment in UTC is another hour here, and may be another day
    return { wall: exists ? at.getTime() + (found[7] === "Z" ? offsetMs : 0) : null, own };
  }
  return { wall: null, own: false };
}

const bentOf = ({ wall, own }: ReturnType<typeof wallOf>): Bent =>
  wall === null ? "date-unreadable" : own ? null : "date-form";

export function readDay(text: string): { readonly value: EdxmlDay; readonly bent: Bent } {
  const read = wallOf(text);
  const day = read.wall === null ? null : new Date(read.wall).toISOString().slice(0, 10);
  return { value: { text, day }, bent: bentOf(read) };
}

export function readMoment(text: string): { readonly value: EdxmlMoment; readonly bent: Bent } {
  const read = wallOf(text);
  const at = read.wall === null ? null : new Date(read.wall - offsetMs).toISOString();
  return { value: { text, at }, bent: bentOf(read) };
}

export function readFlag(text: string): boolean | null {
  const small = text.toLowerCase();
  return small === "true" || small === "1" ? true : small === "false" || small === "0" ? false : null;
}
