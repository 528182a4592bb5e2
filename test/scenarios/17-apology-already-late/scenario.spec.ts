import { expect } from "chai";
import { parse } from "yaml";
import { seedClocks } from "../../../core/service/clock-in-force.ts";
import { watchOverdue } from "../../../core/service/watch-overdue.ts";
import { openCases } from "../../../core/store/overdue.ts";
import { aWorld } from "../../support/running-dossiers.ts";
import { moment, playScenario, readScenarioFile, type Stage } from "../../support/scenario.ts";

interface Look {
  readonly at: string;
  readonly do?: readonly Parameters<Stage["act"]>[0][];
  readonly told: Readonly<Record<string, readonly string[]>>;
  /** null: no case is open. */
  readonly cases?: Readonly<Record<string, { readonly state: string; readonly breaches: readonly string[] } | null>>;
  readonly extended?: Readonly<Record<string, string>>;
}
const looks = parse(readScenarioFile(import.meta.url, "looks.yaml")) as readonly Look[];
const names = ["A settled in time", "B overdue", "C same day"];

playScenario(import.meta.url, {
  prepare: ({ gateway }) => seedClocks(gateway.database.db),
  after(stage) {
    const told = async (): Promise<Record<string, string[]>> => {
      const rows = await stage().gateway.database.sql<{ code: string; rung: string }>(
        "select code, rung from overdue_alert join dossier on id = dossier_id",
      );
      return Object.fromEntries(
        names.map((name) => [name, rows.filter(({ code }) => code === stage().code(name)).map(({ rung }) => rung)]),
      );
    };

    for (const look of looks)
      it(`${look.at}: tells ${JSON.stringify(look.told).replaceAll('"', "")}`, async () => {
        const { act, code, gateway } = stage();
        for (const one of look.do ?? []) {
          const { status, body } = await act(one);
          expect(status, JSON.stringify(body)).to.equal(201);
        }
        const before = await told();
        const now = moment(look.at);
        await watchOverdue(aWorld(gateway.database, now), new Date(now));
        const after = await told();
        for (const name of names)
          expect(
            after[name]?.filter((rung) => !before[name]?.includes(rung)),
            name,
          ).to.have.members([...(look.told[name] ?? [])]);
        const cases = await openCases(gateway.database.db, 10);
        for (const [name, expected] of Object.entries(look.cases ?? {})) {
          const found = cases.find(({ dossier }) => dossier === code(name));
          expect(found ? { state: found.state, breaches: found.breaches } : null, name).to.deep.equal(expected);
        }
        for (const [name, due] of Object.entries(look.extended ?? {}))
          expect((await stage().look(name, "commune"))["clocks"]).to.have.nested.property("settlement.due", due);
      });
  },
});
