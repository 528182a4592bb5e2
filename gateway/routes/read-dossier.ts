import type { readDossier as read } from "../../core/service/read-dossier.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";
import type { SlipSecretOf } from "./with-slip-secret.ts";

type Read = (code: string, units: ReadonlySet<string>) => ReturnType<typeof read>;

export const readDossier = (find: Read, secretOf: SlipSecretOf) =>
  route("readDossier", {
    allow: ["unit"],
    async handle({ path, caller }) {
      const found = await find(path.code, caller.units);
      if (!found.ok) return problem(found);
      const { dossier } = found;
      // whoever returns the result may print the slip again
      const isOneStop = caller.units.has(dossier.returnsTo);
      return ok(isOneStop ? { ...dossier, lookupSecret: secretOf(dossier.code) } : dossier);
    },
  });
