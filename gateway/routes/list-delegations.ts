import type { readDelegations } from "../../core/service/delegate.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";

type Question = Parameters<typeof readDelegations>[1];

export const listDelegations = (find: (question: Question) => ReturnType<typeof readDelegations>) =>
  route("listDelegations", {
    allow: ["operator"],
    async handle({ query }) {
      const found = await find(query);
      return found.ok ? ok({ items: found.items }) : problem(found);
    },
  });
