import { changesOfOne, isLinked } from "./sync-world.ts";
import { superuser } from "./services.ts";

/** Dossiers that the hub lived through while the portal was down, one of each kind: all others are rows like theirs. */
export interface Templates {
  readonly ordinary: bigint;
  readonly linked: bigint;
}

const firstId = 1_000_000_000;

/**
 * What an outage leaves behind: dossiers with their histories, fed, announced, in lanes, waiting, evenly over its hours. Evidence
 * of them is not written.
 * @param from the first dossier's number; all are numbered without a gap.
 * @param ended when the portal came back.
 */
export async function seedBacklog(
  databaseUrl: string,
  { ordinary, linked }: Templates,
  { from, dossiers, hours, ended }: { from: number; dossiers: number; hours: number; ended: Date },
): Promise<void> {
  const code = `'H99.' || (10 + n % 50) || '-260101-' || lpad((n / 50 + 1)::text, 5, '0')`;
  const nationalCode = `'G22.99.01-' || lpad((260000 + n / 1000000)::text, 6, '0') || '-' || lpad((n % 1000000)::text, 6, '0')`;
  const when = (change: string) =>
    `(timestamptz '${ended.toISOString()}' - interval '${hours} hours' * (1 - ((n - ${from}) * ${changesOfOne} + ${change})::float8 / ${dossiers * changesOfOne}))`;
  const uuid = (what: string, nth: string) => `md5('${what} ' || n || ' ' || ${nth})::uuid`;
  const envelope = `t.envelope || jsonb_build_object('id', ${uuid("message", "t.sequence")}, 'subject', ${code})
    || jsonb_build_object('data', t.envelope -> 'data' || jsonb_build_object('code', ${code}))`;
  const id = `${firstId} + n`;
  const copies: readonly { table: string; key: string; own: Readonly<Record<string, string>>; linkedOnly?: boolean }[] =
    [
      {
        table: "dossier",
        key: "id",
        own: {
          id,
          code,
          received_at: when("0"),
          last_event_at: when("3"),
          changed_at: when("3"),
          held_since: when("0"),
        },
      },
      { table: "dossier_person", key: "dossier_id", own: { dossier_id: id } },
      { table: "dossier_party", key: "dossier_id", own: { dossier_id: id } },
      { table: "dossier_clock", key: "dossier_id", own: { dossier_id: id } },
      {
        table: "dossier_event",
        key: "dossier_id",
        own: {
          ...{ dossier_id: id, event_id: uuid("event", "t.revision"), salt: "gen_random_uuid()" },
          ...{ at: `date_trunc('second', ${when("t.revision")})`, recorded_at: when("t.revision") },
        },
      },
      { table: "portal_dossier", key: "dossier_id", own: { dossier_id: id, presence: "'absent'" } },
      {
        table: "dossier_national_code",
        key: "dossier_id",
        own: { dossier_id: id, national_code: nationalCode },
        linkedOnly: true,
      },
      { table: "lane", key: "subject", own: { subject: code } },
      {
        table: "outbox",
        key: "subject",
        own: {
          ...{ id: "nextval(pg_get_serial_sequence('hub.outbox', 'id'))", message_id: uuid("message", "t.sequence") },
          ...{ subject: code, event_id: uuid("event", "(t.envelope -> 'data' ->> 'revision')"), envelope },
          ...{ created_at: when("t.sequence"), published_at: when("t.sequence"), arrived_at: when("t.sequence") },
        },
      },
      {
        table: "delivery",
        key: "subject",
        own: {
          ...{ message_id: uuid("message", "t.sequence"), subject: code, envelope, salt: "gen_random_uuid()" },
          ...{ created_at: when("t.sequence"), position: `1000000 + n::bigint * ${changesOfOne} + t.sequence` },
          ...{ next_attempt_at: `case when t.sequence = 1 then ${when("t.sequence")} else 'infinity' end` },
          ...{ attempts: "0", leased_until: "null", waited_ms: "0" },
          ...{ first_failed_at: "null", first_fault: "null", first_detail: "null", fault_field: "null" },
        },
      },
    ];
  for (const { table, key, own, linkedOnly } of copies) {
    const columns = await superuser<{ name: string }>(
      databaseUrl,
      `select column_name as name from information_schema.columns
        where table_schema = 'hub' and table_name = '${table}' and is_generated = 'NEVER' order by ordinal_position`,
    );
    const names = columns.map(({ name }) => name);
    const template = (dossier: bigint) =>
      key === "subject" ? `(select code from hub.dossier where id = ${dossier})` : String(dossier);
    const ofPortal = key === "subject" ? "and t.receiver = 'G22'" : "";
    const isLinkedSql = "n % 10 = 9";
    await superuser(
      databaseUrl,
      `set session_replication_role = replica; set synchronous_commit = off;
       create temp table t as select * from hub.${table} t
        where t.${key} in (${template(ordinary)}, ${template(linked)}) ${ofPortal};
       insert into hub.${table} (${names.join()}) overriding system value
       select ${names.map((name) => own[name] ?? `t.${name}`).join()}
         from generate_series(${from}, ${from + dossiers} - 1) n
         join t on t.${key} = case when ${isLinkedSql} then ${template(linked)} else ${template(ordinary)} end
        ${linkedOnly ? `where ${isLinkedSql}` : ""};
       drop table t`,
    );
    await superuser(databaseUrl, `vacuum (analyze) hub.${table}`);
  }
  // their last change is as old as their template's: they were fed with it
  await superuser(databaseUrl, `update hub.portal_feed set fed_id = ${firstId + from + dossiers}`);
  await superuser(
    databaseUrl,
    `update hub.inbox_counter set last = ${1_000_000 + (from + dossiers + 1) * changesOfOne} where partner_id = 'national-portal'`,
  );
  if (!isLinked(9) || isLinked(8)) throw new Error("the statements above know which dossiers are linked");
}
