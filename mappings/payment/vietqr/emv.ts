import { crcOf } from "./crc.ts";
import { readObjects, writeObjects, type QrObject } from "./tlv.ts";

export type QrFault =
  "crc" | "structure" | "version" | "beneficiary" | "currency" | "amount" | "country" | "additional";
export type QrRead<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly why: QrFault };

const crcHead = "6304";

/**
 * The objects of any EMVCo merchant-presented code, without the CRC. The CRC and the structure are strict: 00 comes first, 63
 * last, and no ID twice.
 */
export function readQr(text: string): QrRead<readonly QrObject[]> {
  const body = text.slice(0, -4);
  if (!body.endsWith(crcHead) || crcOf(body) !== text.slice(-4)) return { ok: false, why: "crc" };
  const objects = readObjects(body.slice(0, -crcHead.length));
  if (!objects || objects[0]?.id !== "00" || objects.some(({ id }) => id === "63"))
    return { ok: false, why: "structure" };
  return objects[0].value === "01" ? { ok: true, value: objects } : { ok: false, why: "version" };
}

export function writeQr(objects: readonly QrObject[]): string {
  const body = writeObjects(objects) + crcHead;
  return body + crcOf(body);
}
