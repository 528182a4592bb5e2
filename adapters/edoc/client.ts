import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import {
  readAgency,
  readItem,
  readSaid,
  readSentRow,
  valueOf,
  type AxisState,
  type EdocAgency,
  type EdocItem,
  type EdocKind,
  type EdocRequest,
  type EdocSaid,
  type EdocSentRow,
  type EdocTrouble,
} from "../../mappings/edoc/axis.ts";
import { base64Decoder } from "../../mappings/edxml/base64.ts";
import { EdxmlRefusal } from "../../mappings/edxml/fault.ts";
import { jsonCutter, parseJson, type JsonCutting } from "../../mappings/edoc/cut-json.ts";
import * as knobstick from "../../mappings/edoc/knobstick.ts";
import * as lgsp from "../../mappings/edoc/lgsp-rest.ts";
import type { Day } from "../../core/domain/day.ts";
import { keepToken, type NoToken, type Token } from "../../platform/kept-token.ts";
import type { EdocAccountSettings } from "./connection.ts";
import { Broken, type EdocSend, type FormFile, type Heard } from "./http.ts";

/** How a call ended, for the record: no body, no name, no secret. */
export type NoteEdocCall = (call: {
  readonly account: string;
  readonly verb: "login" | "send" | "received" | "sent" | "fetch" | "updateStatus" | "agencies";
  readonly ending: "done" | EdocTrouble["kind"];
  readonly detail: string;
}) => void;

/** What is handed to the axis: a whole edXML message that lies in a file. */
export interface ToSend {
  readonly kind: EdocKind;
  /** OrganId of a unit of ours. */
  readonly from: string;
  readonly to: readonly string[];
  readonly path: string;
}

/** The verbs of one account; none throws for what the axis does. */
export interface EdocAxis {
  readonly settings: EdocAccountSettings;
  /** Whether it can be asked what it has of us: before a sending of unknown end goes again (P6). */
  readonly canAskSent: boolean;
  /** Whether its secrets are others than those that were last refused; nothing was refused yet: true. */
  readonly isKeyNew: () => boolean;
  readonly send: (what: ToSend, signal: AbortSignal) => Promise<{ kind: "done"; docId: string | null } | EdocTrouble>;
  /**
   * What it offers now. @param days a face whose only cursor is days reads these, both included; the axis itself offers all
   * that is not done. `strange`: rows that named no item.
   */
  readonly received: (
    kind: EdocKind,
    days: { readonly from: Day; readonly to: Day },
    signal: AbortSignal,
  ) => Promise<{ kind: "done"; items: readonly EdocItem[]; strange: number } | EdocTrouble>;
  /** What it has of us, of these days. */
  readonly sent: (
    kind: EdocKind,
    days: { readonly from: Day; readonly to: Day },
    signal: AbortSignal,
  ) => Promise<{ kind: "done"; rows: readonly EdocSentRow[] } | EdocTrouble>;
  /**
   * Fetches one item. `take` gets its bytes as they come, and is called only where there are some; its source throws where
   * the message breaks off or the axis takes it back at the end, so what it then has is no message. What `take` throws by itself
   * comes through.
   */
  readonly fetch: <T>(
    docId: string,
    take: (source: AsyncIterable<Buffer>) => Promise<T>,
    signal: AbortSignal,
  ) => Promise<{ kind: "done"; taken: T } | EdocTrouble>;
  /** `done`: stored, offer it no more. To be called after the commit that stored it. A repeat does no harm. */
  readonly updateStatus: (
    docId: string,
    state: AxisState,
    description: string | null,
    signal: AbortSignal,
  ) => Promise<{ kind: "done" } | EdocTrouble>;
  readonly agencies: (signal: AbortSignal) => Promise<{ kind: "done"; agencies: readonly EdocAgency[] } | EdocTrouble>;
}

interface AxisParts {
  readonly settings: EdocAccountSettings;
  readonly limits: { readonly messageMegabytes: number };
  readonly send: EdocSend;
  readonly now: () => Date;
  readonly note?: NoteEdocCall;
}

type Verb = Parameters<NoteEdocCall>[0]["verb"];
const detailLimit = 300;
/** The list of all agencies has some 40 MB. */
const largestList = 128_000_000;
const mostRows = 500_000;
const isHeader = /^[\x21-\x7e]+$/;
const rowsIn = ["", "data", "data.data", "data.items"];
const textsIn = ["data", "data.edxml", "data.data", "edxml"];
const reading: JsonCutting = { texts: [], rows: [] };

