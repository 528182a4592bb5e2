import type { ReceiveDossier } from "../../core/service/receive-dossier.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

export const receiveDossier = (receive: ReceiveDossier) =>
  route("receiveDossier", {
    allow: ["unit"],
    async handle({ body, ask }) {
      const answer = await receive(body, ask);
      return answered(answer, 201, ({ dossier }) => ({ location: `/v1/dossiers/${dossier.code}` }));
    },
  });
