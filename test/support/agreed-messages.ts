import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { fromRoot } from "../../platform/root.ts";
import type { TestDatabase } from "./database.ts";

const ajv = new Ajv2020({ strictTypes: false });
addFormats.default(ajv);
const judge = ajv.compile(
  JSON.parse(readFileSync(fromRoot("contracts", "bus", "cloud-event.schema.json"), "utf8")) as object,
);

export interface Message {
  readonly receiver: string;
  readonly subject: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The messages of a type that are owed so far, in their order; every one is judged by what was agreed. */
export async function messagesOf({ sql }: TestDatabase, type: string): Promise<Message[]> {
  const rows = await sql<{ envelope: Message }>(
    "select envelope from hub.outbox where envelope ->> 'type' = $1 order by id",
    [`vn.lienthong.dossier.${type}`],
  );
  for (const { envelope } of rows)
    if (!judge(envelope))
      throw new Error(`not as agreed: ${JSON.stringify(judge.errors)} in ${JSON.stringify(envelope)}`);
  return rows.map(({ envelope }) => envelope);
}
