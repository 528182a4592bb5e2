import type { DossierCode } from "../../core/domain/dossier-code.ts";
import type { readTimeline as read } from "../../core/service/read-dossier.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";

interface SentMessage {
  readonly messageId: string;
  readonly receiver: string;
  readonly sequence: number;
  readonly state: string;
  readonly attempts: number;
  readonly deliveredAt: Date | null;
  readonly receipt: unknown;
}

interface Timelines {
  readonly read: (code: string, units: ReadonlySet<string>) => ReturnType<typeof read>;
  /** Every message owed about a dossier, by the event behind it, and how far each is. */
  readonly messagesOf: (code: DossierCode) => Promise<ReadonlyMap<string, readonly SentMessage[]>>;
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
          messages: (messages.get(event.id) ?? []).map((message) => ({
            id: message.messageId,
            receiver: message.receiver,
            sequence: message.sequence,
            state: message.state,
            attempts: message.attempts,
            deliveredAt: message.deliveredAt?.toISOString() ?? null,
            receipt: message.receipt ?? null,
          })),
        })),
        custody: found.custody,
        readdressings: found.readdressings,
        letters: found.letters,
      });
    },
  });
