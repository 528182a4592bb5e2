import { createHash, createHmac } from "node:crypto";

/** By hand out of the facts, and not by our own profiles: two that are wrong alike would never differ. */
export const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");
export const md5 = (text: string): string => createHash("md5").update(text, "utf8").digest("hex");
export const hmac = (hash: "sha1" | "sha256" | "sha512", key: string, text: string): string =>
  createHmac(hash, key).update(text, "utf8").digest("hex");

export type Message = Readonly<Record<string, unknown>>;

/** Values by name, joined by bars. */
export const joined = (message: Message, names: readonly string[]): string =>
  names.map((name) => textOf(message[name])).join("|");

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : "";

/** yyyyMMddHHmmss in Vietnamese time. */
export const stamp = (at: Date): string =>
  new Date(at.getTime() + 7 * 3_600_000).toISOString().replace(/[-:T]/g, "").slice(0, 14);

/** dd-MM-yyyy HH:mm:ss in Vietnamese time. */
export function dashedStamp(at: Date): string {
  const text = stamp(at);
  return `${text.slice(6, 8)}-${text.slice(4, 6)}-${text.slice(0, 4)} ${text.slice(8, 10)}:${text.slice(10, 12)}:${text.slice(12, 14)}`;
}
