import { expect } from "chai";
import { parseDay } from "../../../core/domain/day.ts";
import { decideSuccession } from "../../../core/service/decide-succession.ts";
import { readdressDossiers } from "../../../core/service/readdress-dossiers.ts";
import { successionCases } from "../../../core/store/succession.ts";
import { aWorld } from "../../support/running-dossiers.ts";
import { importProcedureList, inVietnam, playScenario } from "../../support/scenario.ts";

playScenario(import.meta.url, {
  prepare: (stage) => importProcedureList(stage, import.meta.url, "procedures.jsonl"),
  async between({ gateway, code }) {
    const world = aWorld(gateway.database, "2025-07-01T08:00:00+07:00");
    const applied = await readdressDossiers(world, { on: parseDay("2025-07-01"), by: "ops" });
    expect(applied.ok && applied.value).to.deep.include({ concerned: 1, moved: 0, waiting: 1 });
    const [open, ...others] = await successionCases(gateway.database.db);
    expect(others).to.deep.equal([]);
    expect(open).to.include({ from: "H63.29", reason: "district-dissolved", state: "open" });
    expect(open?.candidates).to.include("H38.91");
    const decided = await decideSuccession(world, {
      ...{ caseId: open!.id, to: "H38.91", basis: "Công văn 03/UBND-THU", by: "Nguyễn Thị Ops" },
      ...{ match: undefined, values: [] },
    });
    expect(decided.ok && decided.value.amongCandidates).to.equal(true);
    const told = await gateway.database.sql<{ receiver: string }>(
      "select distinct receiver from outbox where subject = $1",
      [code("A")],
    );
    expect(told).to.deep.equal([{ receiver: "H38.91" }]);
  },
  after(stage) {
    it("the timeline says who held it until when, and on which ground it moved", async () => {
      const { gateway, code, tokenOf } = stage();
      const { body } = await gateway.send("GET", `/v1/dossiers/${code("A")}/timeline`, { token: tokenOf("commune") });
      expect(
        (inVietnam(body.custody) as object[]).map((one) => ({ ...one, name: undefined, seconds: undefined })),
      ).to.deep.equal([
        { unit: "H63.29", from: "2025-06-30 16:00", until: "2025-07-01 00:00", name: undefined, seconds: undefined },
        { unit: "H38.91", from: "2025-07-01 00:00", until: "2025-08-08 10:00", name: undefined, seconds: undefined },
      ]);
      for (const one of body.readdressings)
        expect(one).to.include({
          from: "H63.29",
          to: "H38.91",
          effective: "2025-07-01",
          basis: "Công văn 03/UBND-THU",
        });
    });
  },
});
