import { ConfigError, readConfig } from "../platform/config.ts";
import { openLog } from "../platform/log.ts";
import { Lifecycle } from "../platform/lifecycle.ts";
import { MigrationError } from "../platform/migrations.ts";
import { StartError } from "../platform/start-error.ts";
import { openHub, type Part } from "./hub.ts";
import { printWelcome } from "./welcome.ts";

const parts: Readonly<Record<string, readonly Part[]>> = {
  all: ["gateway", "worker"],
  gateway: ["gateway"],
  worker: ["worker"],
  migrate: [],
};

/** `npm start` and the production roles: `start.js [all | gateway | worker | migrate]`. */
async function start(role: string): Promise<void> {
  const chosen = parts[role];
  if (!chosen)
    throw new StartError(
      `Không có vai trò "${role}"; dùng ${Object.keys(parts).join(", ")}. / There is no role "${role}"; use one of these.`,
    );
  const config = readConfig();
  const log = openLog(config.logLevel, role);
  const lifecycle = new Lifecycle(log);
  lifecycle.closeOnSignals();
  try {
    const hub = await openHub(config, chosen, log, lifecycle);
    if (lifecycle.isClosing) return;
    if (chosen.length === 0) await lifecycle.close();
    else printWelcome(hub, config);
    void hub.lost.then(async (fault) => {
      if (lifecycle.isClosing) return;
      console.error(fault.message);
      await lifecycle.close();
      process.exit(1);
    });
  } catch (error) {
    if (lifecycle.isClosing) return; // told to stop while starting: the signal ends the process
    await lifecycle.close();
    throw error;
  }
}

try {
  await start(process.argv[2] ?? "all");
} catch (error) {
  const isSentence = error instanceof StartError || error instanceof ConfigError || error instanceof MigrationError;
  console.error(isSentence ? error.message : error);
  process.exit(1);
}
