import { sql } from "kysely";
import type { Database } from "../platform/database.ts";

/** Learns how long partners take to answer and writes it down now and then, for forecasts: never once per message. */
export interface Pace {
  readonly observe: (partnerId: string, durationMs: number) => void;
  readonly writeDown: (db: Database) => Promise<void>;
}

// the last ten answers or so
const weight = 0.1;

export function watchPace(): Pace {
  const seen = new Map<string, number>();
  return {
    observe(partnerId, durationMs) {
      const before = seen.get(partnerId) ?? durationMs;
      seen.set(partnerId, before + weight * (durationMs - before));
    },
    async writeDown(db) {
      if (seen.size === 0) return;
      const [ids, times] = [[...seen.keys()], [...seen.values()]];
      seen.clear();
      await sql`
        update hub.partner_flow f set answer_ms = coalesce((f.answer_ms + seen.ms) / 2, seen.ms)
        from unnest(${ids}::text[], ${times}::double precision[]) as seen (partner_id, ms)
        where f.partner_id = seen.partner_id`.execute(db);
    },
  };
}
