import { setTimeout as wait } from "node:timers/promises";
import type { Client } from "./client.ts";
import { readMessage, type Ledger } from "./ledger.ts";
import type { Temper } from "./plan.ts";
import type { Random } from "./random.ts";

/** A unit's software that pulls: reads on from its cursor, keeps, acknowledges. */
export interface InboxReader {
  readonly setTemper: (temper: Temper) => void;
  /** How far it has come is where this run began. */
  readonly beginRun: () => void;
  readonly settled: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

interface Page {
  readonly items: readonly { readonly cursor: string; readonly acknowledged: boolean; readonly message: unknown }[];
  readonly next: string | null;
}

const slowMs = 150;

export interface InboxReaderOptions {
  readonly client: Client;
  readonly ledger: () => Ledger;
  readonly random: () => Random;
  /** The hub refused what it must not refuse, or gave what is no message. */
  readonly onViolation: (what: string) => void;
}

export function openInboxReader({ client, ledger, random, onViolation }: InboxReaderOptions): InboxReader {
  let temper: Temper = "honest";
  let closing = false;
  let hasForgotten = false;
  let after = "0";
  let runBegan = "0";
  const aside = new Set<Promise<unknown>>();
  const isOpen = () => !closing;

  const later = (act: () => void) => {
    const done = wait(random().between(1, 400)).then(act);
    aside.add(done);
    void done.finally(() => aside.delete(done));
  };

  const take = async (event: unknown) => {
    const of = ledger();
    const message = readMessage(event);
    if (temper === "slow") await wait(slowMs);
    const keep = () => of.keep(message);
    if (!of.hasAnswered(message.id) && temper !== "lying") {
      if (temper === "shuffling") later(keep);
      else keep();
      if (temper === "doubling") later(keep);
    }
    of.answer(message);
    // acknowledging twice is the same as once
    for (let i = temper === "doubling" ? 2 : 1; i > 0; i--) await client.post(`/v1/inbox/${message.id}/ack`, {});
  };

  const loop = async () => {
    while (isOpen()) {
      const page = await client.get<Page>(`/v1/inbox?after=${after}&limit=20&wait=1`);
      for (const { message } of page.items) await take(message);
      after = page.next ?? after;
      if (hasForgotten) after = runBegan;
      hasForgotten = false;
    }
  };
  const reading = loop().catch((error: unknown) => {
    // the run is over: it was told to stop asking
    if (!(error instanceof Error && error.name === "AbortError")) onViolation(String(error));
  });

  return {
    setTemper(next) {
      temper = next;
      hasForgotten = next === "forgettingItsPlace";
    },
    beginRun: () => (runBegan = after),
    settled: () => Promise.all(aside),
    async close() {
      closing = true;
      await reading;
    },
  };
}
