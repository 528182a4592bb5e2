import type { browseUnits } from "../../core/service/browse-registry.ts";
import { ok } from "../reply.ts";
import { route } from "../route.ts";

export const listUnits = (browse: (question: Parameters<typeof browseUnits>[1]) => ReturnType<typeof browseUnits>) =>
  route("listUnits", {
    allow: ["unit", "operator"],
    handle: async ({ query }) => ok(await browse({ ...query, limit: query.limit ?? 100 })),
  });
