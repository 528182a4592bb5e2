import { startBare } from "./bare-pipeline.ts";
import { startHub } from "./hub-pipeline.ts";
import { closedLoop, openLoop, type Accepted } from "./load.ts";
import { measure, type Measured } from "./measure.ts";
import { kinds, type Kind, type Pipeline, type TransportName } from "./pipeline.ts";
import { peakMemory } from "./processes.ts";
import { openReceiver, type Receiver } from "./receiver.ts";
import type { Services } from "./services.ts";
import type { Statement } from "./statements.ts";
import { round, spread } from "./statistics.ts";

export interface Size {
  readonly rounds: number;
  /** Requests of a round at saturation. */
  readonly requests: number;
  /** Of a round at half load. */
  readonly seconds: number;
  readonly clients: number;
  readonly kinds: readonly Kind[];
  /** Arguments of Node for the hub's processes, to profile them. */
  readonly nodeArgs: readonly string[];
}

interface Running {
  readonly pipeline: Pipeline;
  readonly receiver: Receiver;
  readonly saturated: Measured[];
  readonly half: Measured[];
}

export type HandoverReport = Awaited<ReturnType<typeof measureHandover>>;

/**
 * Hand-overs and recalls of dossiers, the hub and the bare pipelines in turn in every round: first all at once as fast
 * as they go, then all at half of what the hub has just done.
 */
export async function measureHandover(
  services: Services,
  transport: TransportName,
  size: Size,
  say: (line: string) => void,
) {
  const amqpUrl = transport === "rabbitmq" ? services.amqpUrl : undefined;
  const all: Running[] = [];
  try {
    for (const kind of size.kinds) all.push(await start(services, transport, kind, amqpUrl, size.nodeArgs));
    const hub = all.find(({ pipeline }) => pipeline.kind === "hub") ?? all[0];
    // plans made of empty tables read them whole, and go on doing so while they grow: nobody has empty tables for long
    for (const one of all) await saturate(services, one, size);
    for (let n = 1; n <= size.rounds; n++) {
      // each is first, second and last equally often
      const turn = all.map((_, place) => all[(place + n) % all.length] as Running);
      for (const one of turn) one.saturated.push(await saturate(services, one, size));
      const perSecond = (hub?.saturated.at(-1)?.rate ?? 0) / 2;
      for (const one of turn) one.half.push(await load(services, one, perSecond, size));
      const rates = all.map(({ pipeline, saturated }) => `${pipeline.kind} ${round(saturated.at(-1)?.rate ?? 0)}`);
      say(`${transport}, round ${n} of ${size.rounds}: ${rates.join(", ")} per second`);
    }
    return report(all);
  } finally {
    for (const { pipeline, receiver } of all) {
      await pipeline.close();
      await receiver.close();
    }
  }
}

/** Before each load that counts, with as many clients as at saturation: every connection is used. */
const warmUp = 600;

async function start(
  services: Services,
  transport: TransportName,
  kind: Kind,
  amqpUrl: string | undefined,
  nodeArgs: readonly string[],
): Promise<Running> {
  const opened: { pipeline?: Pipeline } = {};
  const receiver = await openReceiver((headers, body) => {
    if (!opened.pipeline) throw new Error("a message came before there was a pipeline");
    return opened.pipeline.read(headers, body);
  });
  const name = `${kind}_${transport}`;
  const pipeline =
    kind === "hub"
      ? await startHub(services, amqpUrl, receiver.url, name, nodeArgs)
      : await startBare(kind, services, amqpUrl, receiver.url, name);
  opened.pipeline = pipeline;
  return { pipeline, receiver, saturated: [], half: [] };
}

async function saturate(services: Services, one: Running, { requests, clients }: Size) {
  const lanes = await one.pipeline.prepare(requests);
  return warmAndMeasure(services, one, clients, () => closedLoop(one.pipeline, lanes, clients));
}

async function load(services: Services, one: Running, perSecond: number, { seconds, clients }: Size) {
  const lanes = await one.pipeline.prepare(2 * Math.ceil((perSecond * seconds) / 2));
  return warmAndMeasure(services, one, clients, () => openLoop(one.pipeline, lanes, perSecond));
}

