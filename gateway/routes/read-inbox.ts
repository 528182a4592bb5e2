import { ok } from "../reply.ts";
import { route } from "../route.ts";

interface InboxMessage {
  readonly position: bigint;
  readonly acknowledgedAt: Date | null;
  readonly envelope: unknown;
}

/** Reads; when nothing is there, waits up to `waitMs` for something to come. */
export type ReadInbox = (
  partnerId: string,
  question: { readonly after?: bigint; readonly limit: number },
  waitMs: number,
  signal: AbortSignal,
) => Promise<readonly InboxMessage[]>;

export const readInbox = (read: ReadInbox) =>
  route("readInbox", {
    allow: ["unit"],
    async handle({ query, caller, signal }) {
      const question = {
        limit: query.limit ?? 100,
        ...(query.after === undefined ? {} : { after: BigInt(query.after) }),
      };
      const items = await read(caller.partnerId, question, (query.wait ?? 0) * 1000, signal);
      return ok({
        items: items.map(({ position, acknowledgedAt, envelope }) => ({
          cursor: String(position),
          acknowledged: acknowledgedAt !== null,
          message: envelope,
        })),
        next: items.at(-1)?.position.toString() ?? query.after ?? null,
      });
    },
  });
