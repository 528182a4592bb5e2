import { roleAtReceipt } from "../domain/acting-role.ts";
import { dayOf } from "../domain/day.ts";
import { sequenceDay, writeDossierCode, type DossierCode } from "../domain/dossier-code.ts";
import type { FileReference } from "../domain/dossier-file.ts";
import { begin, evolve, type Beginning, type Dossier } from "../domain/dossier.ts";
import { findOrgCode } from "../domain/org-code.ts";
import { findProcedureCode, type ProcedureCode, type ProcedureVersion } from "../domain/procedure.ts";
import { versionKey, type Bound } from "../domain/provincial-version.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import type { Organisation } from "../domain/organisation.ts";
import type { Role } from "../domain/state.ts";
import { detailsOf, type StepDetails } from "../domain/step-details.ts";
import { linkContacts } from "../store/contacts.ts";
import type { Channel } from "../store/dossiers.ts";
import { readForReceipt, type DatedVersion } from "../store/read-for-receipt.ts";
import { useReserved } from "../store/reserved-numbers.ts";
import type { Reader, Tx } from "../../platform/database.ts";
import { momentOf, ownUnit, standing } from "./acting-unit.ts";
import { keepFiles } from "./keep-files.ts";
import { givenTo, onceWithin, type Answer, type Ask } from "./once.ts";
import { versionInForce } from "./version-in-force.ts";
import { recordStep, type StepTaken, type World } from "./step-taken.ts";

export interface Receipt extends Pick<
  StepDetails,
  "papers" | "sets" | "resultChannel" | "ground" | "rightAgency" | "result"
> {
  /** How it begins; a complete receipt at the counter when left out. */
  readonly step?: Beginning;
  readonly by: string;
  readonly procedure: string;
  readonly applicant: object;
  readonly channel: Channel;
  readonly role?: Role;
  readonly reason?: string;
  readonly at?: string;
  readonly officer?: string;
  /** Visits before it that led to no receipt (T04). */
  readonly contacts?: readonly string[];
  readonly files?: readonly FileReference[];
}

/** @param reserved the code it was promised before it came (reserve-number.ts); else the next of the unit's day. */
export type ReceiveDossier = (receipt: Receipt, ask: Ask, reserved?: DossierCode) => Promise<Answer<StepTaken>>;

/** T01, T03, T05, T11: a dossier comes into being at a one-stop unit. Its code is given, its history begins. */
export const makeReceiveDossier =
  (world: World): ReceiveDossier =>
  (receipt, ask, reserved) =>
    onceWithin(world, ask, async (tx) => {
      const moment = momentOf(receipt.at, world.now());
      const read = await readForReceipt(tx, {
        partnerId: ask.partnerId,
        key: ask.key,
        units: [...ask.units],
        by: findOrgCode(receipt.by),
        procedure: findProcedureCode(receipt.procedure),
        day: moment.ok && reserved === undefined ? sequenceDay(moment.at) : undefined,
      });
      if (read.kept) return givenTo(ask, read.kept);
      if (!moment.ok) return moment;
      const { at } = moment;
      const acting = ownUnit(ask.units, standing(read.agency, receipt.by, at, "/by"));
      if (!acting.ok) return acting;
      const { unit } = acting;
      const found = await versionOn(tx, read.versions, receipt.procedure, at, unit);
      if (!found.ok) return found;
      const { version } = found;
      const closed = mayReceive({ code: found.code, solvedBy: version.solvedBy }, unit);
      if (closed) return closed;
      const blank: Dossier = {
        code: reserved ?? nextCode(unit, at, read.sequence),
        procedure: versionKey({ ...version, code: found.code }),
        receivedBy: unit.code,
        returnsTo: unit.code,
        receivedAt: at,
        state: "draft",
        stateBefore: null,
        heldBy: unit.code,
        heldSince: at,
        cameFrom: [],
        offer: null,
        opinion: null,
        outcome: null,
        decidedBy: null,
        stopReason: null,
        money: "none",
        delivery: "none",
        assignee: null,
        supplements: 0,
        extensions: 0,
        lastEventAt: at,
        revision: 0,
      };
      const step = receipt.step ?? "receive";
      const role = receipt.role ?? roleAtReceipt(step, receipt.channel);
      const decision = begin(blank, {
        step,
        by: unit.code,
        at,
        ...(role ? { role } : {}),
        ...(receipt.reason ? { reason: receipt.reason } : {}),
        facts: { immediate: version.limit?.unit === "immediate" },
      });
      if (!decision.ok) return decision;
      const body = await recordStep(tx, world, ask, {
        before: null,
        after: evolve(blank, decision.event),
        of: { applicant: receipt.applicant },
        channel: receipt.channel,
        event: decision.event,
        officer: receipt.officer,
        details: detailsOf(receipt),
        files: receipt.files,
        clocks: {},
        time: version,
        inForce: read.inForce,
        writtenAt: read.writtenAt,
        hasChain: false,
      });
      if (reserved !== undefined && !(await useReserved(tx, reserved)))
        return refuse("portal-number-unknown", { number: reserved });
      const unknown =
        (await precededBy(tx, body.dossier.code, receipt.contacts ?? [], ask)) ??
        (await keepFiles(tx, body.dossier, receipt.files, ask));
      return unknown ?? { ok: true, replayed: false, body };
    });

function nextCode(unit: Organisation, at: Date, sequence: number | undefined): DossierCode {
  if (sequence === undefined) throw new Error(`the receipts of ${unit.code} were not counted`);
  return writeDossierCode(unit.writtenAs, sequenceDay(at), sequence);
}

/** A ministry's own central service is received by the ministry alone (NĐ224 15(1i), rule C8). */
export const mayReceive = (
  { code, solvedBy }: Pick<ProcedureVersion, "code" | "solvedBy">,
  unit: Pick<Organisation, "code" | "kind">,
): Refusal | undefined =>
  solvedBy === "ministry" && unit.kind !== "ministry"
    ? refuse("procedure-solved-by-ministry", { procedure: code, unit: unit.code }, "/procedure")
    : undefined;

async function precededBy(tx: Tx, code: string, contacts: readonly string[], ask: Ask): Promise<Refusal | undefined> {
  if (contacts.length === 0) return undefined;
  const [unknown] = await linkContacts(tx, code, contacts, [...ask.units]);
  return unknown === undefined
    ? undefined
    : refuse("contact-unknown", { contact: unknown }, `/contacts/${contacts.indexOf(unknown)}`);
}

/** The version in force for the unit on the day of receipt in Viet Nam; the dossier keeps it for life (P9). */
export async function versionOn<V extends Bound & Pick<DatedVersion, "replacedBy">>(
  db: Reader,
  versions: readonly V[],
  text: string,
  at: Date,
  unit: Organisation,
): Promise<{ readonly ok: true; readonly code: ProcedureCode; readonly version: V } | Refusal> {
  const code = findProcedureCode(text);
  if (!code || versions.length === 0) return refuse("procedure-unknown", { procedure: text }, "/procedure");
  const day = dayOf(at);
  const version = await versionInForce(db, versions, day, unit);
  if (version) return { ok: true, code, version };
  const replacement = versions.find((candidate) => candidate.replacedBy)?.replacedBy;
  return refuse("procedure-not-valid", { procedure: text, day, replacement: replacement ?? "–" }, "/procedure");
}
