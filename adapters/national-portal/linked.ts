import type { LinkedListRow, LinkedStatus } from "../../contracts/national-portal/linked.ts";
import { canonicalJson, sha256Of } from "../../core/service/canonical-json.ts";
import { keepHandedDown } from "../../core/service/keep-handed-down.ts";
import type { InboxFile } from "../../core/service/portal-door.ts";
import type { FileWorld } from "../../core/service/take-file.ts";
import { callNames } from "../../mappings/national-portal/answer-rules.ts";
import { makeClassifyAnswer } from "../../mappings/national-portal/classify-answer.ts";
import {
  fromLinked,
  fromLinkedDetail,
  fromLinkedList,
  hasErrors,
  toLinked,
  type LinkedCall,
  type LinkedFiling,
} from "../../mappings/national-portal/dialects/linked.ts";
import { fileName } from "../../mappings/national-portal/inbound/fields.ts";
import { cleanText, cutText } from "../../mappings/national-portal/text.ts";
import { isDatabaseAway } from "../../platform/database.ts";
import type { Log } from "../../platform/log.ts";
import { replyOf, type Reply } from "./ask.ts";
import type { LinkedConnection, PortalConnection } from "./connection.ts";
import type { Send } from "./http.ts";
import { storeFile } from "./inbound/store-file.ts";
import { keepSession } from "./session.ts";
import { linkedFlow } from "../../core/service/feed-portal.ts";

/** The calls of the linked services; none throws for what they do. */
export interface LinkedAsk {
  readonly list: (signal: AbortSignal) => Promise<Got<{ rows: readonly LinkedListRow[]; unreadable: number }>>;
  readonly detail: (id: string, signal: AbortSignal) => Promise<Detail>;
  readonly acknowledge: (nationalCode: string, signal: AbortSignal) => Promise<Reply>;
  readonly tellStatus: (status: LinkedStatus, signal: AbortSignal) => Promise<Reply>;
}

/** What was asked for, or how the call ended without it. */
export type Got<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reply: Reply };

/** With the answer as it came; `layer`: it was told, and this layer of it cannot be read (quirk 20). */
export type Detail =
  | { readonly ok: true; readonly value: LinkedFiling; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly reply: Reply; readonly layer?: undefined }
  | { readonly ok: false; readonly reply: Reply; readonly layer: string; readonly bytes: Uint8Array };

const names = {
  token: callNames.login,
  list: callNames.linkedList,
  detail: callNames.linkedDetail,
  acknowledge: callNames.linkedAcknowledge,
  status: callNames.linkedStatus,
} as const;

class TokenRefused extends Error {
  readonly reply: Reply;
  constructor(reply: Reply) {
    super("no token");
    this.reply = reply;
  }
}

