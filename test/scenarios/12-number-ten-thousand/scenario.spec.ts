import { expect } from "chai";
import { playScenario } from "../../support/scenario.ts";

playScenario(import.meta.url, {
  // 9,997 dossiers were received before
  prepare: ({ gateway }) =>
    gateway.database.sql("insert into dossier_counter (unit_code, day, last) values ('H38.91', '2026-12-01', 9997)"),
  after(stage) {
    it("the public finds the ten-thousandth by its code", async () => {
      const { body } = await stage().gateway.send("GET", "/public/dossiers/H38.91-261201-10000");
      expect(body).to.deep.equal({ code: "H38.91-261201-10000", completion: "processing" });
    });
  },
});
