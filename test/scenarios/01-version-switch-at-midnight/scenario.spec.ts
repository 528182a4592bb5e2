import { expect } from "chai";
import { isReproducible } from "../../../core/domain/dossier-clock.ts";
import { parseOrgCode } from "../../../core/domain/org-code.ts";
import { applyDecision } from "../../../core/service/apply-decision.ts";
import { openClocks } from "../../../core/service/clock-in-force.ts";
import { clocksOf } from "../../../core/store/dossier-clocks.ts";
import { importProcedureList, playScenario, readScenarioFile, type Stage } from "../../support/scenario.ts";

let before: unknown;

const clocks = ({ gateway }: Stage) =>
  gateway.database.sql(
    "select d.code, d.procedure_version, c.* from dossier d join dossier_clock c on d.id = c.dossier_id order by d.id, kind",
  );

/** 498 more, spread over the working hours of the 25th. */
async function receiveTheOthers({ act }: Stage): Promise<void> {
  for (let n = 0; n < 498; n += 6)
    await Promise.all(
      Array.from({ length: 6 }, async (_, at) => {
        const minute = String((n + at) % 60).padStart(2, "0");
        const moment = `2026-11-25 ${String(8 + ((n + at) % 3)).padStart(2, "0")}:${minute}`;
        const { status } = await act({
          dossier: `n ${n + at}`,
          step: "receive",
          by: "commune",
          at: moment,
          with: { procedure: "9.000011" },
        });
        expect(status).to.equal(201);
      }),
    );
}

playScenario(import.meta.url, {
  prepare: (stage) => importProcedureList(stage, import.meta.url, "procedures.jsonl"),
  async between(stage) {
    await receiveTheOthers(stage);
    before = await clocks(stage);
    const { database } = stage.gateway;
    const answer = await applyDecision(database.db, readScenarioFile(import.meta.url, "decision.json"));
    expect(answer.ok && answer.value).to.deep.include({ applied: true, opened: 1 });
    expect(await clocks(stage)).to.deep.equal(before);
  },
  after(stage) {
    it("500 dossiers were running, of the old version, and each due is found again from its stored inputs", async () => {
      const { database } = stage().gateway;
      const rows = await database.sql<{ id: string; due: string; n: number }>(
        `select to_char(due_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD HH24:MI') as due, count(*)::int as n
           from dossier d join dossier_clock c on c.dossier_id = d.id and kind = 'settlement'
          where procedure_version = '-infinity' and code not in ($1, $2) group by 1 order by 1`,
        [stage().code("of the day"), stage().code("entered late")],
      );
      expect(rows).to.deep.equal([
        { due: "2026-12-09 17:30", n: 498 },
        { due: "2026-12-10 17:30", n: 1 },
      ]);
      const place = await openClocks().clockFor(database.db, parseOrgCode("H38.91"));
      const ids = await database.sql<{ id: bigint }>("select id from dossier");
      for (const { id } of ids)
        expect(Object.values(await clocksOf(database.db, id)).every((clock) => isReproducible(clock, place))).to.equal(
          true,
        );
    });
  },
});
