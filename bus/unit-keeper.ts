import type { Database } from "../platform/database.ts";
import type { Listener } from "../platform/listen.ts";
import type { Log } from "../platform/log.ts";
import type { EmptyQueue } from "./empty-queue.ts";
import type { Management } from "./management.ts";
import { settleAccess, type PasswordOf } from "./unit-access.ts";
import { sendUnreceiptedAgain } from "./unit-queue.ts";
import { makeWaker } from "./waker.ts";

export interface UnitKeeper {
  close(): Promise<void>;
}

/** Keeps partners' queues and users in RabbitMQ as they should be: at every change, and every minute. */
export function keepUnits({
  db,
  listener,
  management,
  passwordOf,
  empty,
  log,
  everyMs = 60_000,
}: {
  readonly db: Database;
  readonly listener: Listener;
  readonly management: Management;
  readonly passwordOf: PasswordOf;
  readonly empty?: EmptyQueue;
  readonly log: Log;
  readonly everyMs?: number;
}): UnitKeeper {
  const waker = makeWaker();
  const stopListening = listener.on("hub_partner", waker.wake);
  let closing = false;
  let troubled = false;
  const isOpen = () => !closing;

  const loop = async () => {
    while (isOpen()) {
      try {
        const { pending, leftovers, notEmptied } = await settleAccess(db, management, passwordOf, empty);
        if (leftovers > 0)
          log.info({ messages: leftovers }, "what went to somebody else was taken out of partners' queues");
        if (pending === 0) {
          const messages = await sendUnreceiptedAgain(db, management);
          if (messages > 0) log.info({ messages }, "partners took messages and gave no receipt; they are sent again");
        }
        if (pending + notEmptied > 0 && !troubled)
          log.warn(
            { partners: pending, queuesToEmpty: notEmptied },
            "RabbitMQ's users and queues of partners are behind; tried again every minute",
          );
        troubled = pending + notEmptied > 0;
      } catch (error) {
        if (!troubled) log.warn({ err: error }, "partners' queues could not be looked after; tried again every minute");
        troubled = true;
      }
      if (isOpen()) await waker.sleep(everyMs);
    }
  };
  const running = loop();
  return {
    async close() {
      closing = true;
      stopListening();
      waker.wake();
      await running;
    },
  };
}
