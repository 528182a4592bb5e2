import type { readTimeline as read } from "../../core/service/read-dossier.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";

export interface MessageState {
  readonly eventId: string;
  readonly messageId: string;
  readonly receiver: string;
  readonly sequence: number;
  readonly state: "announced" | "waiting" | "delivered" | "parked";
  readonly attempts: number;
  readonly deliveredAt: Date | null;
  readonly receipt: unknown;
}

interface Timelines {
  readonly read: (code: string, units: ReadonlySet<string>) => ReturnType<typeof read>;
  /** Every message owed about a dossier, and how far each is. */
  readonly messagesOf: (code: string) => Promise<readonly MessageState[]>;
}

export const readTimeline = ({ read, messagesOf }: Timelines) =>
  route("readTimeline", {
    allow: ["unit"],
    async handle({ path, caller }) {
      const found = await read(path.code, caller.units);
      if (!found.ok) return problem(found);
      const messages = await messagesOf(found.code);
      return ok({
        code: found.code,
        events: found.events.map((event) => ({
          ...event,
          messages: messages
            .filter(({ eventId }) => eventId === event.id)
            .map(({ messageId, receiver, sequence, state, attempts, deliveredAt, receipt }) => ({
              id: messageId,
              receiver,
              sequence,
              state,
              attempts,
              deliveredAt: deliveredAt?.toISOString() ?? null,
              receipt: receipt ?? null,
            })),
        })),
        custody: found.custody,
      });
    },
  });
