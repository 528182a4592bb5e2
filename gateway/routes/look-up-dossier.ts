import type { lookUpDossier as lookUp } from "../../core/service/read-dossier.ts";
import { ok, problem } from "../reply.ts";
import { openRoute } from "../route.ts";

export const lookUpDossier = (find: (code: string) => ReturnType<typeof lookUp>) =>
  openRoute("lookUpDossier", async ({ path }) => {
    const found = await find(path.code);
    return found.ok ? ok({ code: found.code, completion: found.completion }) : problem(found);
  });
