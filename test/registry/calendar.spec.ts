import { expect } from "chai";
import { Command } from "commander";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isWorkingDay, type Calendar, type CalendarDay } from "../../core/domain/clock/calendar.ts";
import { due } from "../../core/domain/clock/due.ts";
import { dayNumber } from "../../core/domain/clock/moment.ts";
import { parseDay } from "../../core/domain/day.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { openClocks, seedClocks } from "../../core/service/clock-in-force.ts";
import { defaultCalendar, defaultOfficeHours, officeHoursDigest } from "../../core/service/clock-version.ts";
import { currentCalendar, editCalendar, previewEdit, type Dues } from "../../core/service/edit-calendar.ts";
import { calendarSource, importCalendar } from "../../core/service/import-calendar.ts";
import type { FileReport } from "../../core/service/import-report.ts";
import { textSource } from "../../core/service/import-source.ts";
import { noDues } from "../support/no-dues.ts";
import type { CalendarPreview, DueToRetime } from "../../core/service/preview-calendar-edit.ts";
import { closuresOf, insertClosure, insertOfficeHours, putOfficeHoursInForce } from "../../core/store/calendars.ts";
import { addCalendarCommand } from "../../main/cli/calendar.ts";
import { loadDemonstration } from "../../main/demo/load.ts";
import { openDatabase } from "../../platform/database.ts";
import { at, hours, local } from "../support/clocks.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { hasRealData, realData } from "../support/real-data.ts";

const header = "date,name,kind,source,status,paired_date";
const counts = ({ read, added, changed, unchanged, refused }: FileReport) => [
  read,
  added,
  changed,
  unchanged,
  refused.length,
];
const works = (calendar: Calendar, day: string) => isWorkingDay(calendar, dayNumber(parseDay(day)));

