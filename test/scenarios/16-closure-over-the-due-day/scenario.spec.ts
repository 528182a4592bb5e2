import { expect } from "chai";
import { parseDay } from "../../../core/domain/day.ts";
import { parseOrgCode } from "../../../core/domain/org-code.ts";
import { insertClosure } from "../../../core/store/calendars.ts";
import { inVietnam, playScenario, readScenarioTable } from "../../support/scenario.ts";

const closure = {
  ...{ from: parseDay("2026-12-02"), to: parseDay("2026-12-04"), basis: "Thông báo 133/TB-THU" },
  ...{ replacedBy: "online", noticeOn: parseDay("2026-11-20") },
};

playScenario(import.meta.url, {
  prepare: ({ gateway }) =>
    gateway.database.db.transaction().execute((tx) => insertClosure(tx, parseOrgCode("H38.10"), closure)),
  after(stage) {
    for (const row of readScenarioTable(import.meta.url, "pick-up.csv"))
      it(`${row["dossier"]}: due ${row["due"]}, to be fetched on ${row["pick up on"]}`, async () => {
        const { gateway, code, look } = stage();
        const { lookupSecret } = await look(row["dossier"] ?? "", row["by"] ?? "");
        const { body } = await gateway.send("GET", `/public/dossiers/${code(row["dossier"] ?? "")}`, {
          headers: { "slip-secret": String(lookupSecret) },
        });
        expect([inVietnam(body.slip.due), body.slip.pickUpOn]).to.deep.equal([row["due"], row["pick up on"]]);
      });
  },
});
