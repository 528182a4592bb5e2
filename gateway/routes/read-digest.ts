import type { DigestItem, DigestSummary } from "../../bus/ledger.ts";
import { dayOf, endOf, parseDay } from "../../core/domain/day.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";

interface Digests {
  readonly summarise: (partnerId: string, until: Date) => Promise<DigestSummary>;
  readonly itemsOf: (partnerId: string, until: Date, bucket: string) => Promise<readonly DigestItem[]>;
  readonly now: () => Date;
}

export const readDigest = ({ summarise, itemsOf, now }: Digests) =>
  route("readDigest", {
    allow: ["unit"],
    async handle({ path, query, caller }) {
      const day = parseDay(path.day);
      const at = now();
      if (day > dayOf(at))
        return problem({
          code: "time-in-future",
          values: { at: day, now: at.toISOString() },
          field: "day",
        });
      const until = new Date(Math.min(endOf(day).getTime(), at.getTime()));
      const said =
        query.bucket === undefined
          ? await summarise(caller.partnerId, until)
          : { items: await itemsOf(caller.partnerId, until, query.bucket) };
      return ok({ day, until: until.toISOString(), ...said });
    },
  });
