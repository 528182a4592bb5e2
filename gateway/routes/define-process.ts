import type { defineProcess as define } from "../../core/service/define-process.ts";
import type { ProcessRequest } from "../../core/service/process-request.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";

export const defineProcess = (save: (id: string, request: ProcessRequest) => ReturnType<typeof define>) =>
  route("defineProcess", {
    allow: ["operator"],
    async handle({ path, body }) {
      const saved = await save(path.id, body);
      return saved.ok ? ok(saved.body) : problem(saved);
    },
  });
