/**
 * Moments as the portal's dialects write them: local time of Asia/Ho_Chi_Minh (UTC+7, rule D21), no offset. Each reader
 * takes one written form and nothing else; nothing depends on the machine's zone or language.
 */
const offsetMs = 7 * 3_600_000;

const two = (part: number): string => String(part).padStart(2, "0");

/** @throws {RangeError} for a moment without four digits of a year. */
function partsOf(at: Date) {
  const local = new Date(at.getTime() + offsetMs);
  const year = local.getUTCFullYear();
  if (!(year >= 1000 && year <= 9999))
    throw new RangeError(`not a moment the portal can be told: ${String(at.getTime())}`);
  return {
    yyyy: String(year),
    MM: two(local.getUTCMonth() + 1),
    dd: two(local.getUTCDate()),
    HH: two(local.getUTCHours()),
    mm: two(local.getUTCMinutes()),
    ss: two(local.getUTCSeconds()),
    ms: String(local.getUTCMilliseconds()).padStart(3, "0"),
  };
}

/** yyyyMMddHHmmss, 24 hours. */
export function formatHcm14(at: Date): string {
  const { yyyy, MM, dd, HH, mm, ss } = partsOf(at);
  return `${yyyy}${MM}${dd}${HH}${mm}${ss}`;
}

/** As the portal wants a moment that is not there: never null. */
export const formatHcm14OrNone = (at: Date | null): string => (at === null ? "" : formatHcm14(at));

/** dd/MM/yyyy HH:mm:ss, of the linked services. */
export function formatLinkedMoment(at: Date): string {
  const { yyyy, MM, dd, HH, mm, ss } = partsOf(at);
  return `${dd}/${MM}/${yyyy} ${HH}:${mm}:${ss}`;
}

/** dd/MM/yyyy, of VNeID. */
export function formatRecordDay(at: Date): string {
  const { yyyy, MM, dd } = partsOf(at);
  return `${dd}/${MM}/${yyyy}`;
}

/** yyyy-MM-dd HH:mm:ss, of igate2026. */
export function formatIgateMoment(at: Date): string {
  const { yyyy, MM, dd, HH, mm, ss } = partsOf(at);
  return `${yyyy}-${MM}-${dd} ${HH}:${mm}:${ss}`;
}

/** ISO 8601 with milliseconds and the offset, of igate2026's progress. */
export function formatIgateIso(at: Date): string {
  const { yyyy, MM, dd, HH, mm, ss, ms } = partsOf(at);
  return `${yyyy}-${MM}-${dd}T${HH}:${mm}:${ss}.${ms}+07:00`;
}

/** M-yyyy, of the evaluation's month. */
export const formatMonth = (year: number, month: number): string => `${month}-${year}`;

const forms = {
  yyyyMMddHHmmss: /^(?<y>\d{4})(?<M>\d{2})(?<d>\d{2})(?<H>\d{2})(?<m>\d{2})(?<s>\d{2})$/,
  yyyyMMdd: /^(?<y>\d{4})(?<M>\d{2})(?<d>\d{2})$/,
  "dd/MM/yyyy HH:mm:ss": /^(?<d>\d{2})\/(?<M>\d{2})\/(?<y>\d{4}) (?<H>\d{2}):(?<m>\d{2}):(?<s>\d{2})$/,
  "dd/MM/yyyy": /^(?<d>\d{2})\/(?<M>\d{2})\/(?<y>\d{4})$/,
  "dd.MM.yyyy": /^(?<d>\d{2})\.(?<M>\d{2})\.(?<y>\d{4})$/,
  "dd-MM-yyyy": /^(?<d>\d{2})-(?<M>\d{2})-(?<y>\d{4})$/,
  "yyyy-MM-dd": /^(?<y>\d{4})-(?<M>\d{2})-(?<d>\d{2})$/,
  "yyyy-MM-dd HH:mm:ss": /^(?<y>\d{4})-(?<M>\d{2})-(?<d>\d{2}) (?<H>\d{2}):(?<m>\d{2}):(?<s>\d{2})$/,
  "M-yyyy": /^(?<M>\d{1,2})-(?<y>\d{4})$/,
  /** With the offset it states; without one it is local. */
  iso: /^(?<y>\d{4})-(?<M>\d{2})-(?<d>\d{2})T(?<H>\d{2}):(?<m>\d{2}):(?<s>\d{2})(?:\.(?<f>\d{1,3}))?(?<z>Z|[+-]\d{2}:\d{2})?$/,
} as const satisfies Readonly<Record<string, RegExp>>;

/** The written forms, by what each dialect uses: see docs/national-portal.md. */
export type TimeForm = keyof typeof forms;
export const timeForms = Object.keys(forms) as readonly TimeForm[];

export type ReadTime =
  /** `at`: the moment, or the first one of the day or month in Viet Nam. `text`: as it came. */
  | { readonly ok: true; readonly at: Date; readonly text: string }
  | { readonly ok: false; readonly why: "absent" | "other-form" | "impossible"; readonly text: string };

/** Reads the one form that the dialect uses in this field. Outer spaces are forgiven, dates that do not exist are not. */
export function readTime(form: TimeForm, value: unknown): ReadTime {
  const text = typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
  if (text.trim() === "") return { ok: false, why: "absent", text };
  const parts = forms[form].exec(text.trim())?.groups;
  if (!parts) return { ok: false, why: "other-form", text };
  const number = (name: string, otherwise: number): number =>
    parts[name] === undefined ? otherwise : Number(parts[name]);
  const [y, M, d] = [number("y", 0), number("M", 1), number("d", 1)];
  const [H, m, s] = [number("H", 0), number("m", 0), number("s", 0)];
  const ms = Number((parts["f"] ?? "0").padEnd(3, "0"));
  const local = new Date(Date.UTC(y, M - 1, d, H, m, s, ms));
  const exists =
    y >= 1800 && y <= 2199 && local.getUTCMonth() === M - 1 && local.getUTCDate() === d && H < 24 && m < 60 && s < 60;
  const offset = readOffset(parts["z"]);
  if (!exists || offset === null) return { ok: false, why: "impossible", text };
  return { ok: true, at: new Date(local.getTime() - offset), text };
}

function readOffset(zone: string | undefined): number | null {
  if (zone === undefined) return offsetMs;
  if (zone === "Z") return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4, 6))];
  if (hours > 14 || minutes > 59) return null;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
