import { expect } from "chai";
import { aKey } from "../../support/gateway.ts";
import { approveProcess, moment, playScenario } from "../../support/scenario.ts";

playScenario(import.meta.url, {
  async prepare(stage) {
    await approveProcess(stage, import.meta.url, "process-phi-hoan.yaml");
    await approveProcess(stage, import.meta.url, "process-phi-khong-hoan.yaml");
  },
  after(stage) {
    it("the same confirmation again with the same key is the first answer, and one payment", async () => {
      const { act, gateway, code, tokenOf } = stage();
      const dossier = "repeated";
      await act({ dossier, step: "receive", by: "commune", at: "2026-11-02 09:00", with: { procedure: "1.002693" } });
      await act({ dossier, step: "askPayment", role: "handler", by: "commune", at: "2026-11-03 09:00" });
      const key = aKey();
      const confirm = () =>
        gateway.send("POST", `/v1/dossiers/${code(dossier)}/steps`, {
          token: tokenOf("commune"),
          key,
          body: {
            ...{ step: "confirmPayment", by: "H38.91", role: "officer", at: moment("2026-11-03 10:00") },
            paymentReference: "BL-0004",
          },
        });
      const [first, again] = [await confirm(), await confirm()];
      expect([first.status, again.status, again.headers.get("idempotency-replayed")]).to.deep.equal([201, 201, "true"]);
      expect(again.body).to.deep.equal(first.body);
      const paid = await gateway.database.sql<{ reference: string }>(
        `select details ->> 'paymentReference' as reference from dossier_event join dossier on id = dossier_id
          where code = $1 and step = 'confirmPayment'`,
        [code(dossier)],
      );
      expect(paid).to.deep.equal([{ reference: "BL-0004" }]);
    });
  },
});
