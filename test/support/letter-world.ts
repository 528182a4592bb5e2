import { sql } from "kysely";
import { openEdocAxis, type EdocAxis } from "../../adapters/edoc/client.ts";
import type { EdocAccountSettings } from "../../adapters/edoc/connection.ts";
import { makeEdocSend } from "../../adapters/edoc/http.ts";
import { readMessage } from "../../adapters/edoc/read-message.ts";
import { practiceAxis, startAxisStandIn, type AxisStandIn } from "../../adapters/edoc/stand-in/axis.ts";
import { startLegacy, type Legacy } from "../../adapters/edoc/stand-in/legacy.ts";
import { pollAxis } from "../../adapters/edoc/poll.ts";
import { workItem, workTask, type LetterWorker } from "../../adapters/edoc/work.ts";
import { usualRecallRules, type RecallRules } from "../../core/domain/letter/arrive.ts";
import { parseOrgCode, writeOrgCode } from "../../core/domain/org-code.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { identifiersKept } from "../../core/service/letter-agencies.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { eraseDossierWords } from "../../core/store/erase-dossier.ts";
import { makeLetterDesk, relaysOf, writeLetters } from "../../main/edoc.ts";
import type { Database } from "../../platform/database.ts";
import type { FileFolder } from "../../platform/file-folder.ts";
import { silent } from "./bus.ts";
import { edocSettings } from "./edoc.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "./gateway.ts";
import { inUsualRole } from "./roles.ts";

export const { commune, procedure } = walkNow;
export const department: string = walkNow.province;
/** Of no software of its own: it is on the axis alone. */
export const interior = "H38.17";
export const organOf = (code: string): string => writeOrgCode(parseOrgCode(code), "QCVN102");

