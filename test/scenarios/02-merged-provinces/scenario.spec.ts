import { expect } from "chai";
import { parseDay } from "../../../core/domain/day.ts";
import { textSource } from "../../../core/service/import-source.ts";
import { importUnits } from "../../../core/service/import-units.ts";
import { readdressDossiers } from "../../../core/service/readdress-dossiers.ts";
import { demoSuccessions, demoUnits } from "../../../main/demo/units.ts";
import { playScenario, readScenarioFile } from "../../support/scenario.ts";
import { aWorld } from "../../support/running-dossiers.ts";

playScenario(import.meta.url, {
  beforeUnits: ({ db }) =>
    importUnits(db, {
      units: textSource("units", demoUnits),
      successions: textSource("successions", demoSuccessions),
      organisations: textSource("org-codes.csv", readScenarioFile(import.meta.url, "org-codes.csv")),
    }),
  async between({ gateway }) {
    const world = aWorld(gateway.database, "2025-07-01T00:05:00+07:00");
    const answer = await readdressDossiers(world, { on: parseDay("2025-07-01"), by: "ops" });
    expect(answer.ok && answer.value).to.deep.include({ concerned: 3, moved: 3, waiting: 0 });
  },
  after(stage) {
    for (const [code, completion] of [
      ["000.04.29.H63-250625-0001", "received"],
      ["000.04.29.H63-250625-0002", "processing"],
      ["H54.35.77-250625-0001", "returned"],
    ] as const)
      it(`the public finds ${code} as it is printed`, async () => {
        const { body } = await stage().gateway.send("GET", `/public/dossiers/${code}`);
        expect(body).to.deep.equal({ code, completion });
      });
  },
});
