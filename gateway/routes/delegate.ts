import type { delegate as record, DelegationRequest } from "../../core/service/delegate.ts";
import type { Ask } from "../../core/service/once.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

export const delegate = (save: (request: DelegationRequest, ask: Ask) => ReturnType<typeof record>) =>
  route("delegate", {
    allow: ["operator"],
    async handle({ body, ask }) {
      return answered(await save(body, ask), 201);
    },
  });
