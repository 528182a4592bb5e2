import type { readDossier as read } from "../../core/service/read-dossier.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";

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
}

export const readDossier = ({ read, syncOf }: Dossiers) =>
  route("readDossier", {
    allow: ["unit"],
    async handle({ path, caller }) {
      const found = await read(path.code, caller.units);
      if (!found.ok) return problem(found);
      const sync = await syncOf(found.dossier.code);
      return ok({ ...found.dossier, sync: sync.map((one) => ({ ...one, since: one.since.toISOString() })) });
    },
  });
