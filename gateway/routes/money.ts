import type { makeApplyMoney } from "../../core/service/pay-apply.ts";
import type { makeEndPayment } from "../../core/service/pay-end.ts";
import type { makeFixFee } from "../../core/service/pay-fees.ts";
import type { readMoney as read } from "../../core/service/pay-read.ts";
import type { makeDecideRefund, makeMoveRefund } from "../../core/service/pay-refunds.ts";
import type { makeOpenPayment } from "../../core/service/pay-requests.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

export const readMoney = (find: (code: string, units: ReadonlySet<string>) => ReturnType<typeof read>) =>
  route("readMoney", {
    allow: ["unit"],
    async handle({ path, caller }) {
      const found = await find(path.code, caller.units);
      return found.ok ? ok(found.body) : problem(found);
    },
  });

export const fixFee = (fix: ReturnType<typeof makeFixFee>) =>
  route("fixFee", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await fix(path.code, body, ask), 201);
    },
  });

export const openPayment = (open: ReturnType<typeof makeOpenPayment>) =>
  route("openPayment", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await open(path.code, body, ask), 201);
    },
  });

export const applyMoney = (apply: ReturnType<typeof makeApplyMoney>) =>
  route("applyMoney", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await apply(path.code, path.reference, body, ask), 201);
    },
  });

export const endPayment = (end: ReturnType<typeof makeEndPayment>) =>
  route("endPayment", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await end(path.code, path.reference, body, ask), 201);
    },
  });

export const decideRefund = (decide: ReturnType<typeof makeDecideRefund>) =>
  route("decideRefund", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await decide(path.code, path.reference, body, ask), 201);
    },
  });

export const moveRefund = (move: ReturnType<typeof makeMoveRefund>) =>
  route("moveRefund", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await move(path.code, path.key, body, ask), 201);
    },
  });
