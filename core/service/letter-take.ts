import { answerToRecall, businessFor, decideArrival, targetsOf, type KnownLetter } from "../domain/letter/arrive.ts";
import type {
  Arriving,
  ArrivingLetter,
  ArrivingStatus,
  LetterPaper,
  LetterWarning,
} from "../domain/letter/arriving.ts";
import { hasItsAnswer } from "../domain/letter/awaited.ts";
import { findHeard, type Candidate } from "../domain/letter/heard.ts";
import type { InState, LetterBusiness, OpenRequest, StatusCode } from "../domain/letter/letter.ts";
import { organKey } from "../domain/letter/organ.ts";
import { standingOf } from "../domain/letter/standing.ts";
import type { OrgCode } from "../domain/org-code.ts";
import * as items from "../store/letter-items.ts";
import * as parked from "../store/letter-parked.ts";
import * as letters from "../store/letters.ts";
import { lookAtFiles, lookAtMessage } from "../store/letter-looks.ts";
import type { StoredLetter } from "../store/letters.ts";
import { endSend, oweReport } from "../store/letter-tasks.ts";
import type { Tx } from "../../platform/database.ts";
import { endIfTakenBack, letterLeft } from "./letter-left.ts";
import { linkByItself } from "./letter-link.ts";
import { namesFor, type Names } from "./letter-names.ts";
import { axisSpeaker, keepContents, receiptDueOf, theAxis, type EntryWorld, type LetterWorld } from "./letter-world.ts";
import { owe } from "./letter-owe.ts";

/** One item of the axis, as it was fetched. */
export interface Fetched {
  readonly item: bigint;
  /** As it came, in the folder. */
  readonly raw: { readonly sha256: string; readonly size: number };
  /** Ours that the account serves, by the keys of their identifiers. */
  readonly ownUnits: ReadonlyMap<string, OrgCode>;
}

/** Why a message could not be read, and whom to answer, as far as it says. */
export interface Unreadable {
  readonly code: string;
  readonly at: string | null;
  readonly detail: string;
  readonly about: { readonly from: string | null; readonly documentId: string | null; readonly code: string | null };
  /** Null: nobody, since it is itself an answer. */
  readonly answer: "02" | null;
  /** For its sender, in Vietnamese. */
  readonly words: string;
}

export type TakenAs = items.ItemEnding;

/**
 * Enters what came: everything it does, and that the axis may be told so, in one transaction. Taken before (the process died, or
 * the axis offered it again), it does nothing more.
 */
export async function takeArriving(
  world: LetterWorld,
  fetched: Fetched,
  arriving: Arriving,
  papers: readonly LetterPaper[],
): Promise<TakenAs> {
  return within(world, fetched, papers, async (tx, item) => {
    if (arriving.kind === "status") {
      const names = await namesFor(tx, item.account, [arriving.about.organ, ...item.axisTo]);
      const unitOf = (organ: string) => unitNamed(fetched.ownUnits, names, organ);
      return hearStatus(tx, world, item, arriving, { isFor: isForUnit(fetched, unitOf, arriving, item.axisTo) });
    }
    const { to, from, business } = arriving;
    const receivers = [...to.map(({ id }) => id), ...business.receivers.map(({ organ }) => organ)];
    const names = await namesFor(tx, item.account, [from.id, ...receivers]);
    const unitOf = (organ: string) => unitNamed(fetched.ownUnits, names, organ);
    const units = [...new Set(to.flatMap(({ id }) => unitOf(id) ?? []))];
    if (units.length === 0) return "notOurs";
    let ending: TakenAs = "repeat";
    for (const unit of units.toSorted()) {
      const isFor = (status: ArrivingStatus) => isForUnit(fetched, unitOf, status)(unit);
      const mailbox = { unit, names, isOurs: (organ: string) => unitOf(organ) === unit, isFor };
      const taken = await arriveAt(tx, world, item, arriving, papers, mailbox);
      if (ending === "repeat") ending = taken;
    }
    return ending;
  });
}

/** The agency of ours that bears this name, in whichever notation and by whichever of its identifiers. */
function unitNamed(ownUnits: Fetched["ownUnits"], names: Names, organ: string): OrgCode | undefined {
  const key = names.keysOf(organ).find((one) => ownUnits.has(one));
  return key === undefined ? undefined : ownUnits.get(key);
}

