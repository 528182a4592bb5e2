import { isOpen, step } from "../domain/payment/request.ts";
import { sweepDuty } from "../domain/payment/sweep.ts";
import { openCase } from "../store/pay-reports.ts";
import { findRequest, moveRequest, noteAsked, noteRequest, overdueRequests, takeDue } from "../store/pay-requests.ts";
import { hearMessage, type HearingDone } from "./pay-hear.ts";
import { holderOf, type MoneyWorld } from "./pay-gateways.ts";
import { change, dossierOfFee } from "./pay-requests.ts";

/** After its time a payer may still be in the middle of it. */
const graceMs = 15 * 60_000;
const questionMs = 25_000;

const everything = ["reference", "amount", "outcome"] as const;

/**
 * Asks a gateway how a payment stands, and believes it (R9). What is not clear changes nothing (R4).
 * @returns undefined: nothing was learned.
 */
export async function askAbout(world: MoneyWorld, reference: string): Promise<HearingDone | undefined> {
  const { db, now, gateways, newId, log } = world;
  const stored = await findRequest(db, reference);
  const gateway = stored && gateways.get(stored.gateway);
  if (!stored || !gateway) return undefined;
  const at = now();
  const { code } = await dossierOfFee(db, stored.feeId);
  const said = await gateway.query(
    {
      ...{ reference, askedAt: stored.sentAt ?? stored.request.createdAt, at, dossierCode: code },
      ...{ number: newId().replaceAll("-", ""), theirNumber: stored.theirNumber },
    },
    AbortSignal.timeout(questionMs),
  );
  if (said.kind === "report") {
    const { report, contentSha256, raw } = said;
    const done = await hearMessage(db, {
      ...{ gateway: gateway.name, holder: holderOf(gateway.name), source: "asked", covers: everything },
      ...{ report, contentSha256, raw, peer: null, at: now(), givesReceipts: gateway.givesReceipts },
      askAt: new Date(at.getTime() + world.sweepTimes.everyMs),
    });
    if (report.outcome === "pending") await giveUpLate(world, reference);
    return done;
  }
  if (said.kind === "absent") {
    await giveUpLate(world, reference);
    return undefined;
  }
  const words = said.kind === "notSent" ? `${said.why} ${said.field}` : said.kind === "unclear" ? said.code : said.kind;
  await noteRequest(db, reference, { lastSaid: words });
  log.warn({ reference, gateway: gateway.name, said: words }, "a gateway's answer to a question is not clear");
  return undefined;
}

/** Nobody pays it any more: its time is over, and its gateway says that nothing came. */
async function giveUpLate({ db, now }: MoneyWorld, reference: string): Promise<void> {
  await change(db, reference, async (tx, stored) => {
    const at = now();
    if (stored.expiresAt.getTime() + graceMs > at.getTime()) return;
    const after = step(stored.request, "expire");
    if (after)
      await moveRequest(tx, stored, after, { event: "expire", rule: "R5", by: stored.gateway, at }, { duty: null });
  });
}

export interface SweepReport {
  readonly asked: number;
  readonly heard: number;
  readonly person: number;
  readonly expired: number;
}

const atOnce = 4;
const batch = 20;
/** Of one run: other jobs wait for it. */
const runMs = 40_000;

/** Asks about what is silent, from its first age to its last, then leaves it to a person (R13); ends what nobody can pay. */
export async function sweepPayments(world: MoneyWorld): Promise<SweepReport> {
  const { db, now, sweepTimes } = world;
  const counts = { asked: 0, heard: 0, person: 0, expired: 0 };
  const begun = now().getTime();
  const started = performance.now();
  for (;;) {
    const at = now();
    const nextAt = new Date(at.getTime() + sweepTimes.everyMs);
    const due = await db.transaction().execute((tx) => takeDue(tx, at, nextAt, batch));
    for (let index = 0; index < due.length; index += atOnce)
      await Promise.all(
        due.slice(index, index + atOnce).map(async ({ reference, askedBefore }) => {
          const what = await whatToDo(world, reference, askedBefore, at);
          if (what === "person") counts.person += 1;
          if (what !== "ask") return;
          counts.asked += 1;
          if (await askAbout(world, reference)) counts.heard += 1;
        }),
      );
    if (due.length < batch || performance.now() - started > runMs) break;
  }
  counts.expired = await expireUnasked(world, new Date(begun));
  return counts;
}

async function whatToDo(
  { db, gateways, sweepTimes }: MoneyWorld,
  reference: string,
  askedBefore: Date | null,
  at: Date,
): Promise<"ask" | "wait" | "person" | "none"> {
  return change(db, reference, async (tx, stored) => {
    const sentAt = stored.sentAt ?? stored.request.createdAt;
    const isYoung = at.getTime() - sentAt.getTime() <= sweepTimes.lastMs;
    const duty =
      stored.duty === "ask" && isYoung ? "ask" : sweepDuty(stored.request.state, sentAt, askedBefore, at, sweepTimes);
    const canAsk = gateways.get(stored.gateway)?.answersQuestions ?? false;
    if (duty === "ask") {
      if (canAsk) {
        await noteAsked(tx, reference, at);
        return "ask";
      }
      await noteRequest(tx, reference, { nextAskAt: null, duty: "person" });
      return "person";
    }
    if (duty === "wait") {
      // a browser that came back may have made us ask in between
      const first = sentAt.getTime() + sweepTimes.firstMs;
      const again = askedBefore === null ? first : askedBefore.getTime() + sweepTimes.everyMs;
      await noteRequest(tx, reference, { nextAskAt: new Date(Math.max(first, again)) });
      return "wait";
    }
    await noteRequest(tx, reference, {
      nextAskAt: null,
      ...(duty === "person" || stored.duty === "ask" ? { duty: "person" as const } : {}),
    });
    if (duty === "person")
      await openCase(tx, {
        ...{ class: "silent", place: `gateway:${stored.gateway}`, reference, amount: stored.request.amount },
        ...{ rule: "R13", bookingId: null, at },
      });
    return duty;
  });
}

/** Slips and codes that nobody paid: nobody is asked about them. */
async function expireUnasked({ db }: MoneyWorld, at: Date): Promise<number> {
  let expired = 0;
  for (let after = ""; ;) {
    const page = await overdueRequests(db, at, after, 200);
    for (const { reference } of page)
      await change(db, reference, async (tx, stored) => {
        if (!isOpen(stored.request.state) || stored.nextAskAt !== null || stored.expiresAt > at) return;
        const next = step(stored.request, "expire");
        if (!next) return;
        await moveRequest(tx, stored, next, { event: "expire", rule: "R5", by: "sweep-payments", at });
        expired += 1;
      });
    const last = page.at(-1);
    if (!last) return expired;
    after = last.reference;
  }
}
