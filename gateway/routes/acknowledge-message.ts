import type { Answer, Ask } from "../../core/service/once.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

type Acknowledge = (
  messageId: string,
  ask: Ask,
) => Promise<Answer<{ readonly messageId: string; readonly acknowledgedAt: string }>>;

export const acknowledgeMessage = (acknowledge: Acknowledge) =>
  route("acknowledgeMessage", {
    allow: ["unit"],
    async handle({ path, ask }) {
      return answered(await acknowledge(path.messageId, ask), 200);
    },
  });
