import { createHmac, timingSafeEqual } from "node:crypto";

/** Standard Webhooks 1.0: `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`. */
export const sign = (secret: string, id: string, timestamp: number, body: Buffer | string): string =>
  `v1,${createHmac("sha256", Buffer.from(secret.replace(/^whsec_/, ""), "base64"))
    .update(`${id}.${timestamp}.`)
    .update(body)
    .digest("base64")}`;

/** Whether one of the signatures in the header fits; during a rotation there may be several. */
export function isSigned(
  header: string,
  secret: string,
  id: string,
  timestamp: number,
  body: Buffer | string,
): boolean {
  const expected = Buffer.from(sign(secret, id, timestamp, body));
  return header.split(" ").some((signature) => {
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
