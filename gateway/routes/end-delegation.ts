import type { endDelegation as end } from "../../core/service/delegate.ts";
import type { Ask } from "../../core/service/once.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

export const endDelegation = (
  take: (id: string, request: Parameters<typeof end>[2], ask: Ask) => ReturnType<typeof end>,
) =>
  route("endDelegation", {
    allow: ["operator"],
    async handle({ path, body, ask }) {
      return answered(await take(path.id, body, ask), 200);
    },
  });
