import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { PostAccountSettings } from "./connection.ts";

/** What a stand-in is told to do wrong, at its next calls of a kind. */
export type PostFault =
  /** It does the work, and no answer comes. */
  | "silentAfter"
  /** The connection ends before anything is done. */
  | "silentBefore"
  | "401"
  | "429"
  | "500"
  /** It does the work and breaks while it answers. */
  | "500After"
  | "503"
  /** A proxy's page, as 200. */
  | "html"
  | "redirect"
  | "tooLong"
  /** VP-3: "500" in its own words, though it was done. */
  | "status500After"
  | "refuse"
  /** VP-4: the cancelling waits for approval. */
  | "pending";

export interface StandInOrder {
  readonly number: string;
  readonly waybill: string | null;
  readonly theirNumber: string;
  status: string;
  readonly history: { code: string; at: string; key: string }[];
  /** As it was sent. */
  readonly sent: Readonly<Record<string, unknown>>;
}

export interface StandInCall {
  readonly what: "token" | "create" | "cancel" | "quote" | "feed" | "order" | "list" | "history" | "label";
  readonly number: string | null;
}

export interface PostStandIn {
  readonly url: string;
  readonly orders: ReadonlyMap<string, StandInOrder>;
  readonly calls: readonly StandInCall[];
  /** How many postmen were called: one for each order taken in, repeats by another number too. */
  readonly postmen: () => number;
  /** The next calls of that kind end so, one after the other. */
  readonly failNext: (what: StandInCall["what"], ...faults: readonly PostFault[]) => void;
  /** The parcel moves on, and the feed tells of it. @param number also one that it never had. */
  readonly happens: (number: string, code: string, at: Date, said?: string) => void;
  /** Puts documents into the feed as they are. */
  readonly feed: FeedRow[];
  /** The order was not taken in after all, or an outage lost it. */
  readonly forget: (number: string) => void;
  /** As if it had just begun; tokens stay. */
  readonly reset: () => void;
  /** Agrees to what is pending. */
  readonly approve: (number: string) => void;
  /** Answers only so long after it was asked. */
  delayMs: number;
  readonly close: () => Promise<void>;
}

