import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { isSigned } from "../../adapters/unit/signature.ts";
import type { Envelope } from "../../bus/envelope.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { openDatabase } from "../../platform/database.ts";
import { openMasterKey } from "../../platform/master-key.ts";
import { freePort } from "../../test/support/hub-process.ts";
import { build, heap } from "../prepare.mjs";
import { answersOk, startChild } from "./child.ts";
import { makePost } from "./http.ts";
import { registerPartners, type BenchPartner } from "./hub-world.ts";
import { closedLoop } from "./load.ts";
import type { Asked, Lane, Pipeline } from "./pipeline.ts";
import { superuser, type Services } from "./services.ts";

/** The hub as it runs in production but for its addresses; its own build, gateway and worker apart over RabbitMQ. */
export async function startHub(
  services: Services,
  amqpUrl: string | undefined,
  receiverUrl: string,
  name: string,
  nodeArgs: readonly string[] = [],
): Promise<Pipeline> {
  await build();
  const databaseUrl = await services.database(name);
  const dataDir = join(services.folder, name);
  await mkdir(dataDir);
  const env = {
    DATABASE_URL: databaseUrl,
    HUB_DATA_DIR: dataDir,
    HUB_PRIVATE_WEBHOOKS: "1",
    HOST: "127.0.0.1",
    ...(amqpUrl === undefined ? {} : { AMQP_URL: amqpUrl }),
  };
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = [...heap, ...nodeArgs, "dist/main/start.js"];
  const withPort = { ...env, PORT: String(port), HUB_PUBLIC_URL: url };
  const gateway = await startChild(
    [...program, amqpUrl === undefined ? "all" : "gateway"],
    withPort,
    answersOk(`${url}/readyz`),
  );
  const worker =
    amqpUrl === undefined
      ? undefined
      : await startChild([...program, "worker"], withPort, async () => {
          const relays = "select from pg_locks where locktype = 'advisory' and objid = 736120516 and granted";
          return (await superuser(databaseUrl, relays)).length > 0;
        });
  const db = openDatabase(databaseUrl, "bench key", 1);
  const { secretOf } = await openMasterKey(db, join(dataDir, "master.key"));
  await db.destroy();
  const partners = await registerPartners(databaseUrl, receiverUrl);
  const partnerOf = new Map(partners.flatMap(({ id, units }) => units.map((unit) => [unit, id])));
  const secrets = new Map(partners.map(({ id }) => [id, secretOf(id, 1)]));

  return {
    kind: "hub",
    url,
    databaseUrl,
    processes: worker ? { gateway: gateway.pid, worker: worker.pid } : { all: gateway.pid },
    prepare: (requests) => prepare(url, partners, requests),
    messageOf,
    read(headers, body) {
      const { id, subject, sequence, receiver } = JSON.parse(body.toString()) as Envelope;
      const secret = secrets.get(partnerOf.get(receiver) ?? "") ?? "";
      const [signature, stamp] = [headers["webhook-signature"], headers["webhook-timestamp"]].map(String);
      if (headers["webhook-id"] !== id || !isSigned(signature ?? "", secret, id, Number(stamp), body))
        throw new Error(`${id} is not signed as agreed`);
      return { id, lane: `${receiver} ${subject}`, sequence: Number(sequence) };
    },
    async receipts() {
      const count = "select count(*)::integer as n from hub.delivery where state = 'delivered'";
      const [row] = await superuser<{ n: number }>(databaseUrl, count);
      return row?.n ?? 0;
    },
    async close() {
      await Promise.all([gateway.close(), worker?.close()]);
    },
  };
}

interface StepAnswer {
  readonly dossier: { readonly code: string; readonly heldBy: string };
  readonly messages: readonly { readonly id: string }[];
}

function accepted(status: number, answer: string): StepAnswer {
  if (status !== 201) throw new Error(`the hub answered ${status}: ${answer}`);
  return JSON.parse(answer) as StepAnswer;
}

function messageOf(status: number, answer: string): string {
  const { messages } = accepted(status, answer);
  const [message] = messages;
  if (!message || messages.length > 1) throw new Error(`one message was to be owed, not ${messages.length}`);
  return message.id;
}

/** Dossiers received over the API beforehand; each is then handed over to another partner's agency, and recalled. */
async function prepare(url: string, partners: readonly BenchPartner[], requests: number): Promise<Lane[]> {
  const tokens = await Promise.all(partners.map((partner) => newToken(url, partner)));
  const asked = (place: number, path: string, body: object): Asked => ({
    path,
    headers: {
      authorization: `Bearer ${tokens[place] ?? ""}`,
      "content-type": "application/json",
      "idempotency-key": randomUUID(),
    },
    body: JSON.stringify(body),
  });
  const unitOf = (n: number): string => {
    const { units } = partners[n % partners.length] as BenchPartner;
    return units[Math.floor(n / partners.length) % units.length] ?? "";
  };
  const receipts = Array.from({ length: requests / 2 }, (_, n) => {
    const { procedure } = walkNow;
    const applicant = { name: "Nguyễn Văn Thử Nghiệm" };
    return [asked(n % partners.length, "/v1/dossiers", { by: unitOf(n), procedure, applicant, channel: "direct" })];
  });
  const lanes: Lane[] = [];
  const keep = (status: number, answer: string) => {
    const { code, heldBy } = accepted(status, answer).dossier;
    const place = partners.findIndex(({ units }) => units.includes(heldBy));
    const to = unitOf(place + 1 + lanes.length * partners.length);
    lanes.push([
      asked(place, `/v1/dossiers/${code}/handovers`, { by: heldBy, to }),
      asked(place, `/v1/dossiers/${code}/steps`, {
        step: "recall",
        role: "officer",
        by: heldBy,
        reason: "Chuyển nhầm",
      }),
    ]);
    return code;
  };
  await closedLoop({ url, messageOf: keep }, receipts, 16);
  return lanes;
}

export async function newToken(url: string, { id, secret }: Pick<BenchPartner, "id" | "secret">): Promise<string> {
  const form = new URLSearchParams({ grant_type: "client_credentials", client_id: id, client_secret: secret });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const { status, text } = await makePost(1)(new URL("/oauth/token", url), headers, form.toString());
  if (status !== 200) throw new Error(`no token for ${id}: ${status} ${text}`);
  return (JSON.parse(text) as { access_token: string }).access_token;
}
