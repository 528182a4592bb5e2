import type { Arriving, ArrivingStatus, LetterPaper } from "../domain/letter/arriving.ts";
import { organKey } from "../domain/letter/organ.ts";
import type { OrgCode } from "../domain/org-code.ts";
import * as items from "../store/letter-items.ts";
import { oweReport } from "../store/letter-tasks.ts";
import * as letters from "../store/letters.ts";
import type { Tx } from "../../platform/database.ts";
import { arriveAt } from "./letter-arrive.ts";
import { hearStatus } from "./letter-hear.ts";
import { namesFor, type Names } from "./letter-names.ts";
import { axisSpeaker, keepContents, type LetterWorld } from "./letter-world.ts";

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
