import { setTimeout as wait } from "node:timers/promises";
import type { Client } from "./client.ts";
import type { Message } from "./ledger.ts";
import type { PlannedStep, Script } from "./plan.ts";
import { partnerOf, procedure, type PartnerId } from "./units.ts";

/** What the hub said yes to, for one dossier. */
export interface Accepted {
  code: string;
  /** In the order in which they happened. */
  readonly events: string[];
  readonly messages: Message[];
}

interface StepTaken {
  readonly dossier: { readonly code: string };
  readonly event: { readonly id: string };
  readonly messages: readonly { readonly id: string; readonly receiver: string; readonly sequence: number }[];
}

/** How many steps of the run have been accepted: the clock by which faults strike. */
export interface Progress {
  readonly count: () => number;
  readonly step: () => void;
  /** Nothing more comes: whoever waits goes on. */
  readonly end: () => void;
  /** Resolves when so many have been accepted, or nothing more comes. */
  readonly reached: (count: number) => Promise<void>;
}

export function countSteps(): Progress {
  let count = 0;
  let waiting: { readonly until: number; readonly go: () => void }[] = [];
  const wake = () => {
    for (const { go } of waiting.filter(({ until }) => until <= count)) go();
    waiting = waiting.filter(({ until }) => until > count);
  };
  return {
    count: () => count,
    step() {
      count += 1;
      wake();
    },
    end() {
      count = Infinity;
      wake();
    },
    reached: (until) =>
      new Promise((go) => {
        waiting.push({ until, go });
        wake();
      }),
  };
}

/** Takes one dossier its way, each step as soon as the one before has been answered. */
export async function follow(
  script: Script,
  clients: ReadonlyMap<PartnerId, Client>,
  into: Accepted,
  progress: Progress,
): Promise<void> {
  await wait(script.startsAt);
  for (const step of script.steps) {
    await wait(step.pauseMs);
    const client = clients.get(partnerOf(step.by));
    if (!client) throw new Error(`nobody calls for ${step.by}`);
    const { path, body } = requestOf(step, into.code);
    const taken = await client.post<StepTaken>(path, body, step.twice);
    into.code = taken.dossier.code;
    into.events.push(taken.event.id);
    into.messages.push(...taken.messages.map((message) => ({ ...message, subject: into.code })));
    progress.step();
  }
}

function requestOf(planned: PlannedStep, code: string): { readonly path: string; readonly body: object } {
  const { by, step } = planned;
  const steps = `/v1/dossiers/${code}/steps`;
  switch (step) {
    case "receive":
      return { path: "/v1/dossiers", body: { by, procedure, applicant: { name: "Nguyễn Văn Thử Nghiệm" } } };
    case "handOver":
      return { path: `/v1/dossiers/${code}/handovers`, body: { by, role: "officer", to: planned.to } };
    case "sendBack":
      return { path: steps, body: { by, step, role: "officer", reason: "Thử nghiệm: trả lại" } };
    case "conclude":
      return { path: steps, body: { by, step, role: "signatory", outcome: "granted" } };
    case "acknowledge":
    case "returnResult":
      return { path: steps, body: { by, step, role: "officer" } };
  }
}