export function makeLinkedAsk(parts: {
  readonly linked: LinkedConnection;
  readonly answers: PortalConnection["answers"];
  readonly send: Send;
  readonly now: () => Date;
}): LinkedAsk {
  const { linked, send, now } = parts;
  const classify = makeClassifyAnswer(parts.answers);
  type Heard = { readonly reply: Reply; readonly bytes: Uint8Array | null; readonly session: string | null } & {
    readonly http?: number;
  };

  const one = async (call: LinkedCall, token: string, signal: AbortSignal): Promise<Heard> => {
    const heard = await send(toLinked(call, { paths: linked.paths, token }), signal);
    if (heard.kind === "silent") {
      const { left, fault, detail } = heard;
      return { reply: { kind: left ? "unknown" : "retry", fault, detail }, bytes: null, session: null };
    }
    const { bytes, status: http } = heard;
    const said = fromLinked(bytes);
    const carried =
      call.kind === "token"
        ? said.ok && said.value.session !== null
        : call.kind === "list"
          ? fromLinkedList(bytes).ok
          : call.kind === "detail" && fromLinkedDetail(bytes).ok;
    const { class: verdict } = classify(
      {
        ...{ service: names[call.kind], http, code: said.ok ? said.value.code : null },
        ...{ message: said.ok ? said.value.message : "", carries: carried, unreadable: !said.ok },
        errors: said.ok && hasErrors(said.value),
      },
      now(),
    );
    const words = said.ok ? `${said.value.code ?? "–"}: ${said.value.message}` : said.fault.detail;
    const detail = `${names[call.kind]}, HTTP ${http}, ${words}`.slice(0, 400);
    // a token is what it was asked for
    const reply =
      call.kind === "token" && carried ? ({ kind: "done", detail } as const) : replyOf(verdict, detail, http);
    return { reply, bytes, session: said.ok ? said.value.session : null, http };
  };

  const tokens = keepSession({
    login: async () => {
      const { username: userName, password } = linked;
      const { reply, session } = await one({ kind: "token", userName, password }, "", new AbortController().signal);
      if (session !== null && reply.kind === "done") return session;
      throw new TokenRefused(reply.kind === "done" ? { kind: "auth", detail: reply.detail } : reply);
    },
    lifetimeMs: linked.tokenMinutes * 60_000,
  });

  const call = async (asked: LinkedCall, signal: AbortSignal): Promise<Heard> => {
    for (let tries = 0; ; tries++) {
      let token: string;
      try {
        token = await tokens.get();
      } catch (error) {
        if (error instanceof TokenRefused) return { reply: error.reply, bytes: null, session: null };
        throw error;
      }
      const heard = await one(asked, token, signal);
      if (heard.reply.kind !== "auth" || tries > 0) return heard;
      tokens.giveBack(token);
    }
  };

  return {
    async list(signal) {
      const { reply, bytes } = await call({ kind: "list" }, signal);
      const read = reply.kind === "done" && bytes ? fromLinkedList(bytes) : undefined;
      if (!read?.ok) return { ok: false, reply };
      return { ok: true, value: { rows: read.value.rows, unreadable: read.value.unreadable.length } };
    },
    async detail(id, signal) {
      const { reply, bytes, http } = await call({ kind: "detail", id }, signal);
      const read = bytes ? fromLinkedDetail(bytes) : undefined;
      if (bytes && read?.ok && reply.kind === "done") return { ok: true, value: read.value, bytes };
      const why = read && !read.ok ? `${reply.detail}; ${read.fault.layer}: ${read.fault.detail}` : reply.detail;
      const ended = { ok: false, reply: { ...reply, detail: why } } as const;
      return bytes && http === 200 && read && !read.ok ? { ...ended, layer: read.fault.layer, bytes } : ended;
    },
    acknowledge: async (nationalCode, signal) => (await call({ kind: "acknowledge", nationalCode }, signal)).reply,
    tellStatus: async (status, signal) => (await call({ kind: "status", status }, signal)).reply,
  };
}

export { linkedFlow };

export interface LinkedTaken {
  readonly listed: number;
  readonly kept: number;
  readonly repeated: number;
  readonly acknowledged: number;
  /** Could not be read; left on the list unless a person refused it. */
  readonly unread: number;
}

/**
 * Fetches what is listed. Each is kept first, and acknowledged after the commit alone: whoever dies in between finds it
 * listed again, and kept (quirk 23). What is known and asked for no supplement is acknowledged again, its content left.
 */
