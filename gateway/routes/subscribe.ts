import type { Refusal } from "../../core/domain/refusal.ts";
import type { Wish } from "../../core/service/subscribe.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";

interface Chosen {
  readonly channel: "inbox" | "webhook";
  readonly url: string | null;
  readonly secretVersion: number;
}

interface Subscribing {
  readonly choose: (
    partnerId: string,
    wish: Wish,
  ) => Promise<{ readonly ok: true; readonly subscription: Chosen } | Refusal>;
  /** The signing secret, derived and never stored. */
  readonly secretOf: (partnerId: string, version: number) => string;
}

export const subscribe = ({ choose, secretOf }: Subscribing) =>
  route("subscribe", {
    allow: ["unit"],
    async handle({ body, caller }) {
      const chosen = await choose(caller.partnerId, body);
      if (!chosen.ok) return problem(chosen);
      const { channel, url, secretVersion } = chosen.subscription;
      const secret = channel === "webhook" ? { secret: secretOf(caller.partnerId, secretVersion) } : {};
      return ok({ channel, url, units: [...caller.units].sort(), ...secret });
    },
  });
