import { isOpen, step } from "../domain/payment/request.ts";
import { sweepDuty } from "../domain/payment/sweep.ts";
import { openCase } from "../store/pay-reports.ts";
import { findRequest, moveRequest, noteAsked, noteRequest, overdueRequests, takeDue } from "../store/pay-requests.ts";
import { hearMessage, type HearingDone } from "./pay-hear.ts";
import { eachWithin } from "./pay-each.ts";
import { holderOf, type MoneyWorld } from "./pay-gateways.ts";
import { change, dossierOfFee } from "./pay-requests.ts";
import { owedIfEnded } from "./pay-unpaid.ts";

const by = "sweep-payments";

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
  await change(db, reference, async (tx, stored, fee) => {
    const at = now();
    if (stored.expiresAt.getTime() + graceMs > at.getTime()) return;
    const after = step(stored.request, "expire");
    if (!after) return;
    const by = stored.gateway;
    await moveRequest(tx, stored, after, { event: "expire", rule: "R5", by, at }, { duty: null });
    await owedIfEnded(tx, fee, stored, after, { by, at });
  });
}

export interface SweepReport {
  readonly asked: number;
  readonly heard: number;
  readonly person: number;
  readonly expired: number;
}

/** Of one gateway. */
const atOnce = 4;
/** Of one run: what is left goes on with the next one. */
const runMs = 40_000;

/**
 * Asks about what is silent, from its first age to its last, then leaves it to a person (R13); ends what nobody can pay.
 * Each gateway by itself, so that a slow one holds nobody up.
 */
export async function sweepPayments(world: MoneyWorld, limitMs = runMs): Promise<SweepReport> {
  const { db, now, sweepTimes, gateways } = world;
  const counts = { asked: 0, heard: 0, person: 0, expired: 0 };
  const begun = now();
  const names = [...gateways.keys()];
  // those of a gateway that is connected no more are nobody's to ask
  const all = [...names.map((gateway) => ({ gateway })), { but: names }];
  await eachWithin(all, limitMs, async (of) => {
    const at = now();
    const nextAt = new Date(at.getTime() + sweepTimes.everyMs);
    const due = await db.transaction().execute((tx) => takeDue(tx, of, at, nextAt, atOnce));
    await Promise.all(
      due.map(async ({ reference, askedBefore }) => {
        const what = await whatToDo(world, reference, askedBefore, at);
        if (what === "person") counts.person += 1;
        if (what !== "ask") return;
        counts.asked += 1;
        if (await askAbout(world, reference)) counts.heard += 1;
      }),
    );
    return due.length === atOnce;
  });
  counts.expired = await expireUnasked(world, begun);
  return counts;
}

async function whatToDo(
  { db, gateways, sweepTimes }: MoneyWorld,
  reference: string,
  askedBefore: Date | null,
  at: Date,
): Promise<"ask" | "wait" | "person" | "none"> {
  return change(db, reference, async (tx, stored, fee) => {
    const sentAt = stored.sentAt ?? stored.request.createdAt;
    const isYoung = at.getTime() - sentAt.getTime() <= sweepTimes.lastMs;
    const duty =
      stored.duty === "ask" && isYoung ? "ask" : sweepDuty(stored.request.state, sentAt, askedBefore, at, sweepTimes);
    const canAsk = gateways.get(stored.gateway)?.answersQuestions ?? false;
    const ask = async () => {
      if (canAsk) {
        await noteAsked(tx, reference, at);
        return "ask" as const;
      }
      await noteRequest(tx, reference, { nextAskAt: null, person: at });
      return "person" as const;
    };
    if (duty === "ask") return ask();
    if (duty === "wait") {
      // a browser that came back may have made us ask in between
      const first = sentAt.getTime() + sweepTimes.firstMs;
      const again = askedBefore === null ? first : askedBefore.getTime() + sweepTimes.everyMs;
      await noteRequest(tx, reference, { nextAskAt: new Date(Math.max(first, again)) });
      return "wait";
    }
    if (duty === "person") {
      // while it may be paid it waits, and is asked once more at its end
      const overAt = new Date(stored.expiresAt.getTime() + graceMs);
      if (at < overAt) {
        await noteRequest(tx, reference, { nextAskAt: overAt });
        return "wait";
      }
      if (canAsk && (askedBefore === null || askedBefore < overAt)) return ask();
      // the last question is past and nobody knows: it ends, so that money that comes after all is late (R5), and a person looks
      const ended = step(stored.request, "expire");
      const beside = { nextAskAt: null, person: at, duty: stored.duty === "ask" ? null : stored.duty };
      if (ended) {
        await moveRequest(tx, stored, ended, { event: "expire", rule: "R13", by, at }, beside);
        await owedIfEnded(tx, fee, stored, ended, { by, at });
      } else await noteRequest(tx, reference, beside);
      await openCase(tx, {
        ...{ class: "silent", place: `gateway:${stored.gateway}`, reference, amount: stored.request.amount },
        ...{ rule: "R13", bookingId: null, at },
      });
      return "person";
    }
    await noteRequest(tx, reference, {
      nextAskAt: null,
      ...(stored.duty === "ask" ? { duty: null, person: at } : {}),
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
      await change(db, reference, async (tx, stored, fee) => {
        if (!isOpen(stored.request.state) || stored.nextAskAt !== null || stored.expiresAt > at) return;
        const next = step(stored.request, "expire");
        if (!next) return;
        await moveRequest(tx, stored, next, { event: "expire", rule: "R5", by, at });
        await owedIfEnded(tx, fee, stored, next, { by, at });
        expired += 1;
      });
    const last = page.at(-1);
    if (!last) return expired;
    after = last.reference;
  }
}
