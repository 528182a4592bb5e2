import { fillForm } from "../domain/papers/fill.ts";
import { paperNames, paperWithoutGround } from "../domain/paper-list.ts";
import { findProcedureCode } from "../domain/procedure.ts";
import { versionKey } from "../domain/provincial-version.ts";
import { refuse } from "../domain/refusal.ts";
import type { AskedPaper } from "../domain/step-details.ts";
import * as contacts from "../store/contacts.ts";
import { findOrganisation } from "../store/organisations.ts";
import { insertPaper } from "../store/papers.ts";
import { procedureVersions } from "../store/procedures.ts";
import { actingUnit, momentOf } from "./acting-unit.ts";
import { formSetAt, yearAt } from "./form-set.ts";
import { readContact, type ContactView } from "./read-contact.ts";
import { once, type Answer, type Ask } from "./once.ts";
import type { World } from "./step-taken.ts";
import { mayReceive, versionOn } from "./receive-dossier.ts";
import { openDay } from "./views.ts";

export interface ContactRequest {
  readonly by: string;
  readonly procedure: string;
  readonly applicant: object;
  readonly channel?: contacts.Contact["channel"];
  /** All that lacks, once and in full (NĐ61 17(1a)). */
  readonly items: readonly AskedPaper[];
  readonly reason?: string;
  readonly at?: string;
  readonly officer?: string;
}

export type RecordContact = (request: ContactRequest, ask: Ask) => Promise<Answer<ContactView>>;

/** T04: an incomplete dossier is guided at the counter. No dossier comes into being: no code, no clock, no state. */
export const makeRecordContact =
  (world: Pick<World, "db" | "now" | "newId">): RecordContact =>
  (request, ask) =>
    once(world.db, ask, async (tx) => {
      const moment = momentOf(request.at, world.now());
      if (!moment.ok) return moment;
      const acting = await actingUnit(tx, ask.units, request.by, moment.at);
      if (!acting.ok) return acting;
      const code = findProcedureCode(request.procedure);
      const found = await versionOn(
        tx,
        code ? await procedureVersions(tx, code) : [],
        request.procedure,
        moment.at,
        acting.unit,
      );
      if (!found.ok) return found;
      const { unit } = acting;
      const closed = mayReceive(found.version, unit);
      if (closed) return closed;
      const { version } = found;
      const { at } = moment;
      const { items, reason = null, officer = null, channel = "direct", applicant } = request;
      const unfounded = paperWithoutGround(items, paperNames(version.documents));
      if (unfounded)
        return refuse(
          "paper-not-on-list",
          { paper: unfounded.name, procedure: version.code },
          `/items/${items.indexOf(unfounded)}`,
        );

      const id = world.newId();
      const procedure = versionKey(version);
      const contact = { ...{ id, unit: unit.code, procedure, channel, items, reason, officer, at } };
      await contacts.insertContact(tx, contact, applicant, { cause: ask.requestId, partnerId: ask.partnerId });
      const above = unit.parentCode && (await findOrganisation(tx, unit.parentCode));
      await insertPaper(tx, {
        ...fillForm("YEU_CAU_BO_SUNG", {
          ...{ code: null, agency: unit.name, agencyAbove: above ? above.name : null, oneStop: unit.name, channel },
          procedure: {
            ...{ code: version.code, version: openDay(version.validFrom), name: version.name, limit: version.limit },
            ...{ limitText: version.limitText, feeText: version.feeText },
            feeVnd: version.feeVnd === null ? null : Number(version.feeVnd),
          },
          ...{ filed: {}, register: null, receivedAt: at.toISOString(), dueAt: null, appointedBefore: null },
          ...{ supplementDueAt: null, supplementMode: "RESTART", supplements: 1, withdrawalRequestedAt: null },
          ...{ stateBefore: null, stopReason: null, money: "none", result: null, asked: null },
          event: { step: "guide", reason, from: null, at: at.toISOString(), officer },
          said: { items },
        }),
        of: { contactId: id },
        form: "YEU_CAU_BO_SUNG",
        formSet: await formSetAt(tx, at),
        unit: unit.code,
        year: yearAt(at),
        signerRole: "officer",
        signer: officer,
        at,
        submitter: applicant,
      });
      const read = await readContact(tx, id, ask.units);
      return read.ok ? { ok: true, body: read.contact } : read;
    });
