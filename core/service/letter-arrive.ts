import { answerToRecall, businessFor, decideArrival, targetsOf } from "../domain/letter/arrive.ts";
import type { ArrivingLetter, ArrivingStatus, LetterPaper, LetterWarning } from "../domain/letter/arriving.ts";
import type { LetterBusiness } from "../domain/letter/letter.ts";
import { organKey } from "../domain/letter/organ.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { ItemEnding, LetterItem } from "../store/letter-items.ts";
import * as parked from "../store/letter-parked.ts";
import * as letters from "../store/letters.ts";
import { lookAtFiles } from "../store/letter-looks.ts";
import type { StoredLetter } from "../store/letters.ts";
import type { Tx } from "../../platform/database.ts";
import { askedBack } from "./letter-asked-back.ts";
import { hearStatus } from "./letter-hear.ts";
import { isErased, knownOf, locked, lookAtOwn, noteByAxis } from "./letter-known.ts";
import { linkByItself } from "./letter-link.ts";
import { namesFor, type Names } from "./letter-names.ts";
import { owe } from "./letter-owe.ts";
import { axisSpeaker, receiptDueOf, theAxis, type EntryWorld } from "./letter-world.ts";

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
  item: Pick<LetterItem, "account" | "axisId" | "axisFrom"> & { readonly id: bigint | null },
  message: ArrivingLetter,
  papers: readonly LetterPaper[],
  mailbox: MailboxOf,
): Promise<ItemEnding> {
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
      await noteByAxis(tx, decision.letter, "cameAgain", { axisId: item.axisId, business }, now);
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
      await noteByAxis(tx, id, "arrived", { axisId: item.axisId, business }, now);
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
        await noteByAxis(tx, before.id, "cameErased", { axisId: item.axisId, business }, now);
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
      await noteByAxis(
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
      await askedBack(tx, letter, decision, {
        ...{ reason: message.business.reason, path: "message", at: now, axisId: item.axisId },
      });
      return "changed";
    }
  }
}

/** Identifiers of the same letter under another name; what is replaced is another letter. */
const ownTargets = (business: LetterBusiness, targets: readonly string[]): readonly string[] =>
  business === "update" ? targets : [];

const codeOf = ({ number, notation }: Pick<ArrivingLetter, "number" | "notation">): string | null =>
  number !== null && notation !== null ? `${number}/${notation}` : number;

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
  await noteByAxis(tx, old, "replaced", { by: String(by), was: letter.state }, now);
  await letters.showOnDossier(tx, old);
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
        await askedBack(tx, current, answerToRecall(knownOf(current), world.recalls), {
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
