import { createReadStream } from "node:fs";
import type { Registry } from "prom-client";
import { openEdocAxis, type EdocAxis, type NoteEdocCall } from "../adapters/edoc/client.ts";
import { readEdocConnection, type EdocAccountSettings, type EdocConnection } from "../adapters/edoc/connection.ts";
import { makeEdocSend } from "../adapters/edoc/http.ts";
import { readMessage } from "../adapters/edoc/read-message.ts";
import { openChecker } from "../adapters/edoc/checker.ts";
import { usualLookMs } from "../adapters/edoc/look.ts";
import { openTrust } from "../adapters/edoc/trust.ts";
import { startLetterWork, type LetterWorker, type LetterWorking } from "../adapters/edoc/work.ts";
import { usualRecallRules, type RecallRules } from "../core/domain/letter/arrive.ts";
import { wordsOfEdxml } from "../core/domain/letter/edxml-words.ts";
import { dayOf } from "../core/domain/day.ts";
import { organKey } from "../core/domain/letter/organ.ts";
import { openClocks } from "../core/service/clock-in-force.ts";
import { identifiersKept } from "../core/service/letter-agencies.ts";
import type { LetterDesk } from "../core/service/letter-desk.ts";
import { countLetters, forgetParked, forgetRaw, forgetSent, watchLetters } from "../core/service/letter-work.ts";
import type { LetterWorld } from "../core/service/letter-world.ts";
import { notationOf } from "../mappings/edoc/agencies.ts";
import { fromLetter } from "../mappings/edxml/outgoing.ts";
import { edxmlLimits } from "../mappings/edxml/limits.ts";
import { faultsOf } from "../mappings/edxml/write-check.ts";
import type { EdxmlForm } from "../mappings/edxml/write-form.ts";
import { writeEdxml } from "../mappings/edxml/write.ts";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database.ts";
import type { FileFolder } from "../platform/file-folder.ts";
import type { Job } from "../platform/jobs.ts";
import type { Log } from "../platform/log.ts";
import { openLetterMetrics } from "../platform/metrics.ts";

/** @throws {StartError} when the file is unusable. Undefined: this hub is not connected to the document axis. */
export const readEdoc = ({ edocFile }: Pick<Config, "edocFile">): EdocConnection | undefined =>
  edocFile === undefined ? undefined : readEdocConnection(edocFile);

/** The accounts' calls. */
export const reachEdoc = (
  connection: EdocConnection,
  note?: NoteEdocCall,
  now: () => Date = () => new Date(),
): readonly EdocAxis[] =>
  connection.accounts.map((settings) =>
    openEdocAxis({
      ...{ settings, limits: connection.limits, now },
      send: makeEdocSend({ quietMs: settings.quietSeconds * 1_000, wholeMs: settings.transferMinutes * 60_000 }),
      ...(note ? { note } : {}),
    }),
  );

/** Who hands in for others, by account. */
export const relaysOf = (
  accounts: readonly Pick<EdocAccountSettings, "name" | "axisNames">[],
): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(accounts.map(({ name, axisNames }) => [name, new Set(axisNames.map(organKey))]));

/** What a command that enters what was parked goes by. */
export const rulesOf = (
  connection: { readonly recalls: RecallRules; readonly accounts: Parameters<typeof relaysOf>[0] } | undefined,
): Pick<LetterWorld, "recalls" | "relays"> => ({
  recalls: connection?.recalls ?? usualRecallRules,
  relays: relaysOf(connection?.accounts ?? []),
});

type Agencies = Parameters<typeof notationOf>[0];

const formOf = (axis: EdocAxis, now: Date, agencies: Agencies = []): EdxmlForm => ({
  ...axis.settings.writing,
  ...{ demand: "law", organIdOf: notationOf(agencies, axis.settings.notation), today: dayOf(now) },
});

/** What officers' operations ask of it. */
export function makeLetterDesk(axes: readonly EdocAxis[], now: () => Date = () => new Date()): LetterDesk {
  return {
    accountFor(unit) {
      for (const axis of axes) {
        const served = axis.settings.units.find((one) => one.unit === unit);
        if (served) {
          const { name, recallsBy } = axis.settings;
          return { name, organ: served.organId, organName: served.name, recallsBy };
        }
      }
      return undefined;
    },
    faultsOf(account, letter) {
      const axis = axes.find(({ settings }) => settings.name === account);
      if (!axis) throw new Error(`no account ${account}`);
      return faultsOf(fromLetter(letter), formOf(axis, now())).map(({ at }) => at);
    },
  };
}

/** A message as it goes over an account. @param agenciesOf which identifiers are one agency there. */
export const writeLetters =
  (
    now: () => Date,
    agenciesOf: (account: string) => Promise<Agencies> = () => Promise.resolve([]),
  ): LetterWorker["write"] =>
  async (axis, message, papers) => {
    const contents = papers.map(
      ({ path }) =>
        () =>
          createReadStream(path, { highWaterMark: 1 << 16 }) as AsyncIterable<Buffer>,
    );
    // states are told as they are: the letter they are about was written by others
    const { name, notation } = axis.settings;
    const form = formOf(axis, now(), notation === "given" ? [] : await agenciesOf(name));
    const written = await writeEdxml(message, contents, message.kind === "status" ? { ...form, demand: "form" } : form);
    if (written.ok) return { ok: true, bytes: written.bytes };
    return { ok: false, detail: written.faults.map(({ code, at, detail }) => `${at} ${code} ${detail}`).join("; ") };
  };

/** The worker's part: what the axis offers is taken in, and what is owed to it is sent. */
export function openEdocWork(
  parts: { readonly db: Database; readonly log: Log; readonly folder: FileFolder; readonly metrics: Registry },
  connection: EdocConnection,
  pauseMs?: number,
): { readonly working: LetterWorking; readonly jobs: readonly Job[] } {
  const { db, log, folder } = parts;
  const now = () => new Date();
  const metrics = openLetterMetrics(parts.metrics);
  const axes = reachEdoc(connection, ({ account, verb, ending }) => metrics.calls.inc({ account, verb, ending }));
  const opened = openTrust(connection.trust.roots, now());
  for (const sentence of opened.told) log.warn(sentence);
  const limits = { ...edxmlLimits, message: connection.limits.messageMegabytes * 1_000_000 };
  const worker: LetterWorker = {
    world: {
      ...{ db, log, now, folder, clocks: openClocks(), recalls: connection.recalls },
      relays: relaysOf(connection.accounts),
    },
    axes,
    read: (source) => readMessage(source, folder, limits),
    write: writeLetters(now, (account) => identifiersKept(db, account)),
    looking: { checker: openChecker(opened.trust), trust: opened.trust, limitMs: usualLookMs },
    sayFault: ({ code }) => wordsOfEdxml("fault", code).vi,
  };
  return {
    working: startLetterWork(worker, async () => metrics.look(await countLetters(db, now())), pauseMs),
    jobs: letterJobs(db, connection.keep.rawDays),
  };
}

/** What is done about letters by the clock. */
export const letterJobs = (db: Database, rawDays: number): readonly Job[] => [
  {
    name: "watch-letters",
    schedule: { everyMinutes: 15 },
    run: async (at) => ({ ...(await watchLetters({ db }, at)) }),
  },
  {
    name: "forget-letters-raw",
    schedule: { dailyAt: { hour: 2, minute: 50 } },
    run: async (at) => {
      const before = new Date(at.getTime() - rawDays * 86_400_000);
      return {
        received: await forgetRaw(db, before),
        sent: await forgetSent(db, before),
        parked: await forgetParked(db, before),
      };
    },
  },
];
