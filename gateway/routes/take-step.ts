import type { TakeStep } from "../../core/service/take-step.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";
import { withSlipSecret, type SlipSecretOf } from "./with-slip-secret.ts";

export const takeStep = (take: TakeStep, secretOf: SlipSecretOf) =>
  route("takeStep", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(withSlipSecret(await take(path.code, body, ask), secretOf), 201);
    },
  });
