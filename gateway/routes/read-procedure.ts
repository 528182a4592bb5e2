import type { readProcedure as readVersions } from "../../core/service/browse-registry.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";

export const readProcedure = (read: (code: string) => ReturnType<typeof readVersions>) =>
  route("readProcedure", {
    allow: ["unit", "operator"],
    async handle({ path }) {
      const found = await read(path.code);
      return found.ok ? ok({ code: found.code, versions: found.versions }) : problem(found, 404);
    },
  });