/** Whether a state is for this agency of ours: not where it names another, by itself or by the axis. */
function isForUnit(
  { ownUnits }: Fetched,
  unitOf: (organ: string) => OrgCode | undefined,
  { about }: ArrivingStatus,
  axisTo: readonly string[] = [],
): (unit: string) => boolean {
  const served: ReadonlySet<string> = new Set(ownUnits.values());
  const byAxis = [...new Set(axisTo.flatMap((organ) => unitOf(organ) ?? []))];
  const named =
    (about.organ === null ? undefined : unitOf(about.organ)) ?? (byAxis.length === 1 ? byAxis[0] : undefined);
  // an agency that the account served before may still be meant
  return (unit) => named === undefined || unit === named || !served.has(unit);
}

/**
 * What cannot be read is kept as it came, and its sender told 02 with the reason, where it says who that is, the axis says no other,
 * and no letter of its name is here: that one is not refused. The same clerk's eyes find it among what is troubled.
 */
export async function takeUnreadable(world: LetterWorld, fetched: Fetched, fault: Unreadable): Promise<TakenAs> {
  return within(
    world,
    fetched,
    [],
    async (tx, item) => {
      const { from, documentId, code } = fault.about;
      const sender = from ?? item.axisFrom;
      const ours = addressed(fetched.ownUnits, item.axisTo);
      const names = await namesFor(tx, item.account, [sender]);
      const isAnother = from !== null && item.axisFrom !== null && !names.areOne(from, item.axisFrom);
      const isAnswered = fault.answer === "02" && item.messageType === "edoc" && !isAnother;
      if (
        isAnswered &&
        sender &&
        ours &&
        (documentId ?? code) !== null &&
        !(await isHere(tx, fetched, ours, names.keysOf(sender), fault))
      )
        await oweReport(tx, {
          ...{ account: item.account, letterId: null, fromOrgan: ours, toOrgans: [sender], code: "02" },
          ...{ description: fault.words, saidAt: world.now(), due: null },
          about: { organ: sender, documentId, code, year: null, issued: null },
        });
      return "refused";
    },
    // without its details, which show words of the message: whoever has to know them reads it as it came
    { code: fault.code, at: fault.at },
  );
}

async function isHere(
  tx: Tx,
  { ownUnits }: Fetched,
  ours: string,
  fromKeys: readonly string[],
  { about: { documentId, code } }: Unreadable,
): Promise<boolean> {
  const unit = ownUnits.get(organKey(ours)) ?? ours;
  if (documentId !== null) return (await letters.lettersNamed(tx, unit, fromKeys, [documentId])).length > 0;
  return (
    code !== null && (await letters.lettersNumbered(tx, { side: "in", code, year: null, unit, fromKeys })).length > 0
  );
}

/** Whom of ours the axis says it is for; of an account with one agency, that one. */
function addressed(ownUnits: ReadonlyMap<string, OrgCode>, axisTo: readonly string[]): string | undefined {
  const named = axisTo.filter((organ) => ownUnits.has(organKey(organ)));
  if (named.length === 1) return named[0];
  return new Set(ownUnits.values()).size === 1 ? [...ownUnits.keys()][0] : undefined;
}

/** What our own trouble kept from being understood, after so many times: kept as it came, the axis is told `fail`, a person looks. */
export const giveUpItem = (world: LetterWorld, item: bigint, raw: Fetched["raw"], detail: string): Promise<void> =>
  world.db.transaction().execute(async (tx) => {
    const locked = await items.lockItem(tx, item);
    if (locked?.state !== "listed") return;
    await keepContents(tx, world.folder, [raw]);
    await items.keepItem(tx, item, {
      ending: "trouble",
      rawSha256: raw.sha256,
      fault: { code: "our-trouble", detail },
      now: world.now(),
    });
  });