/** What ends a source that is no message after all. */
class NotTaken extends Error {
  readonly trouble: EdocTrouble;
  constructor(trouble: EdocTrouble) {
    super(trouble.detail);
    this.trouble = trouble;
  }
}

export function openEdocAxis({ settings, limits, send, now, note = () => undefined }: AxisParts): EdocAxis {
  const { name: account, face, endpoint, systemId, codes } = settings;
  /** Secrets of the last call; null: that one was not needed yet. */
  let used: { readonly secret: string | null; readonly password: string | null } = { secret: null, password: null };
  let refused: typeof used | null = null;
  const key = () => {
    const secret = settings.secret();
    used = { ...used, secret };
    return { systemId, secret };
  };
  const tokens = keepToken(askToken);

  /** Nobody's secret goes into a record, whatever an answer repeats. */
  const clean = (text: string): string =>
    [settings.secret(), settings.login?.password() ?? ""]
      .reduce((left, secret) => (secret === "" ? left : left.replaceAll(secret, "***")), text)
      .slice(0, detailLimit)
      // no table takes half characters, nor a zero
      .replace(/[\p{Cc}\p{Cs}]/gu, " ");
  const noted = <E extends { readonly kind: "done" } | EdocTrouble>(verb: Verb, ending: E): E => {
    if (ending.kind === "retry" && ending.fault === "notLetIn") refused = used;
    const said = ending.kind === "done" ? ending : { ...ending, detail: clean(ending.detail) };
    note({ account, verb, ending: said.kind, detail: "detail" in said ? said.detail : "" });
    return said;
  };

  async function askToken(): Promise<Token | NoToken> {
    const { login } = settings;
    if (!login) throw new Error(`${account} has no login`);
    const password = login.password();
    used = { ...used, password };
    // it serves whoever waits for it: one that hangs up does not break it off for the others
    const heard = await send(endpoint, lgsp.loginRequest({ ...login, password }), null, new AbortController().signal);
    const failed = (detail: string, refused: boolean): NoToken => {
      note({ account, verb: "login", ending: "retry", detail: clean(detail) });
      return { ok: false, refused, detail: clean(detail) };
    };
    if (heard.kind === "silent") return failed(heard.detail, false);
    try {
      const answer = (await readJson(heard, reading)).rest;
      const token = lgsp.readToken(answer);
      if (token !== null && heard.status < 300)
        return { ok: true, headers: { Authorization: `Bearer ${token}` }, lifetimeMs: lgsp.tokenMs };
    } catch (error) {
      if (!isUnreadable(error)) throw error;
    }
    return failed(`no token, HTTP ${heard.status}`, heard.status < 500 && heard.status !== 429);
  }

  /** One call; a token that is refused is renewed, and the call made once more: nothing was done by it. */
  async function call(
    request: () => EdocRequest,
    file: FormFile | null,
    signal: AbortSignal,
  ): Promise<Heard | NoToken> {
    for (let isRenewed = false; ; isRenewed = true) {
      if (face === "knobstick") return send(endpoint, request(), file, signal);
      const token = await tokens.get();
      if (!token.ok) return token;
      const made = request();
      const heard = await send(endpoint, { ...made, headers: { ...made.headers, ...token.headers } }, file, signal);
      if (heard.kind !== "answered" || heard.status !== 401) return heard;
      tokens.giveBack(token);
      if (isRenewed) return heard;
      await spend(heard.body);
    }
  }

  /** @param isRead nothing is done by the call: where its end is unknown it is simply made again. */
  async function troubleOf(heard: Heard | NoToken, isRead: boolean): Promise<EdocTrouble | null> {
    if ("ok" in heard)
      return {
        ...{ kind: "retry", fault: heard.refused ? "notLetIn" : "unreachable", detail: heard.detail },
        ...waits(heard.retryAfterMs),
      };
    if (heard.kind === "silent")
      return isRead || !heard.left
        ? { kind: "retry", fault: "unreachable", detail: heard.detail }
        : { kind: "unknown", detail: heard.detail };
    const { status, retryAfterMs } = heard;
    if (status >= 200 && status < 300) return null;
    const said = await saidOr(heard);
    const detail = `HTTP ${status}${said?.text ? `: ${said.text}` : ""}`;
    if (said && !said.isOk && said.code !== "" && (status < 500 || Object.hasOwn(codes, said.code))) {
      const known = face === "lgsp" || Object.hasOwn(codes, said.code) ? saidTrouble(said, isRead) : null;
      if (known && known.kind !== "refused") return known;
    }
    if (status === 401 || status === 403) return { kind: "retry", fault: "notLetIn", detail };
    if (status === 429 || status === 503) return { kind: "retry", fault: "busy", detail, ...waits(retryAfterMs) };
    if (status === 408 || status >= 500)
      return isRead ? { kind: "retry", fault: "busy", detail, ...waits(retryAfterMs) } : { kind: "unknown", detail };
    // another address than its own: the operator's to mend, and no fault of the letter
    if (status < 400 || status === 404 || status === 405) return { kind: "retry", fault: "unreadable", detail };
    return { kind: "refused", code: said?.code || `HTTP ${status}`, detail };
  }

  function saidTrouble(said: EdocSaid, isRead: boolean): EdocTrouble {
    const detail = `${said.code}${said.text === "" ? "" : `: ${said.text}`}`;
    switch (Object.hasOwn(codes, said.code) ? codes[said.code] : undefined) {
      case "retry":
        return { kind: "retry", fault: "busy", detail };
      case "notLetIn":
        return { kind: "retry", fault: "notLetIn", detail };
      case "unknown":
        return isRead ? { kind: "retry", fault: "busy", detail } : { kind: "unknown", detail };
      case "refused":
        return { kind: "refused", code: said.code, detail };
      default:
        return face === "lgsp"
          ? lgsp.lgspTrouble(said.code, said.text, isRead)
          : { kind: "refused", code: said.code, detail };
    }
  }

  /** The answer of a call that does something. */
  async function did(heard: Heard | NoToken, isRepeatable: boolean): Promise<EdocSaid | EdocTrouble> {
    const trouble = await troubleOf(heard, isRepeatable);
    if (trouble) return trouble;
    const said = await saidOr(heard as Extract<Heard, { kind: "answered" }>);
    if (!said)
      return isRepeatable
        ? { kind: "retry", fault: "unreadable", detail: "an answer that cannot be read" }
        : { kind: "unknown", detail: "an answer that cannot be read" };
    return said.isOk ? said : saidTrouble(said, isRepeatable);
  }

  /** The rows of a list; a list that breaks off is no list. */
  async function rowsOf<T>(
    heard: Heard | NoToken,
    read: (row: unknown) => T | null,
  ): Promise<{ readonly rows: readonly T[]; readonly strange: number } | EdocTrouble> {
    const trouble = await troubleOf(heard, true);
    if (trouble) return trouble;
    const rows: T[] = [];
    let strange = 0;
    const onRow = (row: unknown): void => {
      const one = read(row);
      if (one === null) strange += 1;
      else rows.push(one);
      if (rows.length > mostRows) throw new SyntaxError(`more than ${mostRows} rows`);
    };
    try {
      const answer = heard as Extract<Heard, { kind: "answered" }>;
      const { rest } = await readJson(answer, { texts: [], rows: rowsIn }, onRow);
      const said = readSaid(rest);
      if (said && !said.isOk) return saidTrouble(said, true);
      listLeft(rest, said !== null).forEach(onRow);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return { kind: "retry", fault: "unreadable", detail: error.message };
    }
    return { rows, strange };
  }

  /** The bytes of a letter, from whichever form of answer: JSON with it in base64 or as text, base64 alone, or it. */
  async function* letterIn({ body }: Extract<Heard, { kind: "answered" }>): AsyncGenerator<Buffer, void> {
    const most = limits.messageMegabytes * 1_000_000;
    let size = 0;
    const count = (bytes: Buffer): Buffer => {
      size += bytes.length;
      if (size > most)
        throw new NotTaken({ kind: "refused", code: "tooLarge", detail: `more than ${limits.messageMegabytes} MB` });
      return bytes;
    };
    let form: "json" | "bytes" | null = null;
    const cutter = jsonCutter({ texts: textsIn, rows: [], dropped: ["data.attachments.*.filecontent"] });
    const plain = letterBytes();
    // one string alone is the letter; a second one would be mixed into it
    let path: string | null = null;
    try {
      for await (const chunk of body) {
        form ??= formOf(chunk);
        if (form === null) continue;
        if (form === "bytes") {
          yield count(plain.take(chunk));
          continue;
        }
        for (const piece of cutter.take(chunk)) {
          if (piece.kind !== "text") continue;
          path ??= piece.path;
          if (piece.path !== path) throw new SyntaxError(`both ${path} and ${piece.path}`);
          yield count(plain.take(piece.bytes));
        }
      }
      if (form === "json") {
        const said = readSaid(cutter.rest());
        if (said && !said.isOk) throw new NotTaken(saidTrouble(said, true));
      }
      yield count(plain.end());
    } catch (error) {
      if (isUnreadable(error)) throw new NotTaken({ kind: "retry", fault: "unreadable", detail: error.message });
      throw error;
    }
  }

  return {
    settings,
    canAskSent: face === "knobstick",
    isKeyNew: () =>
      refused === null ||
      (refused.secret !== null && refused.secret !== settings.secret()) ||
      (refused.password !== null && refused.password !== settings.login?.password()),
    async send({ kind, from, to, path }, signal) {
      if (to.length > settings.receiversPerCall)
        return noted("send", {
          kind: "refused",
          code: "tooManyReceivers",
          detail: `${to.length} receivers, at most ${settings.receiversPerCall}`,
        });
      // no identifier has others, and a header holds none
      const strange = [from, ...to].find((organ) => !isHeader.test(organ));
      if (strange !== undefined)
        return noted("send", { kind: "refused", code: "organId", detail: `not an identifier: ${strange}` });
      const { size, digest } = await digestOf(path);
      const hashFile = settings.hashFile === "hex" ? digest.toString("hex") : knobstick.unpaddedHex(digest);
      const request = () =>
        face === "knobstick"
          ? knobstick.sendRequest(key(), { kind, from, to, hashFile }, now())
          : lgsp.sendRequest(key());
      const file: FormFile =
        face === "knobstick"
          ? { part: "file_doc", fields: {}, path, size }
          : { part: "edocFile", fields: { messageType: kind }, path, size };
      const said = await did(await call(request, file, signal), false);
      return noted("send", "kind" in said ? said : { kind: "done", docId: said.docId });
    },
    async received(kind, { from, to }, signal) {
      const request = () =>
        face === "knobstick"
          ? knobstick.receivedRequest(key(), kind, now())
          : lgsp.receivedRequest(key(), kind, from, to);
      const read = await rowsOf(await call(request, null, signal), readItem);
      return noted("received", "kind" in read ? read : { kind: "done", items: read.rows, strange: read.strange });
    },
    async sent(kind, { from, to }, signal) {
      if (face === "lgsp")
        return noted("sent", { kind: "refused", code: "notOffered", detail: "this face has no list of what was sent" });
      const request = () => knobstick.sentRequest(key(), kind, from, to, now());
      const read = await rowsOf(await call(request, null, signal), readSentRow);
      return noted("sent", "kind" in read ? read : { kind: "done", rows: read.rows });
    },
    async fetch(docId, take, signal) {
      const request = () =>
        face === "knobstick" ? knobstick.fetchRequest(key(), docId, now()) : lgsp.fetchRequest(key(), docId);
      const heard = await call(request, null, signal);
      const trouble = await troubleOf(heard, true);
      if (trouble) return noted("fetch", trouble);
      const letter = letterIn(heard as Extract<Heard, { kind: "answered" }>);
      try {
        const first = await firstOf(letter);
        if (!first)
          return noted("fetch", { kind: "retry", fault: "unreadable", detail: "an answer without a message" });
        return noted("fetch", { kind: "done", taken: await take(first) });
      } catch (error) {
        if (error instanceof NotTaken) return noted("fetch", error.trouble);
        throw error;
      } finally {
        await letter.return();
      }
    },
    async updateStatus(docId, state, description, signal) {
      const word = settings.stateWords[state];
      const request = () =>
        face === "knobstick"
          ? knobstick.updateRequest(key(), docId, word, description, now())
          : lgsp.updateRequest(key(), docId, word);
      const said = await did(await call(request, null, signal), true);
      return noted("updateStatus", "kind" in said ? said : { kind: "done" });
    },
    async agencies(signal) {
      const request = () =>
        face === "knobstick" ? knobstick.agenciesRequest(key(), now()) : lgsp.agenciesRequest(key());
      const read = await rowsOf(await call(request, null, signal), readAgency);
      return noted("agencies", "kind" in read ? read : { kind: "done", agencies: read.rows });
    },
  };
}

