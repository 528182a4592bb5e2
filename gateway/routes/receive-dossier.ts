import type { ReceiveDossier } from "../../core/service/receive-dossier.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";
import { withSlipSecret, type SlipSecretOf } from "./with-slip-secret.ts";

export const receiveDossier = (receive: ReceiveDossier, secretOf: SlipSecretOf) =>
  route("receiveDossier", {
    allow: ["unit"],
    async handle({ body, ask }) {
      const answer = await receive(body, ask);
      return answered(withSlipSecret(answer, secretOf), 201, ({ dossier }) => ({
        location: `/v1/dossiers/${dossier.code}`,
      }));
    },
  });