async function within(
  world: LetterWorld,
  { item: id, raw }: Fetched,
  papers: readonly LetterPaper[],
  work: (tx: Tx, item: items.LetterItem) => Promise<TakenAs>,
  fault: object | null = null,
): Promise<TakenAs> {
  return world.db.transaction().execute(async (tx) => {
    const item = await items.lockItem(tx, id);
    if (!item) throw new Error(`no item ${id}`);
    if (item.state !== "listed") return item.ending ?? "trouble";
    await keepContents(tx, world.folder, [raw, ...papers]);
    await items.putRaw(tx, id, raw.sha256);
    const ending = await work(tx, { ...item, axisFrom: axisSpeaker(world, item) });
    await items.keepItem(tx, id, { ending, rawSha256: raw.sha256, fault, now: world.now() });
    await items.letGoOfErased(tx, id);
    return ending;
  });
}

/** Where a message is entered. */
interface MailboxOf {
  readonly unit: OrgCode;
  readonly names: Names;
  readonly isOurs: (organ: string) => boolean;
  /** Of what waited for this letter: whether it may be for this agency. */
  readonly isFor?: (status: ArrivingStatus) => boolean;
  /** A person says that it is about this one, and that its sender has the say. */
  readonly about?: StoredLetter;
  /** What it was to this agency when it was parked. */
  readonly business?: LetterBusiness;
}

