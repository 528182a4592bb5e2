import type { TakeStep } from "../../core/service/take-step.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

export const handOverDossier = (takeStep: TakeStep) =>
  route("handOverDossier", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await takeStep(path.code, { ...body, step: "handOver" }, ask), 201);
    },
  });
