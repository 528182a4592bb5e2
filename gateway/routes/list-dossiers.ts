import type { listDossiers as list } from "../../core/service/list-dossiers.ts";
import { ok } from "../reply.ts";
import { route } from "../route.ts";

type List = (units: ReadonlySet<string>, question: Parameters<typeof list>[2]) => ReturnType<typeof list>;

export const listDossiers = (changes: List) =>
  route("listDossiers", {
    allow: ["unit"],
    async handle({ query, caller }) {
      const { changedSince, after, limit = 100 } = query;
      return ok(
        await changes(caller.units, {
          limit,
          ...(changedSince === undefined ? {} : { changedSince: new Date(changedSince) }),
          ...(after === undefined ? {} : { after }),
        }),
      );
    },
  });