export interface FeedRow {
  readonly id: string;
  readonly customerCode: string;
  readonly orderNumber: string;
  readonly code: string;
  readonly at: number;
  readonly waybill: string | null;
  readonly said: string;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What a test or the demonstration logs in with; invented. */
export const practicePost = { key: "practice", secret: "practice-post-secret", customerCode: "KH-TAP" };

/** Codes that VP-4's own table lets nobody send are refused by it: it plays strictly what the facts say. */
const hccFields = [
  "CustomerCode",
  "OrderNumber",
  "SenderProvince",
  "SenderAddress",
  "SenderName",
  "SenderTel",
  "ReceiverName",
  "ReceiverAddress",
  "ReceiverTel",
  "ReceiverProvince",
];
const vp4Fields = [
  "senderName",
  "senderPhone",
  "senderAddress",
  "senderProvinceCode",
  "senderCommuneCode",
  "receiverName",
  "receiverPhone",
  "receiverAddress",
  "receiverProvinceCode",
  "receiverCommuneCode",
  "contentNote",
  "weight",
  "sendType",
  "saleOrderCode",
];

/** Plays one interface of the post on a port of this machine, with the failures that the facts know (docs/post-and-statements.md). */
export async function startPostStandIn(profile: PostAccountSettings["profile"], port = 0): Promise<PostStandIn> {
  const orders = new Map<string, StandInOrder>();
  const calls: StandInCall[] = [];
  const feed: FeedRow[] = [];
  const faults = new Map<StandInCall["what"], PostFault[]>();
  const pending = new Set<string>();
  let [made, tokens, token, events] = [0, 0, "", 0];
  const state = { delayMs: 0 };

  const isLetIn = ({ headers }: Asked): boolean => {
    if (profile === "VP-3") return headers["access_token"] === practicePost.secret;
    if (token === "") return false;
    return profile === "VP-4" ? headers["token"] === token : headers.authorization === `Bearer ${token}`;
  };

  const giveToken = ({ headers, body }: Asked): Answer => {
    const { key, secret, customerCode } = practicePost;
    if (profile === "VP-4") {
      const said = jsonOf(body);
      const fits = said["username"] === key && said["password"] === secret && said["customerCode"] === customerCode;
      if (!fits) return { status: 200, body: { success: false, errorMessage: "wrong name or password", token: null } };
      token = `vp4-${++tokens}`;
      return { status: 200, body: { success: true, errorMessage: null, token } };
    }
    const basic = `Basic ${Buffer.from(`${key}:${secret}`).toString("base64")}`;
    if (headers.authorization !== basic || body !== "grant_type=client_credentials")
      return { status: 401, body: { error: "invalid_client" } };
    token = `hcc-${++tokens}`;
    return { status: 200, body: { access_token: token, token_type: "Bearer", expires_in: 3600 } };
  };

  function take(number: string, sent: Readonly<Record<string, unknown>>, waybill: string | null): StandInOrder {
    made += 1;
    const order: StandInOrder = {
      ...{ number, waybill, theirNumber: `GUI${String(made).padStart(8, "0")}`, status: "1", history: [], sent },
    };
    orders.set(number, order);
    return order;
  }

  const create = ({ body }: Asked, fault: PostFault | undefined): Answer => {
    const sent = jsonOf(body);
    if (profile === "VP-4") {
      const all = isObject(sent["informationOrder"]) ? sent["informationOrder"] : {};
      const lacks = vp4Fields.filter((name) => typeof all[name] !== "string" || all[name] === "");
      if (sent["customerCode"] !== practicePost.customerCode || lacks.length > 0 || fault === "refuse")
        return { status: 200, body: { success: false, errorMessage: `missing: ${lacks.join(", ") || "service"}` } };
      // their number is theirs: the same order sent twice calls two postmen
      const number = String(all["saleOrderCode"]);
      const order = take(number, all, `EV${String(made + 1).padStart(9, "0")}VN`);
      return {
        status: 200,
        body: {
          originalID: order.theirNumber,
          itemCode: order.waybill,
          status: "1",
          totalFee: 32000,
          saleOrderCode: number,
        },
      };
    }
    const lacks = hccFields.filter((name) => sent[name] === undefined || sent[name] === "");
    const number = String(sent["OrderNumber"]);
    if (profile === "VP-3") {
      if (lacks.length > 0 || typeof sent["ItemCode"] !== "string" || fault === "refuse")
        return { status: 200, body: { Status: "102", Message: `missing ${lacks.join(", ")}` } };
      if (orders.has(number)) return { status: 200, body: { Status: "101", Message: "order exists" } };
      take(number, sent, sent["ItemCode"]);
      return fault === "status500After"
        ? { status: 200, body: { Status: "500", Message: "exception" } }
        : { status: 200, body: { Status: "100", Message: "OK" } };
    }
    if (lacks.length > 0 || fault === "refuse")
      return { status: 400, body: { Status: 0, Message: `missing ${lacks.join(", ")}` } };
    // whether it would know the number again no text says: it does not
    take(number, sent, `HC${String(made + 1).padStart(9, "0")}VN`);
    return { status: 201, body: { Status: 1, Message: "Created" } };
  };

  const cancel = ({ query, body }: Asked, fault: PostFault | undefined): Answer => {
    if (profile === "VP-4") {
      const asked = String(jsonOf(body)["OriginalId"]);
      const order = [...orders.values()].find(({ theirNumber }) => theirNumber === asked);
      if (!order || Number(order.status) > 5 || fault === "refuse")
        return { status: 200, body: { Type: "01", Message: "not to be cancelled", CaseId: "" } };
      if (fault === "pending") {
        pending.add(order.number);
        return { status: 200, body: { Type: "02", Message: "waits for approval", CaseId: `C${order.theirNumber}` } };
      }
      happens(order.number, "9", new Date());
      return { status: 200, body: { Type: "00", Message: "OK", CaseId: "" } };
    }
    const order = orders.get(query.get("OrderNumber") ?? "");
    if (!order || query.get("CustomerCode") !== practicePost.customerCode || fault === "refuse")
      return { status: 400, body: { Status: 0, Message: "no such order" } };
    order.status = "9";
    return { status: 201, body: { Status: 1, Message: "OK" } };
  };

  const rowOf = (order: StandInOrder) => ({
    ...{ saleOrderCode: order.number, itemCode: order.waybill, originalID: order.theirNumber, status: order.status },
    // masked, as pulled orders are: nobody writes it back
    ...{
      receiverName: "Ng+++",
      receiverPhone: "+++",
      statusDate: order.history.at(-1)?.at ?? "2026-01-15T08:00:00+07:00",
    },
  });
  const answers: Readonly<Record<StandInCall["what"], (asked: Asked, fault: PostFault | undefined) => Answer>> = {
    token: giveToken,
    create,
    cancel,
    label: () => ({ status: 200, body: [{ fileName: "label.pdf", data: practiceLabel }] }),
    quote: ({ body }) => {
      const sent = jsonOf(body);
      if (profile === "VP-4")
        return {
          status: 200,
          body: [
            { serviceCode: "CTN007", totalFee: 32000 },
            { serviceCode: "CTN009", totalFee: 45000 },
          ],
        };
      return typeof sent["weight"] === "number"
        ? { status: 200, body: { content: { price: "31000" } } }
        : { status: 400, body: { Message: "weight" } };
    },
    feed: ({ query }) => {
      const [after, size] = [query.get("lastId") ?? "", Number(query.get("pagesize"))];
      if (!/^[0-9a-f]{24}$/.test(after) || !(size >= 1 && size <= 1000)) return { status: 400, body: {} };
      const page = feed.filter(({ id }) => id > after || id < "0".repeat(23) + "1").slice(0, size);
      const documents = page.map((row) => ({
        ...{ _id: { $oid: row.id }, CustomerCode: row.customerCode, OrderNumber: row.orderNumber, EventTime: row.at },
        ...{
          POSID: "100000",
          ItemCode: row.waybill ?? undefined,
          StatusCode: Number(row.code),
          StatusMessage: row.said,
        },
      }));
      return {
        status: 200,
        body: { _size: size, _total_pages: 1, _returned: page.length, _embedded: { "rh:doc": documents } },
      };
    },
    order: ({ query }) => {
      const order = [...orders.values()].find(({ waybill }) => waybill === query.get("code"));
      return { status: 200, body: [{ results: order ? [rowOf(order)] : [] }] };
    },
    list: ({ query }) => {
      const [size, page] = [Number(query.get("size")), Number(query.get("page"))];
      const days = ["lastUpdateFrom", "lastUpdateTo"].map((name) => query.get(name) ?? "");
      if (size > 500 || !days.every((day) => /^\d{2}-\d{2}-\d{4}$/.test(day))) return { status: 400, body: {} };
      return { status: 200, body: { results: [...orders.values()].slice(page * size, (page + 1) * size).map(rowOf) } };
    },
    history: ({ query }) => {
      const order = [...orders.values()].find(({ waybill }) => waybill === query.get("code"));
      const rows = (order?.history ?? []).map(({ code, at }) => ({
        itemCode: order?.waybill,
        status: code,
        statusDate: at,
      }));
      // a list in one implementation, an object in another
      return { status: 200, body: { data: rows.length % 2 === 0 ? rows : { history: rows } } };
    },
  };

  function happens(number: string, code: string, at: Date, said = ""): void {
    const order = orders.get(number);
    events += 1;
    const id = events.toString(16).padStart(24, "0");
    if (order) {
      order.status = code;
      order.history.push({ code, at: at.toISOString(), key: id });
    }
    feed.push({
      ...{ id, customerCode: practicePost.customerCode, orderNumber: number, code, at: at.getTime(), said },
      waybill: order?.waybill ?? null,
    });
  }

  /** For whoever looks on: what it holds, and that something happens to a parcel. */
  function play({ method, path, query }: Asked): object | undefined {
    if (method === "GET" && path === "/stand-in/orders")
      return [...orders.values()].map(({ number, waybill, status, history }) => ({ number, waybill, status, history }));
    const [number, code] = [query.get("number") ?? "", query.get("code") ?? ""];
    if (method !== "POST" || path !== "/stand-in/events" || !orders.has(number) || !/^\d{1,4}$/.test(code))
      return undefined;
    happens(number, code, new Date());
    return { number, code };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://stand-in");
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const asked: Asked = {
      ...{ method: request.method ?? "", path: url.pathname, query: url.searchParams, headers: request.headers },
      body: Buffer.concat(chunks).toString("utf8"),
    };
    if (asked.path.startsWith("/stand-in/")) {
      const body = play(asked);
      response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json; charset=utf-8" });
      response.end(JSON.stringify(body ?? {}));
      return;
    }
    const what = whatOf(profile, asked);
    if (!what) {
      response.writeHead(404).end();
      return;
    }
    calls.push({ what, number: numberIn(asked) });
    // who is not let in uses up no failure that was meant for a call
    if (what !== "token" && !isLetIn(asked)) {
      response.writeHead(401, { "content-type": "application/json" }).end("{}");
      return;
    }
    const fault = faults.get(what)?.shift();
    if (state.delayMs > 0) await new Promise((done) => setTimeout(done, state.delayMs));
    if (fault === "silentBefore") {
      request.socket.destroy();
      return;
    }
    const plain = plainFault(fault);
    if (plain) {
      response.writeHead(plain.status, { "content-type": plain.type, ...plain.headers }).end(plain.body);
      return;
    }
    const { status, body } = answers[what](asked, fault);
    if (fault === "silentAfter") {
      request.socket.destroy();
      return;
    }
    if (fault === "500After") {
      response.writeHead(500, { "content-type": "text/html" }).end("<h1>500</h1>");
      return;
    }
    response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ orders, calls, feed, happens },
    postmen: () => made,
    failNext: (what, ...more) => faults.set(what, [...(faults.get(what) ?? []), ...more]),
    forget: (number) => orders.delete(number),
    reset: () => {
      for (const kept of [orders, faults, pending]) kept.clear();
      calls.length = feed.length = made = events = state.delayMs = 0;
    },
    approve: (number) => {
      if (pending.delete(number)) happens(number, "9", new Date());
    },
    get delayMs() {
      return state.delayMs;
    },
    set delayMs(ms: number) {
      state.delayMs = ms;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A PDF of one empty page, in base64; the name of its field is ours. */
const practiceLabel = Buffer.from("%PDF-1.4\n%%EOF\n").toString("base64");

/** Where each interface has its calls; the paths of the connection file in `practiceAccount`. */
export const practicePaths = {
  ...{ token: "/token", create: "/order", cancel: "/cancel", tracking: "/tracking", service: "/lgsp" },
} as const;

function whatOf(
  profile: PostAccountSettings["profile"],
  { method, path, query }: Asked,
): StandInCall["what"] | undefined {
  type Calls = Readonly<Partial<Record<string, StandInCall["what"]>>>;
  if (profile === "VP-4")
    return (
      {
        "POST /GetAccessToken": "token",
        "POST /CreateOrder": "create",
        "POST /orderCancel": "cancel",
        "POST /ServicesCharge": "quote",
        "POST /exportListReport": "label",
        "GET /getOrder": "order",
        "GET /GetListOrder": "list",
        "GET /GetStatusHistoryOrder": "history",
      } as Calls
    )[`${method} ${path}`];
  if (`${method} ${path}` === `POST ${practicePaths.token}`) return "token";
  if (profile === "VP-2") {
    if (path !== practicePaths.service) return undefined;
    return (
      {
        "POST orderpost": "create",
        "GET ordercancel": "cancel",
        "GET ordertracking": "feed",
        "POST getprice": "quote",
      } as Calls
    )[`${method} ${query.get("service") ?? ""}`];
  }
  return (
    {
      [`POST ${practicePaths.create}`]: "create",
      [`GET ${practicePaths.cancel}`]: "cancel",
      [`GET ${practicePaths.tracking}`]: "feed",
    } as Calls
  )[`${method} ${path}`];
}

function plainFault(fault: PostFault | undefined) {
  const html = { type: "text/html", body: "<html><body>Bảo trì</body></html>", headers: {} };
  switch (fault) {
    case "401":
      return { ...html, status: 401 };
    case "429":
      return { ...html, status: 429, headers: { "retry-after": "120" } };
    case "500":
      return { ...html, status: 500 };
    case "503":
      return { ...html, status: 503, headers: { "retry-after": "60" } };
    case "html":
      return { ...html, status: 200 };
    case "redirect":
      return { ...html, status: 302, headers: { location: "/login" } };
    case "tooLong":
      return { ...html, status: 200, body: "x".repeat(9 << 20) };
    default:
      return undefined;
  }
}

function numberIn({ body, query }: Asked): string | null {
  const sent = jsonOf(body);
  const all = isObject(sent["informationOrder"]) ? sent["informationOrder"] : sent;
  const number = all["saleOrderCode"] ?? all["OrderNumber"] ?? query.get("OrderNumber") ?? query.get("code");
  return typeof number === "string" ? number : null;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function jsonOf(body: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(body);
    return isObject(read) ? read : {};
  } catch {
    return {};
  }
}
