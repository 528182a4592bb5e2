import { readdirSync, readFileSync } from "node:fs";

/** Linux counts CPU time in hundredths of a second, whatever the kernel's own clock. */
const ticksPerSecond = 100;

interface Stat {
  readonly parent: number;
  readonly cpuSeconds: number;
}

/** CPU seconds so far of these processes and all below them, those that have ended included. */
export function cpuSecondsOf(roots: readonly number[]): number {
  const all = new Map<number, Stat>();
  for (const name of readdirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : undefined;
    if (stat) all.set(Number(name), stat);
  }
  const isOurs = (pid: number): boolean => roots.includes(pid) || (all.has(pid) && isOurs(all.get(pid)?.parent ?? 0));
  let sum = 0;
  for (const [pid, { cpuSeconds }] of all) if (isOurs(pid)) sum += cpuSeconds;
  return sum;
}

/** The most memory it ever had, in MB. */
export function peakMemory(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? NaN) / 1024;
}

function readStat(pid: number): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined; // it ended a moment ago
  }
  // the name, in brackets, may hold anything
  const fields = text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const [parent = 0] = fields.slice(1);
  // user and system time, its own and that of children it has waited for
  const ticks = fields.slice(11, 15).reduce((sum, value) => sum + value, 0);
  return { parent, cpuSeconds: ticks / ticksPerSecond };
}
