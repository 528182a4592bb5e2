import { randomBytes } from "node:crypto";
import { findOrgCode } from "../domain/org-code.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import {
  assignUnit,
  changeSecret,
  disablePartner as disable,
  enablePartner as enable,
  lockPartner,
  releaseUnit,
  savePartner,
  unitsOf,
} from "../store/partners.ts";
import { findOrganisation } from "../store/organisations.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { digestOf } from "./authenticate-partner.ts";

export interface Registration {
  readonly id: string;
  readonly name: string;
  readonly units: readonly string[];
  readonly roles: readonly string[];
  readonly practice: boolean;
  /** The partner's public key (JWK) when it signs assertions; otherwise a secret is made. */
  readonly publicJwk?: Readonly<Record<string, unknown>>;
  /** A secret chosen by the caller, for demonstration partners only. */
  readonly secret?: string;
}

export interface Registered {
  readonly ok: true;
  readonly id: string;
  /** Shown once; only its digest is kept. */
  readonly secret: string | undefined;
  readonly units: readonly string[];
  /** Agencies that another partner spoke for until now. */
  readonly takenOver: readonly { readonly unit: string; readonly from: string }[];
  /** Agencies that this partner spoke for until now, and nobody speaks for any more. */
  readonly released: readonly string[];
}

/** Why a partner's registration cannot be changed so. For operators, who read it on the command line. */
export interface PartnerFault {
  readonly ok: false;
  readonly code: "partner-unknown" | "partner-disabled" | "partner-signs-itself";
}
const fault = (code: PartnerFault["code"]): PartnerFault => ({ ok: false, code });

/**
 * bus/position.ts, wired in by main: messages that nobody has answered for the agency are the partner's now; null:
 * they wait for somebody to speak for the agency.
 */
export type AssignWaiting = (tx: Tx, organisation: string, partnerId: string | null) => Promise<unknown>;

/**
 * Registers a partner's system and the agencies it speaks for, these and no others; again with the same id changes
 * both. A disabled partner is not changed: that it may call again has to be said (`partners enable`).
 */
export async function registerPartner(
  world: { readonly db: Database; readonly assignWaiting: AssignWaiting },
  registration: Registration,
): Promise<Registered | Refusal | PartnerFault> {
  const secret = registration.publicJwk ? undefined : (registration.secret ?? randomBytes(32).toString("base64url"));
  return world.db.transaction().execute(async (tx) => {
    const units: string[] = [];
    for (const text of registration.units) {
      const code = findOrgCode(text);
      const unit = code && (await findOrganisation(tx, code));
      if (!unit) return refuse("unit-unknown", { unit: text }, "/units");
      units.push(unit.code);
    }
    if ((await lockPartner(tx, registration.id))?.disabled) return fault("partner-disabled");
    await savePartner(tx, {
      id: registration.id,
      name: registration.name,
      roles: registration.roles,
      secretSha256: secret === undefined ? null : digestOf(secret),
      publicJwk: registration.publicJwk ?? null,
      practice: registration.practice,
    });
    const takenOver: { unit: string; from: string }[] = [];
    // in one order for everybody: two registrations cannot wait for each other
    for (const unit of units.toSorted()) {
      const from = await assignUnit(tx, unit, registration.id);
      if (from) takenOver.push({ unit, from });
      await world.assignWaiting(tx, unit, registration.id);
    }
    const released = (await unitsOf(tx, registration.id)).filter((unit) => !units.includes(unit));
    for (const unit of released) {
      await releaseUnit(tx, unit);
      await world.assignWaiting(tx, unit, null);
    }
    return { ok: true, id: registration.id, secret, units, takenOver, released };
  });
}

/** Locks a partner out at once, whatever tokens it still has. @returns false when there is no such partner. */
export const disablePartner = (db: Database, id: string): Promise<boolean> =>
  db.transaction().execute((tx) => disable(tx, id));

/** Lets a disabled partner in again, with the credentials it had. @returns false when there is no such partner. */
export const enablePartner = (db: Database, id: string): Promise<boolean> =>
  db.transaction().execute((tx) => enable(tx, id));

/** A new secret for a partner; the old one ends at once, tokens issued with it live out their minutes. */
export const rotateSecret = (
  db: Database,
  id: string,
): Promise<{ readonly ok: true; readonly secret: string } | PartnerFault> =>
  db.transaction().execute(async (tx) => {
    const partner = await lockPartner(tx, id);
    if (!partner) return fault("partner-unknown");
    if (partner.publicJwk) return fault("partner-signs-itself");
    const secret = randomBytes(32).toString("base64url");
    await changeSecret(tx, id, digestOf(secret));
    return { ok: true, secret };
  });
