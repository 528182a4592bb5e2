import { expect } from "chai";
import { Command } from "commander";
import { addReportCommand } from "../../../main/cli/report.ts";
import { playScenario, readScenarioTable, type Stage } from "../../support/scenario.ts";

const dossiers = readScenarioTable(import.meta.url, "dossiers.csv");
const expected = readScenarioTable(import.meta.url, "expected.csv");
const days = {
  October: ["2026-10-01", "2026-10-31"],
  November: ["2026-11-01", "2026-11-30"],
  December: ["2026-12-01", "2026-12-31"],
};
type Month = keyof typeof days;

/** The steps that lead a dossier to how it ends. */
function endingOf(ends: string, at: string): { step: string; at: string; with?: Record<string, unknown> }[] {
  const items = [{ name: "Ảnh chụp hiện trạng cây xanh" }];
  const [what = "", outcome] = ends.split(" ");
  switch (what) {
    case "conclude":
      return [{ step: "conclude", at, with: { outcome, role: "signatory", reason: "như thẩm định" } }];
    case "withdraw":
      return [
        { step: "requestWithdrawal", at },
        { step: "confirmWithdrawal", at },
      ];
    case "ask":
      return [{ step: "askSupplement", at, with: { items, role: "handler" } }];
    case "close":
      return [
        { step: "askSupplement", at: "2026-11-05 08:00", with: { items, role: "handler" } },
        { step: "closeUnsupplemented", at, with: { reason: "quá hạn bổ sung" } },
      ];
    default:
      return [];
  }
}

async function receiveAll({ act }: Stage): Promise<void> {
  const agreed = async (answer: ReturnType<Stage["act"]>, what: string) => {
    const { status, body } = await answer;
    expect(status, `${what} ${JSON.stringify(body)}`).to.equal(201);
  };
  for (const { dossier = "", procedure, channel, first = "", received = "", ends = "", end = "" } of dossiers) {
    const reason = first === "refuseReceipt" ? { reason: "không thuộc thẩm quyền" } : {};
    const by = "commune";
    await agreed(
      act({
        dossier,
        step: first,
        by,
        at: received,
        with: { procedure, channel, ...reason, ...(first === "receive" ? { role: "officer" } : {}) },
      }),
      dossier,
    );
    if (ends === "ask" || ends === "close") {
      // only who handles it may ask: the department
      await agreed(
        act({ dossier, step: "handOver", role: "officer", by, to: "office", at: "2026-11-02 10:00" }),
        dossier,
      );
      await agreed(
        act({ dossier, step: "acknowledge", role: "officer", by: "office", at: "2026-11-02 11:00" }),
        dossier,
      );
    }
    for (const one of endingOf(ends, end))
      await agreed(
        act({ dossier, by: one.step === "askSupplement" ? "office" : by, ...one }),
        `${dossier} ${one.step}`,
      );
  }
}

