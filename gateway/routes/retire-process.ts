import type { Ask } from "../../core/service/once.ts";
import type { retireProcess as retire } from "../../core/service/retire-process.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

export const retireProcess = (
  take: (id: string, request: Parameters<typeof retire>[2], ask: Ask) => ReturnType<typeof retire>,
) =>
  route("retireProcess", {
    allow: ["operator"],
    async handle({ path, body, ask }) {
      return answered(await take(path.id, body, ask), 200);
    },
  });
