/** A message as a unit's software sees it. */
export interface Message {
  readonly id: string;
  readonly receiver: string;
  /** The dossier code. */
  readonly subject: string;
  readonly sequence: number;
}

/** What one unit's software knows: what it said yes to, and what it has. Lost are those that differ. */
export interface Ledger {
  /** In the order of its first yes to each: the order in which the hub let it go on. */
  readonly answered: Message[];
  /** By id: a message that comes again is dropped, as the contract asks (webhook-id). */
  readonly kept: Map<string, Message>;
  readonly hasAnswered: (id: string) => boolean;
  readonly answer: (message: Message) => void;
  readonly keep: (message: Message) => void;
}

export function openLedger(): Ledger {
  const answered: Message[] = [];
  const ids = new Set<string>();
  const kept = new Map<string, Message>();
  return {
    answered,
    kept,
    hasAnswered: (id) => ids.has(id),
    answer(message) {
      if (ids.has(message.id)) return;
      ids.add(message.id);
      answered.push(message);
    },
    keep(message) {
      kept.set(message.id, message);
    },
  };
}

export const laneOf = ({ receiver, subject }: Pick<Message, "receiver" | "subject">): string =>
  `${receiver} ${subject}`;

/** The CloudEvent's own words; throws on what is none. */
export function readMessage(event: unknown): Message {
  const { id, receiver, subject, sequence } = event as Record<string, unknown>;
  const number = Number(sequence);
  if (typeof id !== "string" || typeof receiver !== "string" || typeof subject !== "string" || !(number > 0))
    throw new Error(`no message of the contract: ${JSON.stringify(event)}`);
  return { id, receiver, subject, sequence: number };
}
