import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { decideSuccession } from "../../core/service/decide-succession.ts";
import type { Ask } from "../../core/service/once.ts";
import { makeReadPlaces } from "../../core/service/places.ts";
import { readdressDossiers } from "../../core/service/readdress-dossiers.ts";
import type { World } from "../../core/service/step-taken.ts";
import { makeTakeLegStep, readChain } from "../../core/service/take-leg-step.ts";
import { readdressingsOf } from "../../core/store/readdressings.ts";
import { successionCases } from "../../core/store/succession.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { aWorld, putDossiers } from "../support/running-dossiers.ts";

const commune = "H63.29.04"; // xã Trạm Tấu → H38.91
const department = "H63.14"; // Sở Tư pháp tỉnh Yên Bái → H38.14
const labour = "H63.11"; // Sở LĐ-TB-XH tỉnh Yên Bái → H38.17
const district = "H63.29"; // dissolved: a person must say
const code = "000.04.29.H63-250620-0001";

describe("A reform's running chains", () => {
  let test: TestDatabase;
  let world: World;
  before(async () => {
    test = await freshDatabase();
    await loadDemonstration(test.db, parseDay("2026-11-21"));
    world = aWorld(test, "2025-07-02T08:00:00+07:00");
    await putDossiers(test, [{ code, procedure: "2.002307", receivedBy: commune, heldBy: "H38.16" }]);
    // leg 1 done and leg 2 in hand at the old departments, leg 3 waits for a district, leg 4 for nobody who ended
    await test.sql(`
      insert into process (id, version, name, procedure_code, lead, mode, state, valid_from, decision_no, decision_date,
                           signer)
      values ('old', 1, 'Liên thông', '2.002307', '${labour}', 'A', 'approved', '2025-01-01', '1/QĐ', '2024-12-30', 'CT');
      insert into dossier_chain (dossier_id, process_id, process_version, lead, linked, refund_when_refused, mode,
                                 started_at)
      values (1, 'old', 1, '${labour}', false, true, 'A', '2025-06-20T09:00:00+07:00');
      insert into dossier_leg (dossier_id, number, child_code, agency, supervised_by, kind, work, limit_value,
                               limit_unit, after, state, planned_due_at, started_at, acknowledged_at, due_at,
                               counted_from, due_mode, calendar_version, office_hours_version, ended_at)
      select 1, number, '${code}-L' || number, agency, supervisor, 'handle', 'việc', 5, 'working_day',
             case when number = 1 then '{}' else array[number - 1] end, state, '2025-07-10T17:30:00+07:00', started,
             started, due, started, case when started is not null then 'A' end, 'calendar-x', 'office-x',
             case when state = 'done' then timestamptz '2025-06-24T09:00:00+07:00' end
        from (values (1, '${department}', null, 'done', timestamptz '2025-06-20T09:00:00+07:00',
                      timestamptz '2025-06-27T17:30:00+07:00'),
                     (2, '${labour}', '${department}', 'running', '2025-06-24T09:00:00+07:00',
                      '2025-07-01T17:30:00+07:00'),
                     (3, '${district}', null, 'waiting', null, null),
                     (4, 'H38.10', null, 'waiting', null, null))
             as leg (number, agency, supervisor, state, started, due)`);
  });
  after(() => test.drop());

  const apply = async () => {
    const answer = await readdressDossiers(world, { on: parseDay("2025-07-01"), by: "Nguyễn Thị Ops" });
    if (!answer.ok) throw new Error(answer.reason.vi);
    return answer.value;
  };
  const legs = () =>
    test.sql("select number, agency, supervised_by, state, due_at, acknowledged_at from dossier_leg order by number");

  it("open legs, their supervisor and the lead go to who follows, in the state and with the due they have", async () => {
    const before = await legs();
    const report = await apply();
    expect(report).to.deep.include({ concerned: 1, moved: 1, waiting: 1, questions: { "district-dissolved": 1 } });
    // its lead is no more: no dossier can start it
    expect(report.processes).to.deep.equal([{ id: "old", version: 1, agencies: [labour] }]);
    expect(report.parts).to.include({ holder: 0, returns: 1, leg: 1, supervisor: 1, lead: 1 });
    const after = await legs();
    expect(after.map(({ agency, supervised_by: by }) => [agency, by])).to.deep.equal([
      [department, null], // done: the name of who did it stays
      ["H38.17", "H38.14"],
      [district, null],
      ["H38.10", null],
    ]);
    for (const [at, { state, due_at: due, acknowledged_at: received }] of after.entries())
      expect({ state, due, received }).to.deep.equal({
        state: before[at]!["state"],
        due: before[at]!["due_at"],
        received: before[at]!["acknowledged_at"],
      });
    expect((await test.sql("select lead from dossier_chain"))[0]).to.deep.equal({ lead: "H38.17" });
  });

  it("each with its evidence, and told to who takes over", async () => {
    const evidence = (await readdressingsOf(test.db, 1n)).map(({ role, from, to }) => `${role} ${from} ${to}`);
    expect(evidence).to.have.members([
      `returns ${commune} H38.91`,
      `leg ${labour} H38.17`,
      `supervisor ${department} H38.14`,
      `lead ${labour} H38.17`,
    ]);
    const told = await test.sql<{ receiver: string; by: string; to: string }>(
      "select receiver, envelope->'data'->>'by' as by, envelope->'data'->>'to' as to from outbox order by receiver",
    );
    expect(told).to.deep.equal([
      { receiver: "H38.14", by: department, to: "H38.14" },
      { receiver: "H38.16", by: commune, to: "H38.91" },
      { receiver: "H38.17", by: labour, to: "H38.17" },
      { receiver: "H38.91", by: commune, to: "H38.91" },
    ]);
  });

  it("once: applied again, nothing moves", async () => {
    expect(await apply()).to.include({ moved: 0, waiting: 1 });
  });

  it("a leg of an agency without a single successor waits for a person, then goes where the person says", async () => {
    const [one] = await successionCases(test.db);
    expect(one).to.include({ from: district, waiting: 1 });
    const decided = await decideSuccession(world, {
      ...{ caseId: one!.id, to: "H38.91", basis: "Công văn 12/UBND-NC", by: "Trần Văn B" },
      ...{ match: undefined, values: [] },
    });
    expect(decided.ok && decided.value.case.state).to.equal("settled");
    expect((await legs())[2]).to.include({ agency: "H38.91", state: "waiting" });
  });

  it("who took over goes on with the leg it was given, acknowledged as it was", async () => {
    const chainWorld = { ...world, readPlaces: makeReadPlaces(world.clocks) };
    const ask: Ask = { partnerId: "test", units: new Set(["H38.17"]), key: "k", digest: "d", requestId: "r" };
    await test.sql("insert into partner (id, name, secret_sha256) values ('test', 'test', 'x')");
    const finished = await makeTakeLegStep(chainWorld)(code, 2, { step: "finish", by: "H38.17" }, ask);
    expect(
      finished.ok,
      JSON.stringify(finished, (_, value: unknown) => (typeof value === "bigint" ? "" : value)),
    ).to.equal(true);
    const chain = await readChain(chainWorld, code, new Set(["H38.91"]));
    expect(chain.ok && chain.chain.legs.map(({ agency, state }) => `${agency} ${state}`)).to.deep.equal([
      `${department} done`,
      "H38.17 done",
      "H38.91 running",
      "H38.10 waiting",
    ]);
    expect(chain.ok && chain.chain.legs[2]!.inHandsOf).to.deep.equal(["H38.17"]);
    const receivers = await test.sql<{ receiver: string }>(
      "select distinct receiver from outbox where envelope->>'type' like '%leg-moved%' order by 1",
    );
    expect(
      receivers.map(({ receiver }) => receiver),
      "nobody who ended is told",
    ).to.deep.equal(["H38.14", "H38.91"]);
  });
});