/** Enters a letter, or what is asked about one, in the mailbox of one agency of ours. */
export async function arriveAt(
  tx: Tx,
  world: EntryWorld,
  item: Pick<items.LetterItem, "account" | "axisId" | "axisFrom"> & { readonly id: bigint | null },
  message: ArrivingLetter,
  papers: readonly LetterPaper[],
  mailbox: MailboxOf,
): Promise<TakenAs> {
  const { unit, names, isOurs, about } = mailbox;
  const now = world.now();
  await letters.lockMailbox(tx, unit);
  const fromKey = organKey(message.from.id);
  const fromKeys = about ? [about.fromKey] : names.keysOf(message.from.id);
  const business = mailbox.business ?? businessFor(message, isOurs);
  const axisDiffers = item.axisFrom !== null && !names.areOne(message.from.id, item.axisFrom);
  const targets = targetsOf({ ...message, business: { ...message.business, kind: business } });
  const found = await letters.lettersNamed(tx, unit, fromKeys, [...targets, message.documentId]);
  const isMeant = (one: StoredLetter) =>
    !about || one.id === about.id || !one.documentIds.some((id) => about.documentIds.includes(id));
  const named = found.filter(isMeant);
  const known = new Map(named.map((letter) => [letter.id, knownOf(letter)]));
  const bearing = (id: string) =>
    named.filter((one) => one.documentIds.includes(id)).flatMap((one) => known.get(one.id) ?? []);
  const code = codeOf(message);
  const identity = { unit, fromKey, documentId: message.documentId, business, digest: message.digest };
  const same = await letters.sameMessage(tx, { ...identity, fromKeys });
  const decision = decideArrival(
    message,
    business,
    {
      same: same === undefined ? undefined : (known.get(same) ?? knownOf(await locked(tx, same))),
      targets: new Map(targets.map((id) => [id, bearing(id)])),
      foreign: await letters.namedByOthers(tx, unit, fromKeys, targets),
      sameIdentifier: bearing(message.documentId),
      sameNumber:
        code === null
          ? []
          : await letters.lettersNumbered(tx, { side: "in", code, year: message.year, unit, fromKeys }),
    },
    world.recalls,
  );
  const look = async (letterId: bigint, files: readonly LetterPaper[]) => {
    if (item.id === null) return;
    if (message.isSigned) await lookAtOwn(tx, letterId, item.id, now);
    const pdfs = files.flatMap(({ type, sha256 }) => (type === "pdf" ? [sha256] : []));
    if (pdfs.length > 0) await lookAtFiles(tx, letterId, item.id, pdfs, now);
  };
  const noted = { ...identity, itemId: item.id, writtenAt: message.writtenAt, said: message, at: now };
  // what acts on a letter has no proof but the account that brought it
  if (axisDiffers && decision.do !== "repeat" && !(decision.do === "keep" && business === "new")) {
    const documentId = targets[0] ?? message.documentId;
    const why = { kind: business, documentId, why: "fromDiffers" } as const;
    await parkMessage(tx, item, message, unit, fromKey, why, now, papers);
    return "parked";
  }
  const differs: readonly LetterWarning[] = axisDiffers ? [{ code: "from-differs", detail: item.axisFrom }] : [];
  switch (decision.do) {
    case "repeat": {
      // with the letter its bytes go
      await letters.insertMessage(tx, { ...noted, letterId: decision.letter, version: null, said: null });
      if (!isErased(await locked(tx, decision.letter))) await look(decision.letter, []);
      await change(tx, decision.letter, "cameAgain", { axisId: item.axisId, business }, now);
      const letter = await letters.lockLetter(tx, decision.letter);
      if (letter && decision.answerAgain && !axisDiffers && (letter.state === "recalled" || letter.state === "refused"))
        await owe(tx, letter, "15", null, now);
      return "repeat";
    }
    case "park":
      await parkMessage(tx, item, message, unit, fromKey, { ...decision, kind: "recall" }, now);
      return "parked";
    case "keep": {
      const id = await letters.insertLetter(tx, {
        ...{
          side: "in",
          account: item.account,
          unit,
          fromOrgan: message.from.id,
          fromKey,
          fromName: message.from.name,
        },
        toOrgan: message.to.find((organ) => isOurs(organ.id))?.id ?? unit,
        ...{
          documentId: message.documentId,
          documentIds: [...new Set([message.documentId, ...ownTargets(business, targets)])],
        },
        ...{ number: message.number, notation: message.notation, code, issued: message.issued, year: message.year },
        ...{ typeName: message.typeName, subject: message.subject, content: message.content, signer: message.signer },
        ...{ due: message.due, priority: message.priority, referenceCodes: message.referenceCodes },
        ...{
          responseFor: message.responseFor,
          replyFors: message.replyFors,
          business,
          purpose: null,
          state: "arrived",
        },
        ...{ versionDigest: message.digest, versionAt: message.writtenAt, isOriginalHere: decision.isOriginal },
        ...{ dossierId: null, linkedHow: null, linkedBy: null, linkedAt: null, answerBy: null, officer: null },
        warnings: [...decision.warnings, ...differs],
        receiptDue: await receiptDueOf(tx, world.clocks, unit, now),
        ...{ receivedAt: now, partnerId: null, cause: `axis ${item.axisId}` },
      });
      await letters.insertMessage(tx, { ...noted, letterId: id, version: 1 });
      await letters.insertPapers(tx, id, 1, papers);
      await look(id, papers);
      await change(tx, id, "arrived", { axisId: item.axisId, business }, now);
      const letter = await locked(tx, id);
      await owe(tx, letter, "01", null, now);
      for (const old of decision.replaces) await replaceBy(tx, old, id, now);
      for (const documentId of decision.awaits)
        await parked.park(tx, {
          ...{ account: item.account, itemId: item.id, unit, kind: "replace", why: "unknown", fromKey, documentId },
          ...{ code: null, year: null, digest: message.digest, said: null, cameAt: now, letterId: id },
        });
      if (!axisDiffers) await linkByItself(tx, letter, now);
      await lookAgain(tx, world, await locked(tx, id), mailbox.isFor);
      return "stored";
    }
    case "version": {
      const before = await locked(tx, decision.letter);
      if (isErased(before)) {
        await letters.addNames(tx, before.id, [message.documentId, ...ownTargets(business, targets)]);
        await letters.insertMessage(tx, { ...noted, letterId: before.id, version: null, said: null });
        await change(tx, before.id, "cameErased", { axisId: item.axisId, business }, now);
        await owe(tx, before, "01", null, now);
        return "changed";
      }
      const version = await letters.putVersion(
        ...([tx, decision.letter, message, code] as const),
        [message.documentId, ...ownTargets(business, targets)],
        decision.counts,
      );
      await letters.insertMessage(tx, { ...noted, letterId: decision.letter, version, anew: decision.arrivesAgain });
      await letters.insertPapers(tx, decision.letter, version, papers);
      await look(decision.letter, papers);
      await letters.addWarnings(tx, decision.letter, [...decision.warnings, ...differs]);
      await letters.changeLetter(tx, decision.letter, {
        ...(business === "new" ? { isOriginalHere: true } : {}),
        ...(decision.arrivesAgain
          ? {
              state: "arrived" as const,
              receiptDue: await receiptDueOf(tx, world.clocks, unit, now),
              receiptLateAt: null,
            }
          : {}),
      });
      await change(
        ...([
          tx,
          decision.letter,
          decision.counts ? (business === "replace" ? "replacedPapers" : "updated") : "versionKept",
        ] as const),
        { axisId: item.axisId, version, before: before.version },
        now,
        message.business.reason,
      );
      const letter = await locked(tx, decision.letter);
      await owe(tx, letter, "01", null, now);
      if (letter.dossierId !== null) await letters.showOnDossier(tx, letter.id);
      else await linkByItself(tx, letter, now);
      await lookAgain(tx, world, await locked(tx, letter.id), mailbox.isFor);
      return "changed";
    }
    case "recall": {
      const letter = await locked(tx, decision.letter);
      await letters.insertMessage(tx, {
        ...{ ...noted, letterId: letter.id, version: null, said: isErased(letter) ? null : message },
      });
      if (!isErased(letter)) await look(letter.id, []);
      await askBack(tx, letter, decision, {
        ...{ reason: message.business.reason, path: "message", at: now, axisId: item.axisId },
      });
      return "changed";
    }
  }
}

