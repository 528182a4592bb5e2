import { expect } from "chai";
import { moment, playScenario, readScenarioTable } from "../../support/scenario.ts";

playScenario(import.meta.url, {
  after(stage) {
    const lookUp = async (dossier: string, from: string, secret: string | undefined) => {
      const { gateway, code } = stage();
      return gateway.send("GET", `/public/dossiers/${code(dossier)}`, {
        headers: { "x-forwarded-for": from, ...(secret === undefined ? {} : { "slip-secret": secret }) },
      });
    };
    // the token of the commune lives shorter than the scenario: its slips are printed once, when they are all there
    const secrets = new Map<string, string>();
    const secretOf = (dossier: string) => secrets.get(dossier) ?? "";
    it("the commune prints the slips", async () => {
      for (const dossier of ["A", "another"])
        secrets.set(dossier, String((await stage().look(dossier, "commune"))["lookupSecret"]));
    });

    for (const { at, from = "", secret, status, code = "", answer } of readScenarioTable(import.meta.url, "tries.csv"))
      it(`${at} ${from}: ${secret} secret → ${status} ${code} ${answer}`, async () => {
        stage().gateway.setClock(new Date(moment(`2026-12-02 ${at}`)));
        const right = secretOf("A");
        const wrong = right.startsWith("A") ? "BBBBB-BBBBB" : "AAAAA-AAAAA";
        const given = { none: undefined, wrong, right }[secret as "none" | "wrong" | "right"];
        const { status: got, headers, body } = await lookUp("A", from, given);
        expect([String(got), body.code ?? ""]).to.deep.equal([status, got === 200 ? body.code : code]);
        if (got === 403) expect(body.en.detail).to.contain(` ${answer} tries are left`);
        else if (got === 429) expect(headers.get("retry-after")).to.equal(answer);
        else if (secret === "none") expect(body).to.deep.equal({ code: stage().code("A"), completion: answer });
        else expect(body.slip.at.code).to.equal(answer);
        expect(JSON.stringify(body), "no person").not.to.contain("Thử Nghiệm");
      });

    it("another dossier is open to the locked-out address", async () => {
      for (let n = 0; n < 6; n++) await lookUp("A", "203.0.113.99", "AAAAA-AAAAA");
      expect((await lookUp("A", "203.0.113.99", secretOf("A"))).status).to.equal(429);
      expect((await lookUp("another", "203.0.113.99", secretOf("another"))).status).to.equal(200);
    });
  },
});
