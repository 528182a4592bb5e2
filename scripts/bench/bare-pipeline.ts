import { randomUUID } from "node:crypto";
import { freePort } from "../../test/support/hub-process.ts";
import { tables, type Message } from "./bare/tables.ts";
import { answersOk, startChild, type Child } from "./child.ts";
import type { Pipeline } from "./pipeline.ts";
import { superuser, type Services } from "./services.ts";

/** Starts a bare pipeline: as many processes as the hub has on that transport. */
export async function startBare(
  kind: "plain" | "tight",
  services: Services,
  amqpUrl: string | undefined,
  receiverUrl: string,
  name: string,
): Promise<Pipeline> {
  const databaseUrl = await services.database(name);
  await superuser(databaseUrl, tables);
  const env = { DATABASE_URL: databaseUrl, ...(amqpUrl === undefined ? {} : { AMQP_URL: amqpUrl }) };
  const start = async (role: string): Promise<[Child, string]> => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const args = ["--import", "tsx", "scripts/bench/bare/main.ts", kind, role, new URL(url).port, receiverUrl];
    return [await startChild(args, env, answersOk(url)), url];
  };
  const [gateway, url] = await start(amqpUrl === undefined ? "all" : "gateway");
  const worker = amqpUrl === undefined ? undefined : (await start("worker"))[0];
  return {
    kind,
    url,
    databaseUrl,
    processes: worker ? { gateway: gateway.pid, worker: worker.pid } : { all: gateway.pid },
    prepare: (requests) => Promise.resolve(Array.from({ length: requests / 2 }, newLane)),
    messageOf(status, answer) {
      if (status !== 201) throw new Error(`${kind} answered ${status}: ${answer}`);
      return (JSON.parse(answer) as { id: string }).id;
    },
    read(_headers, body) {
      const { messageId, lane, sequence } = JSON.parse(body.toString()) as Message;
      return { id: messageId, lane, sequence };
    },
    async receipts() {
      const [row] = await superuser<{ n: number }>(databaseUrl, "select count(*)::integer as n from receipt");
      return row?.n ?? 0;
    },
    async close() {
      await Promise.all([gateway.close(), worker?.close()]);
    },
  };
}

/** A dossier and its next move, in about as many bytes as the hub's message about it has. */
function newLane() {
  const lane = randomUUID();
  return [1, 2].map((sequence) => ({
    path: "/",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ lane, sequence, data: { ...data, code: lane, step: sequence } }),
  }));
}

const data = {
  type: "vn.lienthong.dossier.handed-over.v1",
  source: "https://bench.example/hub",
  by: "H38.91",
  to: "H38.16",
  note: "x".repeat(500),
};
