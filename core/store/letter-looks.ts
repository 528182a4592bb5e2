import { sql } from "kysely";
import type { SignatureCheck, SignatureVerdict } from "../domain/letter/signature.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** Signatures that are still to be looked at: the XML signature of a message, those of a PDF in it. */
export interface LetterLook {
  readonly id: bigint;
  readonly letterId: bigint;
  readonly itemId: bigint;
  readonly what: "message" | "file";
  /** Of the message as it came, or of the file. */
  readonly sha256: string;
  /** How often it was begun, this time included. */
  readonly tries: number;
}

/** The PDFs that a message brought are to be looked at. */
export async function lookAtFiles(
  tx: Tx,
  letterId: bigint,
  itemId: bigint,
  sha256: readonly string[],
  now: Date,
): Promise<void> {
  await sql`
    insert into letter_look (letter_id, item_id, what, sha256, next_at, made_at)
    select ${letterId}, ${itemId}, 'file', sha256, ${now}, ${now} from unnest(${[...sha256]}::text[]) as s (sha256)
    on conflict do nothing`.execute(tx);
}

/** A message's own signature is to be looked at. @returns false: its bytes are kept no longer. */
export async function lookAtMessage(tx: Tx, letterId: bigint, itemId: bigint, now: Date): Promise<boolean> {
  const { rows } = await sql`select from letter_item where id = ${itemId} and raw_sha256 is not null`.execute(tx);
  if (rows.length === 0) return false;
  await sql`
    insert into letter_look (letter_id, item_id, what, sha256, next_at, made_at)
    select ${letterId}, id, 'message', raw_sha256, ${now}, ${now} from letter_item where id = ${itemId} and raw_sha256 is not null
    on conflict do nothing`.execute(tx);
  return true;
}

/** Takes the next one that is due, for so long. */
export async function claimLook(db: Reader, now: Date, leaseMs: number): Promise<LetterLook | undefined> {
  const { rows } = await sql<LetterLook>`
    update letter_look set next_at = ${new Date(now.getTime() + leaseMs)}, tries = tries + 1
     where id = (select id from letter_look where next_at <= ${now} order by next_at, id limit 1 for update skip locked)
    returning id, letter_id as "letterId", item_id as "itemId", what, sha256, tries`.execute(db);
  return rows[0];
}

export async function delayLook(db: Reader, { id, tries }: LetterLook, nextAt: Date): Promise<void> {
  await sql`update letter_look set next_at = ${nextAt} where id = ${id} and tries = ${tries}`.execute(db);
}

/** It was broken off by no fault of its own: as if it had not been begun. */
export async function giveBackLook(db: Reader, { id, tries }: LetterLook, now: Date): Promise<void> {
  await sql`
    update letter_look set next_at = ${now}, tries = tries - 1 where id = ${id} and tries = ${tries}`.execute(db);
}

/** @returns false when it is done already, or erased. */
export async function endLook(tx: Tx, id: bigint): Promise<boolean> {
  const { rows } = await sql`delete from letter_look where id = ${id} returning id`.execute(tx);
  return rows.length > 0;
}

export interface NewCheck extends Pick<LetterLook, "letterId" | "itemId" | "what" | "sha256"> {
  readonly verdict: SignatureVerdict;
  /** Canonical JSON. */
  readonly record: string;
  readonly at: Date;
}

/** From here it is on its way into the chain of evidence, by a trigger. */
export async function insertCheck(tx: Tx, one: NewCheck): Promise<void> {
  await sql`
    insert into letter_check (letter_id, item_id, what, sha256, verdict, record, checked_at)
    values (${one.letterId}, ${one.itemId}, ${one.what}, ${one.sha256}, ${one.verdict}, ${one.record}, ${one.at})`.execute(
    tx,
  );
}

/** Shown with the file. @returns what the letter calls it. */
export async function putFileVerdict(
  tx: Tx,
  { letterId, sha256 }: Pick<LetterLook, "letterId" | "sha256">,
  verdict: SignatureCheck,
): Promise<string | null> {
  const { rows } = await sql<{ name: string | null }>`
    update letter_file set verdict = ${JSON.stringify(verdict)}::jsonb where letter_id = ${letterId} and sha256 = ${sha256}
    returning name`.execute(tx);
  return rows[0]?.name ?? null;
}

/** What is on record of the messages' own signatures, by the letter and the item that brought them. */
export async function messageChecksOf(
  db: Reader,
  letterId: bigint,
): Promise<ReadonlyMap<bigint, Readonly<Record<string, unknown>>>> {
  const { rows } = await sql<{ itemId: bigint; check: Readonly<Record<string, unknown>> }>`
    select item_id as "itemId", record::jsonb -> 'check' as check from letter_check
     where letter_id = ${letterId} and what = 'message' and record is not null order by checked_at, id`.execute(db);
  return new Map(rows.map(({ itemId, check }) => [itemId, check]));
}
