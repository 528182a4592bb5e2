import type { Announcement } from "../domain/announcement.ts";
import { dayOf, type Day } from "../domain/day.ts";
import { parseDossierCode } from "../domain/dossier-code.ts";
import { parseOrgCode } from "../domain/org-code.ts";
import { readdress, type Readdressed, type Role } from "../domain/readdress.ts";
import { readdressChain, type ChainAddress } from "../domain/readdress-chain.ts";
import { proposedOf, type OpenReason, type SuccessionRule } from "../domain/succession.ts";
import {
  addressedAgencies,
  countAddressed,
  endedStates,
  lockAddressed,
  writeReaddressings,
  type Addressed,
  type Readdressing,
} from "../store/readdressings.ts";
import { strandedProcesses, type StrandedProcess } from "../store/processes.ts";
import { addWaiting, openCases, settleCases, type NewWaiting } from "../store/succession.ts";
import type { Tx } from "../../platform/database.ts";
import { bad, type OnProgress, type Read } from "./import-report.ts";
import type { World } from "./step-taken.ts";
import { procedureView } from "./views.ts";
import { proposal, readKnowledge, successorFor, supposing, type Knowledge } from "./who-follows.ts";

export interface ReaddressOrder {
  /** The day of the reform: who stands on it takes the place of who ended before it. */
  readonly on: Day;
  /** Who ordered it; kept with the evidence. */
  readonly by: string;
  /** Says what would happen and changes nothing. */
  readonly dryRun?: boolean;
  /** In a dry run: rules that a person thinks of, taken as the newest. */
  readonly supposing?: readonly SuccessionRule[];
  /** Only what these agencies have a part in. */
  readonly agencies?: readonly string[];
  readonly onProgress?: OnProgress | undefined;
}

export interface ReaddressReport {
  readonly on: Day;
  /** Running dossiers that an ended agency has a part in. */
  readonly concerned: number;
  /** Of these, re-addressed wholly or in part. */
  readonly moved: number;
  /** Of these, with a part that waits for a person. */
  readonly waiting: number;
  readonly offersClosed: number;
  readonly parts: Readonly<Record<Role, number>>;
  /** Agencies for which a person is asked, by reason. */
  readonly questions: Readonly<Partial<Record<OpenReason, number>>>;
  /** Approved processes that name an ended agency: each needs a next version before another dossier can start it. */
  readonly processes: readonly StrandedProcess[];
}

// small enough that a step of a unit waits less than a second for its dossier
const batch = 500;

/**
 * Addresses the running dossiers of ended agencies to those that follow them, each with its evidence and its news, and
 * opens a case where only a person can say. Works in batches: stopped anywhere, the next run goes on; run again, it
 * changes nothing. No dossier is re-timed, and papers and codes keep the old name (P10).
 */
export async function readdressDossiers(world: World, order: ReaddressOrder): Promise<Read<ReaddressReport>> {
  const { on, onProgress } = order;
  const today = dayOf(world.now());
  if (on > today && !order.dryRun)
    return bad(
      `Ngày ${on} chưa đến (hôm nay ${today}): hồ sơ chỉ chuyển địa chỉ từ ngày cải cách; hãy dùng --dry-run để xem trước.`,
      `${on} has not come (today is ${today}): dossiers move on the day of the reform; use --dry-run to look ahead.`,
    );
  const known = supposing(await readKnowledge(world.db, on), (order.dryRun && order.supposing) || []);
  const addressed = order.agencies ?? (await addressedAgencies(world.db));
  const ended = addressed.filter((agency) => known.resolve(agency).kind !== "itself");
  const total = await countAddressed(world.db, ended);
  const run: Run = {
    ...{ known, order, total, done: 0, moved: 0, waiting: 0, offersClosed: 0 },
    parts: { holder: 0, offered: 0, returns: 0, way: 0, leg: 0, supervisor: 0, lead: 0 },
    cases: new Map(),
  };
  for (let after: bigint | undefined = -1n; after !== undefined;)
    after = await world.db.transaction().execute((tx) => nextBatch(tx, world, run, ended, after as bigint));
  if (!order.dryRun) await world.db.transaction().execute((tx) => settleCases(tx, endedStates, world.now()));
  onProgress?.(total, total);

  const questions: Partial<Record<OpenReason, number>> = {};
  for (const agency of run.cases.keys()) {
    const resolution = known.resolve(agency);
    if (resolution.kind === "open") questions[resolution.reason] = (questions[resolution.reason] ?? 0) + 1;
  }
  const { moved, waiting, offersClosed, parts } = run;
  const processes = await strandedProcesses(world.db, on);
  return { ok: true, value: { on, concerned: run.done, moved, waiting, offersClosed, parts, questions, processes } };
}

interface Run {
  readonly known: Knowledge;
  readonly order: ReaddressOrder;
  readonly total: number;
  done: number;
  moved: number;
  waiting: number;
  offersClosed: number;
  readonly parts: Record<Role, number>;
  /** The case of each agency that a person is asked about; undefined in a dry run. */
  readonly cases: Map<string, bigint | undefined>;
}

