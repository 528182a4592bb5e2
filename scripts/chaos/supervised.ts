import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { fromRoot } from "../../platform/root.ts";

/** A process of the hub with its supervisor: whenever it ends it is started again, as an init system would. */
export interface Supervised {
  /** kill -9; the supervisor starts the next one at once. */
  readonly kill: () => void;
  /** How often it ended by itself after it had been open: nothing that happens outside may end it. */
  readonly endedByItself: () => number;
  readonly close: () => Promise<void>;
}

export interface SupervisedOptions {
  readonly name: string;
  /** The compiled hub-process.ts. */
  readonly program: string;
  readonly role: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Everything it says. */
  readonly logFile: string;
}

// a start that finds no database ends with a sentence; the next one may find it
const restartPauseMs = 100;

export function supervise({ name, program, role, env, logFile }: SupervisedOptions): Supervised {
  const log = createWriteStream(logFile, { flags: "a" });
  let child: ChildProcess | undefined;
  let closing = false;
  let killed = false;
  let opened = false;
  let endedByItself = 0;
  // read through functions: the flags change while the loop below waits
  const isClosing = () => closing;
  const wasKilled = () => killed;
  const wasOpen = () => opened;

  const run = async () => {
    while (!isClosing()) {
      opened = false;
      killed = false;
      child = spawn(process.execPath, [program, role], {
        cwd: fromRoot(),
        env: { ...process.env, ...env },
        stdio: ["pipe", "pipe", "pipe"],
      });
      child.stdin?.on("error", () => undefined);
      child.stdout?.on("data", (chunk: Buffer) => (opened ||= chunk.toString().includes("open\n")));
      child.stdout?.pipe(log, { end: false });
      child.stderr?.pipe(log, { end: false });
      const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
      log.write(
        `-- ${name} ended: ${signal ?? `code ${String(code)}`}${wasKilled() ? ", killed by the schedule" : ""}\n`,
      );
      if (wasOpen() && !wasKilled() && !isClosing()) endedByItself += 1;
      if (!wasKilled() && !isClosing()) await wait(restartPauseMs);
    }
  };
  const running = run();

  const kill = () => {
    killed = true;
    child?.kill("SIGKILL");
  };
  return {
    kill,
    endedByItself: () => endedByItself,
    async close() {
      closing = true;
      kill();
      await running;
      log.end();
    },
  };
}
