/**
 * Overdue handling (§5): foreseen → apologised → overdue → reported → closed, with a flag for each stamp that was
 * missed. Lateness is a property of time: it never refuses or withholds a result (O14).
 */
export const overdueStates = ["foreseen", "apologised", "overdue", "reported", "closed"] as const;
export type OverdueState = (typeof overdueStates)[number];

/** The ladder O11, in the order in which its rungs are reached. */
export const rungs = ["halfUsed", "beforeApology", "apologyMissed", "duePassed", "explanationMissed"] as const;
export type Rung = (typeof rungs)[number];

/** Who is told on each rung. */
export type Told = "handler" | "agencyHead" | "oneStopHead" | "chairman" | "provincialCentre";
export const toldOf: Readonly<Record<Rung, Told>> = {
  halfUsed: "handler",
  beforeApology: "agencyHead",
  apologyMissed: "oneStopHead",
  duePassed: "chairman",
  explanationMissed: "provincialCentre",
};

/** Duties that were not done in time; each stays for ever. In the order in which they are shown. */
export const breachKinds = ["lateApology", "noApology", "due", "lateReport", "noReport", "noCentreUpdate"] as const;
export type Breach = (typeof breachKinds)[number];

/** What was missing came, but late: told as late from then on. */
const lateForm: Partial<Record<Breach, Breach>> = { noApology: "lateApology", noReport: "lateReport" };

/** The moments that count for one dossier, computed by the clocks from its stored inputs. */
export interface Deadlines {
  readonly start: Date;
  /** What was printed first; kept for ever (D17, O12). */
  readonly originalDue: Date;
  readonly currentDue: Date;
  /** Half of the limit has been used (O11). */
  readonly halfUsed: Date;
  /** One working day before the latest moment for an apology; null: that was before the limit began. */
  readonly beforeApology: Date | null;
  /** End of the working day before the due day (D16); null: that was before the limit began, so no letter is owed. */
  readonly apologyLatest: Date | null;
  /** Two working days after the due day (O5, O6). */
  readonly reportDue: Date;
}

/** What was done about it, and when. */
export interface Stamps {
  readonly apologyAt: Date | null;
  /**
   * Until when the apology had to be there for the due it was about; a re-appointment since then does not mend it. Null:
   * none was owed. Left out: by the due that counts.
   */
  readonly apologyLatest?: Date | null;
  readonly reportAt: Date | null;
  readonly centreUpdatedAt: Date | null;
  /** The dossier's own end: done, stopped or refused. */
  readonly endedAt: Date | null;
  /** The clock stands since then (supplement, payment), or stood when it ended: no lateness grows meanwhile. */
  readonly stoppedAt?: Date | null;
}

export interface OverdueView {
  /** Undefined while nothing is due to anybody. */
  readonly state: OverdueState | undefined;
  /** Rungs reached, oldest first; each is told once. */
  readonly reached: readonly Rung[];
  readonly breaches: readonly Breach[];
  /** From when it counts as overdue; undefined while it does not. */
  readonly overdueFrom: Date | undefined;
}

/** How a dossier stands at a moment. Pure: the same inputs give the same answer in any report, however late. */
export function overdueAt(now: Date, deadlines: Deadlines, stamps: Stamps): OverdueView {
  const { currentDue, apologyLatest, reportDue } = deadlines;
  const ended = stamps.endedAt !== null && stamps.endedAt <= now;
  const until = stamps.stoppedAt ?? (ended ? stamps.endedAt : now);
  const isLate = until > currentDue;
  const apologised = stamps.apologyAt !== null && stamps.apologyAt <= now;
  const reported = stamps.reportAt !== null && stamps.reportAt <= now;
  const centreUpdated = stamps.centreUpdatedAt !== null && stamps.centreUpdatedAt <= now;

  const breaches: Breach[] = [];
  const owedUntil = stamps.apologyLatest === undefined ? apologyLatest : stamps.apologyLatest;
  if (apologised && owedUntil !== null && stamps.apologyAt > owedUntil) breaches.push("lateApology");
  if (!apologised && isLate && apologyLatest !== null) breaches.push("noApology");
  if (isLate) breaches.push("due");
  if (isLate && reported && stamps.reportAt > reportDue) breaches.push("lateReport");
  if (isLate && !reported && now > reportDue) breaches.push("noReport");
  if (isLate && !centreUpdated && now > reportDue) breaches.push("noCentreUpdate");

  return {
    state: stateOf({ until, deadlines, isLate, apologised, reported, ended }),
    reached: rungs.filter((rung) => isReached(rung, until, now, deadlines, { apologised, reported, isLate })),
    breaches,
    overdueFrom: isLate ? currentDue : undefined,
  };
}

/**
 * The standing with what was recorded before: a breach once recorded stays, whatever was dated back since (P13). An
 * entry dated into the time allowed does not take it away; only one that is late itself gives it its other name.
 */
export function withRecorded(view: OverdueView, recorded: readonly Breach[]): OverdueView {
  const isLateNow = (breach: Breach) => view.breaches.some((one) => one === lateForm[breach]);
  const stays = new Set([...view.breaches, ...recorded.filter((breach) => !isLateNow(breach))]);
  return { ...view, breaches: breachKinds.filter((breach) => stays.has(breach)) };
}

/**
 * The standing of a dossier that was late when it stopped and is counted anew since: that a due passed is on record and
 * told, as if somebody had looked at that moment.
 * @param owedApology whether that due had left a day for an apology.
 */
export function withMissedDue(
  view: OverdueView,
  missedDue: Date | null,
  { apologyAt }: Stamps,
  owedApology = true,
): OverdueView {
  if (missedDue === null) return view;
  const apologised = apologyAt !== null && apologyAt <= missedDue;
  const missed: Breach[] = apologised || !owedApology ? ["due"] : ["noApology", "due"];
  const reached = rungs.filter((rung) => rung === "duePassed" || view.reached.includes(rung));
  return { ...withRecorded(view, missed), reached };
}

function stateOf(at: {
  readonly until: Date;
  readonly deadlines: Deadlines;
  readonly isLate: boolean;
  readonly apologised: boolean;
  readonly reported: boolean;
  readonly ended: boolean;
}): OverdueState | undefined {
  if (at.isLate) {
    if (!at.reported) return "overdue";
    return at.ended ? "closed" : "reported";
  }
  if (at.ended) return at.apologised ? "closed" : undefined;
  if (at.apologised) return "apologised";
  const { beforeApology, apologyLatest } = at.deadlines;
  const foreseenFrom = beforeApology ?? apologyLatest;
  return foreseenFrom !== null && at.until >= foreseenFrom ? "foreseen" : undefined;
}

function isReached(
  rung: Rung,
  until: Date,
  now: Date,
  deadlines: Deadlines,
  done: { readonly apologised: boolean; readonly reported: boolean; readonly isLate: boolean },
): boolean {
  switch (rung) {
    case "halfUsed":
      return until >= deadlines.halfUsed;
    case "beforeApology":
      return !done.apologised && deadlines.beforeApology !== null && until >= deadlines.beforeApology;
    case "apologyMissed":
      return !done.apologised && deadlines.apologyLatest !== null && until > deadlines.apologyLatest;
    case "duePassed":
      return done.isLate;
    case "explanationMissed":
      return done.isLate && !done.reported && now > deadlines.reportDue;
  }
}
