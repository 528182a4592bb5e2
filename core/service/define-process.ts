import type { Day } from "../domain/day.ts";
import { dayBefore, dayOf, parseDay } from "../domain/day.ts";
import type { Decision, Process } from "../domain/process.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { lockVersions, processVersions, replaceLegs, saveProcess } from "../store/processes.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { unfitDecision } from "./decision-day.ts";
import { once, type Answer, type Ask } from "./once.ts";
import { judgeProcess, processView, type ProcessView } from "./process-view.ts";
import { readDraft, type ProcessRequest } from "./process-request.ts";

interface ProcessWorld {
  readonly db: Database;
  readonly now: () => Date;
}

type Found = { readonly ok: true; readonly body: ProcessView } | Refusal;

/** Writes a draft. What was approved stays as it is: the draft is then the next version (P9). */
export async function defineProcess(db: Database, id: string, request: ProcessRequest): Promise<Found> {
  return db.transaction().execute(async (tx) => {
    const read = await readDraft(tx, request);
    if (!read.ok) return read;
    const [newest] = await lockVersions(tx, id);
    const version = newest ? newest.version + (isSettled(newest) ? 1 : 0) : 1;
    const draft: Process = {
      ...read.draft,
      id,
      version,
      state: "draft",
      checkedBy: null,
      decision: null,
      retirement: null,
    };
    await saveProcess(tx, draft);
    await replaceLegs(tx, draft);
    return { ok: true, body: await processView(tx, draft) };
  });
}

const isSettled = ({ state }: Process) => state === "approved" || state === "retired";

/** All versions, newest first. */
export async function readProcess(
  db: Database,
  id: string,
): Promise<{ readonly ok: true; readonly body: { id: string; versions: ProcessView[] } } | Refusal> {
  const versions = await processVersions(db, id);
  if (versions.length === 0) return refuse("process-unknown", { process: id });
  return { ok: true, body: { id, versions: await Promise.all(versions.map((one) => processView(db, one))) } };
}

/** The province's office has looked at the draft: sound, and no longer than the law allows (S003). */
export const checkProcess = (
  world: ProcessWorld,
  id: string,
  { officer }: { readonly officer: string },
  ask: Ask,
): Promise<Answer<ProcessView>> =>
  change(world, id, ask, "draft", (newest) => ({ ...newest, state: "checked", checkedBy: officer }));

/** The chairman has signed: from its first day the process runs, and the version before it no longer does. */
export const approveProcess = (
  world: ProcessWorld,
  id: string,
  request: { readonly decisionNo: string; readonly decisionDate: string; readonly signer: string },
  ask: Ask,
): Promise<Answer<ProcessView>> => {
  const decision: Decision = {
    no: request.decisionNo,
    date: parseDay(request.decisionDate),
    signer: request.signer,
  };
  return change(
    world,
    id,
    ask,
    "checked",
    (newest) => ({ ...newest, state: "approved", decision }),
    ({ validFrom }) => unfitDecision(request, dayOf(world.now()), { day: validFrom, field: "/decisionDate" }),
  );
};

/** Takes the newest version a state further; judged anew each time, since the procedure's limit may have changed. */
function change(
  { db, now }: ProcessWorld,
  id: string,
  ask: Ask,
  from: Process["state"],
  next: (process: Process) => Process,
  unfit: (process: Process) => Refusal | undefined = () => undefined,
): Promise<Answer<ProcessView>> {
  return once(db, ask, async (tx): Promise<Found> => {
    const versions = await lockVersions(tx, id);
    const [newest] = versions;
    if (!newest) return refuse("process-unknown", { process: id });
    if (newest.state !== from)
      return refuse("process-state-wrong", {
        process: id,
        version: String(newest.version),
        state: newest.state,
        wanted: from,
      });
    const fault = unfit(newest) ?? (await judgeProcess(tx, newest, dayOf(now())));
    if (fault) return fault;
    const changed = next(newest);
    if (changed.state === "approved") await endBefore(tx, versions, changed);
    await saveProcess(tx, changed);
    return { ok: true, body: await processView(tx, changed) };
  });
}

/** The approved versions before it end the day before it begins; one that would have no day left is retired. */
async function endBefore(tx: Tx, versions: readonly Process[], next: Process): Promise<void> {
  const last = dayBefore(next.validFrom as Day);
  for (const old of versions)
    if (old.state === "approved" && (old.validTo === null || old.validTo > last))
      await saveProcess(tx, old.validFrom > last ? { ...old, state: "retired" } : { ...old, validTo: last });
}
