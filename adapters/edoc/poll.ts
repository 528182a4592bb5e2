import { createHash } from "node:crypto";
import { dayOf, parseDay, type Day } from "../../core/domain/day.ts";
import { againAfterMs } from "../../core/domain/letter/pace.ts";
import { gateOf, letIn, mayAsk } from "../../core/service/letter-gate.ts";
import { lastPoll, noteListed, notePolled, type MessageType, type Offered } from "../../core/service/letter-work.ts";
import type { EdocItem } from "../../mappings/edoc/axis.ts";
import type { EdocAxis } from "./client.ts";
import { gated, isNotLetIn } from "./gate.ts";
import type { LetterWorker } from "./work.ts";

const daysBefore = (day: Day, n: number): Day =>
  parseDay(new Date(Date.parse(`${day}T00:00:00Z`) - n * 86_400_000).toISOString().slice(0, 10));

/**
 * Asks what the axis offers, and writes it down. Where days are its only cursor it is asked from the day before it last answered. An
 * account that is not let in asks nothing but this, when it is time.
 * @returns items that are new.
 */
export async function pollAxis({ world }: LetterWorker, given: EdocAxis, signal: AbortSignal): Promise<number> {
  const { db, now, log } = world;
  const axis = gated(world, given);
  const { name, face, listDays } = axis.settings;
  if (!(await mayAsk(world, name, axis.isKeyNew()))) return 0;
  let found = 0;
  for (const kind of ["edoc", "status"] as const satisfies readonly MessageType[]) {
    const at = now();
    const today = dayOf(at);
    const last = await lastPoll(db, name, kind);
    const usual = daysBefore(today, listDays);
    const since = last ? daysBefore(dayOf(last), 1) : usual;
    const heard = await axis.received(kind, { from: since < usual ? since : usual, to: today }, signal);
    if (heard.kind !== "done") {
      log.warn({ account: name, ending: heard.kind, detail: heard.detail }, "what the axis offers was not told");
      if (isNotLetIn(heard)) return found;
      continue;
    }
    await letIn(world, name);
    if (heard.strange > 0) log.warn({ account: name, rows: heard.strange }, "rows of the axis name no item");
    const isOpen = ({ status }: EdocItem) => (face === "knobstick" ? status !== "done" : status === "initial");
    const offered = heard.items
      .filter((item) => item.kind === null || item.kind === kind)
      .map((item) => offeredOf(item, isOpen(item)));
    const unusable = offered.filter((one) => one.isUnusable).length;
    if (unusable > 0) log.warn({ account: name, items: unusable }, "the axis offers items that it cannot be asked for");
    for (let from = 0; from < offered.length; from += 1_000)
      found += await noteListed(db, name, kind, offered.slice(from, from + 1_000), at);
    await notePolled(db, name, kind, at);
  }
  return found;
}

/** Longer ones travel in no header; half characters and controls are in no table. */
const isPlain = (text: string): boolean => text.length <= 200 && !/[\p{Cc}\p{Cs}]/u.test(text);
const plainOf = (text: string): string =>
  isPlain(text) ? text : `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** What nobody can ask for is known by its digest, and hinders nothing else. */
const offeredOf = ({ docId, from, to }: EdocItem, isOpen: boolean): Offered => ({
  ...{ axisId: plainOf(docId), isUnusable: !isPlain(docId), isOpen },
  ...{ from: from === null ? null : plainOf(from), to: to.map(plainOf) },
});

/** Asks each so many minutes; an account that is not let in when its one question is due, or soon after its secret changed. */
export function polling(worker: LetterWorker, axis: EdocAxis, signal: AbortSignal): () => Promise<boolean> {
  const { world } = worker;
  const { name, pollMinutes } = axis.settings;
  let [dueAt, newKeyAt] = [0, 0];
  return async () => {
    const now = world.now().getTime();
    const gate = await gateOf(world, name);
    // an axis that is away besides says nothing of the new one
    const isKeyDue = now >= newKeyAt && axis.isKeyNew();
    const isDue = gate ? gate.nextAt.getTime() <= now || isKeyDue : now >= dueAt;
    if (!isDue) return false;
    [dueAt, newKeyAt] = [now + pollMinutes * 60_000, now + againAfterMs(1)];
    await pollAxis(worker, axis, signal);
    return false;
  };
}
