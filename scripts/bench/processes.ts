import { readdirSync, readFileSync } from "node:fs";

/** Linux counts CPU time in hundredths of a second, whatever the kernel's own clock. */
const ticksPerSecond = 100;

interface Stat {
  readonly parent: number;
  readonly cpuSeconds: number;
}

/** CPU seconds so far of each of these processes and all below it, those that have ended included. */
export function cpuSecondsOf(roots: Readonly<Record<string, number>>): Record<string, number> {
  const all = new Map<number, Stat>();
  for (const name of readdirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : undefined;
    if (stat) all.set(Number(name), stat);
  }
  const isBelow = (pid: number, root: number): boolean =>
    pid === root || (all.has(pid) && isBelow(all.get(pid)?.parent ?? 0, root));
  const sumBelow = (root: number) =>
    [...all].reduce((sum, [pid, { cpuSeconds }]) => sum + (isBelow(pid, root) ? cpuSeconds : 0), 0);
  return Object.fromEntries(Object.entries(roots).map(([name, root]) => [name, sumBelow(root)]));
}

/** The most memory it ever had, in MB. Not `maxRSS`, which a child has from its parent. */
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
