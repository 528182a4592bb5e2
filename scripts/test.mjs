// npm test: sets up all it needs (packages, a private PostgreSQL and RabbitMQ, a browser), checks the code, runs the
// tests, leaves nothing behind. `npm test -- test/core/x.spec.ts` runs only those files.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, readlinkSync, realpathSync, statfsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { freemem, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { checkNode, install, orSay, PrepareError, root, run } from "./prepare.mjs";
import { findRabbit, startRabbit } from "../test/support/rabbitmq.mjs";

/** These bring up servers of their own and mostly wait for them: they run beside all others. */
const apart = ["test/bus/cluster.spec.ts", "test/chaos/chaos.spec.ts"];
/**
 * A test mostly waits for a database, so two processes of mocha run at a time. Each has a broker to itself, for the hub's queues
 * have fixed names, and runs few files, for mocha keeps whatever they loaded.
 */
const lanes = 2;
const filesAtMost = 12;
/** Folders whose tests take long come first, so that no lane is left with one at the end. */
const longest = ["test/portal", "test/main", "test/platform", "test/bus", "test/gateway", "test/registry"];
const settings = ["--no-config", "--timeout=60000", "--slow=2000", "--forbid-only", "--forbid-pending"];
const only = process.argv.slice(2);
const startedAt = performance.now();
const say = (line) => console.log(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${line}`);

await orSay(async () => {
  checkNode();
  await system();
  await install();
});

const folder = await mkdtemp(join(place(), "hub-test-"));
await chmod(folder, 0o755); // as root the database runs as another user
await mkdir(join(root, ".hub"), { recursive: true });
/** What runs is translated once, for this run; its packages are found from inside the project. */
const translated = await mkdtemp(join(root, ".hub", "test-"));
await chmod(translated, 0o755);
const closings = [];
const runs = new Set();
const checking = new AbortController();
let interrupted = false;
for (const [name, number] of [
  ["SIGINT", 2],
  ["SIGTERM", 15],
])
  process.on(name, () => {
    if (interrupted) return;
    interrupted = true;
    void cleanUp().then(() => process.exit(128 + number));
  });

const totals = { passed: 0, failed: 0, skipped: 0 };
const seconds = new Map();
const failures = [];
try {
  say("Starting a private PostgreSQL and a private RabbitMQ; checking types, lint and format (these count as tests).");
  // before the tests: beside them they keep clusters and portals waiting that have limits of their own
  const [servers] = await Promise.all([startServers(), checks()]);
  say(only.length > 0 ? `Running ${only.join(" ")}` : "Running all tests");
  await tests(servers);
} catch (error) {
  if (!interrupted) console.error(error instanceof PrepareError ? error.message : (error.stack ?? error));
  totals.failed += 1;
}
if (!interrupted) {
  await cleanUp();
  say("Done; the servers are stopped and their data removed.");
  console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
  process.exit(totals.failed > 0 ? 1 : 0);
}

/**
 * Most tests have a database of their own, some 900 small files: in memory that is a tenth of a second, on a disk more than a
 * second. Only where there is plenty of it: the tests of large files write gigabytes.
 */
function place() {
  const memory = "/dev/shm";
  const gigabytes = 2 ** 30;
  try {
    const { bavail, bsize } = statfsSync(memory);
    if (bavail * bsize > 8 * gigabytes && freemem() > 12 * gigabytes) return memory;
  } catch {
    // not on this system
  }
  return tmpdir();
}

/** Broker and browser are programs of the system: installed on Debian when we may, else named in one line. */
async function system() {
  const chromium = process.env.CHROMIUM || "/usr/bin/chromium";
  const missing = [];
  if (!findRabbit()) missing.push("rabbitmq-server");
  if (!existsSync(chromium)) {
    if (process.env.CHROMIUM) throw new PrepareError(`CHROMIUM names ${chromium}, which does not exist.`);
    missing.push("chromium");
  }
  if (missing.length === 0) return;
  if (!existsSync("/usr/bin/apt-get") || process.getuid?.() !== 0)
    throw new PrepareError(
      `The tests need ${missing.join(" and ")}: install ${missing.length > 1 ? "them" : "it"} ` +
        `(Debian: sudo apt-get install ${missing.join(" ")}) and run npm test again` +
        (missing.includes("chromium") ? ", or set CHROMIUM to the program of your browser." : "."),
    );
  say(`Installing ${missing.join(" and ")} with apt-get …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) => run("apt-get", ["-y", "-qq", ...args], { env });
  const wanted = ["install", "--no-install-recommends", ...missing];
  let { code, output } = await apt(...wanted);
  if (code !== 0 && (await apt("update")).code === 0) ({ code, output } = await apt(...wanted));
  if (code !== 0) {
    console.error(output.trim().split("\n").slice(-10).join("\n"));
    throw new PrepareError(`apt-get could not install ${missing.join(" and ")}; the lines above say why.`);
  }
}

