import type { StartChain } from "../../core/service/start-chain.ts";
import type { readChain as read, TakeLegStep } from "../../core/service/take-leg-step.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

export const startChain = (start: StartChain) =>
  route("startChain", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await start(path.code, body, ask), 201);
    },
  });

export const readChain = (find: (code: string, units: ReadonlySet<string>) => ReturnType<typeof read>) =>
  route("readChain", {
    allow: ["unit"],
    async handle({ path, caller }) {
      const found = await find(path.code, caller.units);
      return found.ok ? ok(found.chain) : problem(found);
    },
  });

export const takeLegStep = (take: TakeLegStep) =>
  route("takeLegStep", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await take(path.code, path.n, body, ask), 201);
    },
  });
