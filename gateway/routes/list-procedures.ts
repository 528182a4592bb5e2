import type { browseProcedures } from "../../core/service/browse-registry.ts";
import { ok } from "../reply.ts";
import { route } from "../route.ts";

export const listProcedures = (
  browse: (question: Parameters<typeof browseProcedures>[1]) => ReturnType<typeof browseProcedures>,
) =>
  route("listProcedures", {
    allow: ["unit", "operator"],
    handle: async ({ query }) => ok(await browse({ ...query, limit: query.limit ?? 100 })),
  });
