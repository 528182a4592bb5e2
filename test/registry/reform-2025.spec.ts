import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { isReproducible } from "../../core/domain/dossier-clock.ts";
import { keyOfUnit, resolveUnit } from "../../core/domain/succession.ts";
import { importUnits, unitSources } from "../../core/service/import-units.ts";
import { importProcedures } from "../../core/service/import-procedures.ts";
import { textSource } from "../../core/service/import-source.ts";
import { readdressDossiers, type ReaddressReport } from "../../core/service/readdress-dossiers.ts";
import { clocksOf } from "../../core/store/dossier-clocks.ts";
import { successionCases, successionGraph, waitingFor } from "../../core/store/succession.ts";
import { allUnits } from "../../core/store/units.ts";
import { place } from "../support/clocks.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { hasRealData, realData } from "../support/real-data.ts";
import { aWorld } from "../support/running-dossiers.ts";

const lastOfThree = parseDay("2025-06-30");
const reform = parseDay("2025-07-01");

/** Only level 1 is public: below it identifiers are invented, Z… before the reform and Y… since. */
const inventAgencies = `
  with invented as (
    select 'Z' || c.parent_code || '.' || c.code as code, 'district' as kind, u.name, u.level, u.code as unit,
           u.valid_from as unit_from, '-infinity'::date as since, date '2025-06-30' as until
      from administrative_parent c join administrative_unit u using (level, code, valid_from)
     where u.level = 'district'
    union all
    select 'Z' || d.parent_code || '.' || d.code || '.' || u.code, 'commune', u.name, u.level, u.code, u.valid_from,
           '-infinity', '2025-06-30'
      from administrative_unit u
      join administrative_parent c on (c.level, c.code, c.valid_from) = (u.level, u.code, u.valid_from)
       and c.parent_level = 'district'
      join administrative_parent d on d.level = 'district' and d.code = c.parent_code
     where u.level = 'commune'
    union all
    select 'Y' || c.parent_code || '.' || u.code, 'commune', u.name, u.level, u.code, u.valid_from, '2025-07-01', null
      from administrative_unit u
      join administrative_parent c on (c.level, c.code, c.valid_from) = (u.level, u.code, u.valid_from)
       and c.parent_level = 'province' and c.until is null
     where u.level = 'commune' and u.valid_to is null)
  insert into organisation (code, written_as, scheme, tier, kind, name, unit_level, unit_code, unit_valid_from,
                            valid_from, valid_to, confidence, source)
  select code, code, 'QD20', 2, kind, name, level, unit, unit_from, since, until, 'test', 'mã đặt ra để thử' from invented`;

/**
 * 10,000 dossiers: one received by each of the first 10,000 communes, the last 35 are each offered one; each of the
 * 696 districts holds one.
 */
const putDossiers = `
  with commune as (
    select code, row_number() over (order by code) - 1 as at from organisation where code like 'Z__.___.%'
  ), district as (
    select code, row_number() over (order by code) - 1 as at from organisation where code like 'Z__.___'
  )
  insert into dossier (code, procedure_code, procedure_version, received_by, received_at, channel, state, held_by,
                       held_since, previous_holders, offered_to, offered_at, state_before_offer, last_event_at, revision)
  select c.code || '-250620-0001', '1.001193', '-infinity', c.code, t, 'direct', 'processing', coalesce(d.code, c.code),
         t, case when d.code is null then '{}' else array[c.code] end, o.code,
         case when o.code is not null then t end, case when o.code is not null then 'accepted' end, t, 2
    from commune c
    left join district d on c.at = d.at * 14
    left join commune o on o.at = c.at + 10000
    cross join (select timestamptz '2025-06-20 09:00+07' as t) as t
   where c.at < 10000`;

/** 5, 10 or 15 working days for every third, counted from Friday 20/06 09:00 and printed. */
const putClocks = `
  insert into dossier_clock (dossier_id, kind, start_at, limit_value, limit_unit, mode, calendar_version,
                             office_hours_version, due_at, original_due_at, printed_due_at, state)
  select d.id, 'settlement', d.received_at, l.days, 'working_day', 'A', '${place.calendar.version}',
         '${place.officeHours.version}', l.due, l.due, l.due, 'running'
    from (select id, received_at, row_number() over (order by id) % 3 as third from dossier) d
    join (values (0, 5, timestamptz '2025-06-27 17:30+07'), (1, 10, timestamptz '2025-07-04 17:30+07'),
                 (2, 15, timestamptz '2025-07-11 17:30+07')) as l (third, days, due) on l.third = d.third`;

const keptClocks = `
  select md5(string_agg(c::text, ',' order by dossier_id, kind)) as digest, count(*)::int as count from dossier_clock c`;

