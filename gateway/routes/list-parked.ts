import type { listParked as list } from "../../bus/ledger.ts";
import { findOrgCode } from "../../core/domain/org-code.ts";
import { ok } from "../reply.ts";
import { route } from "../route.ts";

const hourMs = 3_600_000;

export const listParked = (find: (query: Parameters<typeof list>[1]) => ReturnType<typeof list>, now: () => Date) =>
  route("listParked", {
    allow: ["operator"],
    async handle({ query }) {
      const { olderThanHours: hours, receiver } = query;
      return ok(
        await find({
          class: query.class,
          // either notation of an agency's code; what is none has no messages
          receiver: receiver === undefined ? undefined : (findOrgCode(receiver) ?? receiver),
          before: hours === undefined ? undefined : new Date(now().getTime() - hours * hourMs),
          limit: query.limit ?? 100,
        }),
      );
    },
  });
