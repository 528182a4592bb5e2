// Measures the hub: npx tsx scripts/bench/index.ts [--json] [--only NAME] [--transport NAME] [--quick]; docs/benchmarks.md
import { spawnSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import { Command, Option } from "commander";
import { fromRoot } from "../../platform/root.ts";
import { measureEdxml } from "./edxml.ts";
import { headline, measureHandover, type HandoverReport, type Size } from "./handover.ts";
import { measureLookup } from "./lookup.ts";
import { kinds, transports, type TransportName } from "./pipeline.ts";
import { measureReconcile } from "./reconcile.ts";
import { startServices } from "./services.ts";
import { measureSync } from "./sync.ts";
import { table } from "./table.ts";

interface Options {
  readonly json?: boolean;
  readonly only?: string;
  readonly transport?: TransportName;
  readonly quick?: boolean;
  readonly rounds?: string;
  readonly hubOnly?: boolean;
  readonly statements?: boolean;
  readonly hubNodeArg: string[];
  readonly dossiers?: string;
  readonly folder?: string;
  readonly backlog?: string;
  readonly seconds?: string;
  readonly portalMs?: string;
  readonly payments?: string;
}

const suites = { handover, lookup, sync, reconcile, edxml, due: script("scripts/bench-due.ts") };
const { json, only, ...options } = new Command("bench")
  .description("measures the hub beside two bare pipelines")
  .option("--json", "prints JSON alone")
  .addOption(new Option("--only <name>", "one suite").choices(Object.keys(suites)))
  .addOption(new Option("--transport <name>", "one transport").choices([...transports]))
  .option("--quick", "one short round, to try something")
  .option("--rounds <n>", "interleaved rounds")
  .option("--dossiers <n>", "of the portal's lookup; 10000000 takes a quarter of an hour and 20 GB to write")
  .option("--folder <path>", "where the databases of lookup and sync stay for the next run; else nothing stays")
  .option("--backlog <n>", "changes that an outage of the portal left behind; 1080000 are three hours of 100 a second")
  .option("--seconds <n>", "how long it is watched with that backlog")
  .option("--portal-ms <n>", "how long the portal takes over a call", "50")
  .option("--payments <n>", "of the day that is reconciled; a tenth of it is measured beside it")
  .option("--hub-only", "without the bare pipelines, to profile")
  .option("--statements", "also what each statement costs the database; it costs something itself")
  .option("--hub-node-arg <arg...>", "for the hub's processes, such as --hub-node-arg=--cpu-prof", [])
  .parse()
  .opts<Options>();

const say = (line: string) => process.stderr.write(`${line}\n`);
const results: Record<string, unknown> = { machine: machine() };
for (const [name, suite] of Object.entries(suites))
  if (only === undefined || only === name) Object.assign(results, await suite(options));
if (json) console.log(JSON.stringify(results, null, 2));

function machine() {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model ?? "",
    cores: cpus().length,
    memory_gb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    commit: spawnSync("git", ["rev-parse", "--short", "HEAD"], { cwd: fromRoot(), encoding: "utf8" }).stdout.trim(),
  };
}

async function handover({ quick, rounds, transport, hubOnly, hubNodeArg, statements }: Options) {
  const size: Size = {
    rounds: Number(rounds ?? (quick ? 1 : 5)),
    requests: quick ? 1_000 : 3_000,
    seconds: quick ? 3 : 6,
    clients: 64,
    kinds: hubOnly ? ["hub"] : kinds,
    nodeArgs: hubNodeArg,
  };
  const wanted = transport ? [transport] : transports;
  const services = await startServices({
    withRabbit: wanted.includes("rabbitmq"),
    withStatements: statements === true,
  });
  const reports: Partial<Record<TransportName, HandoverReport>> = {};
  const stop = () => void services.close().then(() => process.exit(130));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  try {
    for (const name of wanted) reports[name] = await measureHandover(services, name, size, say);
  } finally {
    // twice is once
    await services.close();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, stop);
  }
  const [main] = Object.values(reports);
  if (!json) for (const [name, report] of Object.entries(reports)) console.log(table(name, report));
  return { handover: main && headline(main), transports: reports };
}

async function lookup({ quick, rounds, dossiers, folder }: Options) {
  const size = {
    ...(folder === undefined ? {} : { folder }),
    dossiers: Number(dossiers ?? (quick ? 2_000 : 100_000)),
    rounds: Number(rounds ?? (quick ? 1 : 4)),
    seconds: quick ? 3 : 10,
  };
  const result = await measureLookup(size, say);
  if (!json) console.log(JSON.stringify(result, null, 2));
  return { lookup: result };
}

async function sync({ quick, backlog, seconds, portalMs, statements, hubNodeArg, folder }: Options) {
  const size = {
    ...(folder === undefined ? {} : { folder }),
    backlog: Number(backlog ?? (quick ? 3_000 : 30_000)),
    steadySeconds: quick ? 10 : 60,
    backlogSeconds: Number(seconds ?? (quick ? 30 : 240)),
    ...{ perSecond: 100, portalMs: Number(portalMs), withStatements: statements === true, nodeArgs: hubNodeArg },
  };
  const result = await measureSync(size, say);
  if (!json) console.log(JSON.stringify(result, null, 2));
  return { sync: result };
}

async function reconcile({ quick, payments }: Options) {
  const result = await measureReconcile(Number(payments ?? (quick ? 2_000 : 50_000)), say);
  if (!json) console.log(JSON.stringify(result, null, 2));
  return { reconcile: result };
}

async function edxml({ quick, rounds }: Options) {
  const result = await measureEdxml(Number(rounds ?? (quick ? 1 : 5)), quick ? 100 : 1_000, say);
  if (!json) console.log(JSON.stringify(result, null, 2));
  return { edxml: result };
}

/** A suite that is a script of its own and prints JSON. */
function script(path: string) {
  return () => {
    const { stdout, status } = spawnSync(process.execPath, ["--import", "tsx", fromRoot(path)], {
      cwd: fromRoot(),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (status !== 0) process.exitCode = 1;
    const result = JSON.parse(stdout) as { bench: string };
    if (!json) console.log(stdout.trim());
    return { [result.bench]: result };
  };
}
