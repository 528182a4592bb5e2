import { dayBefore, dayOf, parseDay } from "../domain/day.ts";
import { findOrgCode } from "../domain/org-code.ts";
import { findProcedureCode } from "../domain/procedure.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import {
  findDelegation,
  insertDelegation,
  insertEnd,
  listDelegations,
  type StoredDelegation,
} from "../store/delegations.ts";
import { findOrganisation } from "../store/organisations.ts";
import { procedureVersions } from "../store/procedures.ts";
import type { Database } from "../../platform/database.ts";
import { standingOn } from "./acting-unit.ts";
import { unfitDecision } from "./decision-day.ts";
import { once, type Answer, type Ask } from "./once.ts";

export interface DelegationRequest {
  readonly unit: string;
  readonly from: string;
  readonly to: string;
  readonly procedures: readonly string[];
  readonly validFrom: string;
  readonly validTo: string;
  readonly decisionNo: string;
  readonly decisionDate: string;
}

/** Records by which decision an officer decides in another's place (row 17). */
export const delegate = (
  { db, now }: { readonly db: Database; readonly now: () => Date },
  request: DelegationRequest,
  ask: Ask,
): Promise<Answer<ReturnType<typeof delegationView>>> =>
  once(db, ask, async (tx) => {
    const code = findOrgCode(request.unit);
    const unit = code && (await findOrganisation(tx, code));
    if (!unit) return refuse("unit-unknown", { unit: request.unit }, "/unit");
    const [validFrom, validTo] = [parseDay(request.validFrom), parseDay(request.validTo)];
    if (validTo < validFrom) return refuse("period-reversed", { from: validFrom, to: validTo }, "/validTo");
    const unfit = unfitDecision(request, dayOf(now()), { day: validFrom, field: "/validFrom" });
    if (unfit) return unfit;
    const standing = standingOn(unit, validFrom, "/unit");
    if (!standing.ok) return standing;
    if (request.from === request.to) return refuse("second-person-missing", {}, "/to");
    const procedures: string[] = [];
    for (const [at, text] of request.procedures.entries()) {
      const procedure = findProcedureCode(text);
      if (!procedure || (await procedureVersions(tx, procedure)).length === 0)
        return refuse("procedure-unknown", { procedure: text }, `/procedures/${at}`);
      procedures.push(procedure);
    }
    const stored = await insertDelegation(
      tx,
      {
        unit: unit.code,
        from: request.from,
        to: request.to,
        procedures,
        validFrom,
        validTo,
        decisionNo: request.decisionNo,
        decisionDate: parseDay(request.decisionDate),
      },
      ask.partnerId,
    );
    return { ok: true, body: delegationView(stored) };
  });

export interface DelegationEndRequest {
  readonly lastDay: string;
  readonly decisionNo: string;
  readonly decisionDate: string;
}

/**
 * Ends a delegation before its time. What was signed under it stays signed: delegations are asked at the signature.
 * The last day is yesterday at the earliest, so that a revocation takes effect at once.
 */
export const endDelegation = (
  { db, now }: { readonly db: Database; readonly now: () => Date },
  id: string,
  request: DelegationEndRequest,
  ask: Ask,
): Promise<Answer<ReturnType<typeof delegationView>>> =>
  once(db, ask, async (tx) => {
    const found = await findDelegation(tx, BigInt(id));
    if (!found) return refuse("delegation-unknown", { id });
    const lastDay = parseDay(request.lastDay);
    const yesterday = dayBefore(dayOf(now()));
    if (lastDay < yesterday) return refuse("day-too-early", { day: lastDay, earliest: yesterday }, "/lastDay");
    const unfit = unfitDecision(request, dayOf(now()));
    if (unfit) return unfit;
    const last = found.end?.lastDay ?? found.validTo;
    if (lastDay >= last) return refuse("delegation-over", { id, last }, "/lastDay");
    const end = { lastDay, decisionNo: request.decisionNo, decisionDate: parseDay(request.decisionDate) };
    if (!(await insertEnd(tx, found.id, end, ask.partnerId)))
      return refuse("delegation-over", { id, last: lastDay }, "/lastDay");
    return { ok: true, body: delegationView({ ...found, end }) };
  });

/** The delegations of an agency, or of all; with a day, those in force on it. */
export async function readDelegations(
  db: Database,
  question: { readonly unit?: string | undefined; readonly on?: string | undefined },
): Promise<{ readonly ok: true; readonly items: ReturnType<typeof delegationView>[] } | Refusal> {
  const unit = question.unit === undefined ? undefined : findOrgCode(question.unit);
  if (question.unit !== undefined && !unit) return refuse("unit-unknown", { unit: question.unit }, "unit");
  const on = question.on === undefined ? undefined : parseDay(question.on);
  return { ok: true, items: (await listDelegations(db, { unit, on })).map(delegationView) };
}

const delegationView = ({ id, ...delegation }: StoredDelegation) => ({
  id: String(id),
  ...delegation,
  unit: delegation.unit as string,
  validFrom: delegation.validFrom as string,
  validTo: delegation.validTo as string,
  decisionDate: delegation.decisionDate as string,
  end: delegation.end && { ...delegation.end },
});
