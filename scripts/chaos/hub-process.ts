/**
 * The hub as `npm start` wires it, with short leases and pauses so that a run need not wait for minutes. Ends with
 * whoever started it. Argument: its role.
 */
import { alwaysOpen } from "../../core/domain/clock/open-time.ts";
import { openHub, type Part, type Tempo } from "../../main/hub.ts";
import { readConfig } from "../../platform/config.ts";
import { Lifecycle } from "../../platform/lifecycle.ts";
import { openLog } from "../../platform/log.ts";

const roles: Readonly<Record<string, readonly Part[]>> = {
  all: ["gateway", "worker"],
  gateway: ["gateway"],
  worker: ["worker"],
};
const tempo: Tempo = {
  transport: { leaseMs: 1_500, fallbackMs: 500 },
  // no jitter: every pause of the retry table is its shortest, 1 s; at any hour and on any day the same
  deliveries: { leaseMs: 1_500, fallbackMs: 500, random: () => 0, openTimeOf: () => Promise.resolve(alwaysOpen) },
  relay: { takeOverMs: 200, fallbackMs: 1_000 },
  webhookTimeoutMs: 1_000,
};

process.stdin.resume().on("end", () => process.exit(0));
const role = process.argv[2] ?? "all";
const config = readConfig();
const log = openLog(config.logLevel, role);
try {
  await openHub(config, roles[role] ?? [], log, new Lifecycle(log), tempo);
  process.stdout.write("open\n");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