const isUnreadable = (error: unknown): error is Error => error instanceof SyntaxError || error instanceof Broken;
const waits = (retryAfterMs: number | undefined) => (retryAfterMs === undefined ? {} : { retryAfterMs });

/** @throws {SyntaxError | Broken} */
async function readJson(
  { body }: Extract<Heard, { kind: "answered" }>,
  cutting: JsonCutting,
  onRow: (row: unknown) => void = () => undefined,
): Promise<{ readonly rest: unknown }> {
  const cutter = jsonCutter(cutting);
  let size = 0;
  for await (const chunk of body) {
    if ((size += chunk.length) > largestList) throw new SyntaxError("a list of more than 128 MB");
    for (const piece of cutter.take(chunk)) if (piece.kind === "row") onRow(piece.row);
  }
  return { rest: cutter.rest() };
}

/**
 * Rows that stand in an answer as the text of a list.
 * @throws {SyntaxError} where it has no list at all: what cannot be read is not empty.
 */
function listLeft(rest: unknown, isSaid: boolean): readonly unknown[] {
  if (Array.isArray(rest)) return [];
  const data = valueOf(rest, "data");
  if (data === undefined && isSaid) return [];
  if (typeof data === "string") {
    const read = data.trim() === "" ? [] : parseJson(data);
    if (Array.isArray(read)) return read;
  } else if (Array.isArray(data) || Array.isArray(valueOf(data, "data", "items"))) return [];
  throw new SyntaxError("an answer without a list");
}

