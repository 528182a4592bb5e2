import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import type { PostClient } from "../../adapters/post/client.ts";
import { readPostConnection, type PostConnection } from "../../adapters/post/connection.ts";
import { practicePaths, practicePost, startPostStandIn, type PostStandIn } from "../../adapters/post/stand-in.ts";
import { lookNext, readFeed, workNext, type PostWorker } from "../../adapters/post/work.ts";
import { announce, owe } from "../../bus/outbox.ts";
import { alwaysOpen } from "../../core/domain/clock/open-time.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { takeOwedStep } from "../../core/service/post-owed.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { makePlan, makePostDesk, reachPost } from "../../main/post.ts";
import { silent } from "./bus.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "./gateway.ts";
import { inUsualRole } from "./roles.ts";

export type Profile = "VP-1" | "VP-2" | "VP-3" | "VP-4";
export const { commune, procedure } = walkNow;

/** Codes of invented places: those of a province for each commune in it. */
const codes = [
  { provinceCode: "38", province: 40, district: 4001, from: "2025-07-01" },
  { provinceCode: "01", province: 10, district: 1001, from: "2025-07-01" },
];

/** A connection file with one account, and the folder of its secret. */
export function connectionFor(
  profile: Profile,
  url: string,
  but: object = {},
): { readonly connection: PostConnection; readonly file: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "post-"));
  writeFileSync(join(folder, "secret"), `${practicePost.secret}\n`);
  const file = join(folder, "post.yaml");
  const paths = {
    "VP-1": practicePaths,
    "VP-2": { token: practicePaths.token, service: practicePaths.service },
    "VP-3": { create: practicePaths.create },
    "VP-4": undefined,
  }[profile];
  writeFileSync(
    file,
    // JSON is YAML
    JSON.stringify({
      codes,
      accounts: [
        {
          ...{ name: "practice", profile, customerCode: practicePost.customerCode, endpoint: url, readSeconds: 1 },
          ...{ secretFile: join(folder, "secret"), everyMinutes: 5 },
          ...(profile === "VP-3" ? {} : { key: practicePost.key }),
          ...(profile === "VP-1"
            ? { paths: { token: "/token", create: "/order", cancel: "/cancel", tracking: "/tracking" } }
            : paths && { paths }),
          ...but,
        },
      ],
    }),
  );
  return { connection: readPostConnection(file), file, remove: () => rmSync(folder, { recursive: true }) };
}

