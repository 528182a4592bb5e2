import type { Config } from "../platform/config.ts";
import type { Hub } from "./hub.ts";

/** What a person at the terminal wants to know: where to look, and one line to try. */
export function printWelcome(hub: Hub, config: Config): void {
  const database = hub.embeddedDatabase ? `PostgreSQL ${config.dataDir}` : "PostgreSQL (DATABASE_URL)";
  const lines = ["", "Liên Thông Hub đang chạy. / is running.", ""];
  if (hub.url !== undefined)
    lines.push(
      `  Trang chủ / home        ${hub.url}/`,
      `  API                     ${hub.url}/docs`,
      `  Sẵn sàng / ready        ${hub.url}/readyz`,
      `  Số đo / metrics         ${hub.url}/metrics`,
    );
  for (const { name, url } of hub.standIns) lines.push(`  ${name.padEnd(23)} ${url}`);
  if (hub.practicePortal)
    lines.push(
      `  Cổng DVCQG / portal     ${hub.practicePortal.holdingsUrl}`,
      `    nộp thử / file there  curl -X POST '${hub.practicePortal.filingUrl}'; npx hub portal inbox list --state taken`,
    );
  lines.push(
    `  Dữ liệu / data          ${database}; ${hub.transport === "embedded" ? "PostgreSQL bus" : "RabbitMQ bus"}`,
  );
  if (hub.tookOver)
    lines.push("", "  Đã tiếp quản cơ sở dữ liệu của lần chạy trước. / Took over the database of a killed run.");
  if (config.demo) lines.push("", "  Thử ngay ở cửa sổ khác / try in another shell:", "", "    npx hub walk");
  lines.push("", "  Ctrl-C để dừng. / to stop.", "");
  console.log(lines.join("\n"));
}
