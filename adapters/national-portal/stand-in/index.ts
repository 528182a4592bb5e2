import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { Log } from "../../../platform/log.ts";
import type { Asked, Prepared } from "./asked.ts";
import { inventedCatalogue, type Catalogue } from "./catalogue.ts";
import type { Fault, Plan, SeenCall } from "./faults.ts";
import { filingPaths, openFilings } from "./filings.ts";
import { prepareGateway } from "./gateway.ts";
import { makeHandDown, type HubDoor } from "./hand-down.ts";
import type { Holdings, Rejected } from "./holdings.ts";
import { igatePaths, openIgate } from "./igate.ts";
import { withJournal } from "./journal.ts";
import { judicialPath, openJudicial } from "./judicial.ts";
import { linkedPaths, openLinked, type LinkedFiling } from "./linked.ts";
import { prepareMapi } from "./mapi.ts";
import { json, type Outcome, type Reply } from "./outcome.ts";
import { openPortal, strictRules, type Rules } from "./portal.ts";
import { openSessions, type Account } from "./sessions.ts";
import { takeFault } from "./take-fault.ts";

/**
 * A real server that plays the national portal by the book, in every dialect at once, and publishes what it holds. Written
 * from the facts, with nothing of the hub's mappings: who passes it has understood the portal, not himself.
 */
export interface PortalStandIn {
  readonly url: string;
  /** By dialect, as connection files want them. Through a Security Server: `securityServer` in front of each path. */
  readonly addresses: typeof addresses;
  /** Changed in place; the next call sees it so. */
  readonly rules: Rules;
  readonly catalogue: Catalogue;
  readonly holdings: () => Holdings;
  /** The next calls end like this, in turn; with `on`, the next of that service. */
  readonly misbehave: (...faults: readonly (Fault & { readonly on?: string })[]) => void;
  /** Judges every call for which `misbehave` has nothing; undefined: none. */
  readonly follow: (plan: Plan | undefined) => void;
  readonly endSessions: () => void;
  /** As if this dossier had never come. */
  readonly forget: (code: string) => boolean;
  /** Filings that the portal knows: their status may be told from now on. */
  readonly addFiling: (code: string) => void;
  readonly addJudicial: (code: string) => void;
  /** @param acknowledged it was fetched before: not listed any more. */
  readonly addLinked: (filing: LinkedFiling, acknowledged?: boolean) => number;
  readonly supplementLinked: (code: string, but: Partial<LinkedFiling>) => void;
  readonly close: () => Promise<void>;
}

export interface PortalStandInOptions {
  /** 0 or missing: any free one. */
  readonly port?: number;
  readonly log: Log;
  readonly now?: () => Date;
  readonly accounts?: readonly Account[];
  readonly rules?: Partial<Rules>;
  readonly catalogue?: Catalogue;
  /** Where the Security Server is told to bring a call. */
  readonly dstcode?: string;
  /** The gateway dialect's own bearer token; missing: it wants none. */
  readonly gatewayToken?: string;
  /** What VNeID wants in `x-api-key`; missing: nothing. */
  readonly vneidKey?: string;
  readonly plan?: Plan;
  /** How long it takes over every call, milliseconds; missing: no time at all. */
  readonly answersAfterMs?: number;
  /** File with what it took of dossiers and filings; missing: it forgets them at its end. */
  readonly journal?: string;
  /** Where filings made by `POST /stand-in/filings` are brought. */
  readonly hub?: HubDoor;
}

export const practiceAccount: Account = { username: "h99_onegate", password: "mat-khau-thu" };
export const portalDstcode = "VN:GOV:000.00.00.G22:vpcpdvcprovider";

const addresses = {
  securityServer: ["/XrdAdapter/RestService/forward", "/VXPAdapter/RestService/forward"],
  mapi: { login: "/mapi/login", call: "/mapi/g" },
  /** The same, as the guide splits it: each refuses the services of the other. */
  mapiSplit: { auth: "/auth/mapi/login", share: "/share/mapi/g", integration: "/integration/mapi/g" },
  gateway: "/KetNoiMotCuaQuocGia",
  dvclt: linkedPaths,
  vneid: judicialPath,
  igate2026: igatePaths,
  /** With the file's path in the catalogue behind it. */
  files: "/files",
  holdings: "/stand-in/holdings",
  ...filingPaths,
} as const;

const sizeLimit = 64 * 1024 * 1024;
const prefix = /^\/(?:XrdAdapter|VXPAdapter)\/RestService\/forward(?=\/)/;