async function warmAndMeasure(
  services: Services,
  { pipeline, receiver }: Running,
  clients: number,
  counted: () => Promise<Accepted[]>,
): Promise<Measured> {
  const lanes = await pipeline.prepare(warmUp);
  return measure(services, pipeline, receiver, { warmUp: () => closedLoop(pipeline, lanes, clients), counted });
}

function report(all: readonly Running[]) {
  const rates = new Map(all.map(({ pipeline, saturated }) => [pipeline.kind, saturated.map(({ rate }) => rate)]));
  const [hub = [], plain = [], tight = []] = kinds.map((kind) => rates.get(kind));
  const ratio = (of: readonly number[]) => {
    const pairs = hub.flatMap((rate, n) => (of[n] === undefined ? [] : [rate / of[n]]));
    return pairs.length > 0 ? spread(pairs, 2) : undefined;
  };
  return {
    toPlain: ratio(plain),
    toCeiling: ratio(tight),
    pipelines: Object.fromEntries(
      all.map(({ pipeline, saturated, half }) => [
        pipeline.kind,
        {
          saturated: summary(saturated),
          half: summary(half),
          statements: saturated.at(-1)?.statements,
          halfLoadStatements: half.at(-1)?.statements,
          peakMemoryMb: Object.fromEntries(
            Object.entries(pipeline.processes).map(([name, pid]) => [name, round(peakMemory(pid))]),
          ),
        },
      ]),
    ) as Partial<Record<Kind, PipelineReport>>,
  };
}

const summary = (rounds: readonly Measured[]) => {
  const of = (pick: (measured: Measured) => number, digits = 0) => spread(rounds.map(pick), digits);
  const parts = Object.keys(rounds[0]?.cpuByPart ?? {});
  return {
    rate: of(({ rate }) => rate),
    accept_p50_ms: of(({ acceptP50Ms }) => acceptP50Ms, 1),
    accept_p99_ms: of(({ acceptP99Ms }) => acceptP99Ms, 1),
    e2e_p50_ms: of(({ e2eP50Ms }) => e2eP50Ms, 1),
    e2e_p99_ms: of(({ e2eP99Ms }) => e2eP99Ms, 1),
    cpu_s_per_1000: of(({ cpuSecondsPer1000 }) => cpuSecondsPer1000, 2),
    cpu_by_part: Object.fromEntries(parts.map((part) => [part, of(({ cpuByPart }) => cpuByPart[part] ?? 0, 2)])),
    wal_bytes_each: of(({ walBytesEach }) => walBytesEach),
    told_to_wait: of(({ toldToWait }) => toldToWait),
  };
};

export interface PipelineReport {
  readonly saturated: ReturnType<typeof summary>;
  readonly half: ReturnType<typeof summary>;
  /** Of the last round at saturation, and of the last at half load. */
  readonly statements?: readonly Statement[] | undefined;
  readonly halfLoadStatements?: readonly Statement[] | undefined;
  readonly peakMemoryMb: Readonly<Record<string, number>>;
}

/** The figures by which the hub is judged; latencies at half load. */
export function headline({ toCeiling, pipelines }: HandoverReport) {
  const { hub, plain, tight } = pipelines;
  return {
    rate: hub?.saturated.rate.median ?? null,
    plain_rate: plain?.saturated.rate.median ?? null,
    ceiling_rate: tight?.saturated.rate.median ?? null,
    ratio: toCeiling?.median ?? null,
    accept_p99_ms: hub?.half.accept_p99_ms.median ?? null,
    e2e_p50_ms: hub?.half.e2e_p50_ms.median ?? null,
    e2e_p99_ms: hub?.half.e2e_p99_ms.median ?? null,
    cpu_s_per_1000: hub?.saturated.cpu_s_per_1000.median ?? null,
    rss_mb: hub ? Math.max(...Object.values(hub.peakMemoryMb)) : null,
  };
}
