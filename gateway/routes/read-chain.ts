import type { readChain as read } from "../../core/service/take-leg-step.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";

export const readChain = (find: (code: string, units: ReadonlySet<string>) => ReturnType<typeof read>) =>
  route("readChain", {
    allow: ["unit"],
    async handle({ path, caller }) {
      const found = await find(path.code, caller.units);
      return found.ok ? ok(found.chain) : problem(found);
    },
  });
