import { ok } from "../reply.ts";
import { route } from "../route.ts";

interface Chosen {
  readonly channel: "inbox" | "webhook";
  readonly url: string | null;
}

export const readSubscription = (find: (partnerId: string) => Promise<Chosen>) =>
  route("readSubscription", {
    allow: ["unit"],
    async handle({ caller }) {
      const { channel, url } = await find(caller.partnerId);
      return ok({ channel, url, units: [...caller.units].sort() });
    },
  });
