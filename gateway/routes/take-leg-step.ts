import type { TakeLegStep } from "../../core/service/take-leg-step.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

export const takeLegStep = (take: TakeLegStep) =>
  route("takeLegStep", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await take(path.code, path.n, body, ask), 201);
    },
  });
