import { dayOf, isValidOn } from "../domain/day.ts";
import { sequenceDay, writeDossierCode } from "../domain/dossier-code.ts";
import { begin, evolve, type Beginning, type Dossier } from "../domain/dossier.ts";
import { findProcedureCode, type ProcedureVersion } from "../domain/procedure.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import type { Organisation } from "../domain/organisation.ts";
import type { Role } from "../domain/state.ts";
import { detailsOf, type StepDetails } from "../domain/step-details.ts";
import { linkContacts } from "../store/contacts.ts";
import * as dossiers from "../store/dossiers.ts";
import { procedureVersions } from "../store/procedures.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import { actingUnit, momentOf } from "./acting-unit.ts";
import { once, type Answer, type Ask } from "./once.ts";
import { recordStep, type StepTaken, type World } from "./step-taken.ts";

export interface Receipt extends Pick<StepDetails, "papers" | "sets" | "resultChannel" | "rightAgency" | "result"> {
  /** How it begins; a complete receipt at the counter when left out. */
  readonly step?: Beginning;
  readonly by: string;
  readonly procedure: string;
  readonly applicant: object;
  readonly channel: dossiers.Channel;
  readonly role?: Role;
  readonly reason?: string;
  readonly at?: string;
  readonly officer?: string;
  /** Visits before it that led to no receipt (T04). */
  readonly contacts?: readonly string[];
}

export type ReceiveDossier = (receipt: Receipt, ask: Ask) => Promise<Answer<StepTaken>>;

/** T01, T03, T05, T11: a dossier comes into being at a one-stop unit. Its code is given, its history begins. */
export const makeReceiveDossier =
  (world: World): ReceiveDossier =>
  (receipt, ask) =>
    once(world.db, ask, async (tx) => {
      const moment = momentOf(receipt.at, world.now());
      if (!moment.ok) return moment;
      const acting = await actingUnit(tx, ask.units, receipt.by, moment.at);
      if (!acting.ok) return acting;
      const found = await procedureOn(tx, receipt.procedure, moment.at);
      if (!found.ok) return found;

      const { unit } = acting;
      const closed = mayReceive(found.version, unit);
      if (closed) return closed;
      const { at } = moment;
      const day = sequenceDay(at);
      const sequence = await dossiers.nextSequence(tx, unit.code, day);
      const blank: Dossier = {
        code: writeDossierCode(unit.writtenAs, day, sequence),
        procedure: { code: found.version.code, version: found.version.validFrom },
        receivedBy: unit.code,
        returnsTo: unit.code,
        receivedAt: at,
        state: "draft",
        stateBefore: null,
        heldBy: unit.code,
        heldSince: at,
        cameFrom: [],
        offer: null,
        outcome: null,
        stopReason: null,
        money: "none",
        delivery: "none",
        assignee: null,
        supplements: 0,
        extensions: 0,
        lastEventAt: at,
        revision: 0,
      };
      const decision = begin(blank, {
        step: receipt.step ?? "receive",
        by: unit.code,
        at,
        ...(receipt.role ? { role: receipt.role } : {}),
        ...(receipt.reason ? { reason: receipt.reason } : {}),
        facts: { immediate: found.version.limit?.unit === "immediate" },
      });
      if (!decision.ok) return decision;
      const { event } = decision;
      const saved = await dossiers.insert(tx, evolve(blank, event), receipt.channel, receipt.applicant);
      const unknown = await precededBy(tx, saved.id, receipt.contacts ?? [], ask);
      if (unknown) return unknown;
      const details = detailsOf(receipt);
      return {
        ok: true,
        body: await recordStep(tx, world, ask, { before: null, saved, event, officer: receipt.officer, details }),
      };
    });

/** A ministry's own central service is received by the ministry alone (NĐ224 15(1i), rule C8). */
export const mayReceive = (
  { code, solvedBy }: Pick<ProcedureVersion, "code" | "solvedBy">,
  unit: Pick<Organisation, "code" | "kind">,
): Refusal | undefined =>
  solvedBy === "ministry" && unit.kind !== "ministry"
    ? refuse("procedure-solved-by-ministry", { procedure: code, unit: unit.code }, "/procedure")
    : undefined;

async function precededBy(tx: Tx, id: bigint, contacts: readonly string[], ask: Ask): Promise<Refusal | undefined> {
  if (contacts.length === 0) return undefined;
  const [unknown] = await linkContacts(tx, id, contacts, [...ask.units]);
  return unknown === undefined
    ? undefined
    : refuse("contact-unknown", { contact: unknown }, `/contacts/${contacts.indexOf(unknown)}`);
}

/** The version in force on the day of receipt in Viet Nam; the dossier keeps it for life (P9). */
export async function procedureOn(
  db: Reader,
  text: string,
  at: Date,
): Promise<{ readonly ok: true; readonly version: ProcedureVersion } | Refusal> {
  const code = findProcedureCode(text);
  const versions = code ? await procedureVersions(db, code) : [];
  if (versions.length === 0) return refuse("procedure-unknown", { procedure: text }, "/procedure");
  const day = dayOf(at);
  const version = versions.find((candidate) => isValidOn(candidate, day));
  if (version) return { ok: true, version };
  const replacement = versions.find((candidate) => candidate.replacedBy)?.replacedBy;
  return refuse("procedure-not-valid", { procedure: text, day, replacement: replacement ?? "" }, "/procedure");
}
