import { InvalidArgumentError } from "commander";
import { parseDay, type Day } from "../../core/domain/day.ts";
import type { Words } from "../../core/service/import-report.ts";

/** Chooses a sentence's language: Vietnamese unless English is asked for. */
export const speak =
  (english: boolean | undefined) =>
  (words: Words): string =>
    english ? words.en : words.vi;

export const words = (vi: string, en: string): Words => ({ vi, en });

/** Reads a day given on the command line. */
export function dayArgument(text: string): Day {
  try {
    return parseDay(text);
  } catch {
    throw new InvalidArgumentError("Ngày viết như 2025-07-01. / Write the day as 2025-07-01.");
  }
}

/** Whole dong are bigint inside; as JSON they are numbers. */
export const toJson = (value: unknown): string =>
  `${JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? Number(item) : item), 2)}\n`;

/** A stretch of days in words. */
export const period = ({ validFrom, validTo }: { validFrom: string; validTo: string | null }): Words => {
  const vi = [validFrom === "-infinity" ? "" : `từ ${validFrom}`, validTo === null ? "đến nay" : `đến ${validTo}`];
  const en = [validFrom === "-infinity" ? "" : `from ${validFrom}`, validTo === null ? "until now" : `to ${validTo}`];
  return words(vi.filter(Boolean).join(" "), en.filter(Boolean).join(" "));
};
