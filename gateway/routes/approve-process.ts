import type { approveProcess as approve } from "../../core/service/define-process.ts";
import type { Ask } from "../../core/service/once.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

export const approveProcess = (
  take: (id: string, request: Parameters<typeof approve>[2], ask: Ask) => ReturnType<typeof approve>,
) =>
  route("approveProcess", {
    allow: ["operator"],
    async handle({ path, body, ask }) {
      return answered(await take(path.id, body, ask), 200);
    },
  });
