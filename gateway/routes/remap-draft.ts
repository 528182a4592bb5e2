import type { readRemapped } from "../../core/service/browse-registry.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";

type Remap = (draft: Parameters<typeof readRemapped>[1]) => ReturnType<typeof readRemapped>;

/** The procedure is in the path: an unknown one is nothing found. */
export const remapDraft = (remap: Remap) =>
  route("remapDraft", {
    allow: ["unit", "operator"],
    async handle({ path, body }) {
      const found = await remap({ procedure: path.code, ...body });
      if (found.ok) return ok(found.body);
      return found.code === "procedure-unknown" ? problem({ ...found, field: "code" }, 404) : problem(found);
    },
  });