playScenario(import.meta.url, {
  prepare: receiveAll,
  after(stage) {
    const report = async (month: Month, now: string, ...options: string[]) => {
      let said = "";
      const program = new Command("hub").exitOverride().configureOutput({ writeOut: (text) => (said += text) });
      addReportCommand(
        program,
        () => Promise.resolve(stage().gateway.database.db),
        () => new Date(now),
      );
      const [from, to] = days[month] as [string, string];
      await program.parseAsync(["report", "06a", "--unit", "H38.91", "--from", from, "--to", to, ...options], {
        from: "user",
      });
      return said;
    };
    const names = [
      ...["received", "receivedOnline", "receivedDirect", "carriedOver"],
      ...["settled", "settledEarly", "settledOnTime", "settledLate", "open", "openInTime", "openLate"],
    ];
    type Row = Record<string, number | string | null>;
    const numbers = (row: Row) => names.map((name) => Number(row[name]));
    const counted = async (month: Month, now: string, ...options: string[]) => {
      const { rows, total } = JSON.parse(await report(month, now, "--json", ...options)) as { rows: Row[]; total: Row };
      return Object.fromEntries([...rows.map((row) => [row["field"], numbers(row)]), ["total", numbers(total)]]);
    };
    const wanted = (month: Month, due = "current") =>
      Object.fromEntries(
        expected
          .filter((row) => row["month"] === month && row["due"] === due)
          .map((row) => [row["field"], Array.from({ length: 11 }, (_, at) => Number(row[String(at + 3)]))]),
      );

    for (const month of ["October", "November"] as const)
      it(`${month} is counted as by hand`, async () => {
        expect(await counted(month, "2026-12-02T09:00:00+07:00")).to.deep.equal(wanted(month));
      });

    it("the form is printed with its columns, and says what they are", async () => {
      const text = await report("November", "2026-12-02T09:00:00+07:00");
      const [head, columns, ...rest] = text.split("\n");
      expect(head).to.equal("II.06a/VPCP/KSTT  H38.91  UBND xã Trạm Tấu  2026-11-01 – 2026-11-30");
      expect(columns?.split(/\s{2,}/)).to.deep.equal([
        "Lĩnh vực",
        ...Array.from({ length: 11 }, (_, at) => `(${at + 3})`),
      ]);
      expect(rest[3]?.split(/\s{2,}/).join(" ")).to.equal("Tổng số 13 2 10 1 10 2 6 2 3 2 1");
      // 2 settled late and 1 open and late, of 13
      expect(rest[5]).to.equal("Tỉ lệ trễ: 23,1 % = ((10) + (13)) / (3)");
    });

    it("the late rate is of what was to be settled, in percent (O15); of nothing there is none", async () => {
      const now = "2026-12-02T09:00:00+07:00";
      const rate = async (...of: Parameters<typeof report>) => (JSON.parse(await report(...of)) as Row)["lateRate"];
      expect(await rate("November", now, "--json")).to.equal(23.1);
      expect(await rate("October", now, "--json")).to.equal(0);
      const none = ["--from", "2026-08-01", "--to", "2026-08-31"];
      expect(await rate("October", now, "--json", ...none)).to.equal(null);
      const said = await report("October", now, ...none);
      expect(said.trimEnd().split("\n").at(-1)).to.equal("Tỉ lệ trễ: không có hồ sơ phải giải quyết");
    });

    it("November stays as it was when its dossiers go on in December; December counts them as carried over", async () => {
      const { act } = stage();
      const newDue = "2026-12-11 17:30";
      const steps = [
        // the supplement comes: the whole limit again from 04/12, due 18/12
        act({
          dossier: "supplement",
          step: "supplement",
          by: "commune",
          at: "2026-12-04 09:00",
          with: { role: "officer" },
        }),
        act({
          dossier: "overdue",
          step: "extend",
          by: "commune",
          at: "2026-12-01 09:00",
          with: { reason: "quá tải", newDue, role: "oneStopHead" },
        }),
      ];
      for (const step of steps) expect((await step).status).to.equal(201);
      const done = { outcome: "granted", role: "signatory" };
      const end = await act({
        dossier: "overdue",
        step: "conclude",
        by: "commune",
        at: "2026-12-11 17:00",
        with: done,
      });
      expect(end.status).to.equal(201);
      expect(await counted("November", "2026-12-31T09:00:00+07:00")).to.deep.equal(wanted("November"));
      // on the 18th the supplemented dossier is in time; against its first appointment, 16/11, it is not
      const on = "2026-12-18T09:00:00+07:00";
      expect(await counted("December", on)).to.deep.equal(wanted("December"));
      expect(await counted("December", on, "--original-due")).to.deep.equal(wanted("December", "original"));
    });

    it("(3) = (7) + (11) in every row, and (6) of a month is (11) of the month before", async () => {
      const months: Month[] = ["October", "November", "December"];
      const forms: Record<string, number[]>[] = [];
      for (const month of months) forms.push(await counted(month, "2026-12-31T09:00:00+07:00"));
      for (const form of forms)
        for (const [field, [received = 0, , , , settled = 0, , , , open = 0]] of Object.entries(form))
          expect(received, field).to.equal(settled + open);
      forms.slice(1).forEach((form, at) => expect(form["total"]?.[3]).to.equal(forms[at]?.["total"]?.[8]));
    });

    for (const [what, options, sentence] of [
      ["an unknown unit", ["--unit", "H99.99"], /Không có đơn vị.+ \/ No unit/],
      ["a period that runs backwards", ["--from", "2027-01-01"], /Ngày cuối trước ngày đầu/],
    ] as const)
      it(`${what} is refused in a sentence`, async () => {
        const refused = await report("November", "2026-12-31T09:00:00+07:00", ...options).then(
          () => "printed",
          (error: unknown) => (error as Error).message,
        );
        expect(refused).to.match(sentence);
      });
  },
});
