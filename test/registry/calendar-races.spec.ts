import { expect } from "chai";
import { sql } from "kysely";
import { parseDay } from "../../core/domain/day.ts";
import { openClocks, seedClocks } from "../../core/service/clock-in-force.ts";
import { editCalendar } from "../../core/service/edit-calendar.ts";
import { dossierDues } from "../../core/service/running-dues.ts";
import { makeTakeStep, type StepRequest } from "../../core/service/take-step.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { eventually } from "../support/eventually.ts";
import { aKey, testGateway, type Answer, type TestGateway } from "../support/gateway.ts";
import { aWorld } from "../support/running-dossiers.ts";

/** Locks are held by the test and waited for by name: nothing rests on how long anything takes. */
describe("a calendar edit beside what computes a due (D18)", () => {
  let gateway: TestGateway;
  const { commune, province, procedure } = walkNow;
  beforeEach(async () => {
    gateway = await testGateway();
    gateway.setClock(new Date("2026-11-20T10:00:00Z"));
    await seedClocks(gateway.database.db);
    await gateway.register("commune", [commune]);
    await gateway.register("province", [province]);
    await gateway.registerOperator("operator");
  });
  afterEach(() => gateway.close());

  const send = async (who: "commune" | "province" | "operator", path: string, body: object, method = "POST") =>
    gateway.send(method, path, {
      token: await gateway.tokenOf(who),
      ...(method === "POST" ? { key: aKey() } : {}),
      body,
    });
  const done = (answer: Answer) => {
    expect(answer.status, JSON.stringify(answer.body)).to.be.oneOf([200, 201]);
    return answer.body;
  };
  const onNovember = (text: string) => `2026-11-${text}:00+07:00`;
  /** Received on Mon 16/11 09:00, 10 working days: due Tue 01/12 17:30 (24/11 is a holiday). */
  const receipt = () =>
    send("commune", "/v1/dossiers", {
      ...{ by: commune, procedure, applicant: { name: "Trần Thị Thử Nghiệm" }, at: onNovember("16T09:00") },
    });
  const received = async (): Promise<string> => done(await receipt()).dossier.code as string;
  const step = (who: "commune" | "province", code: string, body: object, path = "steps") =>
    send(who, `/v1/dossiers/${code}/${path}`, { by: who === "commune" ? commune : province, ...body });
  /** As the gateway takes it, but in a transaction of its own: one that is shared waits for no lock and begins again. */
  const stepAlone = async (who: "commune" | "province", code: string, body: Omit<StepRequest, "by">) => {
    const unit = who === "commune" ? commune : province;
    const ask = { partnerId: who, units: new Set([unit]), key: aKey(), digest: "0".repeat(64), requestId: "req-1" };
    const world = aWorld(gateway.database, onNovember("20T17:00"));
    const answer = await makeTakeStep(world)(code, { ...body, by: unit }, ask);
    if (!answer.ok) throw new Error(answer.code);
  };
  const clockOf = async (code: string, kind: string) => {
    const [row] = await gateway.database.sql<Record<"due_at" | "printed_due_at" | "extended_to", Date | null>>(
      `select due_at, printed_due_at, extended_to, clock.state from dossier_clock clock join dossier on dossier.id = dossier_id
        where code = $1 and kind = $2`,
      [code, kind],
    );
    const { due_at: due, printed_due_at: printed, extended_to: setTo, ...rest } = row!;
    return { ...rest, due: due?.toISOString(), printed: printed?.toISOString(), setTo: setTo?.toISOString() };
  };
  const closeOn = (day: string) =>
    editCalendar(
      gateway.database.db,
      {
        set: [
          {
            ...{ day: parseDay(day), kind: "holiday", name: "ngày nghỉ thử", scope: "nation", basis: "TB 7" },
            ...{ status: "confirmed", pairedDay: null, validFrom: null },
          },
        ],
        clear: [],
      },
      "TB 7",
      dossierDues,
      openClocks(),
    );
  const changes = () =>
    gateway.database.sql("select kind, fate, due_before, due_after from due_change order by number");

  /** Who waits for a lock of this database, whichever. */
  const waiting = (count: number) =>
    eventually(`${count} wait for a lock`, async () => {
      const rows = await gateway.database.sql(
        `select distinct l.pid from pg_locks l join pg_stat_activity a using (pid)
          where a.datname = current_database() and not l.granted`,
      );
      return rows.length === count;
    });
  /** What is at work stands at a lock of the test, the edit begins and waits or ends; then the lock is let go. */
  const besideEdit = async <T>(lock: string, begin: () => Promise<T>, day: string, editWaits: boolean): Promise<T> => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let has: () => void = () => undefined;
    const locked = new Promise<void>((resolve) => (has = resolve));
    const holder = gateway.database.db.transaction().execute(async (tx) => {
      await sql.raw(lock).execute(tx);
      has();
      await held;
    });
    await locked;
    const begun = begin();
    await waiting(1);
    const edit = closeOn(day);
    if (editWaits) await waiting(2);
    else await edit;
    release();
    await Promise.all([holder, edit]);
    return begun;
  };
  const dossierLock = (code: string) => `select from dossier where code = '${code}' for update`;

  const first = "2026-12-01T10:30:00.000Z";
  const two = { from: onNovember("17T10:00"), to: onNovember("19T10:00") }; // 18 and 19/11
  const twoPersons = { officer: "CB-01", approvedBy: "CB-02", decisionNo: "12/QĐ", reason: "nhập sai thời hạn" };
  for (const [what, body, kind, after, told] of [
    [
      "an exclusion: its two days and the day off, both",
      { step: "excludeTime", role: "oneStopHead", exclusion: { reason: "council", evidence: "BB 07", ...two } },
      "settlement",
      { due: "2026-12-04T10:30:00.000Z", printed: "2026-12-04T10:30:00.000Z", setTo: undefined, state: "running" },
      [["settlement", "moved", "2026-12-03T10:30:00.000Z", "2026-12-04T10:30:00.000Z"]],
    ],
    [
      "a re-appointment: the decided date is printed and stands",
      { step: "extend", role: "oneStopHead", reason: "khối lượng hồ sơ lớn", newDue: "2026-12-04T17:30:00+07:00" },
      "settlement",
      { due: first, printed: "2026-12-04T10:30:00.000Z", setTo: "2026-12-04T10:30:00.000Z", state: "running" },
      [],
    ],
    [
      "a reset: the decided date is printed and stands",
      { step: "reset", role: "oneStopHead", ...twoPersons, newDue: "2026-12-04T17:30:00+07:00" },
      "settlement",
      { due: first, printed: "2026-12-04T10:30:00.000Z", setTo: "2026-12-04T10:30:00.000Z", state: "running" },
      [],
    ],
    [
      "a payment asked for: the limit that stands does not move",
      { step: "askPayment", role: "handler" },
      "settlement",
      { due: first, printed: first, setTo: undefined, state: "stopped" },
      [],
    ],
  ] as const)
    it(`waits for ${what}`, async () => {
      const code = await received();
      await besideEdit(
        dossierLock(code),
        () => stepAlone("commune", code, { ...body, at: onNovember("19T11:00") }),
        "2026-11-27",
        true,
      );
      expect(await clockOf(code, kind)).to.deep.equal(after);
      const rows = (await changes()) as { kind: string; fate: string; due_before: Date; due_after: Date }[];
      expect(
        rows.map((row) => [row.kind, row.fate, row.due_before.toISOString(), row.due_after.toISOString()]),
      ).to.deep.equal(told);
    });

  it("waits for a supplement asked for: the limit stands, and the applicant's own date moves", async () => {
    const code = await received();
    done(await step("commune", code, { to: province, at: onNovember("16T14:00") }, "handovers"));
    done(await step("province", code, { step: "acknowledge", role: "officer", at: onNovember("16T15:00") }));
    const items = [{ name: "Ảnh chụp hiện trạng cây xanh" }];
    const asked = { step: "askSupplement", role: "handler", items, at: onNovember("17T09:00") } as const;
    await besideEdit(dossierLock(code), () => stepAlone("province", code, asked), "2026-11-27", true);
    expect(await clockOf(code, "settlement")).to.deep.include({ due: first, printed: first, state: "stopped" });
    // 15 working days from Tue 17/11 without 24 and 27/11
    expect((await clockOf(code, "supplement")).due).to.equal("2026-12-10T10:30:00.000Z");
  });

  it("waits for a conclusion: what has ended does not move", async () => {
    const code = await received();
    const conclude = { step: "conclude", role: "signatory", outcome: "granted", at: onNovember("19T11:00") } as const;
    await besideEdit(dossierLock(code), () => stepAlone("commune", code, conclude), "2026-11-27", true);
    expect(await clockOf(code, "settlement")).to.deep.include({ due: first, printed: first, state: "ended" });
    expect(await changes()).to.deep.equal([]);
  });

  it("waits for a chain that starts: its running leg moves with the others", async () => {
    const code = await received();
    const leg = {
      number: 1,
      agency: province,
      kind: "handle",
      work: "Thẩm định",
      limit: { value: 3, unit: "working_day" },
    };
    const process = { name: "Liên thông", procedure, validFrom: "2026-07-01", legs: [leg] };
    done(await send("operator", "/v1/processes/one", process, "PUT"));
    done(await send("operator", "/v1/processes/one/check", { officer: "VP-01" }));
    const approval = { decisionNo: "663/QĐ-UBND", decisionDate: "2026-06-20", signer: "CT-01" };
    done(await send("operator", "/v1/processes/one/approve", approval));
    const chain = { process: "one", lead: province, at: onNovember("17T09:30") };
    done(await besideEdit(dossierLock(code), () => step("commune", code, chain, "chain"), "2026-11-19", true));
    const [row] = await gateway.database.sql<{ due_at: Date }>("select due_at from dossier_leg");
    expect(row?.due_at.toISOString()).to.equal("2026-11-23T10:30:00.000Z"); // 18, 20, 23/11
  });

  const second = {
    due: "2026-12-02T10:30:00.000Z",
    printed: "2026-12-02T10:30:00.000Z",
    setTo: undefined,
    state: "running",
  };
  it("a receipt that waits for its number counts by the calendar that came meanwhile", async () => {
    await received();
    const counter = `select from dossier_counter where unit_code = '${commune}' for update`;
    const { dossier } = done(await besideEdit(counter, receipt, "2026-11-27", false));
    expect(await clockOf(dossier.code, "settlement")).to.deep.equal(second);
  });

  it("waits for a receipt that has counted, and moves it with the others", async () => {
    await received();
    const register = `select from paper_counter where unit_code = '${commune}' for update`;
    const { dossier } = done(await besideEdit(register, receipt, "2026-11-27", true));
    expect(await clockOf(dossier.code, "settlement")).to.deep.equal(second);
    const kinds = (await changes()) as { kind: string; fate: string }[];
    expect(kinds.map(({ kind, fate }) => [kind, fate])).to.deep.equal([
      ["settlement", "moved"],
      ["settlement", "moved"],
    ]);
  });
});
