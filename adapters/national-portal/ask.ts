import type { FaultCode } from "../../bus/outcome.ts";
import type { DossierRow } from "../../contracts/national-portal/dossier.ts";
import type { Service } from "../../contracts/national-portal/envelope.ts";
import type { FiledStatus } from "../../contracts/national-portal/filed-status.ts";
import type { AnswerClass } from "../../mappings/national-portal/answer-rules.ts";
import { makeClassifyAnswer } from "../../mappings/national-portal/classify-answer.ts";
import { serviceOf, type PortalCall } from "../../mappings/national-portal/dialects/call.ts";
import { fromGateway, toGateway } from "../../mappings/national-portal/dialects/gateway.ts";
import { fromMapi, toMapi } from "../../mappings/national-portal/dialects/mapi.ts";
import { checkBase64, defaultCaps, isObject, type WireAnswer } from "../../mappings/national-portal/dialects/wire.ts";
import { readLookup } from "../../mappings/national-portal/read-lookup.ts";
import type { ProgressStep } from "../../mappings/national-portal/to-progress-row.ts";
import type { PortalConnection } from "./connection.ts";
import type { Send } from "./http.ts";
import { keepSession } from "./session.ts";

/** How the portal ended a call (docs/national-portal.md, answers). */
export type Reply =
  | { readonly kind: "done"; readonly detail: string }
  /** It left and no answer came, or half of one: it may have had its effect. */
  | { readonly kind: "unknown"; readonly detail: string; readonly fault: FaultCode }
  /** It answered, in words that nobody has judged yet: never taken for a yes (quirk 2). */
  | { readonly kind: "unclear"; readonly detail: string }
  /** It surely had no effect; later is fine. */
  | { readonly kind: "retry"; readonly detail: string; readonly fault: FaultCode }
  /** It has the dossier, or has it not, other than the call supposed. */
  | { readonly kind: "flip"; readonly detail: string }
  | { readonly kind: "predecessor"; readonly detail: string }
  | { readonly kind: "auth"; readonly detail: string }
  | { readonly kind: "permanent"; readonly detail: string; readonly field?: string };

/** Three-valued: no answer is no "no" (quirk 5). */
export type Found =
  | { readonly kind: "exists"; readonly status: string | null }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly reply: Exclude<Reply, { kind: "done" }> };

export type StepRow = Pick<ProgressStep, "eventId" | "packet">;

/** The calls of the portal that telling needs; none throws for what the portal does. */
export interface Ask {
  readonly lookUp: (code: string, signal: AbortSignal) => Promise<Found>;
  readonly syncDossier: (row: DossierRow, isUpdating: boolean, signal: AbortSignal) => Promise<Reply>;
  /** Rows of one dossier, in the order in which they happened. */
  readonly tellSteps: (rows: readonly StepRow[], signal: AbortSignal) => Promise<Reply>;
  readonly tellFiled: (row: FiledStatus, signal: AbortSignal) => Promise<Reply>;
}

export interface AskOptions {
  readonly connection: Pick<
    PortalConnection,
    "dialect" | "sender" | "dstcode" | "dstcodeIn" | "prefix" | "providerUrl"
  > &
    Pick<PortalConnection, "username" | "password" | "aliases" | "sessionMinutes" | "answers">;
  readonly send: Send;
  readonly now: () => Date;
}

/** What was heard and how it is judged; `answer` where it could be read. */
interface Judged {
  readonly reply: Reply;
  readonly answer: WireAnswer | null;
}

const detailLimit = 400;

