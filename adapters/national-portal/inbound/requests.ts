import { createHash, timingSafeEqual } from "node:crypto";
import type { Request, Response } from "express";
import { noteCall } from "../../../core/service/portal-door.ts";
import { isRow, type Row } from "../../../mappings/national-portal/inbound/fields.ts";
import type { Database } from "../../../platform/database.ts";

/** How much of what nobody reads any more is taken off the wire, and for how long, before the connection is broken off. */
const unread = {
  known: { bytes: 256 * 2 ** 20, seconds: 60 },
  stranger: { bytes: 2 ** 20, seconds: 10 },
} as const;

/**
 * Answers at once, whole, also a caller who is still sending. Some read nothing until all of theirs is sent: to them a
 * connection closed before is a broken one, and the answer is lost. So the rest is taken in and thrown away, within bounds.
 */
export function say(request: Request, response: Response, body: object, of: keyof typeof unread): Response {
  if (request.complete) return response.status(200).json(body);
  const text = JSON.stringify(body);
  response.status(200).set({
    ...{ connection: "close", "content-type": "application/json; charset=utf-8" },
    "content-length": String(Buffer.byteLength(text)),
  });
  response.write(text);
  const { bytes, seconds } = unread[of];
  let left = bytes;
  const done = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(done, seconds * 1000);
  if (request.destroyed) done();
  for (const end of ["end", "close", "error"]) request.once(end, done);
  request.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) done();
  });
  return response;
}

const bodySeconds = 120;

/** What is wrong with how a body arrives; its words are for the sender. */
export class BadBody extends Error {}

/** What an error says to the sender; undefined: it is ours, and the sender may come again. */
export function saidOf(error: unknown): string | undefined {
  if (error instanceof BadBody) return error.message;
  const isTooDeep = error instanceof RangeError && /call stack/.test(error.message);
  return isTooDeep ? "Nội dung lồng nhau quá sâu" : undefined;
}

/** The whole body, or nothing: too large is refused by what it announces, before a byte is read. */
export async function readBody(request: Request, response: Response, limit: number): Promise<Buffer> {
  const tooLarge = () => new BadBody(`Nội dung vượt quá ${Math.ceil(limit / 2 ** 20)} MB`);
  if (Number(request.get("content-length") ?? 0) > limit) throw tooLarge();
  if (request.get("content-encoding") !== undefined) throw new BadBody("Không nhận nội dung nén");
  if (request.get("expect")?.toLowerCase() === "100-continue") response.writeContinue();
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => request.destroy(new BadBody("Gửi quá chậm")), bodySeconds * 1000);
  try {
    // who is refused here is still answered: his request is not destroyed
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw tooLarge();
      chunks.push(chunk);
    }
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks);
}

export function readJson(body: Buffer): Row | undefined {
  try {
    const read: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return isRow(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

const digest = (text: string) => createHash("sha256").update(text).digest();

/** In a time that tells nothing of either. */
export const isSameKey = (given: string, key: string): boolean => timingSafeEqual(digest(given), digest(key));

/** Quirk 21. @param caller null: nobody who is known. */
export const note = async (
  db: Database,
  request: Request,
  caller: { readonly name: string } | null,
  service: string,
  call: {
    readonly nationalCode?: string;
    readonly digest?: string;
    readonly bytes: number;
    readonly errorCode: string;
  },
): Promise<void> =>
  noteCall(db, {
    ...{ caller: caller?.name ?? null, address: request.ip ?? "", service },
    ...{ nationalCode: call.nationalCode?.slice(0, 100) ?? null, digest: call.digest ?? null },
    ...{ bytes: call.bytes, errorCode: call.errorCode },
  });
