import type { Unreadable, UnreadableDecided } from "../../bus/ledger.ts";
import type { Answer, Ask } from "../../core/service/once.ts";
import { ok } from "../reply.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

type Found = Promise<{ readonly total: number; readonly items: readonly Unreadable[] }>;
type Decides = (id: number, reason: string, ask: Ask) => Promise<Answer<UnreadableDecided["body"]>>;

/** What came off the transport and could not be taken in: for people, and their two ways out of it. */
export const listUnreadable = (find: (limit: number) => Found) =>
  route("listUnreadable", {
    allow: ["operator"],
    handle: async ({ query }) => ok(await find(query.limit ?? 100)),
  });

export const releaseUnreadable = (release: Decides) =>
  route("releaseUnreadable", {
    allow: ["operator"],
    handle: async ({ path, body, ask }) => answered(await release(path.unreadableId, body.reason, ask), 200),
  });

export const dismissUnreadable = (dismiss: Decides) =>
  route("dismissUnreadable", {
    allow: ["operator"],
    handle: async ({ path, body, ask }) => answered(await dismiss(path.unreadableId, body.reason, ask), 200),
  });
