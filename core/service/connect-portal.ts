import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { OrgCode } from "../domain/org-code.ts";
import { findOrganisation, upsertOrganisations } from "../store/organisations.ts";
import {
  assignUnit,
  lockPartner,
  lockSubscription,
  savePartner,
  saveSubscription,
  setPace,
} from "../store/partners.ts";
import { feedFrom } from "../store/portal.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { digestOf } from "./authenticate-partner.ts";
import type { AssignWaiting } from "./register-partner.ts";

/** The portal among the partners: it speaks for its own agency and has lanes as everybody (ADR 16). */
export const portalPartner = "national-portal";
/** VNeID as well, with a pace and a circuit of its own: neither waits for the other. */
const vneidPartner = "vneid";

export interface PortalWish {
  readonly agency: OrgCode;
  /** VNeID's, where judicial records come from there. */
  readonly vneid?: OrgCode | undefined;
  /** Dossiers received from then on are told. */
  readonly since: Date;
  /** Calls at a time. */
  readonly concurrency: number;
}

/** Makes the portal a partner, or changes what the connection file says otherwise now. The same again changes nothing. */
export async function connectPortal(
  world: { readonly db: Database; readonly assignWaiting: AssignWaiting },
  { agency, vneid, since, concurrency }: PortalWish,
): Promise<void> {
  await world.db.transaction().execute(async (tx) => {
    const beTold = async (partner: Named, of: OrgCode, name: string) => {
      await beAgency(tx, of, name);
      await bePartner(tx, partner);
      await assignUnit(tx, of, partner.id);
      const before = await lockSubscription(tx, partner.id);
      if (before.channel !== "portal")
        await saveSubscription(tx, partner.id, { ...before, channel: "portal", url: null });
      await setPace(tx, partner.id, { concurrency });
      await world.assignWaiting(tx, of, partner.id);
    };
    await beTold({ id: portalPartner, name: portalName }, agency, "Văn phòng Chính phủ");
    if (vneid) await beTold({ id: vneidPartner, name: "VNeID" }, vneid, "VNeID");
    await feedFrom(tx, portalPartner, since);
  });
}

async function beAgency(tx: Tx, code: OrgCode, name: string): Promise<void> {
  if (await findOrganisation(tx, code)) return;
  await upsertOrganisations(tx, [
    {
      ...{ code, writtenAs: code, scheme: "QD20", tier: 1, kind: "ministry" },
      ...{ name, parentCode: null, unit: null, validFrom: "-infinity", validTo: null },
      ...{ successorCode: null, confidence: "recalled", source: "portal connection" },
    },
  ]);
}

/** Who brings files and filings, also where nothing is told to it. Again it changes nothing. */
export const knowPortal = (db: Database): Promise<void> =>
  db.transaction().execute((tx) => bePartner(tx, { id: portalPartner, name: portalName }));

interface Named {
  readonly id: string;
  readonly name: string;
}
const portalName = "Cổng Dịch vụ công quốc gia";

async function bePartner(tx: Tx, { id, name }: Named): Promise<void> {
  // processes of one hub start together
  await sql`select pg_advisory_xact_lock(hashtextextended('portal partner', 0))`.execute(tx);
  if (await lockPartner(tx, id)) return;
  await savePartner(tx, {
    ...{ id, name, roles: [], publicJwk: null, practice: false },
    // it never calls as a partner: nobody has this secret
    secretSha256: digestOf(randomBytes(32).toString("base64url")),
  });
}
