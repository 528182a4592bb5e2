import type { FeedDocument } from "../../contracts/post/vnpost.ts";
import type { PostEvent, PostMeaning } from "../../core/domain/post/event.ts";
import { firstCursor, mostInAPage } from "../../core/domain/post/feed.ts";
import { readTime } from "../national-portal/time.ts";
import { isAnswer, readAnswer, textIn, type Answer, type PostReply, type PostRequest } from "./profile.ts";

/** An event with the place it has in the feed of its customer. */
export interface FeedEvent extends PostEvent {
  readonly cursor: string;
  readonly customerCode: string;
}

/** The one code of VP-1 that anybody interprets. Not the table of VP-4: there 4 is "picking up". */
export const vp1Meanings: Readonly<Record<string, PostMeaning>> = { "4": "delivered" };

/** @param path with or without a query of its own (VP-2: `?service=ordertracking`). */
export function feedRequest(path: string, cursor: string = firstCursor, size: number = mostInAPage): PostRequest {
  const joint = path.includes("?") ? "&" : "?";
  return {
    method: "GET",
    path: `${path}${joint}pagesize=${size}&lastId=${cursor}`,
    headers: {},
    body: null,
    isSafe: true,
  };
}

/** Null: not a page of the feed; nothing moves, and it is asked again later. An empty one is a page. */
export function readFeed(reply: PostReply, meanings = vp1Meanings): readonly FeedEvent[] | null {
  const answer = reply.status === 200 ? readAnswer(reply) : null;
  const embedded = answer?.["_embedded"];
  const documents = isAnswer(embedded) ? embedded["rh:doc"] : textIn(answer, "_returned") === "0" ? [] : undefined;
  if (!Array.isArray(documents)) return null;
  const events = documents.map((one: unknown) => (isAnswer(one) ? eventOf(one, meanings) : null));
  return events.every((event) => event !== null) ? events : null;
}

function eventOf(document: Answer, meanings: Readonly<Record<string, PostMeaning>>): FeedEvent | null {
  const text = (name: keyof FeedDocument): string | null => textIn(document, name);
  const id = document["_id"];
  const cursor = isAnswer(id) ? textIn(id, "$oid") : null;
  const [customerCode, orderNumber, code] = [text("CustomerCode"), text("OrderNumber"), text("StatusCode")];
  if (cursor === null || customerCode === null || orderNumber === null || code === null) return null;
  return {
    key: cursor,
    cursor,
    customerCode,
    orderNumber,
    waybill: text("ItemCode"),
    code,
    meaning: Object.hasOwn(meanings, code) ? (meanings[code] ?? null) : null,
    at: momentOf(text("EventTime")),
    said: [text("StatusMessage"), text("Notes")].filter((each) => each !== null).join("; ") || null,
    place: text("POSID"),
  };
}

/** A whole number whose meaning its length tells: milliseconds or seconds since 1970, or 14 digits of local time. */
function momentOf(text: string | null): Date | null {
  if (text === null || !/^\d+$/.test(text)) return null;
  if (text.length === 14) {
    const read = readTime("yyyyMMddHHmmss", text);
    return read.ok ? read.at : null;
  }
  if (text.length === 13) return new Date(Number(text));
  return text.length === 10 ? new Date(Number(text) * 1_000) : null;
}
