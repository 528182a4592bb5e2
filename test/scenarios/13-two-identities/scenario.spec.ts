import { expect } from "chai";
import { playScenario } from "../../support/scenario.ts";

// names and numbers of both persons, and the paper between them
const personal = /Hoàng|Mẫu|000000000013|000000013|0000000013|X0000013|ủy quyền/;

playScenario(import.meta.url, {
  after(stage) {
    it("a unit that has nothing to do with it does not find it", async () => {
      const { gateway, code, tokenOf } = stage();
      const { status, body } = await gateway.send("GET", `/v1/dossiers/${code("first")}`, {
        token: tokenOf("neighbour"),
      });
      expect([status, body.code]).to.deep.equal([404, "dossier-unknown"]);
      expect(JSON.stringify(body)).not.to.match(personal);
    });

    it("the public and the holder of the slip see no person", async () => {
      const { gateway, code, look } = stage();
      const path = `/public/dossiers/${code("first")}`;
      const { lookupSecret } = await look("first", "commune");
      const open = await gateway.send("GET", path);
      const withSecret = await gateway.send("GET", path, { headers: { "slip-secret": String(lookupSecret) } });
      expect([open.status, withSecret.status]).to.deep.equal([200, 200]);
      expect(withSecret.body.slip.at).to.deep.equal({ code: "H38.16", name: "Sở Xây dựng tỉnh Lào Cai" });
      for (const { body } of [open, withSecret]) expect(JSON.stringify(body)).not.to.match(personal);
    });

    it("messages, history, parties and kept answers hold no person; one table does", async () => {
      const { database } = stage().gateway;
      for (const table of ["outbox", "dossier", "dossier_event", "dossier_party", "idempotency"]) {
        const rows = await database.sql(`select to_jsonb(t) as row from ${table} t`);
        expect(rows, table).not.to.deep.equal([]);
        expect(JSON.stringify(rows), table).not.to.match(personal);
      }
      expect(await database.sql("select from dossier_person")).to.have.length(2);
    });
  },
});
