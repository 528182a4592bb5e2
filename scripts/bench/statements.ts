import { superuser } from "./services.ts";

/** What a statement cost the database, per message. */
export interface Statement {
  readonly text: string;
  readonly calls: number;
  readonly rows: number;
  readonly planMs: number;
  /** Executing; what a function or a trigger runs counts twice, by itself and in the statement that called it. */
  readonly ms: number;
  readonly walBytes: number;
}

/** Counts from here on. */
export async function forgetStatements(databaseUrl: string): Promise<void> {
  await superuser(databaseUrl, "create extension if not exists pg_stat_statements");
  await superuser(databaseUrl, "select pg_stat_statements_reset()");
}

/** The costliest first, per message; those of functions and triggers among them. */
export async function costliestStatements(databaseUrl: string, messages: number): Promise<Statement[]> {
  const rows = await superuser<Statement>(
    databaseUrl,
    `select regexp_replace(query, '\\s+', ' ', 'g') as text, calls::float8, rows::float8,
            total_plan_time as "planMs", total_exec_time as ms, wal_bytes::float8 as "walBytes"
     from pg_stat_statements s join pg_database d on d.oid = s.dbid and d.datname = current_database()
     where query !~ '^(analyze|create extension)' order by total_plan_time + total_exec_time desc limit 45`,
  );
  return rows.map(({ text, calls, rows: count, planMs, ms, walBytes }) => ({
    text,
    calls: calls / messages,
    rows: count / messages,
    planMs: planMs / messages,
    ms: ms / messages,
    walBytes: walBytes / messages,
  }));
}
