import { setTimeout as wait } from "node:timers/promises";
import { Refused } from "./client.ts";
import { laneOf, readMessage, type Ledger } from "./ledger.ts";
import { partners, type PartnerId } from "./units.ts";
import type { World } from "./world.ts";

const lookEveryMs = 50;

/**
 * Waits until the hub owes nothing about these dossiers. Meanwhile an operator lets go what was parked.
 * @returns a line for each message that is still owed when the time is up.
 */
export async function drain(world: World, dossiers: readonly string[], deadline: number): Promise<string[]> {
  for (;;) {
    const owed = await stillOwed(world, dossiers).catch(() => undefined);
    if (owed?.length === 0) return [];
    if (performance.now() > deadline) return owed?.map(describe) ?? ["the database does not answer"];
    if (owed?.some(({ state }) => state === "parked")) await letParkedGo(world.operator);
    await wait(lookEveryMs);
  }
}

interface Owed {
  readonly message_id: string;
  readonly receiver: string;
  readonly subject: string;
  readonly sequence: number;
  /** Null: not yet on the delivery side. */
  readonly state: string | null;
  readonly attempts: number | null;
  readonly published: boolean;
  readonly due_in_s: number | null;
  readonly leased: boolean | null;
  readonly parked_reason: string | null;
  readonly last: string | null;
}

const stillOwed = (world: World, dossiers: readonly string[]) =>
  world.look<Owed>(
    `select o.message_id, o.receiver, o.subject, o.sequence, d.state, d.attempts, o.published_at is not null as published,
            case when d.next_attempt_at < 'infinity' then extract(epoch from d.next_attempt_at - now())::float end as due_in_s,
            d.leased_until is not null as leased, d.parked_reason,
            (select outcome || ': ' || detail from delivery_attempt a where a.message_id = o.message_id
             order by attempt desc limit 1) as last
     from outbox o left join delivery d using (message_id)
     where o.subject = any($1) and d.state is distinct from 'delivered'
     order by o.receiver, o.subject, o.sequence`,
    [dossiers],
  );

function describe(owed: Owed): string {
  const { receiver, subject, sequence, state, attempts, published, due_in_s, leased, parked_reason, last } = owed;
  const where = state ?? (published ? "on the transport" : "in the outbox");
  const due = due_in_s === null ? "not due" : `due in ${due_in_s.toFixed(1)} s`;
  return `${receiver} ${subject} #${sequence}: ${where}, ${attempts ?? 0} attempts, ${leased ? "being called" : due}; ${parked_reason ?? last ?? "never tried"}`;
}

/** As an operator does when the unit says that its fault is mended. */
async function letParkedGo(operator: World["operator"]): Promise<void> {
  const { items } = await operator.get<{ items: readonly { messageId: string }[] }>("/ops/parked?limit=500");
  await Promise.all(
    items.map(({ messageId }) =>
      operator
        .post(`/ops/parked/${messageId}/retry`, { reason: "the unit says it is mended" })
        .catch((error: unknown) => {
          // the unit acknowledged it meanwhile, or another repeat of ours was faster
          if (!(error instanceof Refused)) throw error;
        }),
    ),
  );
}

/**
 * Each unit's software looks through what it has, and asks by sequence for what is missing below the highest number:
 * what it had said yes to and forgot. @returns how many the hub gave again.
 */
export async function askForMissing(world: World, ledgers: ReadonlyMap<PartnerId, Ledger>): Promise<number> {
  let given = 0;
  for (const { id } of partners) {
    const ledger = ledgers.get(id);
    const client = world.clients.get(id);
    if (!ledger || !client) continue;
    for (const { receiver, subject, highest } of incomplete(ledger)) {
      type Missing = { readonly announced: number; readonly items: readonly { readonly message: unknown }[] };
      const query = new URLSearchParams({ receiver, subject, from: "1", to: String(highest) });
      const { items } = await client.get<Missing>(`/v1/inbox/missing?${query.toString()}`);
      for (const message of items.map((item) => readMessage(item.message)))
        if (!ledger.kept.has(message.id)) {
          ledger.keep(message);
          given += 1;
        }
    }
  }
  return given;
}

/** Lanes of which it has said yes to more than it has. */
function incomplete({ answered, kept }: Ledger): { receiver: string; subject: string; highest: number }[] {
  const lanes = new Map<string, { receiver: string; subject: string; highest: number; forgot: boolean }>();
  for (const message of answered) {
    const { receiver, subject, sequence, id } = message;
    const lane = lanes.get(laneOf(message)) ?? { receiver, subject, highest: 0, forgot: false };
    lane.highest = Math.max(lane.highest, sequence);
    lane.forgot ||= !kept.has(id);
    lanes.set(laneOf(message), lane);
  }
  return [...lanes.values()].filter(({ forgot }) => forgot);
}

/** What the hub itself tells of a dossier: its events in order. */
export async function eventsTold(world: World, partner: PartnerId, code: string): Promise<string[]> {
  const client = world.clients.get(partner);
  if (!client) throw new Error(`nobody asks for ${partner}`);
  const { events } = await client.get<{ events: readonly { id: string }[] }>(`/v1/dossiers/${code}/timeline`);
  return events.map(({ id }) => id);
}
