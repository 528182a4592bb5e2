import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { RecallRules } from "../domain/letter/arrive.ts";
import { afterOpenTime } from "../domain/clock/open-time.ts";
import { receiptDue } from "../domain/letter/receipt.ts";
import { organKey } from "../domain/letter/organ.ts";
import { dayOf } from "../domain/day.ts";
import type { OrgCode } from "../domain/org-code.ts";
import { closuresOf } from "../store/calendars.ts";
import { lockFile } from "../store/files.ts";
import { keepContent } from "../store/letters.ts";
import type { Database, Reader, Tx } from "../../platform/database.ts";
import type { FileFolder } from "../../platform/file-folder.ts";
import type { Clocks } from "./clock-in-force.ts";

/** What letters need from outside; wired by main, replaced in tests. */
export interface LetterWorld {
  readonly db: Database;
  readonly now: () => Date;
  readonly clocks: Clocks;
  readonly folder: Pick<FileFolder, "root" | "pathOf">;
  readonly recalls: RecallRules;
  /** Keys of names on the axis that hand in for others, by account: what these bring is from whom it says. */
  readonly relays?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** To enter what was fetched before. */
export type EntryWorld = Omit<LetterWorld, "folder">;

/** Who sent it, as the axis says; null: it says nothing, or names one that hands in for others. */
export const axisSpeaker = (
  { relays }: Pick<LetterWorld, "relays">,
  { account, axisFrom }: { readonly account: string; readonly axisFrom: string | null },
): string | null => (axisFrom !== null && relays?.get(account)?.has(organKey(axisFrom)) ? null : axisFrom);

/** In whose name something is done that nobody does. */
export const theAxis = "hub:letters";

/** Of a receipt that is owed now, by the agency's calendar, hours and closures in force. */
export async function receiptDueOf(db: Reader, clocks: Clocks, unit: OrgCode, at: Date): Promise<Date> {
  const { calendar, officeHours } = await clocks.clockFor(db, unit);
  return receiptDue({ calendar, officeHours, closures: await closuresOf(db, unit, dayOf(at)) }, at);
}

/** The end of so many working days of an agency: office hours of eight hours are taken as one. */
export async function afterOpenDays(db: Reader, clocks: Clocks, unit: OrgCode, at: Date, days: number): Promise<Date> {
  const { calendar, officeHours } = await clocks.clockFor(db, unit);
  return afterOpenTime({ calendar, officeHours, closures: await closuresOf(db, unit, dayOf(at)) })(
    at,
    days * 8 * 3_600_000,
  );
}

/**
 * Contents that lie in the folder count from now on. Against the nightly sweep: whoever holds the lock decides, and what it took
 * away meanwhile is missed here, and not later.
 * @throws {Error} when one is not there: it is fetched again.
 */
export async function keepContents(
  tx: Tx,
  folder: LetterWorld["folder"],
  contents: readonly { readonly sha256: string; readonly size: number }[],
): Promise<void> {
  const unique = [...new Map(contents.map((one) => [one.sha256, one])).values()];
  // always in one order, or two letters with the same papers wait for each other
  for (const { sha256, size } of unique.toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1))) {
    await lockFile(tx, sha256);
    const there = await stat(join(folder.root, folder.pathOf(sha256)));
    if (there.size !== size) throw new Error(`content ${sha256} is ${there.size} bytes, not ${size}`);
    await keepContent(tx, sha256, size);
  }
}
