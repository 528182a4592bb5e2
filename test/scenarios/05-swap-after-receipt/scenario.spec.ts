import { expect } from "chai";
import { parse } from "yaml";
import type { CalendarEdit } from "../../../core/domain/clock/calendar-edit.ts";
import { openClocks, seedClocks } from "../../../core/service/clock-in-force.ts";
import { editCalendar, previewEdit } from "../../../core/service/edit-calendar.ts";
import { dossierDues } from "../../../core/service/running-dues.ts";
import { importProcedureList, inVietnam, playScenario, readScenarioFile, type Stage } from "../../support/scenario.ts";

const edits = parse(readScenarioFile(import.meta.url, "edits.yaml")) as {
  readonly known: CalendarEdit;
  readonly law: CalendarEdit;
  readonly notice: CalendarEdit;
  readonly changes: readonly Record<string, string>[];
};

const edit = ({ gateway }: Stage, what: CalendarEdit, basis: string) =>
  editCalendar(gateway.database.db, what, basis, dossierDues, openClocks());
const changes = async ({ gateway, code }: Stage) => {
  const rows = await gateway.database.sql<{ code: string; fate: string; before: Date; after: Date }>(
    `select code, fate, due_before as before, due_after as after from due_change join dossier on id = dossier_id order by at`,
  );
  const names = ["due on the 24th", "due on the 23rd", "would be earlier"];
  return rows.map((row) => ({
    dossier: names.find((name) => code(name) === row.code),
    fate: row.fate,
    before: inVietnam(row.before.toISOString()),
    after: inVietnam(row.after.toISOString()),
  }));
};

playScenario(import.meta.url, {
  async prepare(stage) {
    await importProcedureList(stage, import.meta.url, "procedures.jsonl");
    await seedClocks(stage.gateway.database.db);
    await edit(stage, edits.known, "trước NQ 28/2026/QH16");
  },
  async between(stage) {
    const { db } = stage.gateway.database;
    const seen = await previewEdit(db, edits.law, dossierDues, openClocks());
    expect(seen.moved.map(({ dossier }) => dossier)).to.deep.equal([stage.code("due on the 24th")]);
    expect(await changes(stage), "a preview writes nothing").to.deep.equal([]);
    await edit(stage, edits.law, "NQ 28/2026/QH16");
    await edit(stage, edits.notice, "TB thử 05");
  },
  after(stage) {
    it("both dates are in the books, with what became of them", async () => {
      expect(await changes(stage())).to.deep.equal(edits.changes);
    });
  },
});
