import { createHash, timingSafeEqual } from "node:crypto";
import { pickUpDay } from "../domain/clock/closure.ts";
import { dayOf, type Day } from "../domain/day.ts";
import { currentDue } from "../domain/dossier-clock.ts";
import { findDossierCode } from "../domain/dossier-code.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import type { DeliveryState, MoneyState, Outcome, State } from "../domain/state.ts";
import { closuresOf } from "../store/calendars.ts";
import { clocksOf } from "../store/dossier-clocks.ts";
import * as dossiers from "../store/dossiers.ts";
import { organisationNames } from "../store/organisations.ts";
import { findVersionOf } from "../store/procedures.ts";
import { countTry, forgetTries } from "../store/slip-tries.ts";
import type { Database } from "../../platform/database.ts";
import type { Clocks } from "./clock-in-force.ts";
import { withinCalendar } from "./keep-time.ts";
import { askedFor } from "../store/supplements.ts";

/** How often one address may try one dossier's secret (§10.5), and for how long that counts. */
export const slipTries = 5;
export const slipWindowMs = 15 * 60_000;

interface NamedUnit {
  readonly code: string;
  readonly name: string;
}

/** What the holder of the slip may see: agencies, never persons (TT 01/2018 art. 16(2d), P12). */
export interface SlipView {
  readonly procedure: { readonly code: string; readonly name: string };
  readonly receivedBy: NamedUnit;
  readonly receivedAt: string;
  readonly at: NamedUnit;
  readonly state: State;
  readonly due: string | null;
  readonly originalDue: string | null;
  readonly pickUpOn: Day | null;
  readonly askedFor: readonly string[];
  readonly outcome: Outcome | null;
  readonly delivery: DeliveryState;
  readonly money: MoneyState;
}

export interface SlipWorld {
  readonly db: Database;
  readonly secretOf: (code: string) => string;
  readonly clocks: Pick<Clocks, "clockFor">;
}

/**
 * A dossier's progress for whoever knows the secret of its slip. Refused: dossier-unknown, slip-secret-wrong,
 * slip-tries-used with the seconds to wait; the last one says nothing of the secret that was given.
 * @param by who tries, as a digest.
 */
export async function readSlip(
  { db, secretOf, clocks }: SlipWorld,
  given: { readonly code: string; readonly secret: string; readonly by: string; readonly now: Date },
): Promise<{ readonly ok: true; readonly slip: SlipView } | Refusal> {
  const code = findDossierCode(given.code);
  const stored = code && (await dossiers.find(db, code));
  if (!stored) return refuse("dossier-unknown", { code: given.code });
  const { tries, since } = await countTry(db, stored.id, given.by, given.now, slipWindowMs);
  if (tries > slipTries) {
    const seconds = Math.ceil((since.getTime() + slipWindowMs - given.now.getTime()) / 1000);
    return refuse("slip-tries-used", { code: given.code, limit: String(slipTries), seconds: String(seconds) });
  }
  if (!isSame(given.secret, secretOf(stored.dossier.code)))
    return refuse("slip-secret-wrong", { code: given.code, left: String(slipTries - tries) }, "Slip-Secret");
  await forgetTries(db, stored.id, given.by);
  return { ok: true, slip: await viewOf(db, clocks, stored) };
}

/** In constant time, as people type: small letters, blanks, hyphens, O for zero, I and L for one. */
function isSame(given: string, secret: string): boolean {
  const plain = given.toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(plain), digest(secret.replace("-", "")));
}

async function viewOf(
  db: Database,
  clocks: Pick<Clocks, "clockFor">,
  { id, dossier }: dossiers.StoredDossier,
): Promise<SlipView> {
  const [{ settlement }, names, version, papers, place] = await Promise.all([
    clocksOf(db, id),
    organisationNames(db, [dossier.receivedBy, dossier.heldBy]),
    findVersionOf(db, dossier.procedure),
    askedFor(db, id),
    clocks.clockFor(db, dossier.returnsTo),
  ]);
  const due = settlement && settlement.state !== "stopped" ? currentDue(settlement) : undefined;
  const closures = due ? await closuresOf(db, dossier.returnsTo, dayOf(due)) : [];
  const named = (code: string): NamedUnit => ({ code, name: names.get(code) ?? code });
  return {
    procedure: { code: dossier.procedure.code, name: version?.name ?? dossier.procedure.code },
    receivedBy: named(dossier.receivedBy),
    receivedAt: dossier.receivedAt.toISOString(),
    at: named(dossier.heldBy),
    state: dossier.state,
    due: due?.toISOString() ?? null,
    originalDue: settlement?.originalDue.toISOString() ?? null,
    pickUpOn: (due && withinCalendar(() => pickUpDay(due, closures, place.calendar))) ?? null,
    askedFor: dossier.state === "supplement" || dossier.state === "supplementBeforeReceipt" ? papers : [],
    outcome: dossier.outcome,
    delivery: dossier.delivery,
    money: dossier.money,
  };
}
