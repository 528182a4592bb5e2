import { ok } from "../reply.ts";
import { route } from "../route.ts";

export interface InboxItem {
  readonly position: bigint;
  readonly acknowledged: boolean;
  readonly envelope: unknown;
}

interface Inbox {
  readonly read: (
    partnerId: string,
    question: { readonly after?: bigint; readonly limit: number },
  ) => Promise<readonly InboxItem[]>;
  /** Resolves when something came for the partner, the time is over or the signal says stop. */
  readonly wait: (partnerId: string, ms: number, signal: AbortSignal) => Promise<unknown>;
}

export const readInbox = ({ read, wait }: Inbox) =>
  route("readInbox", {
    allow: ["unit"],
    async handle({ query, caller, signal }) {
      const question = {
        limit: query.limit ?? 100,
        ...(query.after === undefined ? {} : { after: BigInt(query.after) }),
      };
      const deadline = performance.now() + (query.wait ?? 0) * 1000;
      let items = await read(caller.partnerId, question);
      for (
        let left = deadline - performance.now();
        items.length === 0 && left > 0 && !signal.aborted;
        left = deadline - performance.now()
      ) {
        await wait(caller.partnerId, left, signal);
        items = await read(caller.partnerId, question);
      }
      return ok({
        items: items.map(({ position, acknowledged, envelope }) => ({
          cursor: String(position),
          acknowledged,
          message: envelope,
        })),
        next: items.at(-1)?.position.toString() ?? query.after ?? null,
      });
    },
  });
