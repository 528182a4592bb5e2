import { expect } from "chai";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { seedClocks } from "../../core/service/clock-in-force.ts";
import { officeHoursDigest } from "../../core/service/clock-version.ts";
import { insertOfficeHours, putOfficeHoursInForce } from "../../core/store/calendars.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { hours } from "../support/clocks.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";

const successor = "H38.10";

describe("a clock after a reform: what is recorded stays, what is computed anew is by the hours of who followed", () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-12-31T00:00:00Z"));
    await seedClocks(gateway.database.db);
    await gateway.register("commune", [walkNow.commune]);
    await gateway.register("successor", [successor]);
  });
  after(() => gateway.close());

  it("a payment's rest ends with the successor's office hours", async () => {
    const { version, periods } = hours(["-infinity", "07:00-11:30", "13:30-17:00"]);
    await gateway.database.db.transaction().execute(async (tx) => {
      await insertOfficeHours(tx, { version, digest: officeHoursDigest(periods) }, periods);
      await putOfficeHoursInForce(tx, parseOrgCode(successor), version, "QĐ 12");
    });
    const send = async (partner: string, path: string, body: object) => {
      const answer = await gateway.send("POST", path, { token: await gateway.tokenOf(partner), key: aKey(), body });
      expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
      return answer.body;
    };
    const { dossier } = await send("commune", "/v1/dossiers", {
      ...{ by: walkNow.commune, procedure: walkNow.procedure, applicant: { name: "Trần Thị Thử Nghiệm" } },
      at: "2026-11-02T09:00:00+07:00",
    });
    const steps = `/v1/dossiers/${dossier.code as string}/steps`;
    await send("commune", steps, {
      step: "askPayment",
      role: "handler",
      by: walkNow.commune,
      at: "2026-11-05T09:00:00+07:00",
    });
    // the reform: the successor holds it and returns its result
    await gateway.database.sql("update dossier set returns_to = $1, held_by = $1", [successor]);
    await gateway.database.sql("insert into dossier_party select id, $1 from dossier", [successor]);
    const clock = async () => {
      const { body } = await gateway.send("GET", `/v1/dossiers/${dossier.code as string}`, {
        token: await gateway.tokenOf("successor"),
      });
      return body.clocks.find(({ kind }: { kind: string }) => kind === "settlement");
    };
    expect((await clock()).due).to.equal("2026-11-16T10:30:00.000Z"); // recorded: 17:30
    await send("successor", steps, {
      ...{ step: "confirmPayment", by: successor, role: "officer", paymentReference: "BL-1" },
      at: "2026-11-12T10:00:00+07:00",
    });
    // seven of ten days left: Mon 23/11, 17:00
    expect(await clock()).to.include({ due: "2026-11-23T10:00:00.000Z", officeHoursVersion: version });
  });
});