async function startServers() {
  // a package, so only once it is installed
  const { translate } = await import("./translate.mjs");
  await translate(translated);
  const ours = (name) => import(pathToFileURL(join(translated, name)).href);
  const { startEmbeddedPostgres } = await ours("platform/embedded-postgres.js");
  const { openLog } = await ours("platform/log.js");
  const { makeTemplate } = await ours("test/support/database.js");
  const opening = [
    startEmbeddedPostgres({ dataDir: join(folder, "postgres"), log: openLog("silent", "test"), durable: false }),
    ...Array.from({ length: only.length > 0 ? 1 : lanes }, (_, lane) =>
      startRabbit({ folder: join(folder, `rabbitmq-${lane}`) }),
    ),
  ];
  // each is closed as soon as it is open, also when the other one fails
  for (const server of opening)
    server.then(
      ({ stop }) => closings.push(stop),
      () => undefined,
    );
  const settled = await Promise.allSettled(opening);
  const failure = settled.find(({ status }) => status === "rejected");
  if (failure) throw new PrepareError(failure.reason.message);
  const [postgres, ...rabbits] = settled.map(({ value }) => value);
  const template = "hub_template";
  await makeTemplate(postgres.url, template);
  return rabbits.map(({ url, managementUrl }) => ({
    TEST_POSTGRES_URL: postgres.url,
    TEST_POSTGRES_TEMPLATE: template,
    TEST_AMQP_URL: url,
    TEST_AMQP_MANAGEMENT_URL: managementUrl,
  }));
}

async function checks() {
  const module = (...path) => join(root, "node_modules", ...path);
  await Promise.all([
    check("types", module("typescript", "bin", "tsc"), ["--noEmit"]),
    check("lint and import zones", module("eslint", "bin", "eslint.js"), ["."]),
    check("format", module("prettier", "bin", "prettier.cjs"), ["--check", "--log-level=warn", "."]),
  ]);
}

async function check(name, program, args) {
  if (interrupted) return;
  const { code, output } = await run(process.execPath, [program, ...args], { signal: checking.signal });
  if (interrupted) return;
  totals[code === 0 ? "passed" : "failed"] += 1;
  say(`${code === 0 ? "✔" : "✘"} ${name}`);
  if (code !== 0) console.log(output.trim());
}

async function tests(servers) {
  const isFile = (argument) => argument.startsWith("test/");
  if (only.length > 0) {
    const files = only.some(isFile) ? only.filter(isFile) : await specs();
    const words = only.filter((argument) => !isFile(argument));
    return tell(await mocha(servers[0], "all", files, "inherit", words), only.join(" "));
  }
  const waiting = [apart, ...(await groupsOfFiles())];
  const say = async (lane, group, name) => {
    const ended = await mocha(lane, name, group, "pipe");
    if (interrupted) return;
    console.log(ended.output);
    tell(ended, group.join(" "));
  };
  const others = say(servers[0], waiting.shift(), "apart");
  let number = 0;
  await Promise.all(
    servers.map(async (lane) => {
      for (let group = waiting.shift(); group && !interrupted; group = waiting.shift())
        await say(lane, group, `group-${(number += 1)}`);
    }),
  );
  await others;
  if (interrupted) return;
  console.log("  Files that took longest, in seconds:");
  for (const [name, took] of [...seconds].sort(([, one], [, other]) => other - one).slice(0, 15))
    console.log(`  ${took.toFixed(1).padStart(7)}  ${name}`);
  for (const { title, message } of failures) console.log(`✘ ${title}\n    ${message}`);
}

