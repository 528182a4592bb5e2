import { createHash, createHmac, timingSafeEqual } from "node:crypto";

export type HashName = "md5" | "sha1" | "sha256" | "sha512";

/** Lower-case hex over UTF-8. A plain hash proves little; it is what some gateways ask for. */
export const hashOf = (name: HashName, text: string): string => createHash(name).update(text, "utf8").digest("hex");

/** Lower-case hex of an HMAC over UTF-8. */
export const macOf = (name: HashName, key: string, text: string): string =>
  createHmac(name, key).update(text, "utf8").digest("hex");

/**
 * Whether what was said is one of the signatures that would be right: two keys hold while one is being replaced (R18).
 * Hex of either case. Takes as long whatever differs (R7): every one is looked at, and equal lengths are compared.
 */
export function isOneOf(said: string | undefined, right: readonly string[]): boolean {
  const heard = digestOf(said ?? "");
  let found = false;
  for (const signature of right) found = timingSafeEqual(heard, digestOf(signature)) || found;
  return found;
}

const digestOf = (hex: string): Buffer => createHash("sha256").update(hex.toLowerCase(), "utf8").digest();
