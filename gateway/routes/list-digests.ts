import type { digestRuns } from "../../bus/ledger.ts";
import { ok } from "../reply.ts";
import { route } from "../route.ts";

export const listDigests = (find: (question: Parameters<typeof digestRuns>[1]) => ReturnType<typeof digestRuns>) =>
  route("listDigests", {
    allow: ["operator"],
    async handle({ query }) {
      return ok({ items: await find(query) });
    },
  });
