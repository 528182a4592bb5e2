import type { readPapers as read } from "../../core/service/read-papers.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";

export const readPapers = (find: (code: string, units: ReadonlySet<string>) => ReturnType<typeof read>) =>
  route("readPapers", {
    allow: ["unit"],
    async handle({ path, caller }) {
      const found = await find(path.code, caller.units);
      return found.ok ? ok({ code: found.code, papers: found.papers, live: found.live }) : problem(found);
    },
  });
