import type { readProcess as read } from "../../core/service/define-process.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";

export const readProcess = (find: (id: string) => ReturnType<typeof read>) =>
  route("readProcess", {
    allow: ["unit", "operator"],
    async handle({ path }) {
      const found = await find(path.id);
      return found.ok ? ok(found.body) : problem(found);
    },
  });
