import type { readDossier as read } from "../../core/service/read-dossier.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";

type Read = (code: string, units: ReadonlySet<string>) => ReturnType<typeof read>;

export const readDossier = (find: Read) =>
  route("readDossier", {
    allow: ["unit"],
    async handle({ path, caller }) {
      const found = await find(path.code, caller.units);
      return found.ok ? ok(found.dossier) : problem(found);
    },
  });