export async function takeLinked(
  parts: { readonly ask: LinkedAsk; readonly files: FileWorld; readonly log: Log },
  signal: AbortSignal,
): Promise<LinkedTaken> {
  const { ask, files, log } = parts;
  const listed = await ask.list(signal);
  if (!listed.ok) throw new Error(`linked services: ${listed.reply.detail}`);
  const count = { kept: 0, repeated: 0, acknowledged: 0, unread: listed.value.unreadable };
  const take = async (row: LinkedListRow): Promise<void> => {
    const detail = await ask.detail(String(row.id), signal);
    const isThis = detail.ok && detail.value.nationalCode === row.maHoSo && isKey(row.maHoSo);
    const packet = isThis ? await packetOf(files, row, detail.value) : undefined;
    if (!packet) {
      count.unread += 1;
      const why = whyNot(detail, isThis);
      log.warn({ linked: row.maHoSo, why }, "a linked filing could not be read and stays on the list");
      const layer = detail.ok ? (isThis ? undefined : "maHoSo") : detail.layer;
      if (layer === undefined || !("bytes" in detail)) return;
      if (!(await keepBroken(files, row, { layer, why }, detail.bytes))) return;
    } else {
      const kept = await keepHandedDown(files.db, packet, "filing");
      if (kept.kind === "kept") count.kept += 1;
      else count.repeated += 1;
      if (kept.kind === "closed")
        log.info(
          { linked: row.maHoSo, state: kept.state },
          "another content of a linked filing that awaits none: left",
        );
    }
    const acknowledged = await ask.acknowledge(row.maHoSo, signal);
    if (acknowledged.kind === "done") count.acknowledged += 1;
    else
      log.warn(
        { linked: row.maHoSo, why: acknowledged.detail },
        "an acknowledgement was not taken; it is listed again",
      );
  };
  for (const row of listed.value.rows)
    try {
      await take(row);
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      // one that breaks us does not hold up those behind it
      count.unread += 1;
      log.error({ err: error, linked: keyOf(row.maHoSo) }, "a linked filing could not be kept and stays on the list");
    }
  return { listed: listed.value.rows.length + listed.value.unreadable, ...count };
}

const keyLimit = 100;
const keyOf = (code: string): string => cutText(cleanText(code), keyLimit);
/** What can be kept and found by it: a code that is too long, or has signs that nobody sees, is none. */
const isKey = (code: string): boolean => code !== "" && keyOf(code) === code;

/**
 * Keeps what cannot be read as it came, for a person (quirk 24): once for each layer that broke. It stays on the list, and
 * is read anew each time, until it can be read or a person decides that it shall not be taken in.
 * @returns whether it may be acknowledged: a person refused it, or it is of a dossier that awaits nothing.
 */
async function keepBroken(
  world: FileWorld,
  row: LinkedListRow,
  broken: { readonly layer: string; readonly why: string },
  bytes: Uint8Array,
): Promise<boolean> {
  const { maHoSo, maDonVi, maTTHC, module, ngayTiepNhan, techId } = row;
  const raw = await storeFile(
    world,
    `${fileName(maHoSo, "dvclt")}.json`,
    Buffer.from(bytes),
    "application/octet-stream",
  );
  const packet = { maHoSo, module, maDonVi, maTTHC, ngayTiepNhan, techId, broken };
  const kept = await keepHandedDown(
    world.db,
    {
      ...{ flow: linkedFlow, nationalCode: keyOf(maHoSo), caller: linkedFlow, files: raw.ok ? [raw.file] : [] },
      digest: sha256Of(canonicalJson({ maHoSo, layer: broken.layer })),
      body: JSON.stringify(packet),
    },
    "unreadable",
  );
  return kept.kind === "refused" || kept.kind === "closed";
}

function whyNot(detail: Detail, isThis: boolean): string {
  if (!detail.ok) return detail.reply.detail;
  return isThis ? "its files could not be stored" : `its code is ${keyOf(detail.value.nationalCode)} inside`;
}

async function packetOf(world: FileWorld, row: LinkedListRow, filing: LinkedFiling) {
  const stored: InboxFile[] = [];
  const files: object[] = [];
  for (const { id, name, paper, base64 } of filing.files) {
    const put = await storeFile(world, fileName(name, "tệp"), Buffer.from(base64, "base64"));
    if (!put.ok) return undefined;
    stored.push(put.file);
    files.push({ id, name, paper, content: `sha256:${put.file.sha256}` });
  }
  const { maDonVi, maTTHC, ngayTiepNhan, techId } = row;
  const fields = Object.fromEntries(filing.fields);
  const packet = {
    maHoSo: filing.nationalCode,
    module: row.module,
    maDonVi,
    maTTHC,
    ngayTiepNhan,
    techId,
    fields,
    files,
  };
  return {
    ...{ flow: linkedFlow, nationalCode: filing.nationalCode, caller: linkedFlow, files: stored },
    digest: sha256Of(canonicalJson(packet).normalize("NFC")),
    body: JSON.stringify(packet),
  };
}
