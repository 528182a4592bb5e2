import { expect } from "chai";
import { Command } from "commander";
import { addDisciplineCommands } from "../../../main/cli/discipline.ts";
import { playScenario, type Stage } from "../../support/scenario.ts";

const open = Array.from({ length: 40 }, (_, at) => `open ${at + 1}`);
const procedure = "1.002693";

/** Received by the commune, handed to the department and in the hands of one of its officers. */
async function assigned({ act }: Stage, dossier: string, assignee: string): Promise<void> {
  const steps = [
    { step: "receive", by: "commune", at: "2026-12-01 09:00", with: { procedure } },
    { step: "handOver", role: "officer", by: "commune", to: "department", at: "2026-12-01 10:00" },
    { step: "acknowledge", role: "officer", by: "department", at: "2026-12-01 11:00" },
    { step: "assign", role: "agencyHead", by: "department", at: "2026-12-01 14:00", with: { assignee } },
  ];
  for (const step of steps) expect((await act({ dossier, ...step })).status, `${dossier} ${step.step}`).to.equal(201);
}

playScenario(import.meta.url, {
  async prepare(stage) {
    for (const dossier of open) await assigned(stage, dossier, "CB-09");
    await assigned(stage, "settled", "CB-09");
    await assigned(stage, "another's", "CB-10");
    await assigned(stage, "gone back", "CB-09");
    const at = "2026-12-02 09:00";
    await stage.act({
      dossier: "settled",
      step: "conclude",
      role: "signatory",
      by: "department",
      at,
      with: { outcome: "granted" },
    });
    await stage.act({
      dossier: "gone back",
      step: "sendBack",
      role: "officer",
      by: "department",
      at,
      with: { reason: "sai nơi nhận" },
    });
    await stage.act({
      dossier: "gone back",
      step: "acknowledge",
      role: "officer",
      by: "commune",
      at: "2026-12-02 10:00",
    });
  },
  after(stage) {
    async function hub(...words: string[]): Promise<{ out: string; err: string }> {
      const said = { out: "", err: "" };
      const program = new Command("hub").exitOverride().configureOutput({
        writeOut: (text) => (said.out += text),
        writeErr: (text) => (said.err += text),
      });
      addDisciplineCommands(program, () => Promise.resolve(stage().gateway.database.db));
      const exitCode = process.exitCode;
      await program.parseAsync(words, { from: "user" });
      process.exitCode = exitCode;
      return said;
    }
    const absent = (officer: string, ...more: string[]) =>
      hub(
        ...["duty", "absent", "--unit", "H38.16", "--officer", officer],
        ...["--from", "2026-12-14", "--to", "2026-12-18", ...more],
      );
    const uncovered = async () => {
      const { out } = await hub(
        ...["discipline", "--unit", "H38.16", "--from", "2026-12-14", "--to", "2026-12-20", "--json"],
      );
      return (JSON.parse(out) as { uncovered: { officer: string; from: string; to: string; dossiers: string[] }[] })
        .uncovered;
    };
    const substitute = (officer: string, by: string) =>
      hub(
        ...["duty", "substitute", "--unit", "H38.16", "--officer", officer],
        ...["--on", "2026-12-14", "--substitute", by],
      );

    it("names the officer, the days and exactly the forty dossiers", async () => {
      await absent("CB-09");
      await absent("CB-10", "--substitute", "CB-11");
      const codes = open.map((dossier) => stage().code(dossier)).sort();
      expect(await uncovered()).to.deep.equal([
        { officer: "CB-09", from: "2026-12-14", to: "2026-12-18", dossiers: codes },
      ]);
      const { out } = await hub(...["discipline", "--unit", "H38.16", "--from", "2026-12-14", "--to", "2026-12-20"]);
      expect(out).to.contain("CB-09 vắng 2026-12-14 – 2026-12-18, chưa có người thay; 40 hồ sơ đang mở");
    });

    it("nobody stands in for herself; once somebody does, it is not named any more", async () => {
      expect((await substitute("CB-09", "CB-09")).err).to.contain("phải là người khác");
      expect(await uncovered()).to.have.length(1);
      expect((await substitute("CB-09", "CB-12")).out).to.contain("Đã cử người thay");
      expect(await uncovered()).to.deep.equal([]);
    });

    it("the dossiers are re-assigned with a trace in the history", async () => {
      const { act, gateway, code, look } = stage();
      const [dossier = ""] = open;
      const taken = await act({
        dossier,
        step: "assign",
        role: "agencyHead",
        by: "department",
        at: "2026-12-11 09:00",
        with: { assignee: "CB-12" },
      });
      expect(taken.status, JSON.stringify(taken.body)).to.equal(201);
      expect(await look(dossier, "department")).to.include({ assignee: "CB-12", state: "appraising" });
      const history = await gateway.database.sql<{ assignee: string }>(
        `select e.assignee from dossier_event e join dossier d on d.id = e.dossier_id
          where d.code = $1 and step = 'assign' order by e.revision`,
        [code(dossier)],
      );
      expect(history).to.deep.equal([{ assignee: "CB-09" }, { assignee: "CB-12" }]);
    });
  },
});
