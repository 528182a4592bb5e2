/** What goes out, before it has an address: the connection adds where. Body is text, UTF-8 on the wire. */
export interface WireRequest {
  readonly method: "GET" | "POST" | "PUT";
  /** Of the three the portal splits its services into; they may have one address. */
  readonly endpoint: "auth" | "share" | "integration";
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** An answer of any dialect, in one shape. */
export interface WireAnswer {
  /** As text, whatever it came as; null: there is none. */
  readonly code: string | null;
  readonly message: string;
  /** The rows of a lookup; null: it brought none (an empty list is one). */
  readonly rows: readonly unknown[] | null;
  /** Of a login. */
  readonly session: string | null;
  /** The object as it was read, for what a dialect has beyond these. */
  readonly whole: unknown;
}

/** Where reading stopped (quirk 20), from the outside in. */
export type Layer = "body" | "message" | "detail" | "inside" | "xml" | "file";

export interface Fault {
  readonly layer: Layer;
  readonly why:
    "empty" | "too-large" | "not-utf8" | "not-json" | "not-an-object" | "not-xml" | "forbidden-xml" | "not-base64";
  /** For a person; holds nothing of the content. */
  readonly detail: string;
}

export type Read<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly fault: Fault };

/** Bytes of each layer at most. An ordinary answer is small; a detail brings files in base64. */
export interface Caps {
  readonly body: number;
  readonly inner: number;
  readonly xml: number;
  readonly file: number;
}
export const defaultCaps: Caps = { body: 64 << 20, inner: 64 << 20, xml: 4 << 20, file: 20 << 20 };

export const fault = (layer: Layer, why: Fault["why"], detail: string): { ok: false; fault: Fault } => ({
  ok: false,
  fault: { layer, why, detail },
});

export type JsonObject = Readonly<Record<string, unknown>>;
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function readText(layer: Layer, bytes: Uint8Array, cap: number): Read<string> {
  if (bytes.length > cap) return fault(layer, "too-large", `${bytes.length} bytes, at most ${cap}`);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.trim() === "" ? fault(layer, "empty", "nothing in it") : { ok: true, value: text };
  } catch {
    return fault(layer, "not-utf8", "bytes that are no UTF-8");
  }
}

/** JSON of one layer. Length in UTF-16 units: at most what it has in bytes. */
export function readJson(layer: Layer, text: string, cap: number): Read<unknown> {
  if (text.length > cap) return fault(layer, "too-large", `${text.length} characters, at most ${cap}`);
  if (text.trim() === "") return fault(layer, "empty", "nothing in it");
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return fault(
      layer,
      "not-json",
      text.trimStart().startsWith("<") ? "markup" : `broken JSON of ${text.length} characters`,
    );
  }
}

export function readJsonObject(layer: Layer, text: string, cap: number): Read<JsonObject> {
  const read = readJson(layer, text, cap);
  if (!read.ok) return read;
  if (!isObject(read.value)) return fault(layer, "not-an-object", "JSON, and no object");
  if (Object.keys(read.value).length === 0) return fault(layer, "empty", "an object with nothing in it");
  return { ok: true, value: read.value };
}

export function readBody(bytes: Uint8Array, caps: Caps): Read<JsonObject> {
  const text = readText("body", bytes, caps.body);
  return text.ok ? readJsonObject("body", text.value, caps.body) : text;
}

/** Number, text or truth value as text; null: none of these. */
export const scalar = (value: unknown): string | null =>
  typeof value === "string"
    ? value.trim()
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : null;

/** A truth value in any of the ways it is written; null: in none of them (quirk 1). */
export function readFlag(value: unknown): boolean | null {
  const text = scalar(value)?.toLowerCase();
  if (text === "1" || text === "true") return true;
  return text === "0" || text === "false" ? false : null;
}

/** Of base64 only its size and its alphabet are looked at: who keeps the file decodes it. */
export function checkBase64(text: string, cap: number): Read<string> {
  if (text.length > Math.ceil(cap / 3) * 4) return fault("file", "too-large", `${text.length} characters of base64`);
  const plain = text.replaceAll(/\s+/g, "");
  return plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain)
    ? { ok: true, value: plain }
    : fault("file", "not-base64", `${text.length} characters that are no base64`);
}

const encoder = new TextEncoder();

export const jsonRequest = (
  to: Pick<WireRequest, "method" | "endpoint" | "path"> & Partial<Pick<WireRequest, "query" | "headers">>,
  body: unknown,
): WireRequest => {
  const text = body === null ? null : JSON.stringify(body);
  return {
    method: to.method,
    endpoint: to.endpoint,
    path: to.path,
    query: to.query ?? {},
    headers: {
      accept: "application/json",
      ...(text !== null && {
        "content-type": "application/json",
        charset: "utf-8",
        "content-length": String(encoder.encode(text).length),
      }),
      ...to.headers,
    },
    body: text,
  };
};
