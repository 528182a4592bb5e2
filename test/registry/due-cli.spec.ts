import { expect } from "chai";
import { Command } from "commander";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addDueCommand } from "../../main/cli/due.ts";

async function hub(...words: string[]) {
  const said = { out: "", err: "", exitCode: 0 };
  const program = new Command("hub").exitOverride().configureOutput({
    writeOut: (text) => (said.out += text),
    writeErr: (text) => (said.err += text),
  });
  addDueCommand(program, () => Promise.reject(new Error("no database is needed")));
  const exitCode = process.exitCode;
  try {
    process.exitCode = 0;
    await program.parseAsync(["due", ...words], { from: "user" });
    said.exitCode = process.exitCode;
  } finally {
    process.exitCode = exitCode;
  }
  return said;
}
const dueOf = async (...words: string[]): Promise<unknown> => JSON.parse((await hub(...words, "--json")).out).due;

describe("hub due, without a hub", () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), "hub-due-"))));
  after(() => rm(folder, { recursive: true }));
  const write = async (text: string) => {
    const file = join(folder, "gio.json");
    await writeFile(file, text);
    return file;
  };

  it("answers in JSON with all a due depends on and the way to it", async () => {
    const { out, exitCode } = await hub(
      ...["--start", "2026-11-20T14:00", "--limit", "1", "--unit", "working_day", "--json"],
    );
    expect(exitCode).to.equal(0);
    const answer = JSON.parse(out) as Record<string, unknown> & { steps: unknown[] };
    expect(answer).to.deep.include({
      due: "2026-11-23T17:30:00+07:00",
      start: "2026-11-20T14:00:00+07:00",
      countedFrom: "2026-11-20T14:00:00+07:00",
      limit: 1,
      unit: "working_day",
      mode: "A",
      provisional: false,
    });
    // stored dues name them: a new name here means that the built-in calendar or hours were changed
    expect(answer).to.deep.include({
      calendarVersion: "calendar-e15d16f1e13d7d05",
      officeHoursVersion: "office-ce1cf72940d79756",
    });
    expect(answer.steps).to.deep.equal([
      { rule: "D1", what: "received", day: "2026-11-20", at: "14:00", text: "nhận lúc 14:00" },
      { rule: "D2", what: "receipt-day", day: "2026-11-20", text: "ngày tiếp nhận, không tính" },
      { rule: "D6", what: "weekend", day: "2026-11-21", text: "nghỉ cuối tuần" },
      { rule: "D6", what: "weekend", day: "2026-11-22", text: "nghỉ cuối tuần" },
      { rule: "D6", what: "counted", day: "2026-11-23", count: 1, text: "ngày thứ 1" },
      { rule: "D7", what: "ends", day: "2026-11-23", at: "17:30", text: "hạn lúc 17:30" },
    ]);
  });

  it("tells a person day by day, in Vietnamese or English", async () => {
    const words = ["--start", "2026-11-23T16:00", "--limit", "8", "--unit", "working_hour"];
    expect((await hub(...words)).out.split("\n").slice(0, 7)).to.deep.equal([
      "Hẹn trả: 16:00 Thứ Tư 25/11/2026  (8 giờ làm việc)",
      "",
      "  Thứ Hai 23/11/2026     nhận lúc 16:00  [D1]",
      "                         16:00–17:30, cộng dồn 1.5 giờ  [D8]",
      "  Thứ Ba 24/11/2026      nghỉ (Ngày Văn hóa Việt Nam)  [D6]",
      "  Thứ Tư 25/11/2026      07:30–11:30, cộng dồn 5.5 giờ  [D8]",
      "                         13:30–16:00, cộng dồn 8 giờ  [D8]",
    ]);
    expect((await hub(...words, "--english")).out.split("\n")[0]).to.equal(
      "Due: Wed 25/11/2026 16:00  (8 working hours)",
    );
  });

  it("knows zones, modes and units", async () => {
    expect(await dueOf("--start", "2026-11-02T02:00:00Z", "--limit", "5")).to.equal("2026-11-09T17:30:00+07:00");
    expect(await dueOf("--start", "2026-11-21T10:00", "--limit", "5", "--mode", "B")).to.equal(
      "2026-11-30T17:30:00+07:00",
    );
    expect(await dueOf("--start", "2026-11-23T15:01", "--unit", "same_day")).to.equal("2026-11-25T17:30:00+07:00");
    expect(await dueOf("--start", "2026-03-31T09:00", "--limit", "1", "--unit", "month")).to.equal(
      "2026-05-04T17:30:00+07:00",
    );
  });

  for (const text of [
    '{"hours": ["07:00-11:30", "13:30-17:00"]}',
    '["07:00-11:30", "13:30-17:00"]',
    '[["07:00", "11:30"], ["13:30", "17:00"]]',
    '{"periods": [{"from": "2026-04-15", "hours": ["07:00-11:30", "13:30-17:00"]}, {"from": "2027-01-01", "hours": ["08:00-16:00"]}]}',
    "07:00-11:30, 13:30-17:00\n",
  ])
    it(`reads office hours written as ${text.trim()}`, async () => {
      const due = await dueOf("--start", "2026-11-02T09:00", "--limit", "5", "--office", await write(text));
      expect(due).to.equal("2026-11-09T17:00:00+07:00");
    });

  for (const [words, sentence] of [
    [[], "The start is missing; give it, for example --start 2026-11-02T09:00."],
    [
      ["--start", "2026-02-30T09:00"],
      '"2026-02-30T09:00" is no such moment; give day and time, for example --start 2026-11-02T09:00.',
    ],
    [["--start", "2026-11-02T09:00"], "The limit is missing; give it, for example --limit 5."],
    [
      ["--start", "2026-11-02T09:00", "--limit", "-5"],
      'The limit "-5" is not a number of at least 0; give one, for example --limit 5.',
    ],
    [
      ["--start", "2026-11-02T09:00", "--limit", "1.2"],
      "The limit 1.2 does not fit its unit; give a whole number (working days may have halves, such as 0.5).",
    ],
    [
      ["--start", "2026-11-02T09:00", "--limit", "0", "--unit", "working_hour"],
      "The limit 0 cannot be used; give a number above 0 (at once: use same_day).",
    ],
    [
      ["--start", "2026-11-02T09:00", "--limit", "5", "--unit", "week"],
      'There is no --unit "week"; use working_day, calendar_day, month, working_hour, half_day, same_day.',
    ],
    [
      ["--start", "2026-11-02T09:00", "--limit", "5", "--mode", "C"],
      'There is no --mode "C"; use A, B, A/last_hour, B/last_hour, A/after_15, B/after_15.',
    ],
    [
      ["--start", "2020-11-02T09:00", "--limit", "5"],
      "The calendar begins on 2024-01-01; choose a later day or import that year's calendar.",
    ],
    [
      ["--start", "2026-11-02T09:00", "--limit", "99999"],
      "The due falls after 2037-12-31, beyond the calendar; check the start and the limit.",
    ],
    [
      ["--start", "2026-11-02T09:00", "--limit", "5", "--office", "no-such-file"],
      "The file no-such-file cannot be read; give the path of the file of office hours.",
    ],
  ] as const)
    it(`says in one sentence what is wrong with ${words.slice(2).join(" ") || words.join(" ") || "no words"}`, async () => {
      const { err, out, exitCode } = await hub(...words, "--english");
      expect([err, out, exitCode]).to.deep.equal([`${sentence}\n`, "", 1]);
    });

  for (const [text, sentence] of [
    ["{", /cannot be read; write JSON such as/],
    ["null", /cannot be read/],
    ['{"periods": [1]}', /cannot be read/],
    ['{"hours": "07:30"}', /cannot be read/],
    ['{"hours": ["late"]}', /"late" is no stretch of hours/],
    ['{"hours": []}', /There are no office hours/],
    ['{"hours": ["13:30-17:30", "07:30-11:30"]}', /overlap or run backwards/],
    ['{"periods": [{"from": "2026-02-30", "hours": ["07:30-11:30"]}]}', /"2026-02-30" is not a day/],
  ] as const)
    it(`says what is wrong with office hours ${text}`, async () => {
      const file = await write(text);
      const { err, exitCode } = await hub("--start", "2026-11-02T09:00", "--limit", "5", "--office", file, "--english");
      expect(err).to.match(sentence);
      expect(exitCode).to.equal(1);
    });
});
