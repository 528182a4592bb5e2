// Measures receipts and steps through core/service on a PostgreSQL of one's own, and prints JSON:
//   TEST_POSTGRES_URL=postgres://… npx tsx scripts/bench-step.ts [seconds]
import { createHash, randomUUID } from "node:crypto";
import { announce, owe } from "../bus/outbox.ts";
import { dayOf, isValidOn } from "../core/domain/day.ts";
import { openClocks, seedClocks } from "../core/service/clock-in-force.ts";
import type { Answer, Ask } from "../core/service/once.ts";
import { makeReceiveDossier } from "../core/service/receive-dossier.ts";
import type { StepTaken } from "../core/service/step-taken.ts";
import { makeTakeStep } from "../core/service/take-step.ts";
import { allOrganisations } from "../core/store/organisations.ts";
import { loadDemonstration } from "../main/demo/load.ts";
import { walkNow } from "../main/demo/walks.ts";
import { openDatabase } from "../platform/database.ts";
import { freshDatabase } from "../test/support/database.ts";

const seconds = Number(process.argv[2] ?? 5);
const applicant = { name: "Nguyễn Văn Thử Nghiệm" };

/** Runs `work` for `count` workers at once until the time is over. The CPU time is this process's, in ms for a call. */
async function rate(count: number, work: (worker: number) => Promise<void>) {
  let done = 0;
  const [from, used] = [performance.now(), process.cpuUsage()];
  const isOver = () => performance.now() - from >= seconds * 1000;
  await Promise.all(
    Array.from({ length: count }, async (_, worker) => {
      for (; !isOver(); done++) await work(worker);
    }),
  );
  const { user, system } = process.cpuUsage(used);
  return {
    perSecond: Math.round((done / (performance.now() - from)) * 1000),
    cpuMs: Number(((user + system) / 1000 / done).toFixed(2)),
  };
}

async function measure(atOnce: number) {
  const test = await freshDatabase();
  const db = openDatabase(test.url, "bench", atOnce);
  await loadDemonstration(db, dayOf(new Date()));
  await seedClocks(db);
  await test.sql("analyze");
  const units = (await allOrganisations(db)).filter((unit) => isValidOn(unit, dayOf(new Date())));
  const world = { db, announce, owe, now: () => new Date(), newId: randomUUID, clocks: openClocks() };
  const [receive, step] = [makeReceiveDossier(world), makeTakeStep(world)];
  const ask = (): Ask => {
    const key = randomUUID();
    const digest = createHash("sha256").update(key).digest("hex");
    return { partnerId: "bench", units: new Set(units.map(({ code }) => code)), key, digest, requestId: key };
  };
  const unitOf = (worker: number) => units[worker % units.length]?.code ?? "";
  const done = (answer: Answer<StepTaken>): string => {
    if (!answer.ok) throw new Error(answer.code);
    return answer.body.dossier.code;
  };
  const receiveAt = async (worker: number) =>
    done(await receive({ by: unitOf(worker), procedure: walkNow.procedure, applicant, channel: "direct" }, ask()));

  const mine = await Promise.all(Array.from({ length: atOnce }, (_, worker) => receiveAt(worker)));
  const receipts = await rate(atOnce, async (worker) => {
    await receiveAt(worker);
  });
  // handed over, with a clock; recalled, without one; each tells one agency
  const offered = new Set<number>();
  const steps = await rate(atOnce, async (worker) => {
    const [by, to] = [unitOf(worker), unitOf(worker + 1)];
    const request = offered.delete(worker) ? { step: "recall", role: "officer", by } : { step: "handOver", by, to };
    if (request.step === "handOver") offered.add(worker);
    done(await step(mine[worker] ?? "", request as Parameters<typeof step>[1], ask()));
  });
  await db.destroy();
  await test.drop();
  return { atOnce, receipts, steps };
}

const results = [];
for (const atOnce of [1, 8, 32]) results.push(await measure(atOnce));
console.log(JSON.stringify({ bench: "step", results, seconds, node: process.version }, null, 2));
