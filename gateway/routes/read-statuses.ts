import type { readStatuses as read } from "../../core/service/read-statuses.ts";
import { ok } from "../reply.ts";
import { route } from "../route.ts";

export const readStatuses = (
  statusesOf: (codes: readonly string[], units: ReadonlySet<string>) => ReturnType<typeof read>,
) =>
  route("readStatuses", {
    allow: ["unit"],
    async handle({ body, caller }) {
      return ok({ items: await statusesOf(body.codes, caller.units) });
    },
  });
