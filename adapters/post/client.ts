import { dayOf, type Day } from "../../core/domain/day.ts";
import type { PostEvent } from "../../core/domain/post/event.ts";
import type { PostOrder } from "../../core/domain/post/order.ts";
import type { Quoted } from "../../core/service/post-desk.ts";
import type { CallTrouble, CancelEnding, CreateEnding, Found, StoredOrder } from "../../core/service/post-work.ts";
import { feedRequest, readFeed, type FeedEvent } from "../../mappings/post/hcc-feed.ts";
import * as hcc from "../../mappings/post/hcc.ts";
import * as vp4 from "../../mappings/post/my-vnpost.ts";
import type { CancelReply, CreateReply, PostProfile, PostReply, PostRequest } from "../../mappings/post/profile.ts";
import type { PostAccountSettings, PostConnection } from "./connection.ts";
import type { Heard, PostSend } from "./http.ts";
import { keepToken, type NoToken, type Token } from "../../platform/kept-token.ts";

/** How a call ended, for the record: no body, no name. */
export type NoteCall = (call: {
  readonly account: string;
  readonly call: "token" | "create" | "cancel" | "quote" | "order" | "list" | "history" | "feed" | "label";
  readonly orderId: bigint | null;
  readonly ending: string;
  readonly said: string;
}) => Promise<void>;

/** A page of VP-1's and VP-2's feed, or of VP-4's list of a day; or that none came. */
export type Page<T> =
  | { readonly kind: "page"; readonly events: readonly T[]; readonly isLast: boolean }
  | { readonly kind: "none"; readonly detail: string; readonly retryAfterMs?: number };

/** The calls of one account; none throws for what the post does. */
export interface PostClient {
  readonly settings: PostAccountSettings;
  readonly faultsOf: (order: PostOrder) => readonly string[];
  readonly create: (
    order: PostOrder,
    of: StoredOrder,
    waybill: string | null,
    signal: AbortSignal,
  ) => Promise<CreateEnding>;
  readonly cancel: (of: StoredOrder, signal: AbortSignal) => Promise<CancelEnding>;
  readonly quote: (order: PostOrder, signal: AbortSignal) => Promise<Quoted>;
  /** Asks what became of an order (VP-4 alone): by its waybill, else by our number in the list of the days since. */
  readonly find: (of: StoredOrder, signal: AbortSignal) => Promise<Found>;
  readonly feed: (cursor: string, size: number, signal: AbortSignal) => Promise<Page<FeedEvent>>;
  /** VP-4 alone: its label as a PDF in base64; null: none came. */
  readonly label: (waybill: string, signal: AbortSignal) => Promise<string | null>;
  readonly list: (from: Day, to: Day, page: number, signal: AbortSignal) => Promise<Page<PostEvent>>;
}

interface ClientParts {
  readonly settings: PostAccountSettings;
  readonly connection: Pick<PostConnection, "codes" | "suffixes">;
  readonly send: PostSend;
  readonly note: NoteCall;
  readonly now: () => Date;
}

const detailLimit = 300;
/** What is not said to live longer is asked for anew. */
const tokenMs = 10 * 60_000;
/** Renewed so long before its end. */
const earlyMs = 30_000;
const listPage = 500;
const mostPages = 40;

