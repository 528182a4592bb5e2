import type { TakeStep } from "../../core/service/take-step.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

export const takeStep = (take: TakeStep) =>
  route("takeStep", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await take(path.code, body, ask), 201);
    },
  });
