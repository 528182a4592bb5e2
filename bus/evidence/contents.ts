import { sql } from "kysely";
import type { Reader } from "../../platform/database.ts";
import { saltedDigest } from "./record.ts";

export interface Content {
  readonly digest: string;
  readonly salt: string;
  readonly text: string;
}

/**
 * What the digests of these records were made of, where it and its salt still exist. Built as the triggers of
 * migration 0014 built it. Of a letter's signatures under the dossier to which it belongs now: another's may be erased. `changed`: numbers of the records whose content in the database is no longer what it was.
 */
export async function readContents(
  db: Reader,
  which: { readonly subject: string } | { readonly first: number; readonly last: number },
): Promise<{ readonly contents: readonly Content[]; readonly changed: readonly number[] }> {
  const meant =
    "subject" in which ? sql`r.subject = ${which.subject}` : sql`r.seq between ${which.first} and ${which.last}`;
  const { rows } = await sql<Content & { seq: bigint }>`
    select r.seq, encode(made.digest, 'hex') as digest, made.salt::text as salt, made.text
    from hub.evidence_record r
    cross join lateral (
      select r.digest, e.salt, hub.evidence_words(e.reason, e.officer, e.assignee, e.details) as text
      from hub.dossier_event e where r.kind = 'step' and e.event_id = r.ref
      union all
      select r.digest, e.salt, hub.evidence_words(e.reason, e.officer, null, e.details)
      from hub.dossier_leg_event e where r.kind = 'leg' and e.event_id = r.ref
      union all
      select r.digest, a.salt, hub.evidence_readdressing(a.reason, a.basis)
      from hub.readdressing a
      join hub.dossier d on d.id = a.dossier_id
      where r.kind = 'readdressed' and a.event_id = r.ref and d.code = r.subject and a.role = r.outcome
        and a.from_org = r.from_org
      union all
      select r.digest, d.salt, d.envelope::text from hub.delivery d
      where r.kind in ('attempt', 'reopened', 'stopped', 'readdressed', 'succeeded') and d.message_id = r.ref
      union all
      select r.answer, d.salt, a.detail from hub.delivery_attempt a join hub.delivery d using (message_id)
      where r.kind = 'attempt' and a.message_id = r.ref and a.attempt = r.attempt
      union all
      select r.answer, d.salt, hub.evidence_reopening(o.by, o.parked_reason)
      from hub.delivery_reopened o join hub.delivery d using (message_id)
      where r.kind = 'reopened' and o.message_id = r.ref and o.attempts = r.attempt
      union all
      select r.answer, d.salt, hub.evidence_of_succeeding(s)
      from hub.delivery_substitute s join hub.delivery d on d.message_id = s.stands_for
      where r.kind = 'succeeded' and s.stands_for = r.ref and s.kind = 'succeeded'
      union all
      select r.digest, k.salt, k.record
      from hub.letter_check k join hub.letter l on l.id = k.letter_id left join hub.dossier d on d.id = l.dossier_id
      where r.kind = 'signature' and k.id = r.ref and (r.subject is null or r.subject = d.code)
      union all
      select r.answer, e.salt, hub.evidence_of_erasure(e.decided_by, e.reason) from hub.evidence_erasure e
      where r.kind = 'erased' and e.id = r.ref
      union all
      select r.digest, p.salt, hub.evidence_of_replay(p) from hub.replay p where r.kind = 'replay' and p.id = r.ref
      union all
      select r.answer, p.salt, hub.evidence_of_replay_change(c.by, c.reason)
      from hub.replay p join hub.replay_change c on c.replay_id = p.id
      where r.kind = 'replay' and p.id = r.ref and c.number = r.attempt
    ) made
    where ${meant} and made.salt is not null and made.digest is not null order by r.seq`.execute(db);
  // many records may speak of one content
  const found = new Map<string, Content>();
  const changed = new Set<number>();
  for (const { seq, ...content } of rows)
    if (saltedDigest(content.salt, content.text) === content.digest) found.set(content.digest, content);
    else changed.add(Number(seq));
  return { contents: [...found.values()], changed: [...changed] };
}