export interface PostWorld {
  readonly gateway: TestGateway;
  readonly standIn: PostStandIn;
  readonly client: PostClient;
  readonly worker: PostWorker;
  readonly connection: PostConnection;
  readonly setClock: (at: string) => void;
  readonly minutesLater: (minutes: number) => void;
  readonly now: () => Date;
  /** Does all that is due now: calls, hints, steps of dossiers. */
  readonly work: () => Promise<void>;
  /** Reads the feed once, if it is due. @returns new events. */
  readonly feed: () => Promise<number | undefined>;
  readonly post: (path: string, body: object, key?: string) => Promise<Answer>;
  // what a caller sees is JSON of whatever shape; tests look at it field by field
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly ordersOf: (code: string) => Promise<any[]>;
  readonly step: (code: string, step: string, but?: object) => Promise<Answer>;
  /** Filed online and not received. */
  readonly submitted: () => Promise<string>;
  /** Decided, its result at the one-stop. */
  readonly decided: () => Promise<string>;
  readonly matters: () => Promise<string[]>;
  /** As it was when it was opened, for the next test. */
  readonly reset: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Worlds that the tests of a file share, each as new; to be closed after them all. */
export function postWorlds() {
  const opened = new Map<string, Promise<PostWorld>>();
  return {
    async open(profile: Profile, options: PostWorldOptions = {}): Promise<PostWorld> {
      const key = JSON.stringify([profile, options.account ?? {}]);
      const there = opened.get(key);
      const world = there ?? openPostWorld(profile, options);
      opened.set(key, world);
      if (there) await (await there).reset();
      return world;
    },
    async close(): Promise<void> {
      for (const world of opened.values()) await (await world).close();
    },
  };
}

interface PostWorldOptions {
  readonly account?: object;
}

/** A gateway, the post's side of a worker and a stand-in, on a clock of the test's own. */
export async function openPostWorld(profile: Profile, { account = {} }: PostWorldOptions = {}): Promise<PostWorld> {
  const standIn = await startPostStandIn(profile);
  const { connection, remove } = connectionFor(profile, standIn.url, account);
  const start = new Date("2026-11-20T10:00:00+07:00");
  let clock = start;
  const gateway = await testGateway({
    post: (db, now) => makePostDesk(connection, reachPost(db, connection, now)),
  });
  const setClock = (at: Date) => {
    clock = at;
    gateway.setClock(at);
  };
  setClock(clock);
  await gateway.register("commune", [commune]);
  let token = await gateway.tokenOf("commune");
  const now = () => clock;
  const { db } = gateway.database;
  const clients = reachPost(db, connection, now);
  const [client] = clients;
  if (!client) throw new Error("no account");
  const worker: PostWorker = {
    world: {
      ...{ db, log: silent, now, announce, owe, newId: randomUUID, clocks: openClocks() },
      plan: makePlan(
        () => Promise.resolve(alwaysOpen),
        now,
        () => 0.5,
      ),
    },
    clientOf: (name) => clients.find(({ settings }) => settings.name === name),
    clients,
  };
  const { signal } = new AbortController();
  const fresh = async () => (token = await gateway.tokenOf("commune"));
  const post: PostWorld["post"] = async (path, body, key = aKey()) => {
    let answer = await gateway.send("POST", path, { token, key, body });
    // the test's clock runs faster than a token lives
    if (answer.status === 401) answer = await gateway.send("POST", path, { token: await fresh(), key, body });
    return answer;
  };
  const step: PostWorld["step"] = (code, name, but = {}) =>
    post(`/v1/dossiers/${code}/steps`, { ...inUsualRole(name), by: commune, step: name, ...but });
  const taken = async (answer: Promise<Answer>) => {
    const { status, body } = await answer;
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  };
  const applicant = { name: "Trần Thị Thử Nghiệm" };
  const received = async (but: object) =>
    (await taken(post("/v1/dossiers", { by: commune, procedure, applicant, ...but }))).dossier.code as string;
  return {
    ...{ gateway, standIn, client, worker, connection, now, post, step },
    setClock: (at) => setClock(new Date(at)),
    minutesLater: (minutes) => setClock(new Date(clock.getTime() + minutes * 60_000)),
    async work() {
      while (await workNext(worker, signal));
      while (await lookNext(worker, signal));
      while (await takeOwedStep(worker.world));
    },
    feed: () => readFeed(worker, client, signal),
    async ordersOf(code) {
      const path = `/v1/dossiers/${code}/post-orders`;
      let answer = await gateway.send("GET", path, { token });
      if (answer.status === 401) answer = await gateway.send("GET", path, { token: await fresh() });
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
      return answer.body.orders;
    },
    async submitted() {
      const code = await received({ step: "draft", channel: "online", at: "2026-11-20T09:00:00+07:00" });
      await taken(step(code, "submit", { at: "2026-11-20T09:10:00+07:00" }));
      return code;
    },
    async decided() {
      const code = await received({ resultChannel: "post", at: "2026-11-16T09:00:00+07:00" });
      await taken(
        step(code, "conclude", {
          outcome: "granted",
          role: "signatory",
          officer: "ky-1",
          at: "2026-11-17T09:00:00+07:00",
        }),
      );
      return code;
    },
    matters: async () =>
      (
        await gateway.database.sql<{ kind: string }>("select kind from post_matter where closed_at is null order by id")
      ).map(({ kind }) => kind),
    async reset() {
      standIn.reset();
      setClock(start);
      await gateway.database.sql(
        `truncate dossier, dossier_counter, outbox, idempotency, post_matter, post_event, post_cursor, post_call, post_waybill,
                  fee, journal_booking, payment_report, payment_step, money_file
         restart identity cascade`,
      );
      token = await gateway.tokenOf("commune");
    },
    async close() {
      await standIn.close();
      await gateway.close();
      remove();
    },
  };
}

export const citizen = {
  name: "Trần Thị Thử Nghiệm",
  phone: "0900000001",
  address: { provinceCode: "38", communeCode: "16279", line: "Số 1 đường Thử" },
};
export const counter = {
  name: "Bộ phận một cửa xã Mẫu",
  phone: "0238000002",
  email: "motcua@example.vn",
  address: { provinceCode: "38", communeCode: "16280", line: "Số 2 phố Mẫu" },
};
/** Papers of a citizen to the counter. */
export const sending = (but: object = {}) => ({
  ...{ by: commune, purpose: "sendDossier", sender: citizen, receiver: counter },
  ...{ contents: "Tờ khai, 2 bản sao", weightGrams: 250 },
  ...but,
});
export const returning = (but: object = {}) =>
  sending({ purpose: "returnResult", sender: counter, receiver: citizen, contents: "Kết quả", ...but });
