import type { readOrganisation } from "../../core/service/browse-registry.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";

export const readUnit = (read: (code: string) => ReturnType<typeof readOrganisation>) =>
  route("readUnit", {
    allow: ["unit", "operator"],
    async handle({ path }) {
      const found = await read(path.code);
      return found.ok ? ok(found.organisation) : problem(found, 404);
    },
  });
