import { isValidOn, parseDay, type Day, type Validity } from "./day.ts";

/** Administrative levels. "district" is a legal value in time, not a layer in code. */
export const levels = ["province", "district", "commune"] as const;
export type Level = (typeof levels)[number];

/** First day of local government in two levels (Law 72/2025/QH15); districts ended the day before. */
const twoLevelsSince: Day = parseDay("2025-07-01");

/** What identifies a unit: a code alone does not, 3,189 communes and 23 provinces of 2025 reuse one. */
export interface UnitKey {
  readonly level: Level;
  readonly code: string;
  readonly validFrom: string;
}

/** A province, district or commune for as long as it is what it is. */
export interface Unit extends UnitKey, Validity {
  readonly type: string;
  readonly name: string;
  readonly decree: string | null;
}

/** To whom a unit answers, and between which days (both included; `-infinity` and null: open). */
export interface Parenthood {
  readonly parentLevel: Level;
  readonly parentCode: string;
  readonly since: string;
  readonly until: string | null;
}

export const successionKinds = ["merged_whole", "split_part", "unchanged", "renamed", "district_dissolved"] as const;
export type SuccessionKind = (typeof successionKinds)[number];

/** Which unit became which, on which day. */
export interface Succession {
  readonly from: UnitKey;
  readonly to: UnitKey;
  readonly kind: SuccessionKind;
  readonly effective: Day;
  readonly note: string | null;
}

const types: Readonly<Record<Level, readonly string[]>> = {
  province: ["Tỉnh", "Thành phố"],
  district: ["Quận", "Huyện", "Thị xã", "Thành phố"],
  commune: ["Xã", "Phường", "Thị trấn", "Đặc khu"],
};

export const findLevel = (text: string): Level | undefined => levels.find((level) => level === text);

const digits: Readonly<Record<Level, number>> = { province: 2, district: 3, commune: 5 };

/** The level that a code of the statistics office belongs to: 2, 3 or 5 digits. */
export const levelOfCode = (code: string): Level | undefined =>
  /^\d+$/.test(code) ? levels.find((level) => digits[level] === code.length) : undefined;

export const isTypeOf = (level: Level, type: string): boolean => types[level].includes(type);

/** The type that a name begins with, whatever its letter case: the office writes "Thành Phố Đồng Hới" and no type. */
export const typeInName = (level: Level, name: string): string | undefined =>
  types[level].find((type) => name.toLowerCase().startsWith(`${type.toLowerCase()} `));

/** Whether two stretches of days share a day. */
export const overlap = (a: Validity, b: Validity): boolean => startsBy(a, b.validTo) && startsBy(b, a.validTo);

const startsBy = ({ validFrom }: Validity, day: string | null) =>
  day === null || validFrom === "-infinity" || validFrom <= day;

/** Whether the stretch has a first day no later than its last. */
export const isForward = ({ validFrom, validTo }: Validity): boolean =>
  validTo === null || validFrom === "-infinity" || validFrom <= validTo;

/** The one of several units of the same code that is valid on the day. */
export const validOn = <T extends Validity>(units: readonly T[], on: Day): T | undefined =>
  units.find((unit) => isValidOn(unit, on));

/**
 * The parents of a unit in time. An unchanged commune has a parent of today and one of the time of districts: each
 * holds on its side of 01/07/2025.
 */
export function parenthood(unit: Validity, parentCode: string, legacyParentCode: string | undefined): Parenthood[] {
  const under = (code: string, since: string, until: string | null): Parenthood[] => {
    const parentLevel = levelOfCode(code);
    return parentLevel ? [{ parentLevel, parentCode: code, since, until }] : [];
  };
  if (!legacyParentCode) return under(parentCode, unit.validFrom, unit.validTo);
  return [
    ...under(legacyParentCode, unit.validFrom, lastDayOfDistricts),
    ...under(parentCode, twoLevelsSince, unit.validTo),
  ];
}

export const lastDayOfDistricts: Day = parseDay("2025-06-30");

/** Whether units of one code are there from the first to the last day that one of them is asked to be a parent. */
export const covers = (parents: readonly Validity[], { since, until }: Pick<Parenthood, "since" | "until">): boolean =>
  parents.some(({ validFrom }) => validFrom === "-infinity" || (since !== "-infinity" && validFrom <= since)) &&
  parents.some(({ validTo }) => validTo === null || (until !== null && until <= validTo)) &&
  parents.some((parent) => overlap(parent, { validFrom: since, validTo: until }));
