import { spawn } from "node:child_process";
import { once } from "node:events";
import { fromRoot } from "../../platform/root.ts";

export interface Child {
  readonly pid: number;
  readonly close: () => Promise<void>;
}

const settings = /^(NODE_ENV|DATABASE_|AMQP_|PORT$|HOST$|HUB_)/;
const readyWithinMs = 60_000;

/** Starts a Node process that is ready when `isReady` says so. */
export async function startChild(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  isReady: () => Promise<boolean>,
): Promise<Child> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !settings.test(name)));
  const child = spawn(process.execPath, args, {
    cwd: fromRoot(),
    env: { ...inherited, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
  const ended = once(child, "close");
  const until = performance.now() + readyWithinMs;
  while (!(await isReady().catch(() => false))) {
    if (child.exitCode !== null || performance.now() > until) {
      child.kill("SIGKILL");
      throw new Error(`${args.join(" ")} did not start:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    pid: child.pid ?? 0,
    async close() {
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 20_000);
      await ended;
      clearTimeout(late);
    },
  };
}

export const answersOk = (url: string) => async (): Promise<boolean> => (await fetch(url)).status === 200;
