import type { TestDatabase } from "./database.ts";

/** A dossier that is a row and nothing more, for what hangs on one. @returns its id. */
export async function aDossierRow(test: Pick<TestDatabase, "sql">, n: number): Promise<string> {
  const code = `H99.01-260110-${String(n).padStart(4, "0")}`;
  // its procedure and agencies are left out
  await test.sql(`
    begin;
    set local session_replication_role = replica;
    insert into hub.dossier (code, procedure_code, procedure_version, received_by, received_at, channel, state, held_by,
                             held_since, last_event_at, revision)
    values ('${code}', '1.000001', '2026-01-01', 'H99.01', '2026-01-10', 'direct', 'processing', 'H99.01', '2026-01-10',
            '2026-01-10', 1);
    commit`);
  const [row] = await test.sql<{ id: string }>(`select id from dossier where code = $1`, [code]);
  return row!.id;
}
