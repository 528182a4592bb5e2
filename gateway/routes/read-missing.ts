import type { Missing, MissingQuery } from "../../bus/ledger.ts";
import { findDossierCode } from "../../core/domain/dossier-code.ts";
import { findOrgCode } from "../../core/domain/org-code.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";

const atMost = 100;

export const readMissing = (read: (query: MissingQuery) => Promise<Missing>) =>
  route("readMissing", {
    allow: ["unit"],
    async handle({ query, caller }) {
      const receiver = findOrgCode(query.receiver);
      if (receiver === undefined || !caller.units.has(receiver))
        return problem({ code: "unit-not-yours", values: { unit: query.receiver }, field: "receiver" });
      const from = query.from ?? 1;
      const to = Math.min(query.to ?? Infinity, from + atMost - 1);
      // what is no dossier's code has no messages
      const subject = findDossierCode(query.subject) ?? query.subject;
      return ok(await read({ receiver, subject, from, to }));
    },
  });
