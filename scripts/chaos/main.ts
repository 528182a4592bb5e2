/**
 * `npm run chaos -- --runs N --seed S [--transport rabbitmq|embedded] [--json]`: kills and cuts while dossiers travel,
 * then compares what was accepted with what arrived. Run i has the seed S + i. Ends with 1 unless nothing was lost,
 * doubled or out of order.
 */
import { appendFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { planRun, type TransportName } from "./plan.ts";
import { run, type RunResult } from "./run.ts";
import { openWorld } from "./world.ts";

const whole = (text: string): number => {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new InvalidArgumentError("a whole number, 0 or more");
  return number;
};

interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly transport: TransportName;
  readonly json?: boolean;
  readonly plan?: boolean;
  readonly keep?: boolean;
  readonly record?: string;
}

const options = new Command("chaos")
  .description("random traffic, faults by schedule, then every set compared")
  .option("--runs <n>", "how many runs", whole, 5)
  .option("--seed <s>", "seed of the first run; the next one has the next number", whole, 1)
  .addOption(new Option("--transport <name>").choices(["rabbitmq", "embedded"]).default("embedded"))
  .option("--json", "the result as JSON, nothing else on the standard output")
  .option("--plan", "only show what the seed means")
  .option("--keep", "keep the folder with the data and the logs")
  .option("--record <file>", "add a line of JSON for each run to this file")
  .parse()
  .opts<Options>();

const say = (line: string) => {
  if (options.json) console.error(line);
  else console.log(line);
};

if (options.plan) console.log(JSON.stringify(planRun(options.seed, options.transport), null, 2));
else process.exitCode = await main();

async function main(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "hub-chaos-"));
  await chmod(folder, 0o755); // as root the database runs as another user
  const tidyUp = () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  const world = await openWorld(options.transport, folder).catch(async (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    await tidyUp();
  });
  if (!world) return 1;
  let interrupted = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      interrupted = true;
    });
  const isOver = () => interrupted;
  const results: RunResult[] = [];
  try {
    for (let seed = options.seed; seed < options.seed + options.runs && !isOver(); seed++) {
      const result = await run(planRun(seed, options.transport), world);
      results.push(result);
      report(result);
    }
  } finally {
    await world.close();
    if (options.keep || results.some(({ wrong }) => wrong.length > 0)) say(`data and logs: ${folder}`);
    else await tidyUp();
  }
  const total = (count: (result: RunResult) => number) => results.reduce((sum, result) => sum + count(result), 0);
  const failed = results.filter(({ wrong }) => wrong.length > 0);
  const summary = {
    runs: results.length,
    accepted: total(({ accepted }) => accepted),
    delivered: total(({ delivered }) => delivered),
    lost: total(({ lost }) => lost),
    duplicated: total(({ duplicated }) => duplicated),
    reordered: total(({ reordered }) => reordered),
    gaps: total(({ gaps }) => gaps),
    worst_recovery_ms: Math.max(0, ...results.map(({ recoveryMs }) => recoveryMs)),
    seed: options.seed,
    transport: options.transport,
    failed_seeds: failed.map(({ seed }) => seed),
  };
  console.log(JSON.stringify(summary));
  return failed.length > 0 || results.length === 0 ? 1 : 0;
}

function report(result: RunResult): void {
  const { seed, accepted, delivered, recoveryMs, tookMs, givenAgain, wrong } = result;
  say(
    `${wrong.length === 0 ? "✔" : "✘"} seed ${seed}: ${delivered} of ${accepted} messages, ${givenAgain} given again, ` +
      `recovered in ${(recoveryMs / 1000).toFixed(1)} s, took ${(tookMs / 1000).toFixed(1)} s`,
  );
  for (const line of wrong) say(`    ${line}`);
  if (options.record !== undefined)
    appendFileSync(options.record, `${JSON.stringify({ transport: options.transport, ...result })}\n`);
}
