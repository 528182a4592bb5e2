import type { listMoved as list } from "../../bus/ledger.ts";
import { findOrgCode } from "../../core/domain/org-code.ts";
import { ok } from "../reply.ts";
import { route } from "../route.ts";

export const listMoved = (find: (query: Parameters<typeof list>[1]) => ReturnType<typeof list>) =>
  route("listMoved", {
    allow: ["operator"],
    async handle({ query }) {
      const { receiver, limit = 100 } = query;
      // either notation of an agency's code; what is none has no messages
      return ok(
        await find({ receiver: receiver === undefined ? undefined : (findOrgCode(receiver) ?? receiver), limit }),
      );
    },
  });
