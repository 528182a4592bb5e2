import { isValidOn, type Day } from "../domain/day.ts";
import type { OrgCode } from "../domain/org-code.ts";
import type { Organisation, OrganisationKind } from "../domain/organisation.ts";
import type { Told } from "../domain/overdue.ts";
import { findOrganisation } from "../store/organisations.ts";
import { findCentre } from "../store/provincial-centres.ts";
import type { Reader } from "../../platform/database.ts";

/** Agencies that have a chairman, or a minister, of their own. */
const authorities: ReadonlySet<OrganisationKind> = new Set(["commune", "district", "province", "ministry"]);
// levels and successions are few; more would be a circle in the register
const longestWay = 12;

/** Which agency is told in whose place (O11), as the register stands on a day. Each is looked up once. */
export function openOverseers(on: Day) {
  const known = new Map<string, Promise<Organisation | undefined>>();
  const centres = new Map<string, Promise<OrgCode | undefined>>();
  const find = (db: Reader, code: OrgCode) => remembered(known, code, () => findOrganisation(db, code));

  /** The first of the agencies above that stands on the day and is asked for; of an ended one, that of its successor. */
  async function above(db: Reader, agency: OrgCode, wanted: (one: Organisation) => boolean) {
    let next = (await find(db, agency))?.parentCode ?? null;
    for (let step = 0; next !== null && step < longestWay; step += 1) {
      const one: Organisation | undefined = await find(db, next);
      if (!one) return undefined;
      const stands = isValidOn(one, on);
      if (stands && wanted(one)) return one.code;
      next = stands ? one.parentCode : (one.successorCode ?? one.parentCode);
    }
    return undefined;
  }

  /** The authority over an agency; one that has nobody above it answers for itself. */
  async function authorityOver(db: Reader, agency: OrgCode): Promise<OrgCode | undefined> {
    const over = await above(db, agency, ({ kind }) => authorities.has(kind));
    if (over) return over;
    const itself = await find(db, agency);
    return itself && authorities.has(itself.kind) ? agency : undefined;
  }

  /** The authority that an agency is, or is part of: by whose order its head signs. */
  async function ownAuthority(db: Reader, agency: OrgCode): Promise<Organisation | undefined> {
    const itself = await find(db, agency);
    if (itself && authorities.has(itself.kind)) return itself;
    const over = await above(db, agency, ({ kind }) => authorities.has(kind));
    return over && find(db, over);
  }

  async function provinceOf(db: Reader, agency: OrgCode): Promise<OrgCode | undefined> {
    const isProvince = (await find(db, agency))?.kind === "province";
    return isProvince ? agency : above(db, agency, ({ kind }) => kind === "province");
  }

  /** The centre named for the agency's province; undefined: none is. */
  async function centreOf(db: Reader, agency: OrgCode): Promise<OrgCode | undefined> {
    const province = await provinceOf(db, agency);
    return province && remembered(centres, province, () => findCentre(db, province));
  }

  /** Undefined: the register and its settings name nobody. */
  function agencyFor(
    db: Reader,
    told: Told,
    { heldBy, returnsTo }: { readonly heldBy: OrgCode; readonly returnsTo: OrgCode },
  ): Promise<OrgCode | undefined> {
    switch (told) {
      case "handler":
      case "agencyHead":
        return Promise.resolve(heldBy);
      case "oneStopHead":
        return Promise.resolve(returnsTo);
      case "chairman":
        return authorityOver(db, returnsTo);
      case "provincialCentre":
        return centreOf(db, returnsTo);
    }
  }

  return { agencyFor, authorityOver, ownAuthority, provinceOf, centreOf };
}

export type Overseers = ReturnType<typeof openOverseers>;

function remembered<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? ask();
  known.set(key, found);
  return found;
}