/** All files with tests. */
async function specs() {
  const entries = await readdir(join(root, "test"), { recursive: true });
  return entries
    .filter((name) => name.endsWith(".spec.ts"))
    .map((name) => `test/${name}`)
    .sort();
}

/** In groups of one folder. */
async function groupsOfFiles() {
  const folders = new Map();
  for (const name of await specs())
    if (!apart.includes(name)) {
      const inside = dirname(name).split("/", 2).join("/");
      folders.set(inside, [...(folders.get(inside) ?? []), name]);
    }
  const rank = ([inside]) => (longest.indexOf(inside) + longest.length + 1) % (longest.length + 1);
  return [...folders]
    .sort((one, other) => rank(one) - rank(other))
    .flatMap(([, names]) => {
      const groups = Math.ceil(names.length / filesAtMost);
      return Array.from({ length: groups }, (_, group) => names.filter((_, index) => index % groups === group));
    });
}

/** One run of mocha over those files, and what it counted. */
async function mocha(servers, name, files, output, words = []) {
  const totalsFile = join(folder, `${name}.json`);
  const temporary = await mkdtemp(join(folder, "tmp-"));
  await chmod(temporary, 0o755);
  const env = {
    ...process.env,
    ...servers,
    TEST_CHROMIUM: process.env.CHROMIUM || "/usr/bin/chromium",
    TEST_TOTALS_FILE: totalsFile,
    TEST_TRANSLATED: translated,
    TMPDIR: temporary,
    // tests decide what the hub is told, whoever's shell this is
    ...Object.fromEntries(
      ["NODE_ENV", "DATABASE_URL", "DATABASE_OWNER_URL", "AMQP_URL", "AMQP_MANAGEMENT_URL", "PORT", "HOST"].map(
        (name) => [name, undefined],
      ),
    ),
  };
  const program = join(root, "node_modules/mocha/bin/mocha.js");
  const reporter = join(root, "test/support/reporter.mjs");
  let text = "";
  const code = await new Promise((done, failed) => {
    // a group of its own: what tests start and lose ends with it
    const options = { cwd: root, env, detached: true, stdio: ["ignore", output, output] };
    const translations = files.map((file) => join(translated, file.replace(/\.ts$/, ".js")));
    // a failure is told by the lines of the sources
    const args = ["--enable-source-maps", program, ...settings, "--reporter", reporter, ...words, ...translations];
    const child = spawn(process.execPath, args, options);
    runs.add(child);
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (text += String(chunk)));
    child.once("error", failed);
    child.once("close", done);
  });
  return { code, output: text, counted: await readFile(totalsFile, "utf8").then(JSON.parse, () => undefined) };
}

function tell({ code, counted }, files) {
  if (interrupted) return;
  if (!counted) throw new PrepareError(`The test runner ended before its report; the lines above say why: ${files}`);
  for (const name of Object.keys(totals)) totals[name] += counted[name];
  for (const [name, took] of counted.seconds) seconds.set(name, took);
  failures.push(...counted.failures);
  if (counted.passed + counted.failed === 0) throw new PrepareError("No test was run, which counts as a failure.");
  if (code !== 0 && counted.failed === 0) throw new PrepareError(`The test runner ended with code ${code}.`);
}

/** The tests, our servers, then what a test that was cut off left: servers whose pid file is in our folder. */
async function cleanUp() {
  checking.abort();
  for (const { pid } of runs) if (pid) signal(-pid, "SIGKILL");
  await Promise.allSettled(closings.splice(0).map((stop) => stop()));
  for (const pid of await leftServers().catch(() => [])) signal(pid, "SIGKILL");
  for (const each of [folder, translated])
    await rm(each, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

async function leftServers() {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter(({ name }) => ["postmaster.pid", "server.pid", "epmd.pid"].includes(name));
  const pids = files.map((file) => Number(readFileSync(join(file.parentPath, file.name), "utf8").split("\n", 1)[0]));
  return pids.filter((pid) => pid > 1 && worksInside(pid));
}

/** A number in an old file may be a stranger's by now. */
function worksInside(pid) {
  try {
    if (existsSync("/proc/self/cwd")) return readlinkSync(`/proc/${pid}/cwd`).startsWith(realpathSync(folder));
    return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout.includes(folder);
  } catch {
    return false;
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended already
  }
}
