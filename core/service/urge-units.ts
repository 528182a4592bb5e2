import type { Announcement } from "../domain/announcement.ts";
import { inHandsOf } from "../domain/chain.ts";
import { parseDossierCode } from "../domain/dossier-code.ts";
import { dayOf } from "../domain/day.ts";
import { findOrgCode, type OrgCode } from "../domain/org-code.ts";
import { filled } from "../domain/papers/fill.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import type { Role } from "../domain/state.ts";
import { urgingForm, whatToUrge, type InHands, type Urged } from "../domain/urging.ts";
import { legsOf } from "../store/chains.ts";
import { findOrganisation, organisationNames } from "../store/organisations.ts";
import {
  dueDossiers,
  findLetters,
  insertLetter,
  lastUrged,
  takersOfLegs,
  type DueDossier,
  type Letter,
} from "../store/urging.ts";
import type { Database, Reader } from "../../platform/database.ts";
import { actingUnit } from "./acting-unit.ts";
import { yearAt } from "./form-set.ts";
import { refusedBeyondCalendar } from "./leg-taken.ts";
import { once, type Answer, type Ask } from "./once.ts";
import { openOverseers } from "./overseers.ts";
import type { World } from "./step-taken.ts";
import { procedureView } from "./views.ts";

/** Longer than any stretch of days off: what is due on the next working day is due before this. */
const aheadMs = 20 * 86_400_000;
/** Of one letter, the most pressing ones; each is a message to the unit. */
const mostDossiers = 1000;

interface Found {
  readonly ofUnit: ReadonlyMap<string, readonly Urged[]>;
  readonly dossiers: ReadonlyMap<bigint, DueDossier>;
}

/** What a one-stop urges other units to now, by unit (O9). Its own dossiers it works on itself. */
async function findPressing(
  db: Reader,
  { clocks }: Pick<World, "clocks">,
  oneStop: OrgCode,
  now: Date,
): Promise<Found> {
  const found = await dueDossiers(db, oneStop, new Date(now.getTime() + aheadMs));
  const ids = found.map(({ id }) => String(id));
  const legs = await legsOf(db, ids);
  const takers = await takersOfLegs(db, ids);
  const inHands = found.flatMap((dossier): InHands[] => {
    const { id: dossierId, heldBy, assignee, due } = dossier;
    const all = legs.get(dossierId) ?? [];
    const ofLegs = all.flatMap((leg): InHands[] => {
      const ownDue = leg.stoppedAt === null ? leg.due?.due : undefined;
      const earlier = [ownDue, due ?? undefined]
        .filter((one) => one !== undefined)
        .sort((a, b) => Number(a) - Number(b))[0];
      if (!earlier) return [];
      // not acknowledged, it is in the hands of who sent it (L12)
      return inHandsOf({ legs: all, receivedBy: oneStop }, leg).map((unit) => ({
        ...{ unit, dossierId, leg: leg.number, due: earlier },
        handledBy: unit === leg.agency ? (takers.get(`${dossierId} ${leg.number}`) ?? null) : null,
      }));
    });
    return [...(due ? [{ unit: heldBy, dossierId, leg: null, due, handledBy: assignee }] : []), ...ofLegs];
  });
  const others = inHands.filter(({ unit }) => unit !== oneStop);
  const { calendar } = await clocks.clockFor(db, oneStop);
  return { ofUnit: whatToUrge(others, now, calendar), dossiers: new Map(found.map((one) => [one.id, one])) };
}

/** What would stand in the letters of one of the caller's one-stops, were they written now. */
export async function readPressing(
  world: Pick<World, "clocks" | "now"> & { readonly db: Database },
  text: string,
  units: ReadonlySet<string>,
): Promise<{ readonly ok: true; readonly body: Pressing } | Refusal> {
  const unit = findOrgCode(text);
  if (!unit || !units.has(unit)) return refuse("unit-not-yours", { unit: text }, "code");
  const now = world.now();
  const found = await refusedBeyondCalendar(() => findPressing(world.db, world, unit, now));
  if ("ok" in found) return found;
  const names = await organisationNames(world.db, [...found.ofUnit.keys()]);
  const before = await lastUrged(world.db, [...found.dossiers.keys()].map(String));
  const body = {
    unit,
    at: now.toISOString(),
    units: [...found.ofUnit].map(([code, urged]) => ({
      unit: { code, name: names.get(code) ?? code },
      ...countsOf(urged),
      dossiers: urged.map((one) => ({
        ...rowOf(one, found.dossiers),
        lastUrgedAt: before.get(`${code} ${one.dossierId}`)?.toISOString() ?? null,
      })),
    })),
  };
  return { ok: true, body };
}
interface Pressing {
  readonly unit: string;
  readonly at: string;
  readonly units: readonly {
    readonly unit: { readonly code: string; readonly name: string };
    readonly due: number;
    readonly overdue: number;
    readonly dossiers: readonly (ReturnType<typeof rowOf> & { readonly lastUrgedAt: string | null })[];
  }[];
}

const countsOf = (urged: readonly { readonly isOverdue: boolean }[]) => {
  const overdue = urged.filter(({ isOverdue }) => isOverdue).length;
  return { due: urged.length - overdue, overdue };
};

function rowOf({ dossierId, leg, due, isOverdue, daysLate, handledBy }: Urged, dossiers: Found["dossiers"]) {
  const of = dossiers.get(dossierId) as DueDossier;
  return {
    ...{ code: of.code, procedure: { code: of.procedure.code, name: of.procedureName }, leg },
    ...{ dueAt: due.toISOString(), isOverdue, daysLate, handledBy },
  };
}