export function makePostClient({ settings, connection, send, note, now }: ClientParts): PostClient {
  const { name: account, endpoint, profile } = settings;
  const tokens = keepToken(() => askToken(settings, send, note));

  /** One call, with a token; one that is refused is renewed, and the call made once more: nothing was done by it. */
  async function call(
    what: Parameters<NoteCall>[0]["call"],
    orderId: bigint | null,
    request: PostRequest,
    signal: AbortSignal,
  ): Promise<Heard | NoToken> {
    for (let isRenewed = false; ; isRenewed = true) {
      const token = await tokens.get();
      if (!token.ok) return token;
      const heard = await send(endpoint, { ...request, headers: { ...request.headers, ...token.headers } }, signal);
      const isRefused = heard.kind === "answered" && (heard.reply.status === 401 || heard.reply.status === 403);
      if (isRefused) tokens.giveBack(token);
      if (isRefused && !isRenewed) continue;
      // a feed that is quiet would fill the record with nothing
      if (what !== "feed" || heard.kind === "silent" || heard.reply.status !== 200)
        await note({
          account,
          call: what,
          orderId,
          ending: endingOf(heard),
          said: heard.kind === "silent" ? heard.detail : "",
        });
      return heard;
    }
  }

  /** @param read where the call was answered. */
  function troubleOr<T>(heard: Heard | NoToken, read: (reply: PostReply, retryAfterMs?: number) => T): T | CallTrouble {
    if ("ok" in heard) {
      const wait = heard.retryAfterMs === undefined ? {} : { retryAfterMs: heard.retryAfterMs };
      return { kind: heard.refused ? "notLetIn" : "retry", detail: heard.detail, ...wait };
    }
    if (heard.kind === "silent") return { kind: heard.left ? "unknown" : "retry", detail: heard.detail };
    return read(heard.reply, heard.retryAfterMs);
  }

  const profileAt = (waybill: string | null): PostProfile => {
    const shared = { codes: connection.codes, on: dayOf(now()), suffixes: connection.suffixes };
    const { paths, prefix, contractCode, serviceCode, sendType, flagConfig } = settings;
    switch (profile) {
      case "VP-1":
        return hcc.vp1({ ...shared, paths });
      case "VP-2":
        return hcc.vp2({ ...shared, path: paths.service });
      case "VP-3":
        return hcc.vp3({ ...shared, path: paths.create, waybill: waybill ?? "", flagConfig });
      case "VP-4":
        return vp4.vp4({ prefix, contractCode, serviceCode, sendType, suffixes: connection.suffixes });
    }
  };

  async function find(of: StoredOrder, signal: AbortSignal): Promise<Found> {
    if (of.waybill !== null) return findByWaybill(of, of.waybill, signal);
    const since = dayOf(of.calledAt ?? of.createdAt);
    for (let page = 0; page < mostPages; page++) {
      const read = await listOf(of.id, since, dayOf(now()), page, signal);
      if (read.kind === "none") return { ...read, kind: "noAnswer" };
      const ours = read.events.filter(({ event }) => event.orderNumber === of.number);
      if (ours.length > 0)
        return {
          kind: "there",
          theirNumber: ours[0]?.theirNumber ?? null,
          events: ours.map(({ event }) => event),
        };
      if (read.isLast) return { kind: "absent" };
    }
    return { kind: "noAnswer", detail: `more than ${mostPages} pages since ${since}` };
  }

  async function findByWaybill(of: StoredOrder, waybill: string, signal: AbortSignal): Promise<Found> {
    const { prefix } = settings;
    const one = troubleOr(
      await call("order", of.id, vp4.orderRequest(prefix, waybill), signal),
      readOrNone(vp4.readOrders),
    );
    if ("kind" in one) return noAnswer(one);
    const ours = one.read.filter(({ event }) => event.waybill === null || event.waybill === waybill);
    if (ours.length === 0) return { kind: "absent" };
    const past = troubleOr(
      await call("history", of.id, vp4.historyRequest(prefix, waybill), signal),
      readOrNone((reply) => vp4.readHistory(reply, of.number)),
    );
    // the order itself says where it is: its history is more, not other
    const history = "kind" in past ? [] : past.read;
    return {
      kind: "there",
      theirNumber: ours[0]?.theirNumber ?? null,
      events: [...byTime(history), ...ours.map(({ event }) => event)],
    };
  }

  async function listOf(orderId: bigint | null, from: Day, to: Day, page: number, signal: AbortSignal) {
    const request = vp4.listRequest(settings.prefix, written(from), written(to), page);
    const heard = await call(orderId === null ? "feed" : "list", orderId, request, signal);
    const read = troubleOr(heard, readOrNone(vp4.readOrders));
    if ("kind" in read) return { ...noAnswer(read), kind: "none" as const };
    return { kind: "page" as const, events: read.read, isLast: read.read.length < listPage };
  }

  return {
    settings,
    // an allocated number is taken when it is sent
    faultsOf: (order) => {
      const built = profileAt("AA000000000VN").create(order);
      return built.ok ? [] : built.faults;
    },
    async create(order, of, waybill, signal) {
      const made = profileAt(waybill);
      const built = made.create(order);
      if (!built.ok) return { kind: "incomplete", faults: built.faults };
      const heard = await call("create", of.id, built.request, signal);
      return troubleOr(heard, (reply, retryAfterMs) => createEnding(made.readCreate(reply), waybill, retryAfterMs));
    },
    async cancel({ id, customerCode, number: orderNumber, theirNumber }, signal) {
      const made = profileAt(null);
      const built = made.cancel?.({ customerCode, orderNumber, theirNumber });
      if (!built?.ok) return { kind: "refused", code: "–", said: built ? built.faults.join(", ") : "not offered" };
      const heard = await call("cancel", id, built.request, signal);
      return troubleOr(heard, (reply, retryAfterMs) => cancelEnding(made.readCancel(reply), retryAfterMs));
    },
    async quote(order, signal) {
      const made = profileAt(null);
      const built = made.quote?.(order);
      if (!built) return { kind: "noAnswer" };
      if (!built.ok) return { kind: "incomplete", faults: built.faults };
      const heard = await call("quote", null, built.request, signal);
      const read = troubleOr(heard, made.readQuote);
      if (read.kind === "quoted") return read;
      return read.kind === "refused" ? { kind: "refused", said: read.said } : { kind: "noAnswer" };
    },
    find,
    async feed(cursor, size, signal) {
      const { tracking, service } = settings.paths;
      const path = profile === "VP-2" ? `${service}?service=ordertracking` : tracking;
      const read = troubleOr(await call("feed", null, feedRequest(path, cursor, size), signal), readOrNone(readFeed));
      if ("kind" in read) return { ...noAnswer(read), kind: "none" };
      return { kind: "page", events: read.read, isLast: read.read.length < size };
    },
    async label(waybill, signal) {
      if (profile !== "VP-4") return null;
      const heard = await call("label", null, vp4.labelRequest(settings.prefix, waybill), signal);
      const read = troubleOr(heard, readOrNone(vp4.readLabel));
      return "kind" in read ? null : read.read;
    },
    async list(from, to, page, signal) {
      const read = await listOf(null, from, to, page, signal);
      return read.kind === "none" ? read : { ...read, events: read.events.map(({ event }) => event) };
    },
  };
}

