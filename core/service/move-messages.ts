import { dayAfter, dayOf, parseDay, type Day } from "../domain/day.ts";
import { proposedOf } from "../domain/succession.ts";
import { addWaitingMessages, laneDossiers, settleWaitingMessages, type LaneDossier } from "../store/lane-dossiers.ts";
import { openCases } from "../store/succession.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import type { World } from "./step-taken.ts";
import { proposal, readKnowledge, successorFor, type Knowledge, type Successor } from "./who-follows.ts";

/** Messages about a dossier (`subject`) to an agency. */
export interface Lane {
  readonly receiver: string;
  readonly subject: string;
}

/** Who follows, for the messages of a lane. */
export interface LaneSuccession {
  readonly to: string;
  readonly effective: Day;
  readonly ground: string;
  readonly basis: string;
  readonly by: string;
  readonly at: Date;
  readonly newId: () => string;
}

/** bus/succession, wired in by main. */
export interface MessagesInFlight {
  readonly lanes: (
    db: Reader,
    query: {
      readonly now: Date;
      readonly all: boolean;
      readonly agencies?: readonly string[] | undefined;
      readonly after?: Lane | undefined;
      readonly limit: number;
    },
  ) => Promise<readonly Lane[]>;
  readonly follow: (
    tx: Tx,
    lane: Lane,
    succession: LaneSuccession,
  ) => Promise<{ readonly kind: "kept" | "moved"; readonly messages: number }>;
  readonly hold: (tx: Tx, lane: Lane) => Promise<void>;
}

export interface MoveOrder {
  readonly by: string;
  /** Also lanes that were looked at before and wait, or were left where they are; else what is new or came late. */
  readonly all: boolean;
  readonly agencies?: readonly string[];
}

export interface MoveReport {
  /** Lanes of ended agencies with something in flight. */
  readonly lanes: number;
  /** Messages that went to the agency that follows. */
  readonly messages: number;
  /** Lanes that go on where they are: the same partner serves both agencies. */
  readonly kept: number;
  /** Lanes that wait for a person. */
  readonly undecided: number;
}

const batch = 500;

/**
 * Sends what ended agencies were not told to those that follow them: to whom the dossier was re-addressed, else to whom
 * the registry or a person's rule names; where neither can say it waits in a case (P10). A lane is one transaction, all
 * of it or nothing: stopped anywhere, the next run goes on; run again, it changes nothing. A lane that fails stops no
 * other (P4); the first fault is thrown at the end.
 */
export async function moveMessages(world: World, inFlight: MessagesInFlight, order: MoveOrder): Promise<MoveReport> {
  const now = world.now();
  const report = { lanes: 0, messages: 0, kept: 0, undecided: 0 };
  let known: Knowledge | undefined;
  let fault: Error | undefined;
  for (let after: Lane | undefined; ;) {
    const { all, agencies } = order;
    const lanes = await inFlight.lanes(world.db, { now, all, agencies, after, limit: batch });
    const last = lanes.at(-1);
    if (!last) break;
    known ??= await readKnowledge(world.db, dayOf(now));
    const dossiers = await laneDossiers(world.db, [...new Set(lanes.map(({ subject }) => subject))]);
    for (const lane of lanes)
      try {
        const done = await moveLane(world, inFlight, known, lane, dossiers.get(lane.subject), order.by);
        report.lanes += 1;
        report.messages += done.messages;
        if (done.kind !== "moved") report[done.kind] += 1;
      } catch (error) {
        fault ??= error instanceof Error ? error : new Error(String(error));
      }
    after = last;
  }
  if (fault) throw fault;
  return report;
}

async function moveLane(
  world: World,
  inFlight: MessagesInFlight,
  known: Knowledge,
  lane: Lane,
  dossier: LaneDossier | undefined,
  by: string,
): Promise<{ readonly kind: "kept" | "moved" | "undecided"; readonly messages: number }> {
  const way = wayOf(known, lane, dossier);
  return world.db.transaction().execute(async (tx) => {
    if (way.kind === "open") {
      await inFlight.hold(tx, lane);
      if (dossier) await ask(tx, world, known, way.agency, dossier);
      return { kind: "undecided", messages: 0 };
    }
    const { to, effective, ground, basis } = way;
    const context = { by, at: world.now(), newId: world.newId };
    const followed = await inFlight.follow(tx, lane, { to, effective, ground, basis, ...context });
    if (dossier) for (const agency of way.via) await settleWaitingMessages(tx, agency, dossier.id, world.now());
    return followed;
  });
}

type Way =
  | {
      readonly kind: "to";
      readonly to: string;
      /** The agencies that ended, from the lane's on. */
      readonly via: readonly string[];
      readonly effective: Day;
      readonly ground: string;
      readonly basis: string;
    }
  | { readonly kind: "open"; readonly agency: string };

/** From agency to agency, to one that stands today; each by what happened to the dossier, else by what is known. */
function wayOf(known: Knowledge, { receiver, subject }: Lane, dossier: LaneDossier | undefined): Way {
  const grounds: string[] = [];
  const bases: string[] = [];
  const seen = new Set<string>();
  let agency = receiver;
  while (known.resolve(agency).kind !== "itself") {
    const next = seen.has(agency) ? undefined : nextOf(known, agency, subject, dossier);
    if (!next) return { kind: "open", agency };
    seen.add(agency);
    grounds.push(next.reason);
    bases.push(next.basis);
    agency = next.to;
  }
  const ended = known.registry.find(receiver)?.validTo;
  if (agency === receiver || !ended) throw new Error(`${receiver} has not ended`);
  const [ground, basis] = [grounds.join(" > "), bases.filter((one) => one !== "").join("; ")];
  return {
    kind: "to",
    to: agency,
    via: [...seen],
    effective: dayAfter(parseDay(ended)),
    ground,
    basis: basis || ground,
  };
}

function nextOf(
  known: Knowledge,
  agency: string,
  subject: string,
  dossier: LaneDossier | undefined,
): Pick<Successor, "to" | "reason" | "basis"> | undefined {
  const went = dossier?.readdressed.find(({ from }) => from === agency);
  return went ?? successorFor(known, dossier ?? { code: subject, procedure: { code: "" }, field: null }, agency);
}

/** A person is asked about the agency for this dossier. */
async function ask(tx: Tx, world: World, known: Knowledge, agency: string, dossier: LaneDossier): Promise<void> {
  const resolution = known.resolve(agency);
  const ended = known.registry.find(agency)?.validTo;
  if (resolution.kind !== "open" || !ended) return;
  const { reason, candidates } = resolution;
  const one = {
    ...{ from: agency, effective: dayAfter(parseDay(ended)), reason, candidates: candidates.map(({ to }) => to) },
    proposed: proposedOf(reason, candidates),
  };
  const caseId = (await openCases(tx, [one], world.now())).get(agency);
  if (caseId === undefined) return;
  const proposed = proposal(known, agency, dossier.procedure.code, dossier.returnsTo);
  await addWaitingMessages(tx, { caseId, dossierId: dossier.id, proposed });
}
