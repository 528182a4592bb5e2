import { sql } from "kysely";
import { dayOf } from "../../core/domain/day.ts";
import { readDigest } from "../../core/domain/digest.ts";
import type { Database } from "../../platform/database.ts";
import type { Log } from "../../platform/log.ts";
import type { Target } from "../outcome.ts";
import { compareDigest, type DigestReport } from "./compare.ts";
import type { DigestMetrics } from "./metrics.ts";

/** A signed POST of an event that is about no dossier, and what came back; never throws for what the partner does. */
export type Ask = (
  target: Target,
  event: Readonly<Record<string, unknown>> & { readonly id: string },
) => Promise<{ readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly detail: string }>;

export interface Exchange {
  readonly db: Database;
  readonly ask: Ask;
  readonly newId: () => string;
  readonly log: Log;
  readonly metrics?: DigestMetrics;
}

export type Asked =
  | { readonly partner: string; readonly ok: true; readonly report: DigestReport }
  | { readonly partner: string; readonly ok: false; readonly detail: string };

/** Asks every partner that agreed to be asked, or one of them, and compares what they answer. */
export async function exchangeDigests(exchange: Exchange, now: Date, only?: string): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  for (const target of await askedPartners(exchange.db, now, only)) asked.push(await askOne(exchange, target, now));
  return asked;
}

/** For the record of a job. */
export const countAsked = (asked: readonly Asked[]): Readonly<Record<string, number>> => ({
  asked: asked.length,
  unanswered: asked.filter(({ ok }) => !ok).length,
  differences: asked.reduce((sum, one) => sum + (one.ok ? one.report.differences.length : 0), 0),
});

interface AskedPartner extends Target {
  /** Those that stand: an agency that ended is not asked. */
  readonly units: readonly string[];
  readonly ended: readonly string[];
}

async function askedPartners(db: Database, now: Date, only: string | undefined): Promise<readonly AskedPartner[]> {
  const { rows } = await sql<AskedPartner>`
    select s.partner_id as "partnerId", s.url, s.secret_version as "secretVersion",
           case when s.rotated_at > now() - interval '1 day' then s.secret_version - 1 end as "formerSecretVersion",
           array(select organisation_code from hub.partner_unit u where u.partner_id = s.partner_id
                   and not hub.agency_ended(u.organisation_code, ${now}) order by 1) as units,
           array(select organisation_code from hub.partner_unit u where u.partner_id = s.partner_id
                   and hub.agency_ended(u.organisation_code, ${now}) order by 1) as ended
      from hub.digest_asked a
      join hub.subscription s on s.partner_id = a.partner_id and s.channel = 'webhook'
      join hub.partner p on p.id = s.partner_id and p.disabled_at is null
     where ${only ?? null}::text is null or s.partner_id = ${only ?? null}::text
     order by s.partner_id`.execute(db);
  return rows.filter(({ units, ended }) => units.length > 0 || ended.length === 0);
}

async function askOne(exchange: Exchange, target: AskedPartner, now: Date): Promise<Asked> {
  const { db, ask, newId, metrics, log } = exchange;
  const { partnerId, units, ended } = target;
  const day = dayOf(now);
  const event = (type: string, data: object) => ({
    ...{ specversion: "1.0", id: newId(), source: "/hub", type, time: now.toISOString() },
    ...{ datacontenttype: "application/json", data },
  });
  const question = event("vn.lienthong.digest.v1", { day, receivers: units });
  const failed = async (ending: "unanswered" | "unreadable", detail: string): Promise<Asked> => {
    await sql`
      insert into hub.digest_run (partner_id, day, via, ending, detail)
      values (${partnerId}, ${day}, 'webhook', ${ending}, ${detail})`.execute(db);
    metrics?.runs.inc({ ending });
    log.warn({ partnerId, ending, detail }, "a partner's digest could not be had");
    return { partner: partnerId, ok: false, detail };
  };

  const answer = await ask(target, question);
  if (!answer.ok) return failed("unanswered", answer.detail);
  const digest = readDigest(answer.body);
  if (!digest.ok) return failed("unreadable", `${digest.field} ${digest.fault.en}`);
  const foreign = digest.items.find(({ receiver }) => !units.includes(receiver) && !ended.includes(receiver));
  if (foreign) return failed("unreadable", `${foreign.receiver} is not an agency of this partner`);

  const statement = { partnerId, day, via: "webhook" as const, bucket: undefined, ...digest };
  const report = await db
    .transaction()
    .execute((tx) => compareDigest(tx, statement, { now, newId, cause: question.id }));
  metrics?.note(report);
  // whatever comes of it: the report is kept, and the next night asks again
  const told = await ask(target, event("vn.lienthong.digest-result.v1", report));
  if (!told.ok) log.info({ partnerId, detail: told.detail }, "a partner did not take the result of its digest");
  return { partner: partnerId, ok: true, report };
}
