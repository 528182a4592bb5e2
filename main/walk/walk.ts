import { setTimeout as pause } from "node:timers/promises";
import type { components } from "../../contracts/gateway/openapi.ts";
import { StartError } from "../../platform/start-error.ts";
import type { UnitClient } from "./client.ts";
import type { Journey, Role } from "./journeys.ts";

/** References of invented officers. */
const officers: Readonly<Record<Role, string>> = {
  commune: "cb-xa-thu",
  district: "cb-huyen-thu",
  province: "cv-so-thu",
};

type Schemas = components["schemas"];
export type Timeline = Schemas["Timeline"];

/** What a walk found at its end. */
export interface WalkReport {
  readonly code: string;
  readonly procedure: { readonly code: string; readonly name: string };
  readonly timeline: Timeline;
  /** Empty when nothing was lost, doubled, late in order or left undelivered. */
  readonly faults: readonly string[];
}

export interface Walker {
  readonly client: UnitClient;
  readonly unit: string;
}

export interface WalkOptions {
  readonly journey: Journey;
  readonly walkers: Readonly<Record<Role, Walker>>;
  /** How long a message may be under way, in ms. */
  readonly patienceMs: number;
  readonly onStep: (line: {
    readonly role: Role;
    readonly unit: string;
    readonly step: string;
    readonly code: string;
  }) => void;
}

/**
 * Sends one dossier through its journey by the public API only, as the units' own systems would: each unit acts with
 * its own credentials, and acknowledges a hand-over only after the hub has delivered the news of it.
 */
export async function walk({ journey, walkers, patienceMs, onStep }: WalkOptions): Promise<WalkReport> {
  const { start } = journey;
  const first = walkers[start.by];
  const received = await first.client.post<Schemas["StepTaken"]>("/v1/dossiers", {
    by: first.unit,
    procedure: journey.procedure,
    applicant: journey.applicant,
    channel: "direct",
    ...{ resultChannel: "counter", officer: officers[start.by] },
    ...(start.at === undefined ? {} : { at: start.at }),
  });
  const { code } = received.body.dossier;
  onStep({ role: start.by, unit: first.unit, step: "receive", code });
  const expected = new Map([[received.body.event.id, "receive"]]);

  for (const leg of journey.legs) {
    const { client, unit } = walkers[leg.by];
    const common = {
      by: unit,
      officer: officers[leg.by],
      ...(leg.role === undefined ? {} : { role: leg.role }),
      ...(leg.at === undefined ? {} : { at: leg.at }),
    };
    const answer =
      leg.step === "handOver"
        ? await client.post<Schemas["StepTaken"]>(`/v1/dossiers/${code}/handovers`, {
            ...common,
            to: walkers[leg.to].unit,
            ...(leg.reason === undefined ? {} : { reason: leg.reason }),
          })
        : await client.post<Schemas["StepTaken"]>(`/v1/dossiers/${code}/steps`, {
            ...common,
            step: leg.step,
            ...(leg.step === "conclude" ? { outcome: leg.outcome } : {}),
          });
    expected.set(answer.body.event.id, leg.step);
    onStep({ role: leg.by, unit, step: leg.step, code });
    await untilDelivered(Object.values(walkers), first.client, code, answer.body.event.id, patienceMs);
  }

  const timeline = await first.client.get<Timeline>(`/v1/dossiers/${code}/timeline`);
  const catalogue = await first.client.get<{ versions: { name: string }[] }>(`/v1/procedures/${journey.procedure}`);
  return {
    code,
    procedure: { code: journey.procedure, name: catalogue.versions[0]?.name ?? "" },
    timeline,
    faults: faultsOf(timeline, expected, journey),
  };
}

/** Waits until every message of the event has its receipt; units that pull fetch and acknowledge theirs meanwhile. */
async function untilDelivered(
  walkers: readonly Walker[],
  client: UnitClient,
  code: string,
  eventId: string,
  patienceMs: number,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    await Promise.all(walkers.map((walker) => pull(walker.client, code)));
    const timeline = await client.get<Timeline>(`/v1/dossiers/${code}/timeline`);
    const messages = toUnits(timeline.events.find((event) => event.id === eventId)?.messages ?? []);
    if (messages.every((message) => message.state === "delivered")) return;
    if (performance.now() > deadline) {
      const late = messages.filter((message) => message.state !== "delivered");
      throw new StartError(
        `Tin chưa được giao trong ${Math.round(patienceMs / 1000)} s / not delivered within ${Math.round(patienceMs / 1000)} s: ${late.map((message) => `${message.id} → ${message.receiver} (${message.state}, ${message.attempts} attempts)`).join("; ")}`,
      );
    }
    await pause(60);
  }
}

type Messages = Timeline["events"][number]["messages"];

/** Văn phòng Chính phủ, for which the messages to the national portal are. */
const portalAgency = "G22";

/** The national portal is told in its own time; a walk waits for the units. */
const toUnits = (messages: Messages): Messages => messages.filter(({ receiver }) => receiver !== portalAgency);

/** Fetches and acknowledges what waits about this dossier. A unit on a webhook leaves that to its own software. */
async function pull(client: UnitClient, code: string): Promise<void> {
  const { channel } = await client.get<Schemas["Subscription"]>("/v1/subscription");
  if (channel === "webhook") return;
  type Page = { items: Schemas["InboxItem"][]; next: string | null };
  for (let page = await client.get<Page>("/v1/inbox?limit=500"); page.items.length > 0;) {
    for (const { acknowledged, message } of page.items) {
      const { id, subject } = message as { id?: string; subject?: string };
      if (!acknowledged && subject === code && id !== undefined) await client.post(`/v1/inbox/${id}/ack`, {});
    }
    page = await client.get<Page>(`/v1/inbox?limit=500&after=${page.next ?? ""}`);
  }
}

/** Compares what was done with what the hub tells: every step once and in order, every message delivered, no gap. */
function faultsOf(timeline: Timeline, expected: ReadonlyMap<string, string>, journey: Journey): string[] {
  const faults: string[] = [];
  const told = timeline.events.map((event) => event.step);
  const done = ["receive", ...journey.legs.map((leg) => leg.step)];
  if (told.join() !== done.join()) faults.push(`steps: did ${done.join(", ")}; the hub tells ${told.join(", ")}`);
  for (const id of expected.keys())
    if (!timeline.events.some((event) => event.id === id)) faults.push(`lost event ${id}`);
  const messages = toUnits(timeline.events.flatMap((event) => event.messages));
  const ids = new Set(messages.map((message) => message.id));
  if (ids.size !== messages.length) faults.push("a message appears twice");
  for (const receiver of new Set(messages.map((message) => message.receiver))) {
    const sequence = messages.filter((message) => message.receiver === receiver).map((message) => message.sequence);
    if (sequence.some((number, index) => number !== index + 1))
      faults.push(`sequence of ${receiver} has a gap: ${sequence.join(", ")}`);
  }
  for (const message of messages)
    if (message.state !== "delivered") faults.push(`message ${message.id} to ${message.receiver} is ${message.state}`);
  return faults;
}
