import { dayOf, isValidOn, type Day } from "../domain/day.ts";
import { findOrgCode } from "../domain/org-code.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import type { Organisation } from "../domain/organisation.ts";
import { findOrganisation } from "../store/organisations.ts";
import type { Reader } from "../../platform/database.ts";
import { openDay } from "./views.ts";

/** Clocks of units' servers drift; more than this ahead is a mistake. */
const clockDriftMs = 120_000;
/** Codes carry two digits of the year: a mistyped 1926 would take the numbers of 2026. */
const earliest = new Date("2000-01-01T00:00:00+07:00");

type Found = { readonly ok: true; readonly unit: Organisation } | Refusal;

/** The agency named in a request, if it exists and existed on that day in Viet Nam (P10). */
export async function unitOn(db: Reader, text: string, at: Date, field: string): Promise<Found> {
  const code = findOrgCode(text);
  return standing(code && (await findOrganisation(db, code)), text, at, field);
}

/** The same of an agency that was read already; undefined: there is none by the code in the text. */
export function standing(unit: Organisation | undefined, text: string, at: Date, field: string): Found {
  if (!unit) return refuse("unit-unknown", { unit: text }, field);
  return standingOn(unit, dayOf(at), field);
}

/** The agency, if it existed on that day in Viet Nam (P10). */
export function standingOn(unit: Organisation, day: Day, field: string): Found {
  if (!isValidOn(unit, day))
    return refuse(
      "unit-not-valid",
      { unit: unit.code, name: unit.name, day, from: openDay(unit.validFrom) ?? "…", to: unit.validTo ?? "…" },
      field,
    );
  return { ok: true, unit };
}

/** The agency a partner acts for, which must be one of its own. */
export async function actingUnit(db: Reader, units: ReadonlySet<string>, text: string, at: Date): Promise<Found> {
  return ownUnit(units, await unitOn(db, text, at, "/by"));
}

export const ownUnit = (units: ReadonlySet<string>, found: Found): Found =>
  found.ok && !units.has(found.unit.code) ? refuse("unit-not-yours", { unit: found.unit.code }, "/by") : found;

/** When it happened: as stated, or now. Never ahead of our clock, never before 2000. */
export function momentOf(stated: string | undefined, now: Date): { readonly ok: true; readonly at: Date } | Refusal {
  if (stated === undefined) return { ok: true, at: now };
  const at = new Date(stated);
  if (at.getTime() > now.getTime() + clockDriftMs)
    return refuse("time-in-future", { at: at.toISOString(), now: now.toISOString() }, "/at");
  if (at < earliest) return refuse("time-too-early", { at: at.toISOString(), earliest: earliest.toISOString() }, "/at");
  return { ok: true, at };
}
