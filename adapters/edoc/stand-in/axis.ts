import { createHash, createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a stand-in is told to do wrong, at its next calls of a verb. */
export type AxisFault =
  /** It does the work, and the connection ends without an answer. */
  | "silentAfter"
  /** The connection ends before anything is done. */
  | "silentBefore"
  /** It does the work, and says nothing for ever: until the caller gives up. */
  | "hangAfter"
  | "401"
  | "429"
  | "500"
  /** It does the work and breaks while it answers. */
  | "500After"
  | "503"
  /** A proxy's page, as 200. */
  | "html"
  | "redirect"
  /** The answer ends in its middle. */
  | "truncated"
  /** A foreign letter within the base64 of `getEdoc`. */
  | "spoilt"
  /** Its own refusal: `FAIL`, or on the REST face the code after the colon: `code:23`. */
  | "fail"
  | `code:${number}`;

export type AxisVerb = "login" | "sendEdoc" | "received" | "sent" | "getEdoc" | "updateStatus" | "agencies";

/** One message for one receiver. */
export interface AxisItem {
  readonly docId: string;
  readonly senderDocId: string;
  readonly kind: "edoc" | "status";
  readonly from: string;
  readonly to: string;
  /** As the receiver gets it. */
  readonly bytes: Buffer;
  readonly at: Date;
  state: "initial" | "processing" | "done" | "fail";
  description: string;
  /** How often it was fetched. */
  fetched: number;
}

/** What a system of the axis signs with; invented. */
export interface AxisAccount {
  readonly systemId: string;
  readonly secret: string;
  /** Agencies that send and receive by it. */
  readonly organs: readonly string[];
}

export interface AxisQuirks {
  /** Whether what was set to `fail` is offered again. No text says. */
  reofferFailed: boolean;
  /** Adds a TraceHeader without OrganId to what passes through. */
  addsTrace: boolean;
  /** What becomes of a message of which one receiver is unknown. */
  unknownReceiver: "refuse" | "deliverOthers";
  /** How names are written in answers. */
  nameCase: "camel" | "lower" | "upper";
  /** In which form `getEdoc` answers. */
  letter: "base64" | "wrappedBase64" | "text" | "bare";
  /** The `data` of lists as the text of a list. */
  listsAsText: boolean;
  /** Lists what was sent by its notation, without its number. No text says which. */
  numberless: boolean;
}

export interface AxisStandIn {
  readonly url: string;
  readonly face: "knobstick" | "lgsp";
  /** By which a test calls it: the first account. */
  readonly account: AxisAccount;
  /** Everything that ever was handed in, in order. */
  readonly items: AxisItem[];
  readonly calls: readonly { readonly verb: AxisVerb; readonly status: number; readonly docId: string | null }[];
  readonly quirks: AxisQuirks;
  readonly agencies: { code: string; code102?: string; oldCode?: string; name: string; pcode?: string }[];
  /** Receivers that are locked (REST: code 23). */
  readonly locked: Set<string>;
  /** Another system's account, so that its agencies are known. */
  readonly join: (account: AxisAccount) => void;
  /** The next calls of that verb end so, one after the other. */
  readonly failNext: (verb: AxisVerb, ...faults: readonly AxisFault[]) => void;
  /** As if another system had handed it in. @returns docId of each receiver's item. */
  readonly put: (message: {
    readonly kind: "edoc" | "status";
    readonly from: string;
    readonly to: readonly string[];
    readonly bytes: Buffer | string;
  }) => readonly string[];
  /** The same message once more under another docId. `lineEnd`: with these, so that its bytes differ. */
  readonly repeat: (docId: string, lineEnd?: "\n" | "\r\n") => string;
  /** What is offered to an agency now. */
  readonly offeredTo: (organId: string, kind: "edoc" | "status") => readonly AxisItem[];
  readonly settle: (docId: string, state: AxisItem["state"], description?: string) => void;
  readonly close: () => Promise<void>;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** Sent as it is. */
  readonly raw?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What tests and the demonstration sign with; invented. */
export const practiceAxis: AxisAccount & { readonly username: string; readonly password: string } = {
  systemId: "practice-hub",
  secret: "practice-axis-secret",
  organs: ["000.00.00.H99", "H99.01", "vxp.saas.01"],
  username: "practice",
  password: "practice-axis-password",
};

const skewMs = 15 * 60_000;
const offsetMs = 7 * 3_600_000;

/**
 * Plays the axis, or a province's REST face of it, on a port of this machine: it checks every signature to the letter, keeps
 * items for each receiver, offers them until `done` or `fail`, and does wrong what it is told to (docs/edxml-axis.md).
 */
export async function startAxisStandIn(
  face: "knobstick" | "lgsp" = "knobstick",
  {
    port = 0,
    account = practiceAxis,
    now = () => new Date(),
  }: {
    readonly port?: number;
    readonly account?: AxisAccount;
    readonly now?: () => Date;
  } = {},
): Promise<AxisStandIn> {
  const accounts: AxisAccount[] = [account];
  const items: AxisItem[] = [];
  const calls: { verb: AxisVerb; status: number; docId: string | null }[] = [];
  const faults = new Map<AxisVerb, AxisFault[]>();
  const agencies: AxisStandIn["agencies"] = [];
  const locked = new Set<string>();
  const quirks: AxisQuirks = {
    ...{ reofferFailed: false, addsTrace: true, unknownReceiver: "refuse" },
    ...{ nameCase: "camel", letter: "base64", listsAsText: false, numberless: false },
  };
  let token = "";

  const isKnown = (organ: string) => accounts.some(({ organs }) => organs.includes(organ));

  const put: AxisStandIn["put"] = ({ kind, from, to, bytes }) => {
    const senderDocId = randomUUID();
    return to.filter(isKnown).map((receiver) => {
      const whole = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes, "utf8");
      const item: AxisItem = {
        ...{ docId: randomUUID(), senderDocId, kind, from, to: receiver, at: now() },
        ...{ bytes: quirks.addsTrace && kind === "edoc" ? withTrace(whole, now()) : whole },
        ...{ state: "initial", description: "", fetched: 0 },
      };
      items.push(item);
      return item.docId;
    });
  };

  const offeredTo: AxisStandIn["offeredTo"] = (organId, kind) =>
    items.filter(
      (item) =>
        item.to === organId &&
        item.kind === kind &&
        item.state !== "done" &&
        (item.state !== "fail" || quirks.reofferFailed),
    );

  const settle: AxisStandIn["settle"] = (docId, state, description = "") => {
    const item = items.find((one) => one.docId === docId);
    if (!item) throw new Error(`no item ${docId}`);
    item.state = state;
    item.description = description;
  };

  /** Whether the call is signed as it must be: by whom, or what is wrong. */
  function signerOf({ headers }: Asked): AxisAccount | string {
    const header = (name: string) => String(headers[`xroadvnpt-${name}`] ?? "");
    const signer = accounts.find(({ systemId }) => systemId === header("systemid"));
    if (!signer) return "systemid";
    if (headers["user-agent"] !== "JAVASDKAgent/1.0.0 XRoad/VPCP" || header("version") !== "3.0.201608") return "agent";
    const written = /^(\d\d)(\d\d)(\d{4})T(\d\d)(\d\d)(\d\d)\+0(\d{3})$/.exec(header("timestamp"));
    if (!written) return "timestamp";
    const [, day, month, year, hours, minutes, seconds, ms] = written.map(Number);
    const at = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hours, minutes, seconds, ms) - offsetMs;
    if (Math.abs(at - now().getTime()) > skewMs) return "timestamp too far away";
    const names = header("sign-header-key").split(";");
    const own = Object.keys(headers).filter((name) => name.startsWith("xroadvnpt-"));
    const unsigned = own.filter(
      (name) =>
        !["sign-header-key", "sign-header", "hash-header", "version"].includes(name.slice(10)) &&
        !names.some((signed) => signed.toLowerCase() === name.slice(10)),
    );
    if (unsigned.length > 0) return `not signed: ${unsigned.join(", ")}`;
    const text = JSON.stringify(
      Object.fromEntries(names.map((name) => [`XroadVnpt-${name}`, header(name.toLowerCase())])),
    );
    if (header("sign-header") !== text) return "sign-header";
    const expected = createHmac("sha256", signer.secret).update(text).digest();
    const said = Buffer.from(header("hash-header"), "hex");
    if (said.length !== expected.length || !timingSafeEqual(said, expected)) return "hash-header";
    return signer;
  }

  const no = (code: string, desc: string): Answer =>
    face === "knobstick"
      ? { status: 200, body: { status: "FAIL", ErrorCode: code, ErrorDesc: desc } }
      : {
          status: 200,
          body: {
            success: false,
            message: "Loi",
            data: { docId: null, status: "error", errorCode: code, errorDesc: desc },
          },
        };
  const yes = (more: object = {}): Answer =>
    face === "knobstick"
      ? { status: 200, body: { status: "OK", ErrorCode: "0", ErrorDesc: "", ...more } }
      : { status: 200, body: { success: true, message: "OK", ...more } };

  function takeIn(asked: Asked, signer: AxisAccount): Answer {
    const parts = partsOf(asked);
    const file = parts.get(face === "knobstick" ? "file_doc" : "edocFile");
    const header = (name: string) => String(asked.headers[`xroadvnpt-${name}`] ?? "");
    const said = face === "knobstick" ? header("messagetype") : (parts.get("messageType")?.toString() ?? "");
    if (!file || (said !== "edoc" && said !== "status")) return no("10", "no file, or no message type");
    const text = file.toString("utf8");
    if (!/^\ufeff?\s*</.test(text)) return no("10", "the file is no XML");
    if (!/<([\w-]+:)?edXML[\s>]/.test(text)) return no("22", "not edXML");
    if (face === "knobstick") {
      if (header("servicetype") !== "eDoc") return no("10", "servicetype");
      if (header("hash-file") !== unpadded(createHash("sha256").update(file).digest())) return no("21", "hash-file");
    }
    const [from, to] = face === "knobstick" ? [header("from"), jsonList(header("to"))] : addressesIn(text);
    if (!signer.organs.includes(from)) return no("19", `sender ${from} is not registered`);
    if (to.length === 0) return no("18", "no receiver");
    const unknown = to.filter((one) => !isKnown(one));
    if (unknown.length > 0 && quirks.unknownReceiver === "refuse") return no("18", `receiver ${unknown.join(", ")}`);
    if (to.some((one) => locked.has(one))) return no("23", "receiver locked");
    const made = put({ kind: said, from, to, bytes: file });
    const senderDocId = items.find(({ docId }) => docId === made[0])?.senderDocId ?? randomUUID();
    return face === "knobstick" ? yes({ DocId: senderDocId }) : yes({ docId: senderDocId });
  }

  const listed = (rows: readonly object[]): Answer => {
    const data = quirks.listsAsText ? JSON.stringify(rows) : rows;
    return yes(face === "knobstick" ? { data } : { count: rows.length, data });
  };

  const rowOf = (item: AxisItem) =>
    face === "knobstick"
      ? {
          ...{ docId: item.docId, serviceType: "eDoc", messageType: item.kind, from: item.from, to: item.to },
          ...{ created_time: item.at.toISOString(), updated_time: item.at.toISOString() },
          ...{ status: item.state, status_desc: item.description },
        }
      : {
          ...{ docId: item.docId, serviceType: "eDoc", messageType: item.kind, from: item.from, to: item.to },
          ...{ createdTime: item.at.toISOString(), updatedTime: item.at.toISOString() },
          ...{ status: item.state, statusDesc: item.description },
        };

  function give(item: AxisItem | undefined, fault: AxisFault | undefined): Answer {
    if (!item) return no("10", "no such document");
    item.fetched += 1;
    let text = item.bytes.toString("base64");
    if (fault === "spoilt") text = `${text.slice(0, 40)}!${text.slice(41)}`;
    if (quirks.letter === "bare") return { status: 200, body: null, raw: Buffer.from(text) };
    if (quirks.letter === "wrappedBase64") text = text.replaceAll(/(.{76})/g, "$1\r\n");
    if (quirks.letter === "text") text = item.bytes.toString("utf8");
    if (face === "knobstick") return yes({ data: text });
    return yes({
      data: {
        ...{ docId: item.docId, from: item.from, fromName: "", edocCode: "", edocAbstract: "", edxml: text },
        attachments: [{ fileName: "bản sao.pdf", fileContent: item.bytes.toString("base64") }],
      },
    });
  }

  function answerTo(verb: AxisVerb, asked: Asked, fault: AxisFault | undefined): Answer {
    if (verb === "login") return logIn(asked);
    const signer = face === "knobstick" ? signerOf(asked) : bearerOf(asked);
    if (typeof signer === "string")
      return face === "knobstick" || signer === "token"
        ? { status: 401, body: { status: "FAIL", ErrorCode: "401", ErrorDesc: signer } }
        : no("15", signer);
    if (fault === "fail") return no("99", "not now");
    if (fault?.startsWith("code:")) return no(fault.slice(5), "as told");
    const said = (name: string) =>
      face === "knobstick"
        ? String(asked.headers[`xroadvnpt-${name.toLowerCase()}`] ?? "")
        : (asked.query.get(name) ?? "");
    const kind = said("messagetype") === "status" || said("messageType") === "status" ? "status" : "edoc";
    const inDays = ({ at }: AxisItem) => {
      const day = new Date(at.getTime() + offsetMs).toISOString().slice(0, 10).replaceAll("-", "/");
      return said("fromDate") <= day && day <= said("toDate");
    };
    switch (verb) {
      case "sendEdoc":
        return takeIn(asked, signer);
      case "received":
        // the REST face lists the days' items whatever became of them
        return listed(
          face === "knobstick"
            ? signer.organs.flatMap((organ) => offeredTo(organ, kind)).map(rowOf)
            : items.filter((item) => signer.organs.includes(item.to) && item.kind === kind && inDays(item)).map(rowOf),
        );
      case "sent":
        return listed(
          items
            .filter((item) => signer.organs.includes(item.from) && item.kind === kind && inDays(item))
            .map((item) => {
              const text = item.bytes.subarray(0, 65_536).toString("utf8");
              const [number, notation] = [within(text, "CodeNumber"), within(text, "CodeNotation")];
              return {
                ...{ senderDocId: item.senderDocId, receiverDocId: item.docId, fromCode: item.from, toCode: item.to },
                ...{
                  title: within(text, "Subject"),
                  notation: quirks.numberless || number === null ? notation : `${number}/${notation}`,
                },
                ...{ sentTime: item.at.toISOString(), receivedTime: "", sendStatus: "done", sendStatusDesc: "" },
                ...{ receiveStatus: item.state, receiveStatusDesc: item.description },
              };
            }),
        );
      case "getEdoc":
        return give(
          items.find((item) => item.docId === said("docId") && signer.organs.includes(item.to)),
          fault,
        );
      case "updateStatus": {
        const body = face === "lgsp" ? jsonOf(asked.body) : {};
        const [docId, state] = face === "lgsp" ? [body["docId"], body["status"]] : [said("docId"), said("status")];
        const item = items.find((one) => one.docId === docId && signer.organs.includes(one.to));
        if (!item || (state !== "done" && state !== "fail" && state !== "processing"))
          return no("10", "no such document or state");
        item.state = state;
        item.description = said("description");
        return yes();
      }
      case "agencies":
        return listed(agencies);
    }
  }

  function logIn({ body }: Asked): Answer {
    const said = jsonOf(body);
    const fits =
      said["username"] === practiceAxis.username &&
      said["password"] === practiceAxis.password &&
      typeof said["applicationCode"] === "string";
    if (!fits) return { status: 401, body: { code: 401, message: "sai tên hoặc mật khẩu" } };
    token = `practice.${randomUUID()}`;
    return { status: 200, body: { code: 200, message: "OK", data: { token, username: practiceAxis.username } } };
  }

  function bearerOf({ headers }: Asked): AxisAccount | string {
    if (token === "" || headers.authorization !== `Bearer ${token}`) return "token";
    const found = accounts.find(
      ({ systemId, secret }) => headers["x-systemid"] === systemId && headers["x-secretkey"] === secret,
    );
    return found ?? "SystemId or SecretKey";
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://stand-in");
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const asked: Asked = {
      ...{ method: request.method ?? "", path: url.pathname, query: url.searchParams, headers: request.headers },
      body: Buffer.concat(chunks),
    };
    if (asked.method === "GET" && asked.path === "/stand-in/items") {
      response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
      response.end(JSON.stringify(items.map(looked)));
      return;
    }
    const verb = verbs[face][`${asked.method} ${asked.path}`];
    if (!verb) {
      response.writeHead(404).end();
      return;
    }
    const fault = faults.get(verb)?.shift();
    const said = early(fault) ?? answerTo(verb, asked, fault);
    const named = String(asked.headers["xroadvnpt-docid"] ?? asked.query.get("docId") ?? "");
    calls.push({ verb, status: said.status, docId: named === "" ? null : named });
    if (fault === "silentBefore" || fault === "silentAfter") {
      response.destroy();
      return;
    }
    if (fault === "hangAfter") return;
    const { status } = fault === "500After" ? { status: 500 } : said;
    const whole =
      said.raw ?? Buffer.from(typeof said.body === "string" ? said.body : JSON.stringify(named_(said.body)));
    response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...said.headers });
    if (fault === "truncated") {
      response.write(whole.subarray(0, Math.floor(whole.length / 2)), () => response.destroy());
      return;
    }
    response.end(whole);
  }

  /** Names in the case that it is told to have; those within rows too. */
  const named_ = (value: unknown): unknown => {
    if (quirks.nameCase === "camel") return value;
    if (Array.isArray(value)) return value.map(named_);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [
        quirks.nameCase === "lower" ? name.toLowerCase() : name.toUpperCase(),
        named_(one),
      ]),
    );
  };

  const server = createServer({ maxHeaderSize: 65_536 }, (request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ face, account, items, calls, quirks, agencies, locked, put, offeredTo, settle },
    join: (other) => void accounts.push(other),
    failNext: (verb, ...more) => void faults.set(verb, [...(faults.get(verb) ?? []), ...more]),
    repeat(docId, lineEnd) {
      const item = items.find((one) => one.docId === docId);
      if (!item) throw new Error(`no item ${docId}`);
      const bytes = lineEnd
        ? Buffer.from(item.bytes.toString("utf8").replaceAll(/\r?\n/g, lineEnd), "utf8")
        : item.bytes;
      const again: AxisItem = { ...item, docId: randomUUID(), bytes, state: "initial", description: "", fetched: 0 };
      items.push(again);
      return again.docId;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** For whoever looks on. */
const looked = ({ bytes, ...item }: AxisItem) => ({
  ...item,
  bytes: bytes.length,
  says: within(bytes.subarray(0, 65_536).toString("utf8"), item.kind === "edoc" ? "Subject" : "StatusCode"),
});

const verbs: Readonly<Record<"knobstick" | "lgsp", Readonly<Record<string, AxisVerb>>>> = {
  knobstick: {
    "POST /sendEdoc": "sendEdoc",
    "POST /getReceivedEdocList": "received",
    "POST /getSentEdocList": "sent",
    "POST /getEdoc": "getEdoc",
    "POST /updateStatus": "updateStatus",
    "POST /getAgenciesList": "agencies",
  },
  lgsp: {
    "POST /v1/auth/login": "login",
    "POST /v1/sendEdoc": "sendEdoc",
    "GET /v1/syncReceivedEdocList": "received",
    "GET /v1/getEdoc": "getEdoc",
    "POST /v1/updateStatus": "updateStatus",
    "GET /v1/getAgenciesList": "agencies",
  },
};

/** What is answered without the work. */
function early(fault: AxisFault | undefined): Answer | undefined {
  switch (fault) {
    case "silentBefore":
      return { status: 0, body: {} };
    case "401":
    case "429":
    case "500":
      return { status: Number(fault), body: { message: fault } };
    case "503":
      return { status: 503, body: { message: "busy" }, headers: { "retry-after": "7" } };
    case "html":
      return { status: 200, body: "<!DOCTYPE html><html><body>proxy</body></html>" };
    case "redirect":
      return { status: 302, body: {}, headers: { location: "http://elsewhere.invalid/" } };
    default:
      return undefined;
  }
}

/** As the axis' own kit writes a digest: no leading zero of a byte. */
const unpadded = (digest: Buffer): string => {
  let text = "";
  for (const byte of digest) text += byte < 16 ? byte.toString(16).slice(-1) : byte.toString(16);
  return text;
};

function withTrace(bytes: Buffer, at: Date): Buffer {
  const end = /<\/([\w-]+:)?TraceHeaderList>/.exec(bytes.toString("latin1"));
  if (!end) return bytes;
  const prefix = end[1] ?? "";
  const time = new Date(at.getTime() + offsetMs).toISOString().slice(0, 19).replace("T", " ").replaceAll("-", "/");
  const added = `<${prefix}TraceHeader><${prefix}Timestamp>${time}</${prefix}Timestamp></${prefix}TraceHeader>`;
  return Buffer.concat([bytes.subarray(0, end.index), Buffer.from(added), bytes.subarray(end.index)]);
}

/** The parts of a form by name. */
function partsOf({ headers, body }: Asked): ReadonlyMap<string, Buffer> {
  const boundary = /boundary=([^;]+)/.exec(headers["content-type"] ?? "")?.[1];
  const parts = new Map<string, Buffer>();
  if (boundary === undefined) return parts;
  const mark = Buffer.from(`--${boundary}`);
  for (let at = body.indexOf(mark); at >= 0;) {
    const next = body.indexOf(mark, at + mark.length);
    if (next < 0) break;
    const part = body.subarray(at + mark.length + 2, next - 2);
    const split = part.indexOf("\r\n\r\n");
    const name = / name="([^"]+)"/.exec(part.subarray(0, Math.max(0, split)).toString("utf8"))?.[1];
    if (name !== undefined) parts.set(name, part.subarray(split + 4));
    at = next;
  }
  return parts;
}

/** From and To of a letter, From and ResponseFor of a state. */
function addressesIn(text: string): readonly [string, readonly string[]] {
  const organs = (name: string) =>
    [...text.matchAll(new RegExp(`<(?:[\\w-]+:)?${name}>(.*?)</(?:[\\w-]+:)?${name}>`, "gs"))].map(
      ([, inside = ""]) => within(inside, "OrganId") ?? "",
    );
  const to = organs("To");
  return [organs("From")[0] ?? "", to.length > 0 ? to : organs("ResponseFor").slice(0, 1)];
}

const within = (text: string, name: string): string | null =>
  new RegExp(`<(?:[\\w-]+:)?${name}>\\s*([^<]*?)\\s*</`).exec(text)?.[1] ?? null;

function jsonOf(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body.toString("utf8")) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function jsonList(text: string): readonly string[] {
  try {
    const read = JSON.parse(text) as unknown;
    return Array.isArray(read) ? read.map(String) : [];
  } catch {
    return [];
  }
}
