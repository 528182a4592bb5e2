import type { StartChain } from "../../core/service/start-chain.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

export const startChain = (start: StartChain) =>
  route("startChain", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await start(path.code, body, ask), 201);
    },
  });
