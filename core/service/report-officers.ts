import type { Day } from "../domain/day.ts";
import { groupBy } from "../domain/group-by.ts";
import { creditsOf, officerRows, type AgencyRows, type Credit } from "../domain/officer-figures.ts";
import type { OrgCode } from "../domain/org-code.ts";
import { absencesWithoutSubstitute, uncoveredUnits } from "../store/discipline.ts";
import { legHands, missedApologies } from "../store/officers.ts";
import { findOrganisation } from "../store/organisations.ts";
import { livesTouchedBy, type Life } from "../store/report-06a.ts";
import type { Database } from "../../platform/database.ts";
import type { Clocks } from "./clock-in-force.ts";
import { countedAtEnd, spanOf } from "./report-06a.ts";

const batch = 500;

export interface OfficersOrder {
  /** Undefined: every agency with an officer's work in the period. */
  readonly agency?: OrgCode;
  readonly from: Day;
  readonly to: Day;
  readonly today: Day;
}

export interface AgencyOfficers extends AgencyRows {
  readonly name: string;
}

/**
 * The work of each agency's officers in a period: the monthly notice to the agency that sent them (NĐ61 9(3)) and the material of
 * the quarterly meeting (NĐ61 9(2), O16). Officers are the agencies' own references, never names (P12). Late or in time is
 * what form 06a says; apologies are the breaches on record; an agency is the one of its time, whoever followed it since.
 */
export async function reportOfficers(
  db: Database,
  finder: Clocks,
  { agency, from, to, today }: OfficersOrder,
): Promise<AgencyOfficers[]> {
  const span = spanOf({ from, to });
  const on = today < to ? today : to;
  const credits: Credit[] = [];
  for (let after = 0n; ;) {
    const found = await livesTouchedBy(db, agency, span, after, batch);
    const ids = found.map(({ id }) => id);
    const legs = groupBy(await legHands(db, ids, span), ({ id }) => String(id));
    const apologies = new Map((await missedApologies(db, ids, span)).map((one) => [one.id, one]));
    for (const life of found)
      credits.push(
        ...creditsOf(
          {
            hands: handsOf(life),
            counted: await countedAtEnd(db, finder, life, false),
            legs: (legs.get(String(life.id)) ?? []).map(({ agency: by, officer }) => ({ agency: by, officer })),
            missedApology: apologies.get(life.id) ?? null,
          },
          { from: span.from, to },
          on,
        ),
      );
    after = ids.at(-1) ?? after;
    if (found.length < batch) break;
  }
  const away = agency ? [agency] : (await uncoveredUnits(db, from, to)).map(({ unit }) => unit);
  for (const unit of away)
    for (const { officer } of await absencesWithoutSubstitute(db, { unit, from, to }))
      credits.push({ agency: unit, officer, column: "absencesWithoutSubstitute" });

  const rows = officerRows(credits).filter((one) => agency === undefined || one.agency === agency);
  const named: AgencyOfficers[] = [];
  for (const row of rows) named.push({ ...row, name: (await findOrganisation(db, row.agency))?.name ?? "" });
  return named;
}

const handsOf = ({ events }: Life) =>
  events.map(({ step, at, by, heldBy, officer, assignee, exceptional, clock }) => ({
    ...{ step, at: new Date(at), by, heldBy, officer, assignee, exceptional, ends: clock === "end" },
  }));