/** One batch in one transaction; answers where the next begins, undefined after the last. */
async function nextBatch(
  tx: Tx,
  world: World,
  run: Run,
  ended: readonly string[],
  after: bigint,
): Promise<bigint | undefined> {
  const { known, order } = run;
  const dossiers = await lockAddressed(tx, ended, after, batch);
  const last = dossiers.at(-1);
  if (!last) return undefined;

  const written: Readdressing[] = [];
  const announcements: Announcement[] = [];
  const open: (Omit<NewWaiting, "caseId"> & { from: string })[] = [];
  for (const dossier of dossiers) {
    const result = readdressed(known, dossier);
    const { moved, offerClosed } = result;
    const questions = questionsOf(known, dossier.id, dossier.procedure.code, result);
    if (moved.length > 0) {
      const one = evidenceOf(known, dossier, result, order.on, world.newId());
      written.push(one);
      announcements.push(...newsOf(dossier, one));
      run.moved += 1;
      for (const { role } of moved) run.parts[role] += 1;
      if (offerClosed) run.offersClosed += 1;
    }
    if (questions.length > 0) run.waiting += 1;
    open.push(...questions);
  }

  if (order.dryRun) for (const { from } of open) run.cases.set(from, undefined);
  else {
    await writeReaddressings(tx, written, { effective: order.on, by: order.by });
    await world.announce(tx, announcements, `succession ${order.on}`);
    await ask(tx, world, run, open);
  }
  run.done += dossiers.length;
  order.onProgress?.(run.done, run.total);
  return last.id;
}

type Result = Readdressed & { readonly chain: ChainAddress | null };

/** The dossier and the open legs of its chain, by the same successors. */
function readdressed(known: Knowledge, dossier: Addressed): Result {
  const successor = (agency: string) => successorFor(known, dossier, agency)?.to;
  const result = readdress(dossier.address, successor);
  const ofChain = dossier.chain && readdressChain(dossier.chain, successor);
  return { ...result, moved: [...result.moved, ...(ofChain?.moved ?? [])], chain: ofChain && ofChain.chain };
}

function evidenceOf(known: Knowledge, dossier: Addressed, result: Result, on: Day, eventId: string): Readdressing {
  // midnight in Viet Nam; a dossier never goes back before its last step
  const first = new Date(`${on}T00:00:00+07:00`);
  return {
    id: dossier.id,
    revision: dossier.revision + 1,
    address: result.address,
    chain: result.chain,
    offerClosed: result.offerClosed,
    eventId,
    at: dossier.lastEventAt > first ? dossier.lastEventAt : first,
    parts: result.moved.flatMap(({ role, from }) => {
      const successor = successorFor(known, dossier, from);
      return successor ? [{ role, from, ...successor }] : [];
    }),
  };
}

/** Everyone the dossier concerns now is told once; whoever took a place is told whose. */
export function newsOf(
  dossier: Pick<Addressed, "code" | "state" | "procedure">,
  { address, eventId, at, parts }: Readdressing,
): Announcement[] {
  const [main] = parts.filter(({ role }) => role !== "way");
  if (!main) return [];
  const inChain = parts.flatMap(({ role, to }) => (isOfChain(role) ? [to] : []));
  const receivers = new Set(
    [address.heldBy, address.offeredTo, address.returnsTo, ...inChain].filter((one) => one !== null),
  );
  return [...receivers].map((receiver) => {
    const part = parts.find(({ role, to }) => role !== "way" && to === receiver) ?? main;
    return {
      receiver: parseOrgCode(receiver),
      subject: parseDossierCode(dossier.code),
      eventId,
      type: "vn.lienthong.dossier.readdressed.v1",
      time: at,
      data: {
        code: dossier.code,
        step: "readdress",
        by: part.from,
        to: part.to,
        state: dossier.state,
        heldBy: address.heldBy,
        at: at.toISOString(),
        reason: part.basis,
        procedure: procedureView(dossier.procedure),
      },
    };
  });
}

const isOfChain = (role: Role): boolean => role === "leg" || role === "supervisor" || role === "lead";

/** The agencies of a dossier that nobody has resolved, with what is proposed. */
function questionsOf(known: Knowledge, dossierId: bigint, procedure: string, { address, chain }: Result) {
  const roles = new Map<string, Role[]>();
  const note = (role: Role, agency: string | null) => {
    if (agency === null || known.resolve(agency).kind !== "open") return;
    roles.set(agency, [...new Set([...(roles.get(agency) ?? []), role])]);
  };
  note("holder", address.heldBy);
  note("offered", address.offeredTo);
  note("returns", address.returnsTo);
  for (const agency of address.cameFrom) note("way", agency);
  for (const { agency, supervisedBy } of chain?.legs ?? []) {
    note("leg", agency);
    note("supervisor", supervisedBy);
  }
  note("lead", chain?.lead ?? null);
  return [...roles].map(([from, roles]) => ({
    from,
    dossierId,
    roles,
    proposed: proposal(known, from, procedure, address.returnsTo),
  }));
}

async function ask(
  tx: Tx,
  world: World,
  { known, order, cases }: Run,
  open: readonly (Omit<NewWaiting, "caseId"> & { from: string })[],
): Promise<void> {
  if (open.length === 0) return;
  const news = [...new Set(open.map(({ from }) => from))].filter((from) => !cases.has(from));
  const opened = await openCases(
    tx,
    news.flatMap((from) => {
      const resolution = known.resolve(from);
      if (resolution.kind !== "open") return [];
      const { reason, candidates } = resolution;
      const proposed = proposedOf(reason, candidates);
      return [{ from, effective: order.on, reason, candidates: candidates.map(({ to }) => to), proposed }];
    }),
    world.now(),
  );
  for (const [from, id] of opened) cases.set(from, id);
  await addWaiting(
    tx,
    open.flatMap(({ from, ...waiting }) => {
      const caseId = cases.get(from);
      return caseId === undefined ? [] : [{ ...waiting, caseId }];
    }),
  );
}