/** Its words went with its dossier, and come back by nothing that comes later. */
export const isErased = ({ subject }: StoredLetter): boolean => subject === null;

/** What was signed and can no longer be looked at is not taken for unsigned: the clerk is told. */
async function lookAtOwn(tx: Tx, letterId: bigint, itemId: bigint, now: Date): Promise<void> {
  if (await lookAtMessage(tx, letterId, itemId, now)) return;
  await letters.addWarnings(tx, letterId, [{ code: "signature-not-seen", detail: "" }]);
}

/** Identifiers of the same letter under another name; what is replaced is another letter. */
const ownTargets = (business: LetterBusiness, targets: readonly string[]): readonly string[] =>
  business === "update" ? targets : [];

const codeOf = ({ number, notation }: Pick<ArrivingLetter, "number" | "notation">): string | null =>
  number !== null && notation !== null ? `${number}/${notation}` : number;

function requestOf({ request, requestAt, requestReason }: StoredLetter): OpenRequest | null {
  return request && requestAt ? { kind: request, at: requestAt, reason: requestReason } : null;
}

const knownOf = (letter: StoredLetter): KnownLetter => ({
  ...{
    id: letter.id,
    state: letter.state as InState,
    request: requestOf(letter),
    isOriginalHere: letter.isOriginalHere,
  },
  ...{ versionDigest: letter.versionDigest ?? "", versionAt: letter.versionAt, versionOf: letter.business },
});

async function locked(tx: Tx, id: bigint): Promise<StoredLetter> {
  const letter = await letters.lockLetter(tx, id);
  if (!letter) throw new Error(`no letter ${id}`);
  return letter;
}

const change = (tx: Tx, letterId: bigint, what: string, details: object, at: Date, reason: string | null = null) =>
  letters.noteChange(tx, { letterId, what, details, by: theAxis, officer: null, reason, at });

async function parkMessage(
  tx: Tx,
  item: { readonly account: string; readonly id: bigint | null },
  message: ArrivingLetter,
  unit: OrgCode,
  fromKey: string,
  { kind, documentId, why }: Pick<parked.ParkedLetter, "kind" | "why"> & { readonly documentId: string },
  now: Date,
  papers: readonly LetterPaper[] = [],
): Promise<void> {
  const one = {
    ...{ account: item.account, itemId: item.id, unit, kind, why, fromKey, documentId },
    ...{ code: null, year: message.year, digest: message.digest, said: message, cameAt: now, letterId: null },
  };
  await parked.park(tx, one, papers);
}

export async function replaceBy(tx: Tx, old: bigint, by: bigint, now: Date): Promise<void> {
  const letter = await locked(tx, old);
  if (letter.state === "recalled" || letter.state === "replaced" || old === by) return;
  await letters.changeLetter(tx, old, { state: "replaced", replacedBy: by });
  await change(tx, old, "replaced", { by: String(by), was: letter.state }, now);
  await letters.showOnDossier(tx, old);
}

