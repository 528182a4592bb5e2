import type { Day } from "./day.ts";
import type { OrgCode } from "./org-code.ts";
import { standingOf, type Counted } from "./report-06a.ts";

/** What of an agency's officer is told each month and each quarter (NĐ61 9(2), 9(3), O16), with the rule behind each figure. */
export const officerColumns = [
  "handled",
  "decidedInTime",
  "decidedLate",
  "undecided",
  "openLate",
  "apologiesMissing",
  "secondSupplements",
  "absencesWithoutSubstitute",
] as const;
export type OfficerColumn = (typeof officerColumns)[number];
export type OfficerFigures = Readonly<Record<OfficerColumn, number>>;

/** A step as far as it says in whose hands a dossier was. */
export interface Hand {
  readonly step: string;
  readonly at: Date;
  readonly by: OrgCode;
  /** Who held it from then on. */
  readonly heldBy: OrgCode;
  readonly officer: string | null;
  readonly assignee: string | null;
  readonly exceptional: boolean;
  /** It ended the dossier. */
  readonly ends: boolean;
}

/** One dossier's part in the figures. */
export interface OfficersDossier {
  /** Until the end of the period, oldest first. */
  readonly hands: readonly Hand[];
  /** As form 06a counts it: lateness is judged there, and only there. */
  readonly counted: Counted;
  /** Work on legs of its chain in the period. */
  readonly legs: readonly Holder[];
  /** No letter of apology came in time (O1): for which agency, and when that was so; null: nothing of it in the period. */
  readonly missedApology: { readonly agency: OrgCode; readonly at: Date } | null;
}

/** An officer of an agency, by the agency's own reference; null: the agency named nobody. */
export interface Holder {
  readonly agency: OrgCode;
  readonly officer: string | null;
}

export interface Credit extends Holder {
  readonly column: OfficerColumn;
}

/**
 * What a dossier adds to whose figures. It is in the hands of whom the agency that holds it assigned it to; where nobody is
 * assigned, of who takes the step.
 * @param period its first moment, and its last day.
 * @param on the day on which open dossiers are judged.
 */
export function creditsOf(
  { hands, counted, legs, missedApology }: OfficersDossier,
  period: { readonly from: Date; readonly to: Day },
  on: Day,
): Credit[] {
  const held = withHolders(hands);
  const ended = held.find(({ hand }) => hand.ends);
  const inPeriod = held.filter(({ hand }) => hand.at >= period.from && (!ended || hand.at <= ended.hand.at));
  // what lay in somebody's hands all the time, too
  const before = held.findLast(({ hand }) => hand.at < period.from)?.inHands;
  const now = ended ? undefined : held.at(-1)?.inHands;
  const handled = [...inPeriod.map(({ holder }) => holder), before, now, ...legs].filter((one) => one !== undefined);
  const credits: Credit[] = distinct(handled).map((holder) => ({ ...holder, column: "handled" }));

  const column = columnOf(counted, period.to, on);
  const whose = ended?.holder ?? now;
  if (column && whose) credits.push({ ...whose, column });
  for (const { hand, holder } of inPeriod)
    if (hand.step === "askSupplement" && hand.exceptional) credits.push({ ...holder, column: "secondSupplements" });
  if (missedApology) {
    const { agency, at } = missedApology;
    const was = held.findLast(({ hand, inHands }) => hand.at <= at && inHands.agency === agency)?.inHands;
    credits.push({ agency, officer: was?.officer ?? null, column: "apologiesMissing" });
  }
  return credits;
}

function columnOf(counted: Counted, to: Day, on: Day): OfficerColumn | undefined {
  switch (standingOf(counted, to, on)) {
    case "early":
    case "onTime":
      return "decidedInTime";
    case "late":
      return "decidedLate";
    case "undecided":
      return "undecided";
    case "openLate":
      return "openLate";
    case "openInTime":
      return undefined;
  }
}

interface Held {
  readonly hand: Hand;
  /** Whose step it was. */
  readonly holder: Holder;
  /** In whose hands it lies after the step. */
  readonly inHands: Holder;
}

function withHolders(hands: readonly Hand[]): Held[] {
  let inCharge: Holder | undefined;
  return hands.map((hand) => {
    const { step, by, heldBy, assignee, officer } = hand;
    if (step === "assign") inCharge = assignee === null ? undefined : { agency: by, officer: assignee };
    const holder = inCharge?.agency === by ? inCharge : { agency: by, officer };
    if (inCharge && inCharge.agency !== heldBy) inCharge = undefined;
    return { hand, holder, inHands: inCharge ?? { agency: heldBy, officer: by === heldBy ? officer : null } };
  });
}

const keyOf = ({ agency, officer }: Holder) => `${agency} ${officer ?? ""}`;
const distinct = (holders: readonly Holder[]): Holder[] => [
  ...new Map(holders.map((holder) => [keyOf(holder), holder])).values(),
];

export interface OfficerRow extends OfficerFigures {
  readonly officer: string | null;
}

export interface AgencyRows {
  readonly agency: OrgCode;
  readonly officers: readonly OfficerRow[];
  /** What several officers of the agency had in hand counts once for each. */
  readonly total: OfficerFigures;
}

/** The credits by agency and officer, both in order; whom nobody named last. */
export function officerRows(credits: readonly Credit[]): AgencyRows[] {
  const agencies = new Map<OrgCode, Map<string | null, Record<OfficerColumn, number>>>();
  for (const { agency, officer, column } of credits) {
    const officers = agencies.get(agency) ?? new Map<string | null, Record<OfficerColumn, number>>();
    const figures = officers.get(officer) ?? none();
    figures[column] += 1;
    agencies.set(agency, officers.set(officer, figures));
  }
  const inOrder = (a: string | null, b: string | null) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1);
  return [...agencies]
    .toSorted(([a], [b]) => inOrder(a, b))
    .map(([agency, officers]) => ({
      agency,
      officers: [...officers]
        .toSorted(([a], [b]) => inOrder(a, b))
        .map(([officer, figures]) => ({ officer, ...figures })),
      total: [...officers.values()].reduce((sum, one) => {
        for (const column of officerColumns) sum[column] += one[column];
        return sum;
      }, none()),
    }));
}

const none = (): Record<OfficerColumn, number> => ({
  ...{ handled: 0, decidedInTime: 0, decidedLate: 0, undecided: 0, openLate: 0 },
  ...{ apologiesMissing: 0, secondSupplements: 0, absencesWithoutSubstitute: 0 },
});
