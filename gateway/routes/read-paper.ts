import type { PaperRead } from "../../core/service/read-papers.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";

export const readPaper = (find: (code: string, paper: string, units: ReadonlySet<string>) => Promise<PaperRead>) =>
  route("readPaper", {
    allow: ["unit"],
    async handle({ path, caller }) {
      const found = await find(path.code, path.paper, caller.units);
      return found.ok ? ok(found.paper) : problem(found);
    },
  });
