import type { listSteps as list } from "../../core/service/read-dossier.ts";
import { ok, problem, wordsOf } from "../reply.ts";
import { route } from "../route.ts";

type List = (code: string, units: ReadonlySet<string>, question: Parameters<typeof list>[3]) => ReturnType<typeof list>;

/** What may be done now, by whom, and why not otherwise. */
export const listSteps = (list: List) =>
  route("listSteps", {
    allow: ["unit"],
    async handle({ path, query, caller }) {
      const found = await list(path.code, caller.units, query);
      if (!found.ok) return problem(found);
      return ok({
        code: found.code,
        by: found.by,
        noDue: found.noDue,
        steps: found.steps.map(({ because, ...step }) => ({
          ...step,
          ...(because
            ? {
                because: {
                  code: because.code,
                  vi: wordsOf(because.code, "vi", because.values),
                  en: wordsOf(because.code, "en", because.values),
                },
              }
            : {}),
        })),
      });
    },
  });
