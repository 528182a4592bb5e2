/** Takes the files of a day and reconciles it, in a process of its own whose memory is measured. Arguments: database, files. */
import type { StatementSettings } from "../../adapters/statement/settings.ts";
import { takeFile } from "../../adapters/statement/take-file.ts";
import { parseDay } from "../../core/domain/day.ts";
import { makeHearStatementPayment } from "../../core/service/money-hear.ts";
import { reconcilePlace } from "../../core/service/money-reconcile.ts";
import { openDatabase } from "../../platform/database.ts";
import { account, bank, day, gateway } from "./reconcile-day.ts";
import { peakMemory } from "./processes.ts";

const [url = "", gatewayFile = "", statement = ""] = process.argv.slice(2);
const settings: StatementSettings = {
  accounts: new Map([[account, { mt940Encoding: "utf-8", csv: undefined }]]),
  gateways: new Map([
    [
      "payplatform",
      {
        ...{ encoding: "plain", delimiter: "|", hasHeader: false, timeForm: "yyyyMMddHHmmss" },
        columns: Array.from({ length: 22 }, (_, place) => `C${place + 1}`),
        of: { reference: "C3", theirNumber: "C4", amount: "C7", currency: "C8", code: "C9", at: "C10" },
        outcomes: { "00": "paid" },
        summary: {
          place: "last",
          marker: "TONG",
          count: 1,
          total: 2,
          checksum: { cell: 3, hash: "sha256", joint: "\n" },
        },
      },
    ],
  ]),
  explain: [
    { id: "T:fee", place: bank, way: "out", has: "phi quan ly tai khoan", is: { as: "charge", name: "account" } },
    { id: "T:interest", place: bank, way: "in", has: "tra lai tien gui", is: { as: "charge", name: "interest" } },
  ],
  folders: [],
};

const db = openDatabase(url, "bench reconcile", 6);
const at = new Date("2026-01-16T06:00:00+07:00");
const seconds: Record<string, number> = {};
const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
  const from = performance.now();
  const result = await work();
  seconds[name] = Math.round(performance.now() - from) / 1000;
  return result;
};
const before = peakMemory(process.pid);
const takes = [
  await timed("take_gateway_file", () =>
    takeFile(db, settings, {
      path: gatewayFile,
      kind: "platform",
      place: gateway,
      by: "bench",
      at,
      day: parseDay(day),
    }),
  ),
  await timed("take_statement", () =>
    takeFile(db, settings, { path: statement, kind: "camt", place: bank, by: "bench", at }),
  ),
];
for (const { weight, findings } of takes)
  if (weight !== "told") throw new Error(`a file was ${weight}: ${JSON.stringify(findings)}`);
const world = { db, hear: makeHearStatementPayment(db), explain: settings.explain };
const reports = [
  await timed("reconcile_gateway", () => reconcilePlace(world, gateway, parseDay(day), { at, by: "bench" })),
  await timed("reconcile_bank", () => reconcilePlace(world, bank, parseDay(day), { at, by: "bench" })),
];
await db.destroy();
console.log(
  JSON.stringify({
    seconds,
    rssBeforeMb: Math.round(before),
    rssPeakMb: Math.round(peakMemory(process.pid)),
    reports: reports.map(({ matched, heard, left, difference }) => ({
      matched,
      heard,
      left,
      difference: String(difference),
    })),
  }),
);
