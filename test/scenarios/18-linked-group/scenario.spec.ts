import { approveProcess, importProcedureList, playScenario } from "../../support/scenario.ts";

playScenario(import.meta.url, {
  async prepare(stage) {
    await importProcedureList(stage, import.meta.url, "procedures.jsonl");
    await approveProcess(stage, import.meta.url, "process.yaml");
  },
});