/** What an answer says of itself; null: it cannot be read. */
async function saidOr(heard: Extract<Heard, { kind: "answered" }>): Promise<EdocSaid | null> {
  try {
    return readSaid((await readJson(heard, reading)).rest);
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}

/** Reads what nobody wants, so that the connection serves again. */
async function spend(body: AsyncIterable<Buffer>): Promise<void> {
  try {
    let size = 0;
    for await (const chunk of body) if ((size += chunk.length) > 65_536) return;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
  }
}

/** Null: nothing but white space yet. */
function formOf(chunk: Buffer): "json" | "bytes" | null {
  const first = chunk.find((byte) => !isSpace(byte));
  if (first === undefined) return null;
  return first === 0x7b ? "json" : "bytes";
}

/** Bytes of a letter that stands there as text or in base64. @throws {SyntaxError} from both, for what is neither. */
function letterBytes() {
  let isText: boolean | null = null;
  const decoder = base64Decoder("data");
  const strictly = (decode: () => Uint8Array): Buffer => {
    try {
      const { buffer, byteOffset, length } = decode();
      return Buffer.from(buffer, byteOffset, length);
    } catch (error) {
      throw error instanceof EdxmlRefusal ? new SyntaxError(`${error.code}: ${error.detail}`) : error;
    }
  };
  return {
    take(bytes: Buffer): Buffer {
      if (isText === null) {
        const first = bytes.find((byte) => !isSpace(byte));
        if (first === undefined) return Buffer.alloc(0);
        // a page of a proxy begins so too
        if (first === 0x3c && /^\s*<(!doctype\s+)?html/i.test(bytes.subarray(0, 200).toString("latin1")))
          throw new SyntaxError("a page, and no message");
        isText = first === 0x3c || first === 0xef;
      }
      return isText ? bytes : strictly(() => decoder.take(bytes));
    },
    end: (): Buffer => (isText === true ? Buffer.alloc(0) : strictly(() => decoder.end().rest)),
  };
}

const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** The same source, once its first bytes are there; undefined: it has none. */
async function firstOf(source: AsyncGenerator<Buffer, void>): Promise<AsyncIterable<Buffer> | undefined> {
  for (;;) {
    const { done, value } = await source.next();
    if (done) return undefined;
    if (value.length === 0) continue;
    return (async function* () {
      yield value;
      for await (const chunk of source) if (chunk.length > 0) yield chunk;
    })();
  }
}

async function digestOf(path: string): Promise<{ readonly size: number; readonly digest: Buffer }> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, digest: hash.digest() };
}