/** A reply that cannot be read, or was refused, is no answer to a question. */
const readOrNone =
  <T>(read: (reply: PostReply) => T | null) =>
  (reply: PostReply, retryAfterMs?: number): { readonly read: T } | CallTrouble => {
    const got = read(reply);
    if (got !== null) return { read: got };
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    return { kind: "retry", detail: `HTTP ${reply.status}, not to be read`, ...wait };
  };

const noAnswer = (trouble: CallTrouble): Extract<Found, { kind: "noAnswer" }> => ({
  ...{ kind: "noAnswer", detail: trouble.detail },
  ...("retryAfterMs" in trouble ? { retryAfterMs: trouble.retryAfterMs } : {}),
});

const waits = (retryAfterMs: number | undefined) => (retryAfterMs === undefined ? {} : { retryAfterMs });

function createEnding(reply: CreateReply, allocated: string | null, retryAfterMs?: number): CreateEnding {
  switch (reply.kind) {
    case "created":
      return { ...reply, waybill: reply.waybill ?? allocated };
    case "already":
      return allocated === null
        ? { kind: "already" }
        : { kind: "created", waybill: allocated, theirNumber: null, fee: null };
    case "refused":
      return reply;
    case "newToken":
      return { kind: "notLetIn", detail: "401 or 403 with a new token" };
    case "busy":
      return { kind: "retry", detail: "asked to wait", ...waits(retryAfterMs) };
    case "unknown":
      return { kind: "unknown", detail: reply.why };
  }
}

function cancelEnding(reply: CancelReply, retryAfterMs?: number): CancelEnding {
  switch (reply.kind) {
    case "cancelled":
    case "pending":
    case "refused":
      return reply;
    case "newToken":
      return { kind: "notLetIn", detail: "401 or 403 with a new token" };
    case "busy":
      return { kind: "retry", detail: "asked to wait", ...waits(retryAfterMs) };
    case "unknown":
      return { kind: "unknown", detail: reply.why };
  }
}

const endingOf = (heard: Heard): string =>
  heard.kind === "silent" ? (heard.left ? "no answer" : "not reached") : `HTTP ${heard.reply.status}`;

/** dd-MM-yyyy */
const written = (day: Day): string => day.split("-").toReversed().join("-");

/** Those without a time stay where they are told. */
const byTime = (events: readonly PostEvent[]): readonly PostEvent[] =>
  events.every(({ at }) => at !== null)
    ? events.toSorted((a, b) => (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0))
    : events;

/** VP-1, VP-2: client credentials; VP-4: name and password; VP-3 has one that never changes. */
async function askToken(settings: PostAccountSettings, send: PostSend, note: NoteCall): Promise<Token | NoToken> {
  const { name, profile, key, secret, paths, tokenEndpoint, prefix, customerCode } = settings;
  if (profile === "VP-3") return { ok: true, headers: { access_token: secret }, lifetimeMs: Infinity };
  const request =
    profile === "VP-4"
      ? vp4.tokenRequest(prefix, key, secret, customerCode)
      : hcc.tokenRequest(paths.token, key, secret);
  // it serves whoever waits for it: one that hangs up does not break it off for the others
  const heard = await send(tokenEndpoint, request, new AbortController().signal);
  const token = heard.kind === "answered" ? tokenIn(profile, heard.reply) : undefined;
  if (token) return token;
  const detail = heard.kind === "silent" ? heard.detail : `no token, HTTP ${heard.reply.status}`;
  await note({
    account: name,
    call: "token",
    orderId: null,
    ending: endingOf(heard),
    said: detail.slice(0, detailLimit),
  });
  if (heard.kind === "silent") return { ok: false, refused: false, detail };
  const isOutage = heard.reply.status === 429 || heard.reply.status >= 500;
  return { ok: false, refused: !isOutage, detail, ...waits(heard.retryAfterMs) };
}

function tokenIn(profile: PostAccountSettings["profile"], reply: PostReply): Token | undefined {
  if (profile === "VP-4") {
    const token = vp4.readToken(reply);
    return token === null || !isHeader.test(token) ? undefined : { ok: true, headers: { token }, lifetimeMs: tokenMs };
  }
  const read = hcc.readToken(reply);
  if (!read || !isHeader.test(read.authorization)) return undefined;
  const lifetimeMs = read.seconds > 0 ? Math.max(1_000, read.seconds * 1_000 - earlyMs) : tokenMs;
  return { ok: true, headers: { authorization: read.authorization }, lifetimeMs };
}

const isHeader = /^[\x20-\x7e]+$/;