export async function startPortalStandIn(options: PortalStandInOptions): Promise<PortalStandIn> {
  const { port = 0, log, now = () => new Date(), accounts = [practiceAccount], dstcode = portalDstcode } = options;
  const rules: Rules = { ...strictRules(), ...options.rules };
  const catalogue = options.catalogue ?? inventedCatalogue();
  const bare = openPortal(rules, catalogue);
  const portal = options.journal === undefined ? bare : withJournal(bare, options.journal);
  const sessions = openSessions(accounts, () => rules.sessionMs, now);
  const linked = openLinked(sessions);
  const judicial = openJudicial(() => options.vneidKey);
  const igate = openIgate(sessions, now);
  const known = {
    addFiling: (code: string) => {
      portal.addFiling(code);
    },
    addJudicial: (code: string) => {
      judicial.add(code);
    },
  };
  const handDown = options.hub && makeHandDown(options.hub, known);
  const file = openFilings({ handDown, addLinked: (filing) => linked.add(filing), now });
  const queue: (Fault & { readonly on?: string })[] = [];
  let plan = options.plan;
  const rejected: Rejected[] = [];
  const calls: Record<string, number> = {};
  const struck: Record<string, number> = {};
  let number = 0;

  const understand = (asked: Asked): Prepared | undefined =>
    prepareMapi(asked, { portal, rules, sessions }) ??
    prepareGateway(asked, { portal, rules, token: () => options.gatewayToken }) ??
    linked.prepare(asked) ??
    judicial.prepare(asked) ??
    igate.prepare(asked);

  const reject = (service: string, subject: string, message: string) => {
    rejected.push({ at: now().toISOString(), service, subject, message });
    log.warn({ service, message }, "the portal stand-in refused a call");
  };

  const faultsFor = (call: SeenCall): readonly Fault[] => {
    const next = queue.findIndex(({ on }) => on === undefined || on === call.service);
    if (next >= 0) return queue.splice(next, 1);
    return [plan?.(call) ?? []].flat();
  };

  const answer = async (asked: Asked, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = understand(asked);
    if (!call) {
      reject("", "", `${asked.method} ${asked.path}: nothing here`);
      send(response, json({ error_code: "-1", message: "Không có dịch vụ ở địa chỉ này" }, 404));
      return;
    }
    const { dialect, service, subject } = call;
    calls[service] = (calls[service] ?? 0) + 1;
    if (options.answersAfterMs !== undefined) await pause(options.answersAfterMs);
    const faults = faultsFor({ dialect, service, subject, number: number++ });
    for (const { kind } of faults) struck[kind] = (struck[kind] ?? 0) + 1;
    const perform = async (): Promise<Outcome> => {
      const outcome = await call.perform();
      if (outcome.code !== "0") reject(service, subject, outcome.message);
      return outcome;
    };
    await takeFault({
      faults,
      call: { ...call, perform },
      codeAs: rules.codeAs,
      endSessions: sessions.endAll,
      send: (reply) => send(response, reply),
      drip: (reply, everyMs) => drip(response, reply, everyMs),
      reset: () => request.socket.resetAndDestroy(),
    });
  };

  const holdings = (): Holdings => {
    const { duplicates, ...held } = portal.held();
    const { dossiers, duplicates: more } = igate.held();
    return structuredClone({
      ...held,
      linked: linked.held(),
      judicial: judicial.held(),
      igate2026: dossiers,
      duplicates: duplicates + more,
      rejected,
      calls,
      faults: struck,
    });
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://stand-in");
    const { method = "GET" } = request;
    if (url.pathname === addresses.holdings && method === "GET") {
      const all = holdings();
      const code = url.searchParams.get("code");
      const told = code === null ? all : (all.dossiers.find((each) => each.code === code) ?? null);
      send(response, { ...json({}), text: JSON.stringify(told, undefined, 2) });
      return;
    }
    const filed = method === "POST" ? await file(url.pathname, url.searchParams) : undefined;
    if (filed) {
      send(response, filed);
      return;
    }
    const body = await readBody(request);
    if (!body) {
      reject("", "", `more than ${sizeLimit} bytes`);
      send(response, { status: 413, type: "text/plain", text: "" });
      return;
    }
    const path = url.pathname.replace(prefix, "");
    const told = [url.searchParams.get("dstcode"), request.headers["dstcode"]]
      .flat()
      .filter((each) => each !== undefined && each !== null);
    // behind the Security Server somebody has to say where to; in front of it nobody needs to
    if (told.some((each) => each !== dstcode) || (told.length === 0 && path !== url.pathname)) {
      reject("", "", `dstcode is ${told.join(", ") || "missing"}`);
      send(response, json({ error_code: "-1", message: "dstcode không hợp lệ" }, 404));
      return;
    }
    if (path.startsWith(`${addresses.files}/`) && (method === "GET" || method === "HEAD")) {
      const file = catalogue.files[decodeURIComponent(path.slice(addresses.files.length))];
      send(response, file ? { status: 200, type: "application/pdf", text: file } : { ...json({}, 404) });
      return;
    }
    const asked = { method, path, query: url.searchParams, headers: request.headers, body };
    await answer(asked, request, response);
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      log.error({ err: error }, "the portal stand-in failed");
      send(response, json({ error_code: "-1", message: "the stand-in failed" }, 500));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    addresses,
    rules,
    catalogue,
    holdings,
    misbehave: (...more) => queue.push(...more),
    follow: (next) => {
      plan = next;
    },
    endSessions: sessions.endAll,
    forget: portal.forget,
    ...known,
    addLinked: (filing, acknowledged) => linked.add(filing, acknowledged),
    supplementLinked: (code, but) => {
      linked.supplement(code, but);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** undefined: too large. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= sizeLimit) chunks.push(chunk);
  }
  return size > sizeLimit ? undefined : Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, type, text }: Reply): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(text) });
  response.end(response.req.method === "HEAD" ? undefined : text);
}

async function drip(response: ServerResponse, { status, type, text }: Reply, everyMs: number): Promise<void> {
  const bytes = Buffer.from(text);
  response.writeHead(status, { "content-type": type, "content-length": bytes.length });
  for (const byte of bytes) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await pause(everyMs, undefined, { ref: false });
  }
  response.end();
}