describe("calendars in the database", () => {
  let test: TestDatabase;
  beforeEach(async () => (test = await freshDatabase()));
  afterEach(() => test.drop());

  const load = async (...rows: string[]) => {
    const source = textSource("ngay-nghi.csv", [header, ...rows].join("\n"));
    return (await importCalendar(test.db, source, { dues: noDues, clocks: openClocks() })).report;
  };
  const inForce = () => currentCalendar(test.db);

  it("answer with what the hub was built with while nothing is stored, and keep it when it starts", async () => {
    const version = defaultCalendar().version;
    expect((await inForce()).version).to.equal(version);
    await seedClocks(test.db);
    await seedClocks(test.db);
    expect(await test.sql("select version from calendar_in_force")).to.deep.equal([{ version }]);
    const clocks = openClocks();
    const { calendar, officeHours } = await clocks.clockFor(test.db, parseOrgCode("H38"));
    expect([calendar.version, officeHours.version]).to.deep.equal([version, defaultOfficeHours().version]);
    // what was stored is, read again, the same calendar
    expect((await inForce()).days).to.deep.equal(defaultCalendar().days);
  });

  it("are imported as a new version, once, and the counts add up", async () => {
    const rows = [
      "2028-01-03,Nghỉ hoán đổi,compensatory,CV 1,official,2028-01-08",
      "2028-01-08,Làm bù,makeup_workday,CV 1,official,2028-01-03",
      "2028-04-04,Giỗ Tổ,holiday,BLLĐ,official,",
      "2028-09-04,Quốc khánh,holiday,BLLĐ,estimated,",
    ];
    expect(counts(await load(...rows))).to.deep.equal([4, 4, 0, 0, 0]);
    const first = await inForce();
    expect(first.days.find(({ day }) => day === "2028-01-03")?.kind).to.equal("swapped");
    expect([works(first, "2028-01-03"), works(first, "2028-01-08"), works(first, "2026-11-24")]).to.deep.equal([
      false,
      true,
      false, // years that the file does not name stay as they were
    ]);
    expect(first.coversTo).to.equal("2028-12-31");
    expect(counts(await load(...rows))).to.deep.equal([4, 0, 0, 4, 0]);
    expect((await inForce()).version).to.equal(first.version);
    expect(await test.sql("select number from calendar_in_force")).to.have.length(1);

    // the notice comes: another day, and what was expected is gone
    const again = await load(...rows.slice(0, 3), "2028-09-01,Quốc khánh,holiday,TB 9,official,");
    expect(counts(again)).to.deep.equal([4, 1, 0, 3, 0]);
    expect(again.notes.map(({ code, count }) => [code, count])).to.deep.equal([["dropped", 1]]);
    expect([works(await inForce(), "2028-09-01"), works(await inForce(), "2028-09-04")]).to.deep.equal([false, true]);
    const changed = await load(...rows.slice(0, 3), "2028-09-01,Quốc khánh,holiday,TB 10,official,");
    expect(counts(changed)).to.deep.equal([4, 0, 1, 3, 0]);
  });

  it("refuse broken rows with line and reason, and take the rest", async () => {
    const report = await load(
      "2028-02-30,Ngày lạ,holiday,x,official,",
      ",Không ngày,holiday,x,official,",
      "2028-04-04,,holiday,x,official,",
      "2028-04-05,Gì đó,party,x,official,",
      "2028-04-06,Gì đó,holiday,x,maybe,",
      "2028-04-07,Làm bù thứ Sáu,makeup_workday,x,official,",
      "2028-04-10,Tự bù,compensatory,x,official,2028-04-10",
      "2028-04-11,Hai lần,holiday,x,official,",
      "2028-04-11,Hai lần khác,holiday,x,official,",
      "2028-04-12,Thiếu cột,holiday,x",
      "2028-05-01,Quốc tế Lao động,holiday,BLLĐ,official,",
    );
    expect(counts(report)).to.deep.equal([11, 1, 0, 0, 10]);
    expect(report.refused.map(({ line, reason: { en } }) => `${line} ${en}`)).to.deep.equal([
      '2 "2028-02-30" is not a day; write it as 2025-07-01',
      "3 the day is missing",
      "4 the name is missing",
      '5 unknown kind "party"; use holiday, compensatory, makeup_workday',
      '6 unknown status "maybe"; use official, estimated',
      "7 a make-up day must be a Saturday or a Sunday",
      "8 a day cannot make up for itself",
      "9 has the key of line 10 but other content; keep one of them",
      "10 has the key of line 9 but other content; keep one of them",
      "11 has 4 columns, the header has 6",
    ]);
  });

  it("with nothing to take change nothing", async () => {
    expect(counts(await load("2028-04-05,Gì đó,party,x,official,"))).to.deep.equal([1, 0, 0, 0, 1]);
    expect(await test.sql("select version from calendar_version")).to.deep.equal([]);
  });

  if (!hasRealData)
    it("the real file is not beside this checkout (../shared/data): it was not tried", () =>
      expect(hasRealData).to.equal(false));
  else
    it("rest and work, after the real file (../shared/data), on the very days the hub was built with", async () => {
      const source = await calendarSource(join(realData, "holidays-vn.csv"));
      const parts = { dues: noDues, clocks: openClocks() };
      expect(counts((await importCalendar(test.db, source, parts)).report)).to.deep.equal([60, 60, 0, 0, 0]);
      expect(counts((await importCalendar(test.db, source, parts)).report)).to.deep.equal([60, 0, 0, 60, 0]);
      const imported = await inForce();
      const built = defaultCalendar();
      expect(imported.index.nth).to.deep.equal(built.index.nth);
      const told = ({ days }: Calendar) => days.map(({ day, kind, status }) => `${day} ${kind} ${status}`);
      expect(told(imported)).to.deep.equal(told(built));
    });

  describe("edited by ops", () => {
    const restOn = (day: string, basis: string): CalendarDay => ({
      ...{ day: parseDay(day), name: "Nghỉ thêm", scope: "nation", basis, pairedDay: null, validFrom: null },
      kind: "holiday",
      status: "confirmed",
    });
    const swap = { set: [restOn("2026-11-26", "TB 7")], clear: [{ day: parseDay("2026-12-31"), scope: "nation" }] };

    const stored = (dossier: string, start: string, limit: number): DueToRetime => {
      const question = { start: at(start), limit, unit: "working_day", mode: "A" } as const;
      const answer = due({ ...question, calendar: defaultCalendar(), officeHours: defaultOfficeHours() });
      const versions = {
        calendarVersion: defaultCalendar().version,
        officeHoursVersion: defaultOfficeHours().version,
      };
      return { dossier, ...question, ...versions, due: answer, printedDue: answer };
    };

    it("show what would move, write nothing, then move it and keep both (D18)", async () => {
      await seedClocks(test.db);
      const later = stored("H38-1", "2026-11-20 14:00", 3); // 26/11
      const before = stored("H38-2", "2026-11-20 14:00", 2); // 25/11
      const retimed: CalendarPreview[] = [];
      const dues: Dues = {
        read: () => Promise.resolve([later, before]),
        retimed: (_, seen) => Promise.resolve(void retimed.push(seen)),
      };
      const clocks = openClocks();
      const seen = await previewEdit(test.db, swap, dues, clocks);
      expect((await inForce()).version).to.equal(defaultCalendar().version);
      expect(seen.days.map(({ day }) => day)).to.deep.equal(["2026-11-26"]); // 31/12 was ordinary already
      expect([seen.unchanged, seen.kept.length, seen.moved.length]).to.deep.equal([1, 0, 1]);

      const done = await editCalendar(test.db, swap, "TB 7", dues, clocks);
      expect((await inForce()).version).to.equal(done.after.version);
      expect(retimed).to.have.length(1);
      const [moved] = done.moved;
      expect(local(moved?.before.printedDue)).to.equal("2026-11-26 17:30");
      expect(local(moved?.after.printedDue)).to.equal("2026-11-27 17:30");
      // both answers can be computed again, with the calendars they were computed with
      for (const one of [moved!.before, moved!.after]) {
        const calendar = await openClocks().calendarOf(test.db, one.calendarVersion);
        expect(due({ ...one, calendar: calendar!, officeHours: defaultOfficeHours() })).to.deep.equal(one.due);
      }
    });

    it("keep the printed date when the new one would be earlier", async () => {
      const dues: Dues = {
        read: () => Promise.resolve([stored("H38-3", "2026-11-20 14:00", 3)]),
        retimed: () => Promise.resolve(),
      };
      const open = { set: [], clear: [{ day: parseDay("2026-11-24"), scope: "nation" }] };
      const { kept, moved } = await editCalendar(test.db, open, "TB 8", dues, openClocks());
      expect(moved).to.deep.equal([]);
      expect(local(kept[0]?.after.due)).to.equal("2026-11-25 17:30");
      expect(local(kept[0]?.after.printedDue)).to.equal("2026-11-26 17:30");
    });

    it("come back to an earlier version when the edit is taken back", async () => {
      await seedClocks(test.db);
      const clocks = openClocks();
      await editCalendar(test.db, swap, "TB 7", noDues, clocks);
      const undo = { set: [], clear: [{ day: parseDay("2026-11-26"), scope: "nation" }] };
      await editCalendar(test.db, undo, "TB 8", noDues, clocks);
      expect((await inForce()).version).to.equal(defaultCalendar().version);
      expect(await test.sql("select reason from calendar_in_force order by number")).to.deep.equal([
        { reason: "mặc định toàn quốc" },
        { reason: "TB 7" },
        { reason: "TB 8" },
      ]);
      const nothing = await editCalendar(test.db, undo, "TB 9", noDues, clocks);
      expect(nothing.days).to.deep.equal([]);
      expect(await test.sql("select 1 from calendar_in_force")).to.have.length(3);
    });
  });

  it("know each agency's hours: its own, those above it, or everybody's; and its closures", async () => {
    await loadDemonstration(test.db, parseDay("2026-11-21"));
    const province = parseOrgCode("H38");
    const ofProvince = hours(["-infinity", "07:00-11:30", "13:30-17:00"]);
    await test.db.transaction().execute(async (tx) => {
      const { version, periods } = ofProvince;
      await insertOfficeHours(tx, { version, digest: officeHoursDigest(periods) }, periods);
      await putOfficeHoursInForce(tx, province, version, "QĐ 12");
      const closure = { basis: "TB 15/9", replacedBy: "online", noticeOn: null };
      await insertClosure(tx, province, { ...closure, from: parseDay("2026-09-14"), to: parseDay("2026-09-18") });
    });
    await seedClocks(test.db);
    const clocks = openClocks();
    const of = async (code: string) => (await clocks.clockFor(test.db, parseOrgCode(code))).officeHours;
    expect((await of("H38")).version).to.equal(ofProvince.version);
    expect((await of("H38.17")).periods).to.deep.equal(ofProvince.periods);
    expect((await of("H56")).version).to.equal(defaultOfficeHours().version);
    expect(await closuresOf(test.db, province, parseDay("2026-09-18"))).to.have.length(1);
    expect(await closuresOf(test.db, province, parseDay("2026-09-19"))).to.deep.equal([]);
    expect(await clocks.calendarOf(test.db, "calendar-unknown")).to.equal(undefined);
  });

  describe("on the command line", () => {
    let folder: string;
    before(async () => (folder = await mkdtemp(join(tmpdir(), "hub-calendar-"))));
    after(() => rm(folder, { recursive: true }));

    async function hub(...words: string[]) {
      const said = { out: "", err: "", exitCode: 0 };
      const program = new Command("hub").exitOverride().configureOutput({
        writeOut: (text) => (said.out += text),
        writeErr: (text) => (said.err += text),
      });
      addCalendarCommand(program, () => Promise.resolve(openDatabase(test.url, "test")), noDues);
      const exitCode = process.exitCode;
      try {
        process.exitCode = 0;
        await program.parseAsync(["calendar", ...words], { from: "user" });
        said.exitCode = process.exitCode;
      } finally {
        process.exitCode = exitCode;
      }
      return said;
    }

    it("shows, previews and edits", async () => {
      const shown = await hub("show", "--year", "2026");
      expect(shown.out).to.contain("Thứ Ba 24/11/2026");
      expect(shown.out).not.to.contain("/2027");
      const words = ["edit", "--set", "2027-09-01=holiday:Quốc khánh", "--clear", "2027-09-03", "--basis", "TB 1/2027"];
      const seen = await hub(...words);
      expect(seen.out).to.equal(
        [
          "  Thứ Tư 01/09/2027      ngày thường → nghỉ lễ Quốc khánh",
          "  Thứ Sáu 03/09/2027     nghỉ lễ → ngày thường",
          "Hồ sơ đang chạy: 0 hẹn muộn hơn (phải báo người dân), 0 sớm hơn (giữ ngày đã in), 0 không đổi.",
          "Chưa ghi gì; thêm --apply để áp dụng.",
          "",
        ].join("\n"),
      );
      expect(await test.sql("select 1 from calendar_version")).to.deep.equal([]);
      const done = await hub(...words, "--apply", "--json");
      expect(JSON.parse(done.out)).to.deep.include({ applied: true, unchanged: 0, moved: [], kept: [] });
      expect([works(await inForce(), "2027-09-01"), works(await inForce(), "2027-09-03")]).to.deep.equal([false, true]);
      expect((await hub(...words, "--apply")).out).to.equal("Lịch đã như vậy, không có gì thay đổi.\n");
    });

    it("an edit in JSON without --apply says that nothing was applied, and writes nothing", async () => {
      const seen = await hub("edit", "--clear", "2027-09-03", "--basis", "TB 1/2027", "--json");
      expect(JSON.parse(seen.out)).to.deep.include({ applied: false, unchanged: 0, moved: [], kept: [] });
      expect(await test.sql("select 1 from calendar_version")).to.deep.equal([]);
    });

    it("a file is shown with the days it would change, and imported with --apply only", async () => {
      const file = join(folder, "nghi.csv");
      await writeFile(file, `${header}\n2028-05-01,Quốc tế Lao động,holiday,BLLĐ,official,\n`);
      const seen = await hub("import", file);
      expect(seen.exitCode).to.equal(0);
      expect(seen.out).to.contain("Thứ Hai 01/05/2028     ngày thường → nghỉ lễ Quốc tế Lao động\n");
      expect(seen.out).to.match(/Hồ sơ đang chạy: 0 hẹn muộn hơn .*\nChưa ghi gì; thêm --apply để áp dụng\.\n$/);
      const inJson = JSON.parse((await hub("import", file, "--json")).out);
      expect([inJson.applied, inJson.files[0].added]).to.deep.equal([false, 1]);
      expect(await test.sql("select 1 from calendar_version")).to.deep.equal([]);
      const done = await hub("import", file, "--apply");
      expect(done.exitCode).to.equal(0);
      expect(done.out).to.match(/\nĐã áp dụng: calendar-[^\n]+\.\n$/);
      expect(works(await inForce(), "2028-05-01")).to.equal(false);
    });

    for (const [words, sentence] of [
      [["edit", "--basis", "x"], "There is nothing to edit; give --set 2027-09-01=holiday:Name or --clear 2027-09-03."],
      [["edit", "--clear", "2027-09-03"], 'The document is missing; give --basis "TB 1/2027".'],
      [["edit", "--clear", "2027-02-30", "--basis", "x"], '"2027-02-30" is not a day; write it as 2027-09-01.'],
      [
        ["edit", "--set", "2027-09-01=party:X", "--basis", "x"],
        '"2027-09-01=party:X" is not right; write it as 2027-09-01=holiday:Name (holiday, compensatory, swapped, makeup).',
      ],
      [
        ["edit", "--set", "2027-09-01=makeup:X", "--basis", "x"],
        "The make-up day 2027-09-01 must be a Saturday or a Sunday; choose another day.",
      ],
      [["edit", "--clear", "2027-09-03", "2027-09-03", "--basis", "x"], "The day 2027-09-03 is given twice; keep one."],
      [
        ["edit", "--clear", "2027-09-03", "--basis", "x", "--scope", "?"],
        '"?" is no agency\'s identifier; write it as H38 or 000.00.29.H38.',
      ],
      [["show", "--calendar", "none"], "There is no calendar version none; see the name with hub calendar show."],
    ] as const)
      it(`says what is wrong with ${words.join(" ")}`, async () => {
        const { err, exitCode } = await hub(...words, "--english");
        expect([err, exitCode]).to.deep.equal([`${sentence}\n`, 1]);
      });
  });
});
