import { dayNumberOf } from "./clock/moment.ts";
import { workingDaysUpTo, type Calendar } from "./clock/calendar.ts";
import { groupBy } from "./group-by.ts";
import type { OrgCode } from "./org-code.ts";

/** The letter is none of the circulars' forms. */
export const urgingForm = { form: "VAN_BAN_DON_DOC", formNumber: null, title: "Văn bản đôn đốc" } as const;

/** "Due" in O9: so many working days are left, or none. */
const soon = 1;

/** A dossier, or a leg of one, that some unit has in its hands. */
export interface InHands {
  readonly unit: OrgCode;
  readonly dossierId: bigint;
  /** Null: the dossier itself. */
  readonly leg: number | null;
  readonly due: Date;
  /** The unit's own reference of the officer. */
  readonly handledBy: string | null;
}

export interface Urged extends InHands {
  /** Else it is due: today, or on the next working day. */
  readonly isOverdue: boolean;
  /** Working days after the day of the due. */
  readonly daysLate: number;
}

/**
 * What a one-stop urges units to (O9): what is due, and what is overdue, the longest overdue first. Of a dossier of which a
 * unit has several things in hand, the most pressing one.
 * @throws {ClockFault} outside the calendar.
 */
export function whatToUrge(inHands: readonly InHands[], now: Date, calendar: Calendar): Map<string, Urged[]> {
  const today = workingDaysUpTo(calendar, dayNumberOf(now));
  const pressing = inHands.flatMap((one): Urged[] => {
    const ofDue = workingDaysUpTo(calendar, dayNumberOf(one.due));
    const isOverdue = now > one.due;
    if (!isOverdue && ofDue - today > soon) return [];
    return [{ ...one, isOverdue, daysLate: isOverdue ? today - ofDue : 0 }];
  });
  pressing.sort((a, b) => a.due.getTime() - b.due.getTime() || Number(a.dossierId - b.dossierId));
  const first = groupBy(pressing, ({ unit, dossierId }) => `${unit} ${dossierId}`).values();
  return groupBy(
    [...first].flatMap(([one]) => one ?? []),
    ({ unit }) => unit,
  );
}