export interface UrgeRequest {
  readonly to: string;
  /** The head of the one-stop, who signs by order of the authority. */
  readonly officer: string;
  readonly role?: Role;
  readonly letterNo?: string;
}

export interface UrgingSent {
  readonly letter: LetterView;
  readonly messages: readonly { readonly id: string; readonly receiver: string; readonly sequence: number }[];
}

/**
 * The head of a one-stop urges a unit to what is due or overdue there (O9, ND61 8(2b)), by order of the authority: the
 * letter is kept with its number, and told for each dossier, in one transaction (P2).
 */
export const makeUrgeUnit =
  (world: World) =>
  (text: string, request: UrgeRequest, ask: Ask): Promise<Answer<UrgingSent>> =>
    once(world.db, ask, async (tx) => {
      const now = world.now();
      const acting = await actingUnit(tx, ask.units, text, now);
      if (!acting.ok) return { ...acting, field: "code" };
      const { unit } = acting;
      if (request.role !== undefined && request.role !== "oneStopHead")
        return refuse("role-not-allowed", { step: "urge", role: request.role, roles: "oneStopHead" }, "/role");
      const code = findOrgCode(request.to);
      const to = code && (await findOrganisation(tx, code));
      if (!to) return refuse("unit-unknown", { unit: request.to }, "/to");
      const found = await refusedBeyondCalendar(() => findPressing(tx, world, unit.code, now));
      if ("ok" in found) return found;
      const urged = (found.ofUnit.get(to.code) ?? []).slice(0, mostDossiers);
      if (urged.length === 0) return refuse("nothing-to-urge", { unit: to.code, name: to.name }, "/to");

      const authority = await openOverseers(dayOf(now)).ownAuthority(tx, unit.code);
      const id = await insertLetter(tx, {
        ...{ from: unit, to, byOrderOf: authority ?? null, year: yearAt(now), dossiers: urged },
        ...{ letterNo: request.letterNo ?? null, signer: request.officer, at: now },
        ...{ cause: ask.requestId, partnerId: ask.partnerId },
      });
      const [letter] = await findLetters(tx, { unit: unit.code, only: id, limit: 1 });
      if (!letter) throw new Error(`no letter ${id.toString()}`);
      const news = urged.map((one) =>
        announcementOf(one, found.dossiers.get(one.dossierId) as DueDossier, letter, world.newId()),
      );
      const told = await world.announce(tx, news, ask.requestId);
      const messages = told.map(({ messageId, receiver, sequence }) => ({ id: messageId, receiver, sequence }));
      return { ok: true, body: { letter: letterView(letter), messages } };
    });

/** To the unit, about one of its dossiers. Officers are not named (P12): they stand in the letter. */
function announcementOf(one: Urged, dossier: DueDossier, letter: Letter, eventId: string): Announcement {
  return {
    receiver: one.unit,
    subject: parseDossierCode(dossier.code),
    eventId,
    type: "vn.lienthong.dossier.urged.v1",
    time: letter.at,
    data: {
      code: dossier.code,
      by: letter.from.code,
      at: letter.at.toISOString(),
      letter: String(letter.id),
      year: letter.year,
      number: letter.number,
      ...(letter.letterNo === null ? {} : { letterNo: letter.letterNo }),
      ...(letter.byOrderOf === null ? {} : { byOrderOf: letter.byOrderOf.code }),
      ...(one.leg === null ? {} : { leg: one.leg }),
      dueAt: one.due.toISOString(),
      isOverdue: one.isOverdue,
      daysLate: one.daysLate,
      heldBy: dossier.heldBy,
      procedure: procedureView(dossier.procedure),
    },
  };
}

/** A letter as the gateway answers it: data, like all forms; the paper is the one-stop's to print and sign. */
function letterView(letter: Letter) {
  const { id, from, to, byOrderOf, year, number, letterNo, signer, at, dossiers } = letter;
  const { data, missing } = filled({ agency: from.name, to: to.name, byOrderOf: byOrderOf?.name ?? null, letterNo });
  return {
    ...{ id: String(id), ...urgingForm, unit: from.code, urged: to.code, year, number, at: at.toISOString() },
    signer: { role: "oneStopHead" as const, officer: signer, byOrderOf: byOrderOf?.code ?? null },
    ...{ missing, data: { ...data, ...countsOf(dossiers) } },
    dossiers: dossiers.map((one) => ({ ...one, dueAt: new Date(one.dueAt).toISOString() })),
  };
}
type LetterView = ReturnType<typeof letterView>;

/** The letters that one of the caller's units sent or got, the newest first. */
export async function readLetters(
  db: Reader,
  text: string,
  units: ReadonlySet<string>,
  { before, limit }: { readonly before?: string | undefined; readonly limit: number },
): Promise<{ readonly ok: true; readonly body: { items: LetterView[]; next: string | null } } | Refusal> {
  const unit = findOrgCode(text);
  if (!unit || !units.has(unit)) return refuse("unit-not-yours", { unit: text }, "code");
  const letters = await findLetters(db, {
    unit,
    before: before === undefined ? undefined : BigInt(before),
    limit: limit + 1,
  });
  const items = letters.slice(0, limit).map(letterView);
  return { ok: true, body: { items, next: letters.length > limit ? (items.at(-1)?.id ?? null) : null } };
}
