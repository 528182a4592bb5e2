import type { readDossier as read } from "../../core/service/read-dossier.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";
import type { SlipSecretOf } from "./with-slip-secret.ts";

interface Destination {
  readonly destination: string;
  readonly state: string;
  readonly announced: number;
  readonly delivered: number;
  readonly since: Date;
}

interface Dossiers {
  readonly read: (code: string, units: ReadonlySet<string>) => ReturnType<typeof read>;
  /** Whether each destination knows what the hub knows of it. */
  readonly syncOf: (code: string) => Promise<readonly Destination[]>;
  readonly secretOf: SlipSecretOf;
}

export const readDossier = ({ read, syncOf, secretOf }: Dossiers) =>
  route("readDossier", {
    allow: ["unit"],
    async handle({ path, caller }) {
      const found = await read(path.code, caller.units);
      if (!found.ok) return problem(found);
      const { dossier } = found;
      const sync = await syncOf(dossier.code);
      // whoever returns the result may print the slip again
      const isOneStop = caller.units.has(dossier.returnsTo);
      return ok({
        ...dossier,
        sync: sync.map((one) => ({ ...one, since: one.since.toISOString() })),
        ...(isOneStop ? { lookupSecret: secretOf(dossier.code) } : {}),
      });
    },
  });