const kept = `
  select md5(string_agg(concat_ws('|', code, procedure_code, procedure_version, received_by, received_at, state,
                                  offered_at is not null and offered_to is not null, last_event_at), ',' order by id)) as digest,
         count(*)::int as count
    from dossier`;

if (!hasRealData)
  describe("The reform of 01/07/2025", () => {
    it("was not tried on the whole country: ../shared/data is not beside this checkout", () =>
      expect(hasRealData).to.equal(false));
  });
else
  describe("The reform of 01/07/2025, on the whole country (../shared/data)", function () {
    this.timeout(120_000);
    let test: TestDatabase;
    let report: ReaddressReport;
    let snapshot: { digest: string; count: number }[];
    let clocks: { digest: string; count: number }[];
    let took: number;
    before(async () => {
      test = await freshDatabase();
      await importUnits(test.db, await unitSources(realData));
      const birth = '{"code":"1.001193","name":"Đăng ký khai sinh","levels":["commune"]}';
      await importProcedures(test.db, textSource("one.jsonl", birth), { today: parseDay("2025-06-01") });
      await test.sql(inventAgencies);
      await test.sql(putDossiers);
      await test.sql(putClocks);
      snapshot = await test.sql(kept);
      clocks = await test.sql(keptClocks);
      const startedAt = performance.now();
      const answer = await readdressDossiers(aWorld(test, "2025-07-01T00:05:00+07:00"), { on: reform, by: "ops" });
      took = performance.now() - startedAt;
      if (!answer.ok) throw new Error(answer.reason.en);
      report = answer.value;
    });
    after(() => test.drop());

    for (const [level, units, answers] of [
      ["province", 63, { itself: 11, one: 52 }],
      ["district", 696, { "district-dissolved": 696 }],
      ["commune", 10_035, { itself: 127, one: 9_468, split: 440 }],
    ] as const)
      it(`answers for each of the ${units} old units of level ${level}: ${JSON.stringify(answers)}`, async () => {
        const graph = await successionGraph(test.db);
        const old = (await allUnits(test.db)).filter((unit) => unit.level === level && unit.validFrom === "-infinity");
        const counted: Record<string, number> = {};
        for (const unit of old) {
          const resolution = resolveUnit(graph.units, keyOfUnit(unit), reform);
          const answer = resolution.kind === "open" ? resolution.reason : resolution.kind;
          counted[answer] = (counted[answer] ?? 0) + 1;
          if (resolution.kind === "open") expect(resolution.candidates.length, unit.name).to.be.greaterThan(1);
        }
        expect(old).to.have.length(units);
        expect(counted).to.deep.equal(answers);
      });

    it("had an agency for each old and new unit, and a dossier at each of 10,035 communes and 696 districts", async () => {
      const [agencies] = await test.sql(`
        select count(*) filter (where code like 'Z__.___')::int as districts,
               count(*) filter (where code like 'Z__.___.%')::int as communes,
               count(*) filter (where code like 'Y%')::int as now,
               count(*) filter (where kind = 'province' and valid_to is null)::int as provinces
          from organisation`);
      expect(agencies).to.deep.equal({ districts: 696, communes: 10_035, now: 3_321, provinces: 34 });
      const [parts] = await test.sql(`
        select count(distinct agency) filter (where agency like 'Z__.___')::int as districts,
               count(distinct agency) filter (where agency like 'Z__.___.%')::int as communes
          from (select from_org as agency from readdressing
                union select c.from_org from succession_case c) as agencies`);
      expect(parts).to.deep.equal({ districts: 696, communes: 10_035 });
    });

    it("lost no dossier of 10,000", async () => {
      expect(snapshot[0]?.count).to.equal(10_000);
      expect(await test.sql(kept)).to.deep.equal(snapshot);
      expect(report.concerned).to.equal(10_000);
    });

    it("re-timed none: every clock is as it was, its due the one on the slip, found again from its inputs (P9, P10)", async () => {
      expect(clocks[0]?.count).to.equal(10_000);
      expect(await test.sql(keptClocks)).to.deep.equal(clocks);
      const dues = await test.sql(
        `select limit_value::int as days, to_char(due_at at time zone 'Asia/Ho_Chi_Minh', 'DD/MM HH24:MI') as due, state,
                bool_and(due_at = printed_due_at and extended_to is null) as printed, count(*)::int as count
           from dossier_clock group by 1, 2, 3 order by 1`,
      );
      expect(dues).to.deep.equal([
        { days: 5, due: "27/06 17:30", state: "running", printed: true, count: 3_333 },
        { days: 10, due: "04/07 17:30", state: "running", printed: true, count: 3_334 },
        { days: 15, due: "11/07 17:30", state: "running", printed: true, count: 3_333 },
      ]);
      const one = await test.sql<{ id: bigint }>(
        "select distinct on (limit_value) dossier_id as id from dossier_clock",
      );
      for (const { id } of one) {
        const { settlement } = await clocksOf(test.db, id);
        expect(settlement && isReproducible(settlement, place)).to.equal(true);
      }
      expect(await test.sql("select from due_change")).to.deep.equal([]);
      expect(await test.sql("select from outbox where envelope ->> 'type' like '%due-recomputed%'")).to.deep.equal([]);
    });

    it("moved all that has one successor to that successor, as the statistics office's table says", async () => {
      // worked out anew in SQL: the only row of the old commune's unit, and the agency of the unit it names
      const [wrong] = await test.sql(`
        with single as (
          select from_code as code, min(to_code) as to_code, count(*) as parts
            from unit_succession where from_level = 'commune' group by from_code having count(*) = 1)
        select count(*) filter (where coalesce(d.returns_to, d.received_by) is distinct from n.code)::int as wrong,
               count(*)::int as moved
          from dossier d
          join organisation o on o.code = d.received_by
          join single on single.code = o.unit_code
          join organisation n on n.code like 'Y%' and n.unit_code = single.to_code`);
      expect(wrong?.["wrong"]).to.equal(0);
      expect(wrong?.["moved"]).to.be.greaterThan(9_500);
    });

    it("left no part of a dossier with an ended agency unless a person is asked, with the reason", async () => {
      expect(report.questions).to.deep.equal({ split: 440, "district-dissolved": 696 });
      expect(
        await test.sql(`
          select d.code, part.agency from dossier d,
                 unnest(d.previous_holders || array[d.held_by, d.offered_to, coalesce(d.returns_to, d.received_by)])
                   as part (agency)
            join organisation o on o.code = part.agency and o.valid_to < date '2025-07-01'
           where not exists (
             select from succession_case_dossier w join succession_case c on c.id = w.case_id
              where w.dossier_id = d.id and c.from_org = part.agency and w.settled_at is null)`),
      ).to.deep.equal([]);
    });

    it("asks about 440 split communes and 696 districts; proposes for the 58 with a part that took everybody", async () => {
      const cases = await successionCases(test.db);
      const of = (reason: string) => cases.filter((one) => one.reason === reason);
      expect([of("split").length, of("district-dissolved").length]).to.deep.equal([440, 696]);
      expect(of("split").filter(({ proposed }) => proposed !== null)).to.have.length(58);
      expect(of("split").every(({ candidates }) => candidates.length > 1)).to.equal(true);
      expect(of("district-dissolved").every(({ candidates }) => candidates.some((to) => /^H\d\d$/.test(to)))).to.equal(
        true,
      );
      // Trạm Tấu: its communes and the province
      const [tramTau] = cases.filter(({ from }) => from === "Z15.139");
      expect([...tramTau!.candidates].sort()).to.deep.equal(
        ["H38", "Y15.04585", "Y15.04603", "Y15.04606", "Y15.04609"].sort(),
      );
      expect(await waitingFor(test.db, tramTau!.id)).to.have.length(1);
    });

    it("has evidence for every part that moved, and news for everyone concerned", async () => {
      const [evidence] = await test.sql("select count(*)::int as parts from readdressing");
      const { holder, offered, returns, way } = report.parts;
      expect(evidence).to.deep.equal({ parts: holder + offered + returns + way });
      const [news] = await test.sql(
        "select count(distinct subject)::int as told, count(*) filter (where receiver like 'Z%')::int as old from outbox",
      );
      // a dossier at a split commune's counter has nowhere to go yet, and nobody is told of it
      expect(news?.["told"]).to.equal(report.moved);
    });

    it("changes nothing the second time", async () => {
      const look = () =>
        test.sql(`select (select md5(string_agg(d::text, ',' order by id)) from dossier d) as dossiers,
                         (select count(*)::int from readdressing) as evidence,
                         (select count(*)::int from outbox) as news,
                         (select md5(string_agg(w::text, ',' order by case_id, dossier_id))
                            from succession_case_dossier w) as waiting`);
      const was = await look();
      const again = await readdressDossiers(aWorld(test, "2025-07-02T00:05:00+07:00"), { on: reform, by: "ops" });
      expect(again.ok && [again.value.moved, again.value.waiting]).to.deep.equal([0, report.waiting]);
      expect(await look()).to.deep.equal(was);
    });

    it("changed nothing before its day", async () => {
      const graph = await successionGraph(test.db);
      const old = (await allUnits(test.db)).filter(({ validFrom }) => validFrom === "-infinity");
      expect(old).to.have.length(63 + 696 + 10_035);
      expect(old.every((unit) => resolveUnit(graph.units, keyOfUnit(unit), lastOfThree).kind === "itself")).to.equal(
        true,
      );
    });

    it("took well under a minute", () => expect(took).to.be.lessThan(60_000));
  });