/** The sender wants a letter back: a person is asked, or the rules say at once what the law does. */
async function askBack(
  tx: Tx,
  letter: StoredLetter,
  { opens, answer }: { readonly opens: boolean; readonly answer: "15" | "16" | null },
  asked: {
    readonly reason: string | null;
    readonly path: "message" | "status";
    readonly at: Date;
    readonly axisId: string;
  },
): Promise<void> {
  const { path, at } = asked;
  const reason = isErased(letter) ? null : asked.reason;
  await change(tx, letter.id, "recallAsked", { path, axisId: asked.axisId }, at, reason);
  if (answer === null) {
    if (opens)
      await letters.changeLetter(tx, letter.id, {
        ...{ request: "recall", requestAt: at, requestReason: reason, requestPath: path, proposed: "15" },
      });
    return;
  }
  if (answer === "15" && letter.state !== "refused" && letter.state !== "recalled") {
    await letters.changeLetter(tx, letter.id, { state: "recalled" });
    await change(tx, letter.id, "recalled", { was: letter.state }, at);
    await letters.showOnDossier(tx, letter.id);
  }
  await owe(tx, letter, answer, answer === "16" ? "Văn bản đã xử lý xong" : null, at);
}

/** What was said of this letter before it came. */
async function lookAgain(
  tx: Tx,
  world: EntryWorld,
  letter: StoredLetter,
  isFor: (status: ArrivingStatus) => boolean = () => true,
): Promise<void> {
  const now = world.now();
  const names = await namesFor(tx, letter.account, [letter.fromKey]);
  for (const one of await parked.parkedAbout(tx, letter.account, letter.documentIds, letter.code)) {
    if (one.unit !== null && one.unit !== letter.unit) continue;
    const settle = (how: string) => parked.settleParked(tx, one.id, { how, by: theAxis, at: now, letterId: letter.id });
    if (one.kind === "status") {
      const status = statusOf(one.said);
      if (status?.code !== "13" || !isFor(status)) continue;
      const heard = await hearStatus(
        tx,
        world,
        { account: one.account, id: one.itemId, axisFrom: axisSpeaker(world, one) },
        status,
        { isFor: (unit) => unit === letter.unit },
      );
      if (heard === "heard") await settle("heard");
    } else if (names.areOne(letter.fromKey, one.fromKey) && letter.documentIds.includes(one.documentId ?? "")) {
      if (one.kind === "replace" && one.letterId !== null) {
        await replaceBy(tx, letter.id, one.letterId, now);
        await parked.settleParked(tx, one.id, { how: "replaced", by: theAxis, at: now, letterId: null });
      } else if (one.kind === "recall") {
        const current = await locked(tx, letter.id);
        const said = one.said as Partial<Pick<ArrivingLetter, "documentId" | "business" | "isSigned">> | null;
        await letters.insertMessage(tx, {
          ...{
            letterId: letter.id,
            itemId: one.itemId,
            business: "recall",
            unit: letter.unit,
            fromKey: letter.fromKey,
          },
          ...{ documentId: said?.documentId ?? letter.documentId, digest: one.digest, version: null, writtenAt: null },
          ...{ said, at: one.cameAt },
        });
        if (said?.isSigned && one.itemId !== null) await lookAtOwn(tx, letter.id, one.itemId, now);
        await askBack(tx, current, answerToRecall(knownOf(current), world.recalls), {
          ...{ reason: said?.business?.reason ?? null, path: "message", at: now, axisId: `parked ${one.id}` },
        });
        await settle("applied");
      }
    }
  }
}

/** A status that was kept as JSON. */
export function statusOf(said: unknown): ArrivingStatus | undefined {
  if (typeof said !== "object" || said === null) return undefined;
  const status = said as Omit<ArrivingStatus, "saidAt"> & { readonly saidAt: string | null };
  return { ...status, saidAt: status.saidAt === null ? null : new Date(status.saidAt) };
}

/** Who a state is about: as a person says; else as far as it tells for which agency of ours it is. */
interface Heeded {
  readonly decided?: { readonly letter: bigint; readonly organKey: string };
  readonly isFor?: (unit: string) => boolean;
}

