import { expect } from "chai";
import { everyFault, seededFaults } from "../../adapters/national-portal/stand-in/faults.ts";
import { reopenParked } from "../../bus/parked.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { confirmSteps, reconcilePortal } from "../../core/service/reconcile-portal.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { reconcileWorld } from "../../main/portal.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";
import { openPortalWorld, type PortalWorld } from "../support/portal.ts";
import { fileOnPortal, linkedConnection } from "../support/portal-filings.ts";

const longAgo = { since: new Date("2019-01-01T00:00:00+07:00") };

describe("reconciling with the portal (issue of truth: nothing is assumed)", () => {
  let gateway: TestGateway;
  let world: PortalWorld;
  let token: string;
  const { commune, procedure } = walkNow;
  const open = async (connection: Parameters<typeof openPortalWorld>[1] & object = {}) => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-11-20T18:00:00+07:00"));
    await gateway.register("commune", [commune]);
    token = await gateway.tokenOf("commune");
    world = await openPortalWorld(gateway.database, connection);
  };
  afterEach(async () => {
    await world.close();
    await gateway.close();
  });

  const post = async (path: string, body: object): Promise<string> => {
    const key = aKey();
    let answer = await gateway.send("POST", path, { token, key, body });
    // as any caller does: a thousand at once are more than the gateway takes
    while (answer.status === 503) answer = await gateway.send("POST", path, { token, key, body });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return (answer.body.dossier as { code: string }).code;
  };
  const receive = () => {
    const applicant = { name: "Trần Thị Thử Nghiệm", idKind: "CCCD", idNumber: "099301000017" };
    const how = { officer: "cb-1", resultChannel: "counter", at: "2026-11-16T09:00:00+07:00" };
    return post("/v1/dossiers", { by: commune, procedure, applicant, ...how });
  };
  const step = (code: string, name: string, at: string, but: object = {}) =>
    post(`/v1/dossiers/${code}/steps`, { by: commune, step: name, role: "officer", officer: "cb-1", at, ...but });
  const reconcile = (repair = false) =>
    reconcilePortal(reconcileWorld(gateway.database.db, world.connection), "asked", longAgo, repair);
  const held = (code: string) => world.standIn.holdings().dossiers.find((each) => each.code === code);

  it("finds nothing where both hold the same", async () => {
    await open();
    await receive();
    await world.settled();
    expect(await reconcile()).to.deep.equal({ asked: 1, unasked: 0, recorded: 0, waiting: 0, differences: [] });
  });

  it("what the portal lost is told again, all of it, and once", async () => {
    await open();
    const code = await receive();
    await step(code, "conclude", "2026-11-17T09:00:00+07:00", { role: "signatory", outcome: "granted" });
    await world.settled();
    world.standIn.forget(code);
    const { differences } = await reconcile(true);
    expect(differences.map(({ kind, ours, theirs, repaired }) => ({ kind, ours, theirs, repaired }))).to.deep.equal([
      { kind: "missing", ours: "9", theirs: null, repaired: true },
    ]);
    await world.settled();
    expect(held(code)?.progress.map(({ TrangThai }) => TrangThai)).to.deep.equal(["2", "9"]);
    expect((await reconcile()).differences).to.deep.equal([]);
  });

  it("a dossier of which no answer comes is neither the same nor different (quirk 5)", async () => {
    await open();
    await receive();
    await world.settled();
    world.standIn.misbehave({ kind: "undecided", on: "TraCuuHoSo" });
    expect(await reconcile(true)).to.deep.equal({ asked: 1, unasked: 1, recorded: 0, waiting: 0, differences: [] });
  });

  it("a person confirms what is in doubt alone: a step that waits for its turn is still told", async () => {
    await open();
    const code = parseDossierCode(await receive());
    await world.settled();
    await step(code, "conclude", "2026-11-17T09:00:00+07:00", { role: "signatory", outcome: "granted" });
    expect(await confirmSteps(gateway.database.db, code, [1, 2, 3])).to.equal(0);
    await world.settled();
    expect(held(code)?.progress.map(({ TrangThai }) => TrangThai)).to.deep.equal(["2", "9"]);
    expect(await confirmSteps(gateway.database.db, parseDossierCode("H38.91-260101-9999"), [1])).to.equal(undefined);
  });

  it("what is parked is named, and not told behind a person's back", async () => {
    await open();
    world.standIn.rules.refuses = () => "Thiếu trường TenTTHC";
    const code = await receive();
    await world.settled();
    const found = await reconcile(true);
    expect(found.differences.map(({ kind, repaired }) => ({ kind, repaired }))).to.deep.equal([
      { kind: "parked", repaired: false },
    ]);
    expect(held(code)).to.equal(undefined);
  });

  it("1,000 dossiers and a portal that fails in every way it can end with no difference", async function () {
    this.timeout(600_000);
    const busy = { concurrency: 20, readSeconds: 1 };
    await open({ connection: (standIn, password) => ({ ...busy, ...linkedConnection(standIn, password) }) });
    const numbered = (prefix: string) => Array.from({ length: 60 }, (_, i) => `${prefix}${String(1_000 + i)}`);
    const there = { filed: numbered("G22.99.07-261116-"), linked: numbered("G22.99.01-261116-") };
    const filings = await fileOnPortal(gateway, world, new Date("2026-11-16T08:00:00+07:00"), there);
    // delivered twice by a box on the way is nobody's to prevent; all else is
    const faults = everyFault.filter(({ kind }) => kind !== "twice");
    world.standIn.follow(seededFaults({ seed: 7, rate: 0.08, of: faults }));
    const codes: string[] = [];
    for (let i = 0; i < 880; i += 10) codes.push(...(await Promise.all(Array.from({ length: 10 }, receive))));
    for (const code of codes.slice(0, 100))
      await step(code, "conclude", "2026-11-17T09:00:00+07:00", { role: "signatory", outcome: "granted" });
    const papers = { reason: "Thiếu giấy (thử)", items: [{ name: "Tờ khai", legalBasis: "Thử nghiệm, điều 1" }] };
    for (const [i, national] of [...there.filed, ...there.linked].entries()) {
      const code = filings.get(national) ?? "";
      if (i % 3 === 0) await step(code, "askSupplement", "2026-11-16T10:00:00+07:00", papers);
      else await step(code, "accept", "2026-11-16T10:00:00+07:00");
      if (i % 3 === 2)
        await step(code, "conclude", "2026-11-17T09:00:00+07:00", {
          ...{ role: "signatory", outcome: "refused", reason: "Không đủ điều kiện (thử)" },
        });
    }
    // an operator looks at what is parked: rows that are there are said to be there, and all is let go
    for (let rounds = 0; rounds < 20; rounds++) {
      await world.settled();
      if ((await letGo()) === 0) break;
    }
    world.standIn.follow(undefined);
    let found = await reconcile(true);
    for (let rounds = 0; rounds < 5 && found.differences.length > 0; rounds++) {
      await letGo();
      await world.settled();
      found = await reconcile(true);
    }
    expect(found).to.deep.equal({ asked: 880, unasked: 0, recorded: 120, waiting: 0, differences: [] });
    const { dossiers } = world.standIn.holdings();
    const told = new Map(
      dossiers.map(({ code, progress }) => [code, progress.map(({ TrangThai }) => TrangThai).join()]),
    );
    const wrong = codes.filter((code, i) => told.get(code) !== (i < 100 ? "2,9" : "2"));
    expect(wrong).to.deep.equal([]);
    // what cannot be asked whether it arrived may have been told more than once, and in no other order
    const { filings: heldFilings, linked: heldLinked } = world.standIn.holdings();
    const once = (statuses: readonly unknown[]) => statuses.filter((each, i) => each !== statuses[i - 1]).join();
    const toldThere = new Map([
      ...heldFilings.map(({ code, statuses }) => [code, once(statuses.map(({ TrangThai }) => TrangThai))] as const),
      ...heldLinked.map(({ code, statuses }) => [code, once(statuses)] as const),
    ]);
    const expected = { filed: ["5", "2", "2,5"], linked: ["1,2", "1,3", "1,3,6"] };
    for (const service of ["filed", "linked"] as const)
      expect(there[service].filter((code, i) => toldThere.get(code) !== expected[service][i % 3])).to.deep.equal([]);
    // every way to fail was met
    expect(Object.keys(world.standIn.holdings().faults).sort()).to.deep.equal(
      [...new Set(faults.map(({ kind }) => kind))].sort(),
    );
  });

  async function letGo(): Promise<number> {
    const parked = await gateway.database.sql<{ message_id: string; subject: string; data: { revision: number } }>(
      "select message_id, subject, envelope -> 'data' as data from hub.delivery where receiver = 'G22' and state = 'parked'",
    );
    const holdings = new Map(world.standIn.holdings().dossiers.map((each) => [each.code, each]));
    for (const { message_id: id, subject, data } of parked) {
      const told = await gateway.database.sql<{ at: Date }>(
        `select at from hub.dossier_event e join hub.dossier d on d.id = e.dossier_id
         where d.code = $1 and e.revision = $2`,
        [subject, data.revision],
      );
      const time = writtenAt(told[0]?.at as Date);
      if (holdings.get(subject)?.progress.some((row) => row["ThoiDiemXuLy"] === time))
        await confirmSteps(gateway.database.db, parseDossierCode(subject), [data.revision]);
      await gateway.database.db
        .transaction()
        .execute((tx) => reopenParked(tx, { message: id }, "operator", "vh-1", "đã xem trên Cổng"));
    }
    return parked.length;
  }
});

/** As the portal writes moments, by another way than the hub's. */
const writtenAt = (at: Date): string => {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Asia/Ho_Chi_Minh",
    dateStyle: "short",
    timeStyle: "medium",
  });
  return parts.format(at).replace(/\D/g, "");
};
