import { readTime } from "../national-portal/time.ts";

/** yyyyMMddHHmmss of Viet Nam. Null: not there. Undefined: no such moment. */
export function momentOf(text: string): Date | null | undefined {
  const read = readTime("yyyyMMddHHmmss", text);
  return read.ok ? read.at : read.why === "absent" ? null : undefined;
}

/** dd-MM-yyyy HH:mm:ss, as Vietcombank writes it. */
export function dashedMomentOf(text: string): Date | null | undefined {
  const parts = /^(\d{2})-(\d{2})-(\d{4}) (\d{2}):(\d{2}):(\d{2})$/.exec(text);
  if (!parts) return text === "" ? null : undefined;
  const [, day, month, year, ...time] = parts;
  return momentOf([year, month, day, ...time].join(""));
}
