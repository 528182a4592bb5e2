import type { HandoverReport } from "./handover.ts";
import type { Spread } from "./statistics.ts";

const text = ({ median, least, most }: Spread) => `${median} (${least}–${most})`;
const textOf = (figure: Spread | Record<string, Spread>): string =>
  typeof figure["median"] === "number"
    ? text(figure as Spread)
    : Object.entries(figure as Record<string, Spread>)
        .map(([part, of]) => `${part} ${text(of)}`)
        .join(" + ");

/** The report for a person. */
export function table(transport: string, { toPlain, toCeiling, pipelines }: HandoverReport): string {
  const lines = [`\nhandover, ${transport}: median (least–most of the rounds)`];
  for (const [kind, { saturated, half, peakMemoryMb, statements }] of Object.entries(pipelines)) {
    const memory = Object.entries(peakMemoryMb).map(([name, mb]) => `${name} ${mb} MB`);
    lines.push(`  ${kind}: ${memory.join(", ")}`);
    for (const [load, figures] of [
      ["saturated", saturated],
      ["half load", half],
    ] as const)
      lines.push(
        `    ${load}: ${Object.entries(figures)
          .map(([name, figure]) => `${name} ${textOf(figure)}`)
          .join(", ")}`,
      );
    for (const { text: statement, calls, rows, planMs, ms, walBytes } of statements ?? [])
      lines.push(
        `    ${ms.toFixed(3)} ms + ${planMs.toFixed(3)} to plan, ${calls.toFixed(2)} calls, ${rows.toFixed(2)} rows, ${walBytes.toFixed(0)} B of WAL: ${statement.slice(0, 150)}`,
      );
  }
  if (toPlain) lines.push(`  hub : plain ${text(toPlain)}`);
  if (toCeiling) lines.push(`  hub : tight ${text(toCeiling)}`);
  return lines.join("\n");
}
