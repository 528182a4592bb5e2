import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { makePortalInbound } from "../../adapters/national-portal/inbound/index.ts";
import type { RecordSettings } from "../../adapters/national-portal/inbound/records.ts";
import { readInboundSettings, type InboundSettings } from "../../adapters/national-portal/inbound/settings.ts";
import { takeInWorld } from "../../adapters/national-portal/inbound/take-in.ts";
import { makeHandDown, type HubAnswer } from "../../adapters/national-portal/stand-in/hand-down.ts";
import { announce, owe } from "../../bus/outbox.ts";
import { openClocks } from "../../core/service/clock-in-force.ts";
import { knowPortal } from "../../core/service/connect-portal.ts";
import { takeInNext, type TakeInWorld } from "../../core/service/take-in.ts";
import { defaultFileLimits } from "../../core/service/take-file.ts";
import { portalForm } from "../../mappings/national-portal/form.ts";
import type { TestGateway } from "./gateway.ts";

const said = {
  callers: [{ name: "portal", networks: ["127.0.0.0/8", "::1/128"] }],
  receivers: [{ procedure: "1.002693", unit: "H38.16" }],
};

export interface TestInbound {
  readonly url: string;
  /** How often nobody known was refused, and a link opened nothing. */
  readonly refusals: Readonly<Record<"stranger" | "link", number>>;
  /** What the portal's side does, as the stand-in does it. */
  readonly portal: ReturnType<typeof makeHandDown>;
  /** A POST as it is given. */
  readonly post: (
    path: string,
    body: string | Uint8Array | object,
    headers?: Record<string, string>,
  ) => Promise<HubAnswer>;
  /** Takes in all that waits now. @returns how many. */
  readonly takeIn: (but?: Partial<TakeInWorld>) => Promise<number>;
  /** The worker's own, for one that does something before it. */
  readonly storeForm: TakeInWorld["storeForm"];
  /** `state` and fault's code, or dossier's, of every packet, oldest first. */
  readonly standing: () => Promise<string[]>;
  readonly setClock: (now: Date | undefined) => void;
  readonly close: () => Promise<void>;
}

/** The door for the portal beside a test gateway, over the same database and files; the worker works when it is told. */
export async function testInbound(
  { database, folder }: TestGateway,
  but: object = {},
  settingsBut: Partial<InboundSettings> = {},
  records?: RecordSettings,
  port = 0,
): Promise<TestInbound> {
  await knowPortal(database.db);
  const settings = { ...readInboundSettings({ ...said, ...but }), ...settingsBut };
  const log = pino({ level: "silent" });
  const limits = { ...defaultFileLimits, freeBytes: 0, uploads: 100, fileBytes: settings.fileBytes };
  const files = { db: database.db, folder, limits, newId: randomUUID };
  let clock: Date | undefined;
  const now = () => clock ?? new Date();
  const refusals = { stranger: 0, link: 0 };
  const app = makePortalInbound({
    ...{ db: database.db, files, log, form: portalForm, settings, trustedProxies: [], now },
    count: () => undefined,
    countRefused: (reason) => (refusals[reason] += 1),
    ...(records && { records }),
  });
  const server = createServer((request, response) => void app(request, response));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const world = takeInWorld(
    { db: database.db, announce, owe, now, newId: randomUUID, clocks: openClocks(), log },
    files,
    settings,
  );
  return {
    ...{ url, refusals },
    portal: makeHandDown({ url, attempts: 1 }, { addFiling: () => undefined, addJudicial: () => undefined }),
    async post(path, body, headers = {}) {
      const bytes = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
      const answer = await fetch(url + path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: bytes,
      });
      const text = await answer.text();
      return { status: answer.status, body: JSON.parse(text) as unknown };
    },
    async takeIn(worldBut = {}) {
      let count = 0;
      while (await takeInNext({ ...world, ...worldBut })) count += 1;
      return count;
    },
    storeForm: world.storeForm,
    async standing() {
      const rows = await database.sql<{ state: string; fault: { code: string } | null; code: string | null }>(
        `select i.state, i.fault, d.code from hub.portal_inbox i left join hub.dossier d on d.id = i.dossier_id order by i.id`,
      );
      return rows.map(({ state, fault, code }) =>
        state === "parked" ? `parked ${fault?.code}` : `${state} ${code ?? "–"}`,
      );
    },
    setClock: (at) => {
      clock = at;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
