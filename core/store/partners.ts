import { sql, type Selectable } from "kysely";
import type { Reader, Tx } from "../../platform/database.ts";
import type { Partner as PartnerRow } from "../../platform/tables.ts";

export interface Partner {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** Hex SHA-256 of the client secret; null when it signs assertions instead. */
  readonly secretSha256: string | null;
  readonly publicJwk: Readonly<Record<string, unknown>> | null;
  readonly practice: boolean;
  readonly disabled: boolean;
}

export interface Subscription {
  readonly channel: "inbox" | "webhook" | "amqp" | "portal";
  readonly url: string | null;
  readonly secretVersion: number;
}

export async function findPartner(db: Reader, id: string): Promise<Partner | undefined> {
  const row = await db.selectFrom("partner").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toPartner(row);
}

export async function listPartners(db: Reader): Promise<(Partner & { readonly units: readonly string[] })[]> {
  const rows = await db
    .selectFrom("partner")
    .selectAll()
    .select(
      sql<string[]>`array(
      select organisation_code from partner_unit where partner_id = partner.id order by 1)`.as("units"),
    )
    .orderBy("id")
    .execute();
  return rows.map((row) => ({ ...toPartner(row), units: row.units }));
}

const toPartner = (row: Selectable<PartnerRow>): Partner => ({
  id: row.id,
  name: row.name,
  roles: row.roles,
  secretSha256: row.secret_sha256,
  publicJwk: row.public_jwk as Partner["publicJwk"],
  practice: row.practice,
  disabled: row.disabled_at !== null,
});

export interface CallerRights {
  readonly roles: readonly string[];
  readonly units: readonly string[];
}

