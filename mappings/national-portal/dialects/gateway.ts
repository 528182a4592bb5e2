import { dataOf, serviceOf, type PortalCall } from "./call.ts";
import { rowsIn } from "./mapi.ts";
import {
  defaultCaps,
  fault,
  isObject,
  jsonRequest,
  readBody,
  readJson,
  scalar,
  type Caps,
  type Read,
  type WireAnswer,
  type WireRequest,
} from "./wire.ts";

/** A province's own gateway in front of the portal: it logs in itself, takes bare data, and answers JSON in JSON. */
export interface GatewaySettings {
  /** `/KetNoiMotCuaQuocGia` */
  readonly prefix: string;
  /** MaDinhDanhDV, as the gateway knows the sender. */
  readonly sender: string;
  /** Names of services that the gateway changed, as `DongBoTrangThaiHoSo` to `DongBoTrangThaiHoSoKM`. */
  readonly aliases: Readonly<Record<string, string>>;
}

/** Undefined: the gateway's dialect has no such call (it logs in itself). */
export function toGateway(call: PortalCall, settings: GatewaySettings): WireRequest | undefined {
  if (call.kind === "login") return undefined;
  const service = serviceOf(call);
  const data = dataOf(call);
  return jsonRequest(
    {
      method: data === undefined ? "GET" : "POST",
      endpoint: "integration",
      path: `${settings.prefix}/${settings.aliases[service] ?? service}`,
      query: {
        ...(data !== undefined && { MaDinhDanhDV: settings.sender }),
        ...(call.kind === "syncDossier" && { isUpdating: call.isUpdating ? "True" : "False" }),
        ...(call.kind === "lookup" && { mahoso: call.dossierCode }),
        ...(call.kind === "read" && call.parameters),
      },
    },
    data ?? null,
  );
}

/**
 * `message` is either words, or JSON in text that holds `result` (and a message of its own). Words are no fault; text
 * that begins as JSON and is none is one.
 */
export function fromGateway(bytes: Uint8Array, caps: Caps = defaultCaps): Read<WireAnswer> {
  const body = readBody(bytes, caps);
  if (!body.ok) return body;
  const code = scalar(body.value["error_code"]);
  const message = body.value["message"];
  const answer = (inner: unknown, words: string): Read<WireAnswer> => ({
    ok: true,
    value: {
      code,
      message: words,
      rows: isObject(inner) ? (rowsIn(inner["result"]) ?? rowsIn(inner["data"])) : rowsIn(inner),
      session: null,
      whole: inner ?? body.value,
    },
  });
  if (isObject(message) || Array.isArray(message)) return answer(message, wordsOf(message));
  const text = scalar(message) ?? "";
  if (!/^[{[]/.test(text)) {
    const rows = rowsIn(body.value["result"]) ?? rowsIn(body.value["data"]);
    return { ok: true, value: { code, message: text, rows, session: null, whole: body.value } };
  }
  const inner = readJson("message", text, caps.inner);
  if (!inner.ok) return inner;
  if (typeof inner.value !== "object" || inner.value === null)
    return fault("message", "not-an-object", "JSON, and no object");
  return answer(inner.value, wordsOf(inner.value));
}

const wordsOf = (inner: unknown): string => (isObject(inner) ? (scalar(inner["message"]) ?? "") : "");