/** The portal's calls over one session of this process. */
export function makeAsk({ connection, send, now }: AskOptions): Ask & {
  readonly read: Read;
  readonly push: Push;
  readonly file: GetFile;
} {
  const classify = makeClassifyAnswer(connection.answers);
  const sessions = keepSession({
    login: async () => {
      const { username, password } = connection;
      const { reply, answer } = await judge({ kind: "login", username, password }, "", forever);
      if (answer?.session && reply.kind === "done") return answer.session;
      throw new LoginRefused(reply);
    },
    lifetimeMs: connection.sessionMinutes * 60_000,
  });

  /** Logs in where the dialect has sessions; one that the portal refuses is renewed, and the call repeated once. */
  async function call(asked: PortalCall, signal: AbortSignal): Promise<Judged> {
    if (connection.dialect === "gateway") return judge(asked, "", signal);
    let judged: Judged | undefined;
    for (let tries = 0; tries < 2; tries++) {
      let session: string;
      try {
        session = await sessions.get();
      } catch (error) {
        if (error instanceof LoginRefused) return { reply: error.reply, answer: null };
        throw error;
      }
      judged = await judge(asked, session, signal);
      if (judged.reply.kind !== "auth") return judged;
      sessions.giveBack(session);
    }
    return judged as Judged;
  }

  async function judge(asked: PortalCall, session: string, signal: AbortSignal): Promise<Judged> {
    const request =
      connection.dialect === "gateway" ? toGateway(asked, connection) : toMapi(asked, { ...connection, session });
    if (!request) throw new Error(`the dialect ${connection.dialect} has no ${asked.kind}`);
    const heard = await send(request, signal);
    if (heard.kind === "silent") {
      const { left, fault, detail, isTooLarge } = heard;
      if (isTooLarge && asked.kind === "read") return { reply: { kind: "permanent", detail }, answer: null };
      return { reply: { kind: left ? "unknown" : "retry", fault, detail }, answer: null };
    }
    const read = connection.dialect === "gateway" ? fromGateway(heard.bytes) : fromMapi(heard.bytes);
    const answer = read.ok ? read.value : null;
    const { class: verdict } = classify(
      {
        ...{ service: serviceOf(asked), http: heard.status, code: answer?.code, message: answer?.message ?? "" },
        carries: answer !== null && (answer.session !== null || (answer.rows?.length ?? 0) > 0),
        unreadable: !read.ok,
      },
      now(),
    );
    const words = read.ok ? `error_code ${answer?.code ?? "–"}: ${answer?.message ?? ""}` : read.fault.detail;
    const detail = `${serviceOf(asked)}, HTTP ${heard.status}, ${words}`.slice(0, detailLimit);
    return { reply: replyOf(verdict, detail, heard.status), answer };
  }

  const end = async (asked: PortalCall, signal: AbortSignal) => (await call(asked, signal)).reply;
  return {
    async lookUp(code, signal) {
      const { reply, answer } = await call({ kind: "lookup", dossierCode: code }, signal);
      const found = readLookup(code, answer);
      if (found.kind === "exists") return { kind: "exists", status: statusOf(found.rows[0]) };
      if (found.kind === "absent") return found;
      return { kind: "unknown", reply: reply.kind === "done" ? { kind: "unclear", detail: found.why } : reply };
    },
    syncDossier: (row, isUpdating, signal) => end({ kind: "syncDossier", row, isUpdating }, signal),
    tellSteps: (steps, signal) => end({ kind: "progress", steps }, signal),
    tellFiled: (status, signal) => end({ kind: "filedStatus", status }, signal),
    read: async (service, parameters, signal) => {
      const { reply, answer } = await call({ kind: "read", service, parameters }, signal);
      return { reply, rows: answer?.rows ?? null, code: answer?.code ?? null };
    },
    push: (service, rows, signal) => end({ kind: "push", service, rows }, signal),
    async file(path, signal) {
      const { reply, answer } = await call(
        { kind: "read", service: "getfile", parameters: { DuongDan: path } },
        signal,
      );
      const result = isObject(answer?.whole) ? answer.whole["result"] : undefined;
      if (answer?.code !== "0" || typeof result !== "string" || result === "") return reply;
      const content = checkBase64(result, defaultCaps.file);
      if (content.ok) return Buffer.from(content.value, "base64");
      // the same path brings the same file: a person looks, and nobody asks six times
      return { kind: "permanent", detail: `getfile, ${content.fault.why}: ${content.fault.detail}` };
    },
  };
}

/** Reads a list; rows are null where the answer brought none. */
export type Read = (
  service: Service,
  parameters: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Promise<{ readonly reply: Reply; readonly rows: readonly unknown[] | null; readonly code: string | null }>;

/** What lies at a path of the portal's own (`getfile {DuongDan}`), or how the call ended without it. */
export type GetFile = (path: string, signal: AbortSignal) => Promise<Buffer | Reply>;

/** Hands over rows of one service; one answer covers them all. */
export type Push = (service: Service, rows: readonly object[], signal: AbortSignal) => Promise<Reply>;

class LoginRefused extends Error {
  readonly reply: Reply;
  constructor(reply: Reply) {
    super("the portal refuses the login");
    // whatever it says of a login, nothing of the call itself has left
    this.reply =
      reply.kind === "retry"
        ? reply
        : { kind: reply.kind === "unknown" ? "retry" : "auth", detail: reply.detail, fault: "portal-login" };
  }
}

/** A login serves whoever waits for it: one that hangs up does not break it off for the others. */
const forever = new AbortController().signal;

/** @param http a busy portal (429) has turned the call away: that had no effect, unlike one that broke. */
export function replyOf(verdict: AnswerClass, detail: string, http: number): Reply {
  switch (verdict) {
    case "done":
    case "flip":
    case "predecessor":
    case "auth":
      return { kind: verdict, detail };
    case "permanent": {
      const field = /\b[A-Z][a-z]+(?:[A-Z][a-z]*)+\b/.exec(detail.slice(detail.indexOf(": ")))?.[0];
      return { kind: "permanent", detail, ...(field === undefined ? {} : { field }) };
    }
    // it broke while it was at it: nobody knows how far it came (quirk 6)
    case "retry":
      if (http === 429) return { kind: "retry", detail, fault: "asked-to-wait" };
      return { kind: "unknown", detail, fault: "server-error" };
    case "unknown":
      return { kind: "unclear", detail };
  }
}

function statusOf(row: unknown): string | null {
  const said = row as Readonly<Record<string, unknown>> | undefined;
  const status = said?.["MaTrangThai"] ?? said?.["TrangThaiHoSo"];
  return typeof status === "string" || typeof status === "number" ? String(status) : null;
}
