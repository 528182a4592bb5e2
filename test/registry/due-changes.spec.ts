import { expect } from "chai";
import { Command } from "commander";
import type { CalendarDay } from "../../core/domain/clock/calendar.ts";
import { parseDay } from "../../core/domain/day.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";
import { openClocks, seedClocks } from "../../core/service/clock-in-force.ts";
import { makeReport06a } from "../../core/service/report-06a.ts";
import { editCalendar, previewEdit } from "../../core/service/edit-calendar.ts";
import { dossierDues } from "../../core/service/running-dues.ts";
import { tellDueChanges } from "../../core/service/tell-due-changes.ts";
import { addCalendarCommand } from "../../main/cli/calendar.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { openDatabase } from "../../platform/database.ts";
import { messagesOf } from "../support/agreed-messages.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";
import { aWorld } from "../support/running-dossiers.ts";

const now = "2026-11-17T08:00:00+07:00";

describe("a calendar edit that moves printed dates is told to each one-stop (D18)", () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date(now));
    await seedClocks(gateway.database.db);
    await gateway.register("commune", [walkNow.commune]);
  });
  afterEach(() => gateway.close());

  /** Received on Mon 16/11 09:00, 10 working days: due Tue 01/12 17:30. */
  const receive = async (): Promise<string> => {
    const answer = await gateway.send("POST", "/v1/dossiers", {
      token: await gateway.tokenOf("commune"),
      key: aKey(),
      body: {
        by: walkNow.commune,
        procedure: walkNow.procedure,
        applicant: { name: "Trần Thị Thử Nghiệm" },
        at: "2026-11-16T09:00:00+07:00",
      },
    });
    expect(answer.status).to.equal(201);
    return answer.body.dossier.code as string;
  };
  const dayOff = (day: string, basis: string): CalendarDay => ({
    ...{ day: parseDay(day), kind: "holiday", name: "ngày nghỉ thử", scope: "nation", basis },
    ...{ status: "confirmed", pairedDay: null, validFrom: null },
  });
  const closeOn = (day: string, basis: string) =>
    editCalendar(gateway.database.db, { set: [dayOff(day, basis)], clear: [] }, basis, dossierDues, openClocks());
  const openOn = (day: string, basis: string) =>
    editCalendar(
      gateway.database.db,
      { set: [], clear: [{ day: parseDay(day), scope: "nation" }] },
      basis,
      dossierDues,
      openClocks(),
    );
  const world = () => aWorld(gateway.database, now);
  const told = async () =>
    (await messagesOf(gateway.database, "due-recomputed.v1")).map(({ receiver, subject, data }) => ({
      ...{ receiver, subject },
      ...Object.fromEntries(["fate", "dueBefore", "dueComputed", "due", "reason"].map((name) => [name, data[name]])),
    }));

  it("later: the new date, why, and that it moved; taken back: the printed date stands; each once", async () => {
    const code = await receive();
    await closeOn("2026-11-27", "TB 7");
    // the edit owes the news and ends; the job tells it
    expect(await told()).to.deep.equal([]);
    expect(await tellDueChanges(world())).to.deep.equal({ told: 1 });
    expect(await tellDueChanges(world())).to.deep.equal({ told: 0 });
    await openOn("2026-11-27", "TB 8");
    expect(await tellDueChanges(world())).to.deep.equal({ told: 1 });
    const to = { receiver: "H38.91", subject: code };
    const [first, second] = ["2026-12-01T10:30:00.000Z", "2026-12-02T10:30:00.000Z"];
    expect(await told()).to.deep.equal([
      { ...to, fate: "moved", dueBefore: first, dueComputed: second, due: second, reason: "TB 7" },
      { ...to, fate: "kept", dueBefore: second, dueComputed: first, due: second, reason: "TB 8" },
    ]);
    // a day that concerns no dossier: the same date is kept for the same cause, and nobody is told again
    await closeOn("2027-06-01", "TB 9");
    expect(await tellDueChanges(world())).to.deep.equal({ told: 0 });
    // the same edit once more moves nothing: the later date stands already
    await closeOn("2026-11-27", "TB 10");
    expect(await tellDueChanges(world())).to.deep.equal({ told: 0 });
  });

  const step = async (code: string, body: object, by: "commune" | "province" = "commune", path = "steps") => {
    const answer = await gateway.send("POST", `/v1/dossiers/${code}/${path}`, {
      token: await gateway.tokenOf(by),
      key: aKey(),
      body: { by: walkNow[by], ...body },
    });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
  };
  const clock = async (code: string, kind: string) => {
    const { body } = await gateway.send("GET", `/v1/dossiers/${code}`, { token: await gateway.tokenOf("commune") });
    return body.clocks.find((one: { kind: string }) => one.kind === kind);
  };

  it("a dossier that goes on after a payment moves by what was left of it, and is in the preview", async () => {
    const code = await receive();
    gateway.setClock(new Date("2026-11-20T10:00:00Z"));
    await step(code, { step: "askPayment", role: "handler", at: "2026-11-18T09:00:00+07:00" }); // 17 and 18/11 are used: 2 of 10 days
    const paid = { role: "officer", paymentReference: "BL-0001", at: "2026-11-20T09:00:00+07:00" };
    await step(code, { step: "confirmPayment", ...paid });
    // 8 left from Fri 20/11: 23, 25 (24 is a holiday), 26, 27, 30/11, 1, 2, 3/12
    expect((await clock(code, "settlement")).due).to.equal("2026-12-03T10:30:00.000Z");
    const edit = { set: [dayOff("2026-11-27", "TB 7")], clear: [] };
    const seen = await previewEdit(gateway.database.db, edit, dossierDues, openClocks());
    expect(seen.moved.map(({ dossier, after }) => [dossier, after.due.toISOString()])).to.deep.equal([
      [code, "2026-12-04T10:30:00.000Z"],
    ]);
    await closeOn("2026-11-27", "TB 7");
    expect(await clock(code, "settlement")).to.deep.include({
      ...{ usedBefore: 2, due: "2026-12-04T10:30:00.000Z", printedDue: "2026-12-04T10:30:00.000Z" },
    });
    expect(await tellDueChanges(world())).to.deep.equal({ told: 1 });
  });

  it("a date set by a decision is listed in the preview, on a day off first, and does not move by itself", async () => {
    const [one, other] = [await receive(), await receive()];
    gateway.setClock(new Date("2026-11-20T10:00:00Z"));
    for (const [code, newDue] of [
      [one, "2026-12-04T17:30:00+07:00"],
      [other, "2026-12-03T17:30:00+07:00"],
    ] as const)
      await step(code, {
        ...{ step: "extend", role: "oneStopHead", reason: "khối lượng hồ sơ lớn", newDue },
        at: "2026-11-18T09:00:00+07:00",
      });
    const edit = { set: [dayOff("2026-12-03", "TB 7")], clear: [] };
    const seen = await previewEdit(gateway.database.db, edit, dossierDues, openClocks());
    expect([seen.unchanged, seen.kept, seen.moved]).to.deep.equal([0, [], []]);
    expect(seen.decided).to.deep.equal([
      { dossier: other, setTo: new Date("2026-12-03T10:30:00Z"), isDayOff: true },
      { dossier: one, setTo: new Date("2026-12-04T10:30:00Z"), isDayOff: false },
    ]);
    let said = "";
    const program = new Command("hub").exitOverride().configureOutput({ writeOut: (text) => (said += text) });
    addCalendarCommand(program, () => Promise.resolve(openDatabase(gateway.database.url, "test")), dossierDues);
    const words = ["edit", "--set", "2026-12-03=holiday:thử", "--basis", "TB 7", "--english", "--apply"];
    await program.parseAsync(["calendar", ...words], { from: "user" });
    expect(said).to.contain(
      [
        "Running dossiers: 0 later (to be told), 0 earlier (the printed date stands), 0 unchanged.",
        "Dates set by decision (re-appointed, reset): 2, they do not move; look at them.",
        `  ${other}  2026-12-03T17:30  (ON A DAY OFF)`,
        `  ${one}  2026-12-04T17:30\n`,
      ].join("\n"),
    );
    expect((await clock(other, "settlement")).due).to.equal("2026-12-03T10:30:00.000Z");
    expect(await tellDueChanges(world())).to.deep.equal({ told: 0 });
  });

  it("what was excluded stays excluded when the calendar moves the rest (D23)", async () => {
    const code = await receive(); // due 01/12
    gateway.setClock(new Date("2026-11-20T10:00:00Z"));
    const exclusion = {
      ...{ reason: "council", evidence: "BB 07" },
      ...{ from: "2026-11-17T10:00:00+07:00", to: "2026-11-19T10:00:00+07:00" }, // 18 and 19/11
    };
    await step(code, { step: "excludeTime", role: "oneStopHead", exclusion, at: "2026-11-19T11:00:00+07:00" });
    expect((await clock(code, "settlement")).due).to.equal("2026-12-03T10:30:00.000Z");
    await closeOn("2026-11-27", "TB 7");
    expect((await clock(code, "settlement")).due).to.equal("2026-12-04T10:30:00.000Z");
  });

  it("the applicant's date for a supplement falls on no day off either; earlier it never becomes", async () => {
    const code = await receive();
    gateway.setClock(new Date("2026-11-20T10:00:00Z"));
    const items = [{ name: "Ảnh chụp hiện trạng cây xanh" }];
    await gateway.register("province", [walkNow.province]);
    await step(code, { to: walkNow.province, at: "2026-11-16T14:00:00+07:00" }, "commune", "handovers");
    await step(code, { step: "acknowledge", role: "officer", at: "2026-11-16T15:00:00+07:00" }, "province");
    await step(code, { step: "askSupplement", role: "handler", items, at: "2026-11-17T09:00:00+07:00" }, "province");
    // 15 working days from Tue 17/11, without 24/11: Wed 9/12
    expect((await clock(code, "supplement")).due).to.equal("2026-12-09T10:30:00.000Z");
    await closeOn("2026-12-09", "TB 7");
    const moved = await clock(code, "supplement");
    expect(moved).to.deep.include({ due: "2026-12-10T10:30:00.000Z", printedDue: null });
    const settlement = await clock(code, "settlement");
    expect(settlement).to.deep.include({ state: "stopped", due: "2026-12-01T10:30:00.000Z" }); // it stands
    await openOn("2026-12-09", "TB 8");
    expect((await clock(code, "supplement")).due).to.equal("2026-12-10T10:30:00.000Z");
    expect(await tellDueChanges(world())).to.deep.equal({ told: 2 });
    const news = (await messagesOf(gateway.database, "due-recomputed.v1")).map(({ receiver, data }) => [
      ...[receiver, data["clock"], data["fate"], data["due"]],
    ]);
    expect(news).to.deep.equal([
      ["H38.91", "supplement", "moved", "2026-12-10T10:30:00.000Z"],
      ["H38.91", "supplement", "kept", "2026-12-10T10:30:00.000Z"],
    ]);
  });

  it("a dossier that goes back and forth under the same two calendars is told of every move", async () => {
    const code = await receive();
    await closeOn("2026-11-27", "TB 7");
    await openOn("2026-11-27", "TB 8");
    // counted anew under the first calendar, as after a supplement
    await gateway.database.sql(
      `update dossier_clock set due_at = original_due_at, printed_due_at = original_due_at where kind = 'settlement'`,
    );
    await closeOn("2026-11-27", "TB 7 lần hai");
    await tellDueChanges(world());
    expect((await told()).map((one) => [one.subject, "fate" in one && one.fate])).to.deep.equal([
      [code, "moved"],
      [code, "kept"],
      [code, "moved"],
    ]);
  });

  /** An edit is dated by the database; the form asks whether it was there at the end of its period. */
  const editedOn = (day: string) => gateway.database.sql("update due_change set at = $1::date", [day]);

  /** Early, on time, late. */
  const settledIn = async (month: string, original: boolean) => {
    const { total } = await makeReport06a(gateway.database.db, openClocks(), {
      ...{ agency: parseOrgCode("H38.91"), from: parseDay(`2026-${month}-01`), to: parseDay(`2026-${month}-31`) },
      ...{ today: parseDay("2026-12-31"), original },
    });
    return [total.settledEarly, total.settledOnTime, total.settledLate];
  };

  it("form 06a against the first appointment: late by it, on time by the date it was moved to", async () => {
    const code = await receive();
    await closeOn("2026-11-27", "TB 7");
    await editedOn("2026-11-20");
    gateway.setClock(new Date("2026-12-03T08:00:00+07:00"));
    const concluded = await gateway.send("POST", `/v1/dossiers/${code}/steps`, {
      token: await gateway.tokenOf("commune"),
      key: aKey(),
      body: {
        ...{ step: "conclude", by: walkNow.commune, role: "signatory", outcome: "granted" },
        at: "2026-12-02T16:00:00+07:00",
      },
    });
    expect(concluded.status, JSON.stringify(concluded.body)).to.equal(201);
    expect(await settledIn("12", false)).to.deep.equal([0, 1, 0]);
    expect(await settledIn("12", true)).to.deep.equal([0, 0, 1]);
  });

  it("form 06a: a payment of a minute after the due makes no late dossier punctual", async () => {
    const code = await receive(); // due Tue 01/12
    gateway.setClock(new Date("2026-12-03T18:00:00+07:00"));
    await step(code, { step: "askPayment", role: "handler", at: "2026-12-03T09:00:00+07:00" });
    const paid = { role: "officer", paymentReference: "BL-0001", at: "2026-12-03T09:01:00+07:00" };
    await step(code, { step: "confirmPayment", ...paid });
    expect(await clock(code, "settlement")).to.deep.include({ due: "2026-12-01T10:30:00.000Z", state: "running" });
    await step(code, { step: "conclude", role: "signatory", outcome: "granted", at: "2026-12-03T16:00:00+07:00" });
    expect([await settledIn("12", false), await settledIn("12", true)]).to.deep.equal([
      [0, 0, 1],
      [0, 0, 1],
    ]);
  });

  it("form 06a after a calendar that would be earlier: the printed date is both the first and the one that counts", async () => {
    const code = await receive(); // due Tue 01/12, over the holiday of 24/11
    await openOn("2026-11-24", "TB 8"); // computed Mon 30/11, kept 01/12
    gateway.setClock(new Date("2026-12-03T08:00:00+07:00"));
    await step(code, { step: "conclude", role: "signatory", outcome: "granted", at: "2026-12-01T16:00:00+07:00" });
    expect([await settledIn("12", false), await settledIn("12", true)]).to.deep.equal([
      [0, 1, 0],
      [0, 1, 0],
    ]);
  });

  it("form 06a of a month that was over does not change with a calendar of later", async () => {
    await receive(); // due Tue 01/12
    const openOn2December = async () => {
      const { total } = await makeReport06a(gateway.database.db, openClocks(), {
        ...{ agency: parseOrgCode("H38.91"), from: parseDay("2026-11-01"), to: parseDay("2026-12-02") },
        today: parseDay("2026-12-31"),
      });
      return [total.openInTime, total.openLate];
    };
    expect(await openOn2December()).to.deep.equal([0, 1]);
    await closeOn("2026-11-27", "TB 7"); // moves it to Wed 02/12
    await editedOn("2026-11-20");
    expect(await openOn2December()).to.deep.equal([1, 0]);
    await editedOn("2026-12-10"); // after the period
    expect(await openOn2December()).to.deep.equal([0, 1]);
  });

  it("1,200 dossiers: batches, two processes at once, one that dies between, and each is told once (P2, P3)", async () => {
    const code = await receive();
    await gateway.database.sql(`
      insert into dossier (code, procedure_code, procedure_version, received_by, received_at, channel, state, held_by,
                           held_since, previous_holders, last_event_at, revision)
      select 'H38.91-261116-' || n, procedure_code, procedure_version, received_by, received_at, channel, state, held_by,
             held_since, previous_holders, last_event_at, revision
      from dossier, generate_series(5001, 6199) as n`);
    await gateway.database.sql(`
      insert into dossier_clock (dossier_id, kind, start_at, limit_value, limit_unit, mode, calendar_version,
                                 office_hours_version, due_at, original_due_at, printed_due_at, state)
      select d.id, 'settlement', start_at, limit_value, limit_unit, mode, calendar_version, office_hours_version, due_at,
             original_due_at, printed_due_at, c.state
      from dossier d, dossier_clock c where c.kind = 'settlement' and d.code <> '${code}'`);
    await closeOn("2026-11-27", "TB 7");

    let batches = 0;
    const dying = {
      ...world(),
      announce: (...words: Parameters<ReturnType<typeof world>["announce"]>) =>
        ++batches > 1 ? Promise.reject(new Error("killed")) : world().announce(...words),
    };
    const died = await tellDueChanges(dying).catch((error: unknown) => (error as Error).message);
    expect(died).to.equal("killed");
    expect(await told()).to.have.length(500);
    const both = await Promise.all([tellDueChanges(world()), tellDueChanges(world())]);
    expect(both.reduce((sum, one) => sum + one.told, 0)).to.equal(700);
    const subjects = (await told()).map(({ subject }) => subject);
    expect([subjects.length, new Set(subjects).size]).to.deep.equal([1200, 1200]);
    const left = await gateway.database.sql("select from due_change where told_at is null");
    expect(left).to.have.length(0);
  });
});
