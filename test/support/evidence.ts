import { chainBatch, publishEvidenceKey, settleEvidence } from "../../bus/evidence/chain.ts";
import { exportEvidence } from "../../bus/evidence/export.ts";
import type { Line, Scope } from "../../bus/evidence/lines.ts";
import { openEvidenceKey } from "../../bus/evidence/signing.ts";
import { anAnnouncement, bringAll, tell } from "./bus.ts";
import type { TestDatabase } from "./database.ts";

export const hubKey = openEvidenceKey(Buffer.alloc(32, 9));
export const foreignKey = openEvidenceKey(Buffer.alloc(32, 10));

/** Announces a message, brings it to the delivery side and lets attempts on it end as told. @returns its id. */
export async function attempted(
  database: TestDatabase,
  outcomes: readonly string[],
  but: Parameters<typeof anAnnouncement>[0] = {},
): Promise<string> {
  const [told] = await tell(database, anAnnouncement(but));
  await bringAll(database);
  const messageId = told?.messageId ?? "";
  for (const [i, outcome] of outcomes.entries()) await attempt(database, messageId, i + 1, outcome);
  return messageId;
}

export const attempt = (database: TestDatabase, messageId: string, number: number, outcome: string, detail = "HTTP") =>
  database.sql(
    `insert into hub.delivery_attempt (message_id, attempt, started_at, duration_ms, outcome, detail)
     values ($1, $2, '2019-03-12T02:00:00.123456Z', 5, $3, $4)`,
    [messageId, number, outcome, detail],
  );

/** Chains all there is, without signing. */
export async function chainAll(database: TestDatabase): Promise<number> {
  let all = 0;
  for (let n: number | undefined = 1; n; all += n) n = (await chainBatch(database.db, 100)) ?? 0;
  return all;
}

/** Chains and signs all there is, and writes a file of it. */
export async function exported(database: TestDatabase, scope: Scope): Promise<string> {
  await publishEvidenceKey(database.db, hubKey);
  if (!(await settleEvidence(database.db, hubKey, 10_000))) throw new Error("the evidence was not signed in time");
  const made = await exportEvidence(database.db, scope, hubKey, new Date("2026-11-21T15:00:00Z"));
  if (!made) throw new Error("nothing to export");
  return made.lines.join("");
}

export const linesOf = (file: string): Line[] =>
  file
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
