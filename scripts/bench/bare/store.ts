import type pg from "pg";
import { grouped } from "../../../platform/grouped.ts";
import type { Message } from "./tables.ts";

export interface Store {
  /** Dossier, event and outbox row, committed. */
  readonly keep: (message: Message) => Promise<void>;
  /** The receipt, committed; where the outbox is itself the queue its row is done with it. */
  readonly receive: (messageId: string) => Promise<void>;
}

const most = 100;

/** plain: one transaction per dossier, a receipt row each. */
export function plainStore(pool: pg.Pool, outboxIsQueue: boolean): Store {
  return {
    async keep({ messageId, lane, sequence, data }) {
      const client = await pool.connect();
      try {
        await client.query("begin");
        await client.query({ name: "dossier", text: upsertOne, values: [lane, data] });
        await client.query({
          name: "event",
          text: "insert into event (code, data) values ($1, $2)",
          values: [lane, data],
        });
        await client.query({
          name: "outbox",
          text: "insert into outbox (message_id, lane, sequence, data) values ($1, $2, $3, $4)",
          values: [messageId, lane, sequence, data],
        });
        await client.query("commit");
      } catch (error) {
        await client.query("rollback");
        throw error;
      } finally {
        client.release();
      }
    },
    async receive(messageId) {
      await pool.query({ name: "receipt", text: outboxIsQueue ? receiveAndMark : receive, values: [[messageId]] });
    },
  };
}

/** tight: many dossiers in one statement and commit, many receipts in another. The ceiling. */
export function tightStore(pool: pg.Pool, outboxIsQueue: boolean): Store {
  return {
    keep: grouped<Message>(most, async (messages) => {
      await pool.query({ name: "keep", text: keepMany, values: [JSON.stringify(messages)] });
    }),
    receive: grouped<string>(most, async (ids) => {
      await pool.query({ name: "receipt", text: outboxIsQueue ? receiveAndMark : receive, values: [ids] });
    }),
  };
}

const upsertOne = `insert into dossier (code, data, moves) values ($1, $2, 1)
  on conflict (code) do update set data = excluded.data, moves = dossier.moves + 1`;

const keepMany = `
  with given as materialized (
    select * from jsonb_to_recordset($1::jsonb) as g ("messageId" uuid, lane text, sequence integer, data jsonb)
  ), kept as (
    insert into dossier (code, data, moves) select lane, data, 1 from given
    on conflict (code) do update set data = excluded.data, moves = dossier.moves + 1
  ), noted as (
    insert into event (code, data) select lane, data from given
  )
  insert into outbox (message_id, lane, sequence, data) select "messageId", lane, sequence, data from given`;

const receive = "insert into receipt (message_id) select unnest($1::uuid[]) on conflict do nothing";
const receiveAndMark = `
  with received as (${receive})
  update outbox set published_at = now() where message_id = any($1::uuid[])`;
