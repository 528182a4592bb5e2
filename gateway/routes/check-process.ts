import type { checkProcess as check } from "../../core/service/define-process.ts";
import type { Ask } from "../../core/service/once.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

export const checkProcess = (
  take: (id: string, request: Parameters<typeof check>[2], ask: Ask) => ReturnType<typeof check>,
) =>
  route("checkProcess", {
    allow: ["operator"],
    async handle({ path, body, ask }) {
      return answered(await take(path.id, body, ask), 200);
    },
  });
