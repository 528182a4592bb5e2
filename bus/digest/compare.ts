import { sql } from "kysely";
import { differenceOf, explanations, type DifferenceClass, type Held } from "../../core/domain/digest.ts";
import type { Tx } from "../../platform/database.ts";
import { repair, type Repair } from "./repair.ts";
import { bothSides } from "./told.ts";

export interface Statement {
  readonly partnerId: string;
  /** Day in Viet Nam the digest is filed under. */
  readonly day: string;
  readonly via: "api" | "webhook";
  readonly bucket: string | undefined;
  /** When the partner looked, by its own clock. */
  readonly takenAt: Date;
  readonly items: readonly Held[];
}

export interface Difference {
  readonly receiver: string;
  readonly dossier: string;
  readonly class: DifferenceClass;
  readonly explanation: { readonly vi: string; readonly en: string };
  readonly ours: { readonly sequence: number; readonly state: string | null } | null;
  readonly theirs: { readonly sequence: number; readonly state: string } | null;
  readonly repair: Repair;
}

export interface DigestReport {
  readonly run: string;
  readonly partner: string;
  readonly day: string;
  readonly takenAt: string;
  /** Lanes that either side named. */
  readonly compared: number;
  readonly inFlight: number;
  readonly differences: readonly Difference[];
}

/** Clocks of units are off by so much; what was answered that shortly before is taken as under way. */
const graceMs = 60_000;

/**
 * Compares what a partner holds with what it has taken over, explains each difference, repairs what can be repaired,
 * and keeps all of it (docs/digest.md). Asked again after the repairs arrived it finds nothing.
 */
export async function compareDigest(
  tx: Tx,
  statement: Statement,
  { now, newId, cause }: { readonly now: Date; readonly newId: () => string; readonly cause: string },
): Promise<DigestReport> {
  const { partnerId, day, via, bucket, takenAt, items } = statement;
  const at = new Date(Math.min(takenAt.getTime(), now.getTime()) - graceMs);
  const sides = await bothSides(tx, { partnerId, at, bucket }, items);
  const found = sides.flatMap((side) => {
    const kind = differenceOf(side);
    return kind ? [{ side, kind }] : [];
  });
  const inFlight = sides.filter(({ settled, announced }) => settled < announced).length;
  const { rows } = await sql<{ id: bigint }>`
    insert into hub.digest_run (partner_id, day, via, ending, detail, bucket, taken_at, compared, in_flight, differences)
    values (${partnerId}, ${day}, ${via}, 'compared', '', ${bucket ?? null}, ${takenAt}, ${sides.length}, ${inFlight},
            ${found.length})
    returning id`.execute(tx);
  const runId = rows[0]?.id ?? 0n;
  const differences: Difference[] = [];
  for (const { side, kind } of found)
    differences.push({
      ...{ receiver: side.receiver, dossier: side.dossier, class: kind, explanation: explanations[kind] },
      ours: side.announced === 0 ? null : { sequence: side.settled, state: side.state },
      theirs: side.theirs,
      repair: await repair(tx, {
        ...{ receiver: side.receiver, dossier: side.dossier, class: kind, sequence: side.theirs?.sequence ?? 0 },
        ...{ runId, now, newId, cause },
      }),
    });
  await keep(tx, runId, differences);
  return {
    ...{ run: String(runId), partner: partnerId, day, takenAt: takenAt.toISOString() },
    ...{ compared: sides.length, inFlight, differences },
  };
}

async function keep(tx: Tx, runId: bigint, differences: readonly Difference[]): Promise<void> {
  if (differences.length === 0) return;
  const rows = differences.map(({ receiver, dossier, class: kind, ours, theirs, repair: how }, place) => ({
    ...{ place, receiver, dossier, kind, our_state: ours?.state ?? null, our_sequence: ours?.sequence ?? null },
    ...{ their_state: theirs?.state ?? null, their_sequence: theirs?.sequence ?? null, how },
  }));
  await sql`
    insert into hub.digest_difference
      (run_id, place, receiver, subject, class, our_state, our_sequence, their_state, their_sequence, repair)
    select ${runId}, place, receiver, dossier, kind, our_state, our_sequence, their_state, their_sequence, how
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r (place integer, receiver text, dossier text, kind text, our_state text, our_sequence integer,
            their_state text, their_sequence integer, how text)`.execute(tx);
}
