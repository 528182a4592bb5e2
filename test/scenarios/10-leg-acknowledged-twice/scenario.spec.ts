import { expect } from "chai";
import { approveProcess, playScenario } from "../../support/scenario.ts";

playScenario(import.meta.url, {
  prepare: (stage) => approveProcess(stage, import.meta.url, "process.yaml"),
  after(stage) {
    it("two officers at the same moment, ten times: one is taken, the other told so", async () => {
      for (let round = 1; round <= 10; round++) {
        const dossier = `two ${round}`;
        const { act } = stage();
        await act({ dossier, step: "receive", by: "commune", at: "2026-12-01 09:00", with: { procedure: "1.002693" } });
        await act({ dossier, chain: "cay-xanh", by: "commune", at: "2026-12-01 09:30", with: { lead: "H38.16" } });
        const two = await Promise.all(
          [1, 2].map(() =>
            act({ dossier, leg: 1, step: "acknowledge", role: "officer", by: "builders", at: "2026-12-01 10:00" }),
          ),
        );
        expect(two.map(({ status }) => status).sort()).to.deep.equal([201, 409]);
        expect(two.find(({ status }) => status === 409)?.body.code).to.equal("leg-already-acknowledged");
      }
    });
  },
});
