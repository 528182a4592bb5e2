import { deleteFiles, takeFromFolders } from "../adapters/statement/watch-folders.ts";
import { readStatementSettings, type StatementSettings } from "../adapters/statement/settings.ts";
import { makeHearStatementPayment, type HearStatementPayment } from "../core/service/money-hear.ts";
import { reconcileDue } from "../core/service/money-reconcile.ts";
import { forgetTexts } from "../core/store/erase-money.ts";
import { countCases } from "../core/store/money-cases.ts";
import { lastRuns } from "../core/store/money-runs.ts";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database.ts";
import type { Job } from "../platform/jobs.ts";
import type { Log } from "../platform/log.ts";
import type { ReconcileGauges } from "../platform/metrics.ts";
import { readPayments } from "./payments.ts";

type MoneyFiles = Pick<Config, "moneyFile" | "paymentFile" | "publicUrl">;

/** Statements speak as callbacks do; the connection file says which gateways make receipts. */
export function hearing(db: Database, { paymentFile, publicUrl }: MoneyFiles): HearStatementPayment {
  const { gateways } = readPayments(paymentFile, publicUrl);
  return makeHearStatementPayment(db, (name) => gateways.get(name)?.gateway.givesReceipts ?? false);
}

/**
 * Files from the watched folders, and the daily reconciliation (R12). The gauges show what the last look found: scraping
 * reads no table.
 */
export function moneyJobs(db: Database, config: MoneyFiles, log: Log, gauges: ReconcileGauges): readonly Job[] {
  const { moneyFile } = config;
  const settings: StatementSettings | undefined =
    moneyFile === undefined ? undefined : readStatementSettings(moneyFile);
  const world = { db, hear: hearing(db, config), explain: settings?.explain ?? [] };
  return [
    ...(settings && settings.folders.length > 0
      ? [
          {
            name: "take-money-files",
            schedule: { everyMinutes: 5 },
            run: (now: Date) => takeFromFolders(db, settings, log, now),
          },
        ]
      : []),
    ...(settings
      ? [
          {
            name: "forget-money-words",
            schedule: { dailyAt: { hour: 2, minute: 40 } },
            run: (now: Date) => forget(db, settings, log, now),
          },
        ]
      : []),
    {
      name: "reconcile-money",
      // after the banks' night, and again for what came since
      schedule: { everyMinutes: 30 },
      run: async (now) => {
        const reports = await reconcileDue(world, now);
        await showStanding(db, gauges, now);
        return {
          places: reports.length,
          matched: reports.reduce((sum, { matched }) => sum + Object.values(matched).reduce((a, b) => a + b, 0), 0),
          left: reports.reduce((sum, { left }) => sum + Object.values(left).reduce((a, b) => a + b, 0), 0),
          heard: reports.reduce((sum, { heard }) => sum + heard, 0),
          differences: reports.filter(({ difference }) => difference !== null && difference !== 0n).length,
        };
      },
    },
  ];
}

/** What told of people and was kept for as long as its settings say (`keep`). */
async function forget(db: Database, settings: StatementSettings, log: Log, now: Date) {
  const { textDays = 365, fileDays } = settings.keep ?? {};
  const before = (days: number) => new Date(now.getTime() - days * 86_400_000);
  return {
    texts: await forgetTexts(db, before(textDays)),
    files: fileDays === undefined ? 0 : await deleteFiles(settings, log, before(fileDays)),
  };
}

async function showStanding(db: Database, gauges: ReconcileGauges, now: Date): Promise<void> {
  const [cases, runs] = [await countCases(db), await lastRuns(db)];
  gauges.cases.reset();
  gauges.oldest.reset();
  gauges.reconciled.reset();
  for (const { class: of, open, oldest } of cases) {
    gauges.cases.set({ class: of }, open);
    gauges.oldest.set({ class: of }, (now.getTime() - oldest.getTime()) / 1000);
  }
  for (const [place, { day }] of runs) gauges.reconciled.set({ place }, Date.parse(`${day}T17:00:00Z`) / 1000);
}
