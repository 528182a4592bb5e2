import { randomBytes } from "node:crypto";
import { findOrgCode } from "../domain/org-code.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import { assignUnit, changeSecret, disablePartner as disable, savePartner } from "../store/partners.ts";
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
}

/** bus/intake.ts, wired in by main: messages that waited for somebody to speak for the agency are the partner's now. */
export type AssignWaiting = (tx: Tx, organisation: string, partnerId: string) => Promise<unknown>;

/** Registers a partner's system and the agencies it speaks for; again with the same id changes both. */
export async function registerPartner(
  world: { readonly db: Database; readonly assignWaiting: AssignWaiting },
  registration: Registration,
): Promise<Registered | Refusal> {
  const secret = registration.publicJwk ? undefined : (registration.secret ?? randomBytes(32).toString("base64url"));
  return world.db.transaction().execute(async (tx) => {
    const units: string[] = [];
    for (const text of registration.units) {
      const code = findOrgCode(text);
      const unit = code && (await findOrganisation(tx, code));
      if (!unit) return refuse("unit-unknown", { unit: text }, "/units");
      units.push(unit.code);
    }
    await savePartner(tx, {
      id: registration.id,
      name: registration.name,
      roles: registration.roles,
      secretSha256: secret === undefined ? null : digestOf(secret),
      publicJwk: registration.publicJwk ?? null,
      practice: registration.practice,
    });
    const takenOver: { unit: string; from: string }[] = [];
    for (const unit of units) {
      const from = await assignUnit(tx, unit, registration.id);
      if (from) takenOver.push({ unit, from });
      await world.assignWaiting(tx, unit, registration.id);
    }
    return { ok: true, id: registration.id, secret, units, takenOver };
  });
}

/** Locks a partner out at once, whatever tokens it still has. @returns false when there is no such partner. */
export const disablePartner = (db: Database, id: string): Promise<boolean> =>
  db.transaction().execute((tx) => disable(tx, id));

/** A new secret for a partner; the old one ends at once, tokens issued with it live out their minutes. */
export const rotateSecret = (db: Database, id: string): Promise<string | undefined> =>
  db.transaction().execute(async (tx) => {
    const secret = randomBytes(32).toString("base64url");
    return (await changeSecret(tx, id, digestOf(secret))) ? secret : undefined;
  });