/** Hears a state: of the letter that it names, or that a person says. */
export async function hearStatus(
  tx: Tx,
  world: EntryWorld,
  item: { readonly account: string; readonly id: bigint | null; readonly axisFrom: string | null },
  status: ArrivingStatus,
  { decided, isFor = () => true }: Heeded = {},
): Promise<TakenAs> {
  const now = world.now();
  const side = status.code === "13" ? "in" : "out";
  const found = await letters.candidatesFor(tx, item.account, side, status.about);
  const meant = found.filter(({ unit }) => side === "out" || isFor(unit));
  const candidates = meant.map((one): Candidate => ({
    ...{
      id: one.id,
      side: one.side,
      documentIds: one.documentIds,
      code: one.code,
      year: one.year,
      fromKey: one.fromKey,
    },
    addressees: one.addressees,
  }));
  const names = await namesFor(tx, item.account, [status.from.id, status.about.organ, item.axisFrom]);
  const hearing = decided
    ? ({ do: "hear", ...decided } as const)
    : findHeard(status, candidates, item.axisFrom, names.areOne);
  if (hearing.do === "park") {
    const isNew = await parked.park(tx, {
      ...{ account: item.account, itemId: item.id, unit: null, kind: "status", why: hearing.why },
      ...{ fromKey: organKey(status.from.id), documentId: status.about.documentId, code: status.about.code },
      ...{ year: status.about.year, digest: status.digest, said: status, cameAt: now, letterId: null },
    });
    return isNew ? "parked" : "repeat";
  }
  // asked back, and come again: the same words ask back anew
  const times = side === "in" ? await letters.timesAnew(tx, hearing.letter) : 0;
  const letter = await locked(tx, hearing.letter);
  const isNew = await letters.insertStatus(tx, {
    ...{ letterId: hearing.letter, itemId: item.id, direction: "in", organKey: hearing.organKey, code: status.code },
    ...{
      description: isErased(letter) ? null : status.description,
      saidAt: status.saidAt,
      digest: times === 0 ? status.digest : `${status.digest} ${times}`,
      officer: null,
      partnerId: null,
      at: now,
    },
  });
  if (isNew && status.isSigned && !isErased(letter) && item.id !== null) await lookAtOwn(tx, letter.id, item.id, now);
  if (letter.side === "in") {
    if (!isNew && letter.state !== "recalled") return "repeat";
    await askBack(tx, letter, answerToRecall(knownOf(letter), world.recalls), {
      ...{ reason: status.description, path: "status", at: now, axisId: String(item.id ?? "") },
    });
    return isNew ? "heard" : "repeat";
  }
  if (!isNew) return "repeat";
  await settleAddressee(tx, letter, hearing.organKey, status.code, now);
  return "heard";
}

/** Where a letter of ours stands with one receiver follows from all that was heard of it. */
async function settleAddressee(tx: Tx, letter: StoredLetter, key: string, code: StatusCode, now: Date): Promise<void> {
  const before = (await letters.addresseesOf(tx, [letter.id])).find(({ organKey: one }) => one === key);
  if (!before) throw new Error(`letter ${letter.id} did not go to ${key}`);
  const said = (await letters.statusesOf(tx, [letter.id])).filter(
    ({ direction, organKey: one }) => direction === "in" && one === key,
  );
  const asked = before.request && before.requestAt ? { kind: before.request, at: before.requestAt } : null;
  const { state, answer, contradicts } = standingOf(said, asked, before.anewAt);
  await letters.changeAddressee(tx, letter.id, key, { state, answer, contradicts, lastCode: code });
  // whoever answers has it, whatever our own call told us
  if (letter.state === "queued" || letter.state === "failed") {
    const keys = (await letters.addresseesOf(tx, [letter.id])).map((one) => one.organKey);
    await letterLeft(tx, letter, keys, { heardFrom: before.organ }, now);
    await endSend(tx, letter.id, now);
  }
  const isAnswer = answer !== before.answer && answer !== null;
  if (state !== before.state || isAnswer)
    await change(
      tx,
      letter.id,
      "heard",
      {
        ...{ organ: before.organ, code, was: before.state, now: state, contradicts },
        ...(isAnswer ? { request: before.request, answer } : {}),
      },
      now,
    );
  const all = await letters.addresseesOf(tx, [letter.id]);
  await endIfTakenBack(tx, letter.id);
  await noteAnswered(
    tx,
    letter,
    all.map((one) => one.state),
  );
}

/** Nothing is waited for any longer once what was waited for is there. */
async function noteAnswered(tx: Tx, letter: StoredLetter, states: Parameters<typeof hasItsAnswer>[1]): Promise<void> {
  if (letter.answerBy && letter.purpose && hasItsAnswer(letter.purpose, states, letter.answeredBy !== null))
    await letters.changeLetter(tx, letter.id, { answerBy: null });
}
