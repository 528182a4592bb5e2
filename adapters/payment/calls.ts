import { createHash } from "node:crypto";
import type {
  BillFacts,
  NotSent,
  PaymentGateway,
  PaySaid,
  QuerySaid,
  RefundSaid,
  Unclear,
} from "../../core/service/pay-gateways.ts";
import type { FeeBill } from "../../mappings/payment/fee-bill.ts";
import type { Ask, GatewayRequest, Reply } from "../../mappings/payment/profile.ts";
import { readFields } from "../../mappings/payment/received.ts";
import type { PaymentConnection, ReadGateway } from "./connection.ts";
import { makeSend, type Heard, type Send } from "./http.ts";
import { keepable } from "./keepable.ts";
import { openSecrets, type Keyed } from "./secrets.ts";

export interface CallParts {
  readonly connection: ReadGateway;
  readonly account: PaymentConnection["account"];
  /** Of the hub, without a slash at its end: where browsers come back to. */
  readonly publicUrl: string;
  readonly keyed?: () => Keyed;
  readonly send?: Send;
}

/** One gateway as the core uses it: built and read by its profile, called at the addresses of its connection. */
export function makeGateway({ connection, account, publicUrl, ...but }: CallParts): PaymentGateway {
  const { name, profile: kind, endpoints = {} } = connection;
  const keyed = but.keyed ?? openSecrets(connection);
  const seconds = typeof connection["readSeconds"] === "number" ? connection["readSeconds"] : 30;
  const send = but.send ?? makeSend(seconds * 1000);

  /** Builds, sends and reads. */
  const ask = async (
    order: Ask,
    signal: AbortSignal,
  ): Promise<
    | { readonly kind: "read"; readonly reply: Reply; readonly heard: Extract<Heard, { kind: "answered" }> }
    | { readonly kind: "redirect"; readonly url: string }
    | { readonly kind: "notOffered" }
    | NotSent
    | Unclear
  > => {
    const { profile, token } = keyed();
    const built = profile.build(order);
    if (!built.ok) {
      if (built.fault.why === "notOffered") return { kind: "notOffered" };
      return { kind: "notSent", why: built.fault.why, field: built.fault.field };
    }
    const { request } = built;
    const url = addressOf(request, endpoints);
    if (url === undefined) return { kind: "notSent", why: "missing", field: `endpoints.${request.call}` };
    if (request.how === "redirect") return { kind: "redirect", url };
    const isPost = request.method === "POST";
    const heard = await send(
      {
        ...{ method: request.method, url, body: isPost ? JSON.stringify(request.fields) : null },
        headers: {
          accept: "application/json",
          ...(isPost ? { "content-type": "application/json; charset=utf-8" } : {}),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
      },
      signal,
    );
    if (heard.kind === "silent") return { kind: "unclear", code: heard.why };
    return { kind: "read", reply: profile.readReply(order, heard.received), heard };
  };

  return {
    name,
    isAskedToPay: kind !== "vietcombank" && kind !== "viettelpay",
    answersQuestions: kind !== "vietcombank" && kind !== "viettelpay",
    refunds: kind === "vnpay" || kind === "keypay3",
    givesReceipts: kind === "payplatform",
    async pay(order, signal): Promise<PaySaid> {
      const { bill, ...rest } = order;
      const said = await ask(
        {
          ...rest,
          kind: "pay",
          returnUrl: `${publicUrl}/payments/return/${name}`,
          dossierCode: bill.dossierCode,
          bill: toFeeBill(bill, account, order.description),
        },
        signal,
      );
      if (said.kind === "redirect") return { kind: "taken", redirect: said.url, isSent: false };
      if (said.kind !== "read") return said;
      const { reply } = said;
      if (reply.kind === "taken") return { kind: "taken", redirect: reply.redirect, isSent: true };
      return reply.kind === "refused" ? { kind: "refused", code: `${reply.code} ${reply.said}` } : unclearOf(reply);
    },
    async query(order, signal): Promise<QuerySaid> {
      const said = await ask({ ...order, kind: "query" }, signal);
      if (said.kind === "redirect") return { kind: "notOffered" };
      if (said.kind !== "read") return said;
      const { reply, heard } = said;
      if (reply.kind === "absent") return reply;
      if (reply.kind !== "report") return unclearOf(reply);
      const fields = readFields(heard.received) ?? {};
      return {
        kind: "report",
        report: reply.report,
        contentSha256: createHash("sha256").update(heard.bytes).digest("hex"),
        raw: keepable(fields),
      };
    },
    async refund(order, signal): Promise<RefundSaid> {
      return refundOf(await ask({ ...order, kind: "refund" }, signal));
    },
    async refundQuery(refundCode, signal) {
      return refundOf(await ask({ kind: "refundQuery", refundCode }, signal));
    },
    async bill(order, signal) {
      const said = await ask({ ...order, kind: "bill" }, signal);
      if (said.kind === "redirect") return { kind: "notOffered" };
      if (said.kind !== "read") return said;
      const { reply, heard } = said;
      if (reply.kind !== "bill") return unclearOf(reply);
      // a link that opens another thing than a page of theirs is none
      const url = reply.url !== null && /^https?:\/\/\S{1,500}$/.test(reply.url) ? reply.url : null;
      const pdf = heard.received.form === "pdf" && isPdf(heard.bytes) ? heard.bytes : null;
      const { number, series, issuedOn, isCancelled } = reply;
      return { kind: "bill", url, pdf, number, series, issuedOn, isCancelled };
    },
  };
}

/** Whatever it is said to be. */
const isPdf = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 5)).toString("latin1") === "%PDF-";

const unclearOf = (reply: Reply): Unclear => ({
  kind: "unclear",
  code:
    reply.kind === "unclear"
      ? [reply.code, reply.fault?.why, reply.fault?.field].filter((part) => part).join(" ")
      : reply.kind,
});

function refundOf(
  said:
    | { readonly kind: "read"; readonly reply: Reply }
    | { readonly kind: "redirect" }
    | { readonly kind: "notOffered" }
    | NotSent
    | Unclear,
): RefundSaid {
  if (said.kind === "redirect") return { kind: "notOffered" };
  if (said.kind !== "read") return said;
  return said.reply.kind === "refund" ? said.reply : unclearOf(said.reply);
}

function addressOf({ call, query }: GatewayRequest, endpoints: Readonly<Record<string, string>>): string | undefined {
  const base = Object.hasOwn(endpoints, call) ? endpoints[call] : undefined;
  if (base === undefined || query === null) return base;
  return `${base}${base.includes("?") ? "&" : "?"}${query}`;
}

/** Null: no account is configured; a profile that wants a receipt's facts refuses it. */
function toFeeBill(bill: BillFacts, account: PaymentConnection["account"], purpose: string): FeeBill | null {
  if (!account) return null;
  const { dossierCode, procedure, unit, lines, payer } = bill;
  return {
    ...{ kind: "fee", service: procedure, procedure, unit, dossierCode, purpose, revenueAccount: null },
    account: { number: account.number, bank: account.bin, name: account.name },
    lines: lines.map((line) => ({ ...line, code: procedure.code })),
    payer: { ...payer, district: null, province: null },
  };
}
