import { expect } from "chai";
import { playScenario } from "../../support/scenario.ts";

playScenario(import.meta.url, {
  after(stage) {
    it("both at the same moment, twelve times: one wins, the other is told so, and the history has one of them", async () => {
      for (let round = 1; round <= 12; round++) {
        const dossier = `race ${round}`;
        const { act, look, gateway, code } = stage();
        await act({ dossier, step: "receive", by: "commune", at: "2026-11-02 09:00", with: { procedure: "1.002693" } });
        await act({
          dossier,
          step: "handOver",
          role: "officer",
          by: "commune",
          to: "department",
          at: "2026-11-02 10:00",
        });
        await act({ dossier, step: "acknowledge", role: "officer", by: "department", at: "2026-11-02 11:00" });
        const at = "2026-11-09 10:00";
        const [signature, withdrawal] = await Promise.all([
          act({ dossier, step: "conclude", role: "signatory", by: "department", at, with: { outcome: "granted" } }),
          act({ dossier, step: "requestWithdrawal", by: "commune", at }),
        ]);
        const seen = await look(dossier, "commune");
        const steps = await gateway.database.sql<{ step: string }>(
          `select step from dossier_event join dossier on id = dossier_id
            where code = $1 and step in ('conclude', 'requestWithdrawal')`,
          [code(dossier)],
        );
        if (signature.status === 201) {
          expect([withdrawal.status, withdrawal.body.code]).to.deep.equal([409, "result-already-issued"]);
          expect(seen).to.include({ state: "done", outcome: "granted" });
          expect(steps).to.deep.equal([{ step: "conclude" }]);
        } else {
          expect([signature.status, signature.body.code]).to.deep.equal([409, "step-not-allowed"]);
          expect(seen).to.include({ state: "withdrawRequested", outcome: null });
          expect(steps).to.deep.equal([{ step: "requestWithdrawal" }]);
        }
      }
    });
  },
});
