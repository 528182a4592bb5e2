import { sql } from "kysely";
import type { Day } from "../domain/day.ts";
import { parseDossierCode, type DossierCode } from "../domain/dossier-code.ts";
import type { Reader, Tx } from "../../platform/database.ts";

/** Whose a reserved number is. */
export interface ReservedNumber {
  readonly code: DossierCode;
  readonly unit: string;
  readonly procedure: string;
  readonly service: string;
  readonly reservedAt: Date;
  /** Code of no other dossier than this number; null: no dossier bears it yet. */
  readonly dossierId: bigint | null;
}

interface Row {
  code: string;
  unit_code: string;
  procedure_code: string;
  service: string;
  reserved_at: Date;
  dossier_id: bigint | null;
}

const columns = sql`code, unit_code, procedure_code, service, reserved_at, dossier_id`;

const toReserved = (row: Row): ReservedNumber => ({
  ...{ code: parseDossierCode(row.code), unit: row.unit_code, procedure: row.procedure_code, service: row.service },
  ...{ reservedAt: row.reserved_at, dossierId: row.dossier_id },
});

export async function reservedNumber(db: Reader, code: string): Promise<ReservedNumber | undefined> {
  const { rows } = await sql<Row>`select ${columns} from hub.reserved_number where code = ${code}`.execute(db);
  return rows[0] && toReserved(rows[0]);
}

/** Which of these dossiers were filed under a reserved number. */
export async function reservedAmong(db: Reader, dossierIds: readonly bigint[]): Promise<ReadonlySet<bigint>> {
  const { rows } = await sql<{ id: bigint }>`
    select dossier_id as id from hub.reserved_number
     where dossier_id = any(${dossierIds.map(String)}::bigint[])`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** What a caller's reference got before; with a transaction no other request of that reference runs beside it. */
export async function reservedFor(tx: Tx, service: string, reference: string): Promise<ReservedNumber | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`reserved number ${service} ${reference}`}, 0))`.execute(
    tx,
  );
  const { rows } = await sql<Row>`
    select ${columns} from hub.reserved_number where service = ${service} and reference = ${reference}`.execute(tx);
  return rows[0] && toReserved(rows[0]);
}

/** The next number of a unit's day, from the counter of receipts: its row stays locked until the transaction ends. */
export async function countNext(tx: Tx, unit: string, day: Day): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    insert into hub.dossier_counter as counter (unit_code, day, last) values (${unit}, ${day}::date, 1)
    on conflict (unit_code, day) do update set last = counter.last + 1
    returning last`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error(`the numbers of ${unit} were not counted`);
  return row.last;
}

export async function keepReserved(
  tx: Tx,
  given: {
    readonly code: DossierCode;
    readonly unit: string;
    readonly day: Day;
    readonly number: number;
    readonly procedure: string;
    readonly service: string;
    readonly reference: string | null;
  },
): Promise<void> {
  const { code, unit, day, number, procedure, service, reference } = given;
  await sql`
    insert into hub.reserved_number (code, unit_code, day, number, procedure_code, service, reference)
    values (${code}, ${unit}, ${day}::date, ${number}, ${procedure}, ${service}, ${reference})`.execute(tx);
}

/** The dossier of this code bears its reserved number. @returns false when there is none, or a dossier has it. */
export async function useReserved(tx: Tx, code: DossierCode): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update hub.reserved_number set dossier_id = (select id from hub.dossier where code = ${code})
    where code = ${code} and dossier_id is null`.execute(tx);
  return numAffectedRows === 1n;
}

export interface ListedNumber extends Omit<ReservedNumber, "dossierId"> {
  readonly reference: string | null;
  /** In the inbox with this number, as far as a filing came. */
  readonly filing: string | null;
  readonly used: boolean;
}

/** Oldest first; those that no dossier bears, or all. */
export async function listReserved(
  db: Reader,
  { all, limit }: { readonly all: boolean; readonly limit: number },
): Promise<{ readonly numbers: readonly ListedNumber[]; readonly total: number }> {
  const { rows } = await sql<Row & { reference: string | null; filing: string | null; total: number }>`
    select ${columns}, reference, count(*) over ()::integer as total,
           (select state from hub.portal_inbox i
             where i.flow = 'vneid' and i.national_code = r.code order by i.revision desc limit 1) as filing
      from hub.reserved_number r
     where ${all} or dossier_id is null order by reserved_at, code limit ${limit}`.execute(db);
  return {
    numbers: rows.map((row) => {
      const { dossierId, ...rest } = toReserved(row);
      return { ...rest, reference: row.reference, filing: row.filing, used: dossierId !== null };
    }),
    total: rows[0]?.total ?? 0,
  };
}
