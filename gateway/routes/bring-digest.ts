import type { DigestReport, Statement } from "../../bus/ledger.ts";
import { parseDay } from "../../core/domain/day.ts";
import { readDigest } from "../../core/domain/digest.ts";
import type { Answer, Ask } from "../../core/service/once.ts";
import { problem } from "../reply.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

export const bringDigest = (compare: (statement: Statement, ask: Ask) => Promise<Answer<DigestReport>>) =>
  route("bringDigest", {
    allow: ["unit"],
    async handle({ path, body, caller, ask }) {
      const digest = readDigest(body);
      if (!digest.ok) {
        const { field, fault } = digest;
        return problem({ code: "digest-not-right", values: { field, reason: fault.en, reasonVi: fault.vi }, field });
      }
      const foreign = digest.items.findIndex(({ receiver }) => !caller.units.has(receiver));
      if (foreign >= 0)
        return problem({
          code: "unit-not-yours",
          values: { unit: digest.items[foreign]?.receiver ?? "" },
          field: `/items/${foreign}/receiver`,
        });
      const { takenAt, items } = digest;
      const statement = { partnerId: caller.partnerId, day: parseDay(path.day), via: "api" as const, takenAt, items };
      return answered(await compare({ ...statement, bucket: body.bucket }, ask), 200);
    },
  });
