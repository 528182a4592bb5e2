import type { delegate as record, DelegationRequest, readDelegations } from "../../core/service/delegate.ts";
import type { Ask } from "../../core/service/once.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

export const delegate = (save: (request: DelegationRequest, ask: Ask) => ReturnType<typeof record>) =>
  route("delegate", {
    allow: ["operator"],
    async handle({ body, ask }) {
      return answered(await save(body, ask), 201);
    },
  });

type Question = Parameters<typeof readDelegations>[1];

export const listDelegations = (find: (question: Question) => ReturnType<typeof readDelegations>) =>
  route("listDelegations", {
    allow: ["operator"],
    async handle({ query }) {
      const found = await find(query);
      return found.ok ? ok({ items: found.items }) : problem(found);
    },
  });
