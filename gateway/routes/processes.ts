import type { approveProcess as approve, checkProcess as check } from "../../core/service/define-process.ts";
import type { defineProcess as define, readProcess as read } from "../../core/service/define-process.ts";
import type { Ask } from "../../core/service/once.ts";
import type { ProcessRequest } from "../../core/service/process-request.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

export const defineProcess = (save: (id: string, request: ProcessRequest) => ReturnType<typeof define>) =>
  route("defineProcess", {
    allow: ["operator"],
    async handle({ path, body }) {
      const saved = await save(path.id, body);
      return saved.ok ? ok(saved.body) : problem(saved);
    },
  });

export const readProcess = (find: (id: string) => ReturnType<typeof read>) =>
  route("readProcess", {
    allow: ["unit", "operator"],
    async handle({ path }) {
      const found = await find(path.id);
      return found.ok ? ok(found.body) : problem(found);
    },
  });

export const checkProcess = (
  take: (id: string, request: Parameters<typeof check>[2], ask: Ask) => ReturnType<typeof check>,
) =>
  route("checkProcess", {
    allow: ["operator"],
    async handle({ path, body, ask }) {
      return answered(await take(path.id, body, ask), 200);
    },
  });

export const approveProcess = (
  take: (id: string, request: Parameters<typeof approve>[2], ask: Ask) => ReturnType<typeof approve>,
) =>
  route("approveProcess", {
    allow: ["operator"],
    async handle({ path, body, ask }) {
      return answered(await take(path.id, body, ask), 200);
    },
  });
