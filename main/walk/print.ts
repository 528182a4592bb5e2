import type { WalkReport } from "./walk.ts";

export type Language = "vi" | "en";

const steps: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  receive: { vi: "tiếp nhận", en: "received" },
  handOver: { vi: "chuyển đến", en: "handed over to" },
  acknowledge: { vi: "xác nhận đã nhận", en: "acknowledged" },
  sendBack: { vi: "trả lại", en: "sent back to" },
  conclude: { vi: "giải quyết xong", en: "concluded" },
  returnResult: { vi: "trả kết quả", en: "returned the result" },
};

const words = {
  vi: { held: "Ai giữ hồ sơ, bao lâu", until: "đến", message: "tin", receipt: "đã giao", result: "Kết quả" },
  en: { held: "Who held it, how long", until: "until", message: "message", receipt: "delivered", result: "Result" },
};

/** A moment as a Vietnamese clerk reads it, 27/05/2019 08:10. */
const clerkTime = (iso: string): string => {
  const local = new Date(Date.parse(iso) + 7 * 3_600_000).toISOString();
  return `${local.slice(8, 10)}/${local.slice(5, 7)}/${local.slice(0, 4)} ${local.slice(11, 16)}`;
};

/** 6 d 19 h 40 min, down to milliseconds of nothing: "< 1 s". */
export function duration(seconds: number): string {
  if (seconds < 1) return "< 1 s";
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3_600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds < 3_600 ? seconds % 60 : 0, "s"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

/** The timeline for people: who, when, how long each held it, message ids, receipts. */
export function printReport(report: WalkReport, language: Language): string {
  const text = words[language];
  const names = new Map(report.timeline.custody.map(({ unit, name }) => [unit, name]));
  const nameOf = (unit: string) => `${names.get(unit) ?? unit} (${unit})`;
  const lines = [`${report.code}  ${report.procedure.code} ${report.procedure.name}`, ""];
  for (const event of report.timeline.events) {
    const to = event.to === null ? "" : ` ${nameOf(event.to)}`;
    const outcome = event.outcome === null ? "" : ` [${event.outcome}]`;
    const what = steps[event.step]?.[language] ?? event.step;
    lines.push(`${clerkTime(event.at)}  ${nameOf(event.by)} ${what}${to}${outcome}`);
    for (const message of event.messages) {
      const receipt = message.receipt as { channel?: string; status?: number } | null;
      const how = [receipt?.channel, receipt?.status].filter((part) => part !== undefined).join(" ");
      lines.push(
        `                  ↳ ${text.message} ${message.id} → ${message.receiver} #${message.sequence}, ${text.receipt} ${message.deliveredAt ?? "–"} (${how})`,
      );
    }
  }
  lines.push("", text.held);
  for (const period of report.timeline.custody) {
    const until = period.until === null ? "" : ` ${text.until} ${clerkTime(period.until)}`;
    const held = period.seconds === null ? "" : `  = ${duration(period.seconds)}`;
    lines.push(`  ${clerkTime(period.from)}${until}  ${nameOf(period.unit)}${held}`);
  }
  return lines.join("\n");
}
