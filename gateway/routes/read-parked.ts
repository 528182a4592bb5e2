import type { ParkedDetail } from "../../bus/ledger.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";

export const readParked = (find: (messageId: string) => Promise<ParkedDetail | undefined>) =>
  route("readParked", {
    allow: ["operator"],
    async handle({ path }) {
      const parked = await find(path.messageId);
      return parked ? ok(parked) : problem({ code: "delivery-unknown", values: { message: path.messageId } });
    },
  });