/** The roles and agencies of those of the partners that are there and not disabled. */
export async function findCallers(db: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, CallerRights>> {
  const { rows } = await sql<CallerRights & { id: string }>`/* prepared */
    select id, roles, array(select organisation_code from partner_unit where partner_id = partner.id) as units
    from partner where id = any(${[...new Set(ids)]}::text[]) and disabled_at is null`.execute(db);
  return new Map(rows.map(({ id, ...rights }) => [id, rights]));
}

/** The partner, and nobody else's until the commit. */
export async function lockPartner(tx: Tx, id: string): Promise<Partner | undefined> {
  const row = await tx.selectFrom("partner").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
  return row && toPartner(row);
}

/** Adds a partner, or changes its name, roles and credentials. One that is disabled stays so. */
export async function savePartner(tx: Tx, partner: Omit<Partner, "disabled">): Promise<void> {
  const row = {
    name: partner.name,
    roles: [...partner.roles],
    secret_sha256: partner.secretSha256,
    public_jwk: partner.publicJwk && JSON.stringify(partner.publicJwk),
    practice: partner.practice,
  };
  await tx
    .insertInto("partner")
    .values({ id: partner.id, ...row })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
    .execute();
}

export async function disablePartner(tx: Tx, id: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("partner")
    .set({ disabled_at: sql<Date>`now()` })
    .where("id", "=", id)
    .executeTakeFirst();
  await sql`select pg_notify('hub_partner', ${id})`.execute(tx);
  return numUpdatedRows > 0n;
}

export async function enablePartner(tx: Tx, id: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("partner")
    .set({ disabled_at: null })
    .where("id", "=", id)
    .executeTakeFirst();
  await sql`select pg_notify('hub_partner', ${id})`.execute(tx);
  return numUpdatedRows > 0n;
}

/** @returns false when there is no such partner. */
export async function changeSecret(tx: Tx, id: string, secretSha256: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("partner")
    .set({ secret_sha256: secretSha256 })
    .where("id", "=", id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** From now on this partner speaks for the agency. @returns the partner that did until now, if another. */
export async function assignUnit(tx: Tx, organisation: string, partnerId: string): Promise<string | undefined> {
  const before = await tx
    .selectFrom("partner_unit")
    .select("partner_id")
    .where("organisation_code", "=", organisation)
    .forUpdate()
    .executeTakeFirst();
  await tx
    .insertInto("partner_unit")
    .values({ organisation_code: organisation, partner_id: partnerId })
    .onConflict((conflict) => conflict.column("organisation_code").doUpdateSet({ partner_id: partnerId }))
    .execute();
  return before && before.partner_id !== partnerId ? before.partner_id : undefined;
}

/** The agencies that a partner speaks for, in order. */
export async function unitsOf(db: Reader, partnerId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("partner_unit")
    .select("organisation_code")
    .where("partner_id", "=", partnerId)
    .orderBy("organisation_code")
    .execute();
  return rows.map((row) => row.organisation_code);
}

/** Nobody speaks for the agency any more. */
export async function releaseUnit(tx: Tx, organisation: string): Promise<void> {
  await tx.deleteFrom("partner_unit").where("organisation_code", "=", organisation).execute();
}

export async function partnerOf(db: Reader, organisation: string): Promise<string | undefined> {
  const row = await db
    .selectFrom("partner_unit")
    .select("partner_id")
    .where("organisation_code", "=", organisation)
    .executeTakeFirst();
  return row?.partner_id;
}

export async function findSubscription(db: Reader, partnerId: string): Promise<Subscription> {
  const row = await db.selectFrom("subscription").selectAll().where("partner_id", "=", partnerId).executeTakeFirst();
  return row
    ? { channel: row.channel as Subscription["channel"], url: row.url, secretVersion: row.secret_version }
    : { channel: "inbox", url: null, secretVersion: 1 };
}

/** The same, and nobody else's until the commit: changes at one moment follow each other. */
export async function lockSubscription(tx: Tx, partnerId: string): Promise<Subscription> {
  await tx
    .insertInto("subscription")
    .values({ partner_id: partnerId, channel: "inbox" })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await sql`select from subscription where partner_id = ${partnerId} for update`.execute(tx);
  return findSubscription(tx, partnerId);
}

/** Writes a subscription that is locked. A new secret version signs beside the one before for a day. */
export async function saveSubscription(
  tx: Tx,
  partnerId: string,
  { channel, url, secretVersion }: Subscription,
): Promise<void> {
  await sql`
    update subscription
    set channel = ${channel}, url = ${url}, secret_version = ${secretVersion}, changed_at = now(),
        rotated_at = case when secret_version = ${secretVersion} then rotated_at else now() end
    where partner_id = ${partnerId}`.execute(tx);
  // deliveries wait for the channel they are claimed on: let whoever delivers look again
  await sql`select pg_notify('hub_delivery', ''), pg_notify('hub_partner', ${partnerId})`.execute(tx);
}

/** How fast a partner's webhook may be called. */
export interface PaceLimits {
  /** Calls at a time, 1 to 64. */
  readonly concurrency?: number;
  /** Calls begun in a minute, 1 to 60,000; null: as many as its answers allow. */
  readonly perMinute?: number | null;
}

/** Sets what is named and leaves the rest. @returns how it stands then; undefined when there is no such partner. */
export async function setPace(
  tx: Tx,
  partnerId: string,
  { concurrency, perMinute }: PaceLimits,
): Promise<Required<PaceLimits> | undefined> {
  const partner = await tx.selectFrom("partner").select("id").where("id", "=", partnerId).executeTakeFirst();
  if (!partner) return undefined;
  await lockSubscription(tx, partnerId);
  const { rows } = await sql<Required<PaceLimits>>`
    update subscription
    set concurrency = coalesce(${concurrency ?? null}::integer, concurrency),
        per_minute = case when ${perMinute !== undefined} then ${perMinute ?? null}::integer else per_minute end
    where partner_id = ${partnerId} returning concurrency, per_minute as "perMinute"`.execute(tx);
  await sql`select pg_notify('hub_delivery', '')`.execute(tx);
  return rows[0];
}

/**
 * Gives every partner another secret, without a day of overlap: the key from which the ones before were derived is
 * gone. Run as the owner. @returns the partners with a webhook or a queue, who have to be told.
 */
export async function endWebhookSecrets(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ partner_id: string; channel: string }>`
    update subscription set secret_version = secret_version + 1, rotated_at = null, changed_at = now()
    returning partner_id, channel`.execute(tx);
  return rows
    .filter(({ channel }) => channel !== "inbox")
    .map(({ partner_id }) => partner_id)
    .sort();
}

/** Remembers an assertion's id. @returns false when it was used before. */
export async function useAssertion(tx: Tx, partnerId: string, jti: string, expiresAt: Date): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto("client_assertion")
    .values({ partner_id: partnerId, jti, expires_at: expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  await tx
    .deleteFrom("client_assertion")
    .where("expires_at", "<", sql<Date>`now()`)
    .execute();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export interface TokenKey {
  readonly kid: string;
  readonly publicJwk: Readonly<Record<string, unknown>>;
}

export async function publishTokenKey(tx: Tx, key: TokenKey, expiresAt: Date): Promise<void> {
  await tx
    .deleteFrom("token_key")
    .where("expires_at", "<", sql<Date>`now()`)
    .execute();
  await tx
    .insertInto("token_key")
    .values({ kid: key.kid, public_jwk: JSON.stringify(key.publicJwk), expires_at: expiresAt })
    .execute();
}

export async function tokenKeys(db: Reader): Promise<TokenKey[]> {
  const rows = await db
    .selectFrom("token_key")
    .select(["kid", "public_jwk"])
    .where("expires_at", ">", sql<Date>`now()`)
    .orderBy("created_at", "desc")
    .execute();
  return rows.map((row) => ({ kid: row.kid, publicJwk: row.public_jwk as TokenKey["publicJwk"] }));
}
