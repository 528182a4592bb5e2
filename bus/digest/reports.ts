import { sql } from "kysely";
import { explanations, type DifferenceClass } from "../../core/domain/digest.ts";
import type { Database, Reader } from "../../platform/database.ts";
import type { Difference } from "./compare.ts";

export interface DigestRun {
  readonly run: string;
  readonly partner: string;
  readonly day: string;
  readonly via: "api" | "webhook";
  /** `unanswered`, `unreadable`: nothing was compared; the detail says why. */
  readonly ending: "compared" | "unanswered" | "unreadable";
  readonly detail: string;
  readonly bucket: string | null;
  readonly takenAt: string | null;
  readonly at: string;
  readonly compared: number;
  readonly inFlight: number;
  readonly differences: readonly Difference[];
}

interface Row extends Omit<DigestRun, "run" | "takenAt" | "at" | "differences"> {
  readonly id: bigint;
  readonly taken_at: Date | null;
  readonly created: Date;
  readonly differing: readonly DifferenceRow[];
}
interface DifferenceRow {
  readonly receiver: string;
  readonly subject: string;
  readonly class: DifferenceClass;
  readonly our_state: string | null;
  readonly our_sequence: number | null;
  readonly their_state: string | null;
  readonly their_sequence: number | null;
  readonly repair: Difference["repair"];
}

/** The newest runs first, at most 100. */
export async function digestRuns(
  db: Reader,
  question: { readonly partner?: string | undefined; readonly day?: string | undefined },
): Promise<readonly DigestRun[]> {
  const { rows } = await sql<Row>`
    select id, partner_id as partner, day::text, via, ending, detail, bucket, taken_at, at as created, compared,
           in_flight as "inFlight",
           (select coalesce(jsonb_agg(to_jsonb(d) order by place), '[]') from hub.digest_difference d
             where d.run_id = run.id) as differing
      from hub.digest_run run
     where (${question.partner ?? null}::text is null or partner_id = ${question.partner ?? null}::text)
       and (${question.day ?? null}::date is null or day = ${question.day ?? null}::date)
     order by id desc limit 100`.execute(db);
  return rows.map(({ id, taken_at, created, differing, ...run }) => ({
    ...run,
    run: String(id),
    takenAt: taken_at?.toISOString() ?? null,
    at: created.toISOString(),
    differences: differing.map((one) => ({
      ...{ receiver: one.receiver, dossier: one.subject, class: one.class, explanation: explanations[one.class] },
      ours: one.our_sequence === null ? null : { sequence: one.our_sequence, state: one.our_state },
      theirs: one.their_sequence === null ? null : { sequence: one.their_sequence, state: one.their_state ?? "" },
      repair: one.repair,
    })),
  }));
}

/** From now on this partner is asked every night. */
export async function askNightly(db: Database, partnerId: string, by: string): Promise<void> {
  await sql`
    insert into hub.digest_asked (partner_id, by) values (${partnerId}, ${by}) on conflict do nothing`.execute(db);
}

export async function askNoMore(db: Database, partnerId: string): Promise<void> {
  await sql`delete from hub.digest_asked where partner_id = ${partnerId}`.execute(db);
}
