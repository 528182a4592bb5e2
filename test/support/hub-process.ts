import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fromRoot } from "../../platform/root.ts";
import { eventually } from "./eventually.ts";
import { program } from "./program.ts";
import { freePorts } from "./rabbitmq.mjs";

/** A command of ours in a process of its own, with what it has printed so far. */
export interface OwnProcess {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

type Env = Readonly<Record<string, string | undefined>>;

const cleared = [
  "NODE_ENV",
  "DATABASE_URL",
  "DATABASE_OWNER_URL",
  "AMQP_URL",
  "PORT",
  "HUB_METRICS_PORT",
  "HUB_URL",
  "HUB_DEMO",
  "HUB_DATA_DIR",
];

export function run(source: string, args: readonly string[], env: Env): OwnProcess {
  const base = { ...process.env, ...Object.fromEntries(cleared.map((name) => [name, undefined])), ...env };
  const child = spawn(process.execPath, [...program(source), ...args], {
    cwd: fromRoot(),
    env: base,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return {
    child,
    output: () => text,
    ended: once(child, "close").then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals),
  };
}

/** Starts the hub and waits until it can move a message. */
export async function startHub(port: number, env: Env): Promise<OwnProcess> {
  const hub = run("main/start.ts", [], { PORT: String(port), HUB_LOG_LEVEL: "warn", ...env });
  await eventually(
    `the hub answers on ${port}`,
    async () => {
      if (hub.child.exitCode !== null) throw new Error(`the hub ended with ${hub.child.exitCode}:\n${hub.output()}`);
      return (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.status === 200;
    },
    45_000,
  );
  return hub;
}

export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}
