import type { readRegister as read, RegisterQuestion } from "../../core/service/read-register.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";

type Read = (code: string, units: ReadonlySet<string>, question: RegisterQuestion) => ReturnType<typeof read>;

export const readRegister = (find: Read) =>
  route("readRegister", {
    allow: ["unit"],
    async handle({ path, query, caller }) {
      const found = await find(path.code, caller.units, { ...query, limit: query.limit ?? 100 });
      return found.ok ? ok(found.register) : problem(found);
    },
  });
