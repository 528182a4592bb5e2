import { ok } from "../reply.ts";
import { route } from "../route.ts";
import { amqpView } from "./subscribe.ts";

interface Chosen {
  readonly channel: "inbox" | "webhook" | "amqp" | "portal";
  readonly url: string | null;
}

interface Reading {
  readonly find: (partnerId: string) => Promise<Chosen>;
  readonly findAccess: (partnerId: string) => Promise<Parameters<typeof amqpView>[0]>;
}

export const readSubscription = ({ find, findAccess }: Reading) =>
  route("readSubscription", {
    allow: ["unit"],
    async handle({ caller }) {
      const { channel, url } = await find(caller.partnerId);
      const amqp = channel === "amqp" ? amqpView(await findAccess(caller.partnerId)) : {};
      return ok({ channel, url, units: [...caller.units].sort(), ...amqp });
    },
  });
