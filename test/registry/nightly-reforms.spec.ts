import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { applyReforms } from "../../core/service/apply-reforms.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { messagesOf } from "../support/agreed-messages.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { aWorld, putDossiers } from "../support/running-dossiers.ts";

/** The commune H63.29.04 ended on 30/06/2025; H38.91 follows it. */
describe("reforms are applied every night, for what was entered late (P10)", () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await freshDatabase();
    await loadDemonstration(test.db, parseDay("2026-11-21"));
  });
  afterEach(() => test.drop());

  const dossier = (n: number) => ({
    code: `H63.29.04-250620-000${n}`,
    procedure: "2.002307",
    receivedBy: "H63.29.04",
    heldBy: "H63.29.04",
  });
  const night = (text: string) => applyReforms(aWorld(test, `${text}T00:10:00+07:00`));
  const holders = async () =>
    (await test.sql<{ held: string }>("select held_by as held from dossier order by code")).map(({ held }) => held);
  const evidence = () =>
    test.sql<{ from: string; to: string; effective: string; by: string }>(
      `select from_org as "from", to_org as "to", effective::text, by from readdressing
       where role = 'holder' order by dossier_id, revision`,
    );

  it("not before the day, then on it, then for what came later; run again it changes nothing", async () => {
    await putDossiers(test, [dossier(1)]);
    expect(await night("2025-06-30")).to.deep.equal({ reforms: 0, moved: 0, waiting: 0 });
    expect(await holders()).to.deep.equal(["H63.29.04"]);
    expect(await night("2025-07-01")).to.deep.equal({ reforms: 1, moved: 1, waiting: 0 });
    expect(await night("2025-07-02")).to.deep.equal({ reforms: 0, moved: 0, waiting: 0 });
    // entered by a unit on 03/07
    await putDossiers(test, [dossier(2)]);
    expect(await night("2025-07-04")).to.deep.equal({ reforms: 1, moved: 1, waiting: 0 });
    expect(await holders()).to.deep.equal(["H38.91", "H38.91"]);
    expect((await evidence()).map(({ effective, by }) => [effective, by])).to.deep.equal([
      ["2025-07-01", "hub (hằng đêm)"], // the day of the reform, not of the night
      ["2025-07-01", "hub (hằng đêm)"],
    ]);
    expect(
      (await messagesOf(test, "readdressed.v1")).map(({ subject, receiver }) => [subject, receiver]),
    ).to.deep.equal([
      ["H63.29.04-250620-0001", "H38.91"],
      ["H63.29.04-250620-0002", "H38.91"],
    ]);
  });

  it("several reforms one after the other, after years without a night", async () => {
    await test.sql("update organisation set valid_to = '2026-09-30', successor_code = 'H38.92' where code = 'H38.91'");
    await putDossiers(test, [dossier(1)]);
    expect(await night("2026-11-21")).to.deep.equal({ reforms: 2, moved: 2, waiting: 0 });
    expect((await evidence()).map(({ from, to, effective }) => [from, to, effective])).to.deep.equal([
      ["H63.29.04", "H38.91", "2025-07-01"],
      ["H38.91", "H38.92", "2026-10-01"],
    ]);
  });

  it("an agency that ended before anybody followed it: its dossiers wait for the day of the succession", async () => {
    await test.sql("update organisation set valid_to = '2025-06-15', successor_code = null where code = 'H63.29.04'");
    await putDossiers(test, [dossier(1)]);
    expect(await night("2025-06-16")).to.deep.include({ moved: 0, waiting: 1 });
    expect(await night("2025-06-30")).to.deep.include({ moved: 0, waiting: 1 });
    expect(await holders()).to.deep.equal(["H63.29.04"]);
    // the night of the day itself did not run
    expect(await night("2025-07-03")).to.deep.include({ moved: 1, waiting: 0 });
    expect(await holders()).to.deep.equal(["H38.91"]);
    expect((await evidence()).map(({ effective }) => effective)).to.deep.equal(["2025-07-01"]);
    expect(await test.sql("select state from succession_case")).to.deep.equal([{ state: "settled" }]);
    expect(await night("2025-07-04")).to.deep.equal({ reforms: 0, moved: 0, waiting: 0 });
  });

  it("a stated successor takes over on its first day, not before", async () => {
    await test.sql("update organisation set successor_code = 'H38.91' where code = 'H63.29.04'");
    await test.sql("update organisation set valid_from = '2025-08-01' where code = 'H38.91'");
    await putDossiers(test, [dossier(1)]);
    expect(await night("2025-07-01")).to.deep.include({ moved: 0, waiting: 1 });
    expect(await holders()).to.deep.equal(["H63.29.04"]);
    expect(await test.sql("select reason, candidates, state from succession_case")).to.deep.equal([
      { reason: "no-agency", candidates: [], state: "open" },
    ]);
    expect(await night("2025-07-31")).to.deep.include({ moved: 0, waiting: 1 });
    expect(await night("2025-08-01")).to.deep.include({ moved: 1, waiting: 0 });
    expect(await holders()).to.deep.equal(["H38.91"]);
    expect((await evidence()).map(({ effective }) => effective)).to.deep.equal(["2025-08-01"]);
    expect(await test.sql("select state from succession_case")).to.deep.equal([{ state: "settled" }]);
  });

  it("what only a person can say waits, and is asked once", async () => {
    await putDossiers(test, [{ ...dossier(1), heldBy: "H63.29", cameFrom: ["H63.29.04"] }]);
    expect(await night("2025-07-01")).to.deep.include({ waiting: 1 });
    expect(await night("2025-07-02")).to.deep.include({ moved: 0, waiting: 1 });
    expect(await test.sql("select from succession_case")).to.have.length(1);
  });
});