export interface LetterTestWorld {
  readonly gateway: TestGateway;
  readonly axis: AxisStandIn;
  readonly client: EdocAxis;
  readonly legacy: Legacy;
  readonly worker: LetterWorker;
  readonly now: () => Date;
  readonly setClock: (at: string) => void;
  readonly minutesLater: (minutes: number) => void;
  /** Fetches and enters all that is offered, and sends all that is due. */
  readonly work: () => Promise<void>;
  readonly take: () => Promise<void>;
  readonly post: (unit: string, path: string, body: object, key?: string) => Promise<Answer>;
  readonly get: (unit: string, path: string) => Promise<Answer>;
  readonly sql: TestGateway["database"]["sql"];
  /** A dossier that the department holds, and for which it asks the interior for an opinion. */
  readonly consulting: () => Promise<string>;
  /** Out, to the legacy system, and its answers back; two minutes. */
  readonly round: () => Promise<void>;
  /** The dossier has ended, and what it said is erased, as by `hub evidence erase`. */
  readonly erase: (code: string) => Promise<void>;
  readonly upload: (unit: string, content: Buffer) => Promise<{ sha256: string; size: number }>;
  readonly setRules: (rules: RecallRules) => void;
  /** How letters of ours are asked back. */
  readonly setRecallsBy: (path: EdocAccountSettings["recallsBy"]) => void;
  readonly reset: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The account of the commune and the department. */
export function letterClient(url: string, now: () => Date, but: Partial<EdocAccountSettings> = {}): EdocAxis {
  const settings = edocSettings(url, but.face ?? "knobstick", {
    name: "practice",
    units: [
      { organId: organOf(commune), unit: parseOrgCode(commune), name: "UBND xã Mẫu", inCharge: null },
      { organId: organOf(department), unit: parseOrgCode(department), name: "Sở Mẫu", inCharge: null },
    ],
    ...but,
  });
  return openEdocAxis({
    ...{ settings, limits: { messageMegabytes: 300 }, send: makeEdocSend({ quietMs: 2_000, wholeMs: 30_000 }), now },
  });
}

export const letterWorker = (
  db: Database,
  folder: FileFolder,
  client: EdocAxis,
  now: () => Date,
  recalls: () => RecallRules = () => usualRecallRules,
): LetterWorker => ({
  world: {
    ...{ db, log: silent, now, clocks: openClocks(), folder, relays: relaysOf([client.settings]) },
    get recalls() {
      return recalls();
    },
  },
  axes: [client],
  read: (source) => readMessage(source, folder),
  write: writeLetters(now, (account) => identifiersKept(db, account)),
  sayFault: ({ code, detail }) => `${code}: ${detail}`,
});

/** A gateway, the letters' side of a worker, the axis and a legacy system on it; on a clock of the test's own. */
export async function openLetterWorld(but: Partial<EdocAccountSettings> = {}): Promise<LetterTestWorld> {
  const start = new Date("2026-11-20T10:00:00+07:00");
  let clock = start;
  let recalls = usualRecallRules;
  const now = () => clock;
  const open = () =>
    startAxisStandIn(but.face ?? "knobstick", {
      account: { ...practiceAxis, organs: [organOf(commune), organOf(department)] },
      now,
    });
  const axis = await open();
  const newLegacy = () => startLegacy(axis, { organId: organOf(interior), name: "Sở Nội vụ tỉnh Mẫu", now });
  let legacy = newLegacy();
  const client = letterClient(axis.url, now, but);
  const gateway = await testGateway({ letters: makeLetterDesk([client], now) });
  const { db } = gateway.database;
  gateway.setClock(clock);
  const tokens = new Map<string, string>();
  for (const unit of [commune, department]) await gateway.register(unit.toLowerCase().replaceAll(".", "-"), [unit]);
  const fresh = async (unit: string) => {
    const token = await gateway.tokenOf(unit.toLowerCase().replaceAll(".", "-"));
    tokens.set(unit, token);
    return token;
  };
  const send = async (unit: string, ask: (token: string) => Promise<Answer>): Promise<Answer> => {
    const answer = await ask(tokens.get(unit) ?? (await fresh(unit)));
    // the test's clock runs faster than a token lives
    return answer.status === 401 ? ask(await fresh(unit)) : answer;
  };
  const worker = letterWorker(db, gateway.folder, client, now, () => recalls);
  const { signal } = new AbortController();
  const post: LetterTestWorld["post"] = (unit, path, body, key = aKey()) =>
    send(unit, (token) => gateway.send("POST", path, { token, key, body: { by: unit, ...body } }));
  const done = async (answer: Promise<Answer>) => {
    const { status, body } = await answer;
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  };
  const take = async () => {
    await pollAxis(worker, client, signal);
    while (await workItem(worker, client, signal));
  };
  const work = async () => {
    await take();
    while (await workTask(worker, client, signal));
  };
  const moveClock = (at: Date) => {
    clock = at;
    gateway.setClock(at);
  };
  return {
    ...{ gateway, axis, client, worker, now, post, take, work },
    get legacy() {
      return legacy;
    },
    sql: gateway.database.sql,
    setClock: (at) => moveClock(new Date(at)),
    minutesLater: (minutes) => moveClock(new Date(clock.getTime() + minutes * 60_000)),
    async round() {
      await work();
      legacy.turn();
      moveClock(new Date(clock.getTime() + 60_000));
      await work();
      moveClock(new Date(clock.getTime() + 60_000));
    },
    async erase(code) {
      await gateway.database.sql("update dossier set state = 'resultReturned' where code = $1", [code]);
      await db.transaction().execute(async (tx) => {
        await sql`set local role hub_owner`.execute(tx);
        await eraseDossierWords(tx, parseDossierCode(code));
        await sql`insert into hub.evidence_erasure (subject, reason, decided_by) values (${code}, 'hết hạn lưu', 'vh-1')`.execute(
          tx,
        );
      });
    },
    get: (unit, path) => send(unit, (token) => gateway.send("GET", path, { token })),
    async consulting() {
      const applicant = { name: "Trần Thị Thử Nghiệm" };
      const receipt = { procedure, applicant, at: "2026-11-19T08:00:00+07:00" };
      const code = (await done(post(commune, "/v1/dossiers", receipt))).dossier.code as string;
      await done(post(commune, `/v1/dossiers/${code}/handovers`, { to: department, at: "2026-11-19T09:00:00+07:00" }));
      const step = (name: string, more: object) =>
        done(post(department, `/v1/dossiers/${code}/steps`, { ...inUsualRole(name), step: name, ...more }));
      await step("acknowledge", { at: "2026-11-19T10:00:00+07:00", role: "officer" });
      await step("askOpinion", {
        ...{
          role: "handler",
          to: interior,
          reason: "Đề nghị cho ý kiến về diện tích",
          at: "2026-11-20T09:00:00+07:00",
        },
        opinionDue: "2026-11-27T17:30:00+07:00",
      });
      return code;
    },
    async upload(unit, content) {
      const { createHash } = await import("node:crypto");
      const sha256 = createHash("sha256").update(content).digest("hex");
      const answer = await send(unit, (token) =>
        gateway.send("PUT", `/v1/files/${sha256}`, {
          token,
          raw: content,
          headers: { "content-type": "application/octet-stream" },
        }),
      );
      if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
      return { sha256, size: content.length };
    },
    setRules: (rules) => (recalls = rules),
    setRecallsBy: (recallsBy) => void Object.assign(client.settings, { recallsBy }),
    async reset() {
      moveClock(start);
      recalls = usualRecallRules;
      Object.assign(client.settings, { recallsBy: "status" });
      // an axis that never had anything of ours
      axis.items.length = 0;
      legacy = newLegacy();
      await gateway.database.sql(
        `truncate letter, letter_item, letter_task, letter_parked, letter_poll, letter_gate, letter_agency, letter_agency_list, dossier,
         dossier_counter, evidence_erasure, outbox, idempotency restart identity cascade`,
      );
    },
    async close() {
      await axis.close();
      await gateway.close();
    },
  };
}
