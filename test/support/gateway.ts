import { createHash, generateKeyPair, randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { pino } from "pino";
import { Registry } from "prom-client";
import { whyNot } from "../../adapters/unit/index.ts";
import { assignWaiting } from "../../bus/position.ts";
import type { LetterDesk } from "../../core/service/letter-desk.ts";
import type { PostDesk } from "../../core/service/post-desk.ts";
import { registerPartner } from "../../core/service/register-partner.ts";
import { openGateway } from "../../main/gateway.ts";
import type { Payments } from "../../main/payments.ts";
import type { MakePair } from "../../core/service/token-keys.ts";
import { defaultFileLimits, type FileLimits } from "../../core/service/take-file.ts";
import { leastPace, type Pace } from "../../gateway/pace.ts";
import { openFileFolder, type FileFolder } from "../../platform/file-folder.ts";
import type { TrustedProxies } from "../../platform/config.ts";
import type { Database } from "../../platform/database.ts";
import { openListener } from "../../platform/listen.ts";
import { masterKey } from "../../platform/master-key.ts";
import { againstContract } from "./agreed-answers.ts";
import type { TestDatabase } from "./database.ts";
import { demonstrationDatabase } from "./demonstration.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // what a caller sees is JSON of whatever shape; tests look at it field by field
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

export interface TestGateway {
  readonly url: string;
  readonly database: TestDatabase;
  /** Where its files lie. */
  readonly folder: FileFolder;
  /** Sends a request as it is given; nothing is added but what the options say. */
  readonly send: (
    method: string,
    path: string,
    options?: {
      token?: string;
      key?: string;
      body?: unknown;
      raw?: Uint8Array | string;
      headers?: Record<string, string>;
    },
  ) => Promise<Answer>;
  readonly tokenOf: (partner: string) => Promise<string>;
  readonly register: (id: string, units: string[]) => Promise<void>;
  readonly registerOperator: (id: string) => Promise<void>;
  readonly setClock: (now: Date | undefined) => void;
  readonly close: () => Promise<void>;
}

export const secretFor = (id: string) => createHash("sha256").update(`test ${id}`).digest("hex");

// making one takes a fifth of a second of work; each gateway publishes it under an id of its own
let tokenPair: ReturnType<MakePair> | undefined;
const sameTokenPair: MakePair = () => (tokenPair ??= promisify(generateKeyPair)("rsa", { modulusLength: 2048 }));

/** A gateway on a database of its own with the demonstration set; nothing delivers, the outbox only fills. */
export async function testGateway({
  production = false,
  limits = {},
  pace = leastPace,
  trustedProxies = [],
  payments,
  post,
  letters,
  ownTokenPair = false,
}: {
  production?: boolean;
  limits?: Partial<FileLimits>;
  pace?: Pace;
  trustedProxies?: TrustedProxies;
  /** How it is connected to payment gateways; missing: it is not. */
  payments?: Payments;
  /** The post's side, over the gateway's own database. */
  post?: (db: Database, now: () => Date) => PostDesk;
  /** The side of the document axis. */
  letters?: LetterDesk;
  /** Makes a pair of its own to sign tokens with, as a hub does. */
  ownTokenPair?: boolean;
} = {}): Promise<TestGateway> {
  const database = await demonstrationDatabase();
  const closing = new AbortController();
  const log = pino({ level: "silent" });
  const listener = openListener({ url: database.url, log, name: "test listener" });
  const filesFolder = await mkdtemp(join(tmpdir(), "hub-files-"));
  const folder = await openFileFolder(filesFolder);
  let clock: Date | undefined;
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.on(
    "request",
    openGateway({
      db: database.db,
      listener,
      log,
      metrics: new Registry(),
      publicUrl: url,
      version: "test",
      demo: false,
      production,
      trustedProxies,
      ...(payments ? { payments } : {}),
      standIns: [],
      secretOf: (partner, version) => `whsec_${secretFor(`${partner}:${version}`)}`,
      amqpPasswordOf: masterKey(Buffer.alloc(32, 7)).amqpPasswordOf,
      hasQueues: false,
      files: { folder, limits: { ...defaultFileLimits, freeBytes: 0, ...limits }, pace },
      slips: masterKey(Buffer.alloc(32, 7)),
      mayReach: (target) => whyNot(target.href) === undefined,
      checks: {},
      closing: closing.signal,
      ...(post ? { post: post(database.db, () => clock ?? new Date()) } : {}),
      ...(letters ? { letters } : {}),
      ...(ownTokenPair ? {} : { makeTokenPair: sameTokenPair }),
      now: () => clock ?? new Date(),
    }),
  );

  const send: TestGateway["send"] = async (method, path, options = {}) => {
    const { token, key, body, raw, headers } = options;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(key === undefined ? {} : { "idempotency-key": key }),
        ...headers,
      },
      ...(raw === undefined ? (body === undefined ? {} : { body: JSON.stringify(body) }) : { body: raw }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json");
    const answer = { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    // what leaves is judged by the contract, in every test
    const fault = againstContract(method, path, answer.status, response.headers.get("content-type") ?? "", answer.body);
    if (fault !== "") throw new Error(`not as agreed: ${fault}`);
    return answer;
  };

  const registerAs = async (id: string, units: string[], role: string) => {
    const registered = await registerPartner(
      { db: database.db, assignWaiting },
      { id, name: id, units, roles: [role], practice: true, secret: secretFor(id) },
    );
    if (!registered.ok) throw new Error(`${id}: ${registered.code}`);
  };

  return {
    url,
    database,
    folder,
    send,
    register: (id, units) => registerAs(id, units, "unit"),
    registerOperator: (id) => registerAs(id, [], "operator"),
    async tokenOf(partner) {
      const answer = await send("POST", "/oauth/token", {
        raw: new URLSearchParams({
          grant_type: "client_credentials",
          client_id: partner,
          client_secret: secretFor(partner),
        }).toString(),
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
      if (answer.status !== 200) throw new Error(`no token: ${JSON.stringify(answer.body)}`);
      return answer.body.access_token as string;
    },
    setClock: (now) => {
      clock = now;
    },
    async close() {
      closing.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await listener.close();
      await database.drop();
      await rm(filesFolder, { recursive: true, force: true });
    },
  };
}

export const aKey = (): string => randomUUID();
