import type { readContact as read } from "../../core/service/read-contact.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";

export const readContact = (find: (id: string, units: ReadonlySet<string>) => ReturnType<typeof read>) =>
  route("readContact", {
    allow: ["unit"],
    async handle({ path, caller }) {
      const found = await find(path.id, caller.units);
      return found.ok ? ok(found.contact) : problem(found);
    },
  });
