import type { Refusal } from "../../core/domain/refusal.ts";
import type { Wish } from "../../core/service/subscribe.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";

interface Chosen {
  readonly channel: "inbox" | "webhook" | "amqp" | "portal";
  readonly url: string | null;
  readonly secretVersion: number;
}

interface Access {
  readonly queue: string;
  readonly user: string;
  readonly state: "pending" | "ready";
}

interface Subscribing {
  readonly choose: (
    partnerId: string,
    wish: Wish,
  ) => Promise<{ readonly ok: true; readonly subscription: Chosen } | Refusal>;
  /** The signing secret, derived and never stored. */
  readonly secretOf: (partnerId: string, version: number) => string;
  /** Password of the partner's user in RabbitMQ, derived as well. */
  readonly amqpPasswordOf: (partnerId: string, version: number) => string;
  readonly findAccess: (partnerId: string) => Promise<Access | undefined>;
}

export const subscribe = ({ choose, secretOf, amqpPasswordOf, findAccess }: Subscribing) =>
  route("subscribe", {
    allow: ["unit"],
    async handle({ body, caller }) {
      const chosen = await choose(caller.partnerId, body);
      if (!chosen.ok) return problem(chosen);
      const { channel, url, secretVersion } = chosen.subscription;
      const { partnerId } = caller;
      const answer = { channel, url, units: [...caller.units].sort() };
      if (channel === "inbox") return ok(answer);
      if (channel === "webhook") return ok({ ...answer, secret: secretOf(partnerId, secretVersion) });
      return ok({
        ...answer,
        secret: amqpPasswordOf(partnerId, secretVersion),
        ...amqpView(await findAccess(partnerId)),
      });
    },
  });

/** What a partner is told of its queue; why it is pending is for the operators. */
export const amqpView = (access: Access | undefined) =>
  access ? { amqp: { queue: access.queue, user: access.user, state: access.state } } : {};
