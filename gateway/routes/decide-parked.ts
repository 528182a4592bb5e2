import type { Decided } from "../../bus/ledger.ts";
import type { Answer, Ask } from "../../core/service/once.ts";
import type { OrgCode } from "../../core/domain/org-code.ts";
import { findOrgCode } from "../../core/domain/org-code.ts";
import { problem } from "../reply.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

type Decides = Promise<Answer<Decided["body"]>>;

/** The four ways out for a message that waits for a person; each with a reason, attributed to the caller. */
export const retryParked = (retry: (messageId: string, reason: string, ask: Ask) => Decides) =>
  route("retryParked", {
    allow: ["operator"],
    handle: async ({ path, body, ask }) => answered(await retry(path.messageId, body.reason, ask), 200),
  });

export const dropParked = (drop: (messageId: string, reason: string, ask: Ask) => Decides) =>
  route("dropParked", {
    allow: ["operator"],
    handle: async ({ path, body, ask }) => answered(await drop(path.messageId, body.reason, ask), 200),
  });

export const readdressParked = (readdress: (messageId: string, to: OrgCode, reason: string, ask: Ask) => Decides) =>
  route("readdressParked", {
    allow: ["operator"],
    async handle({ path, body, ask }) {
      const to = findOrgCode(body.to);
      if (!to) return problem({ code: "unit-unknown", values: { unit: body.to }, field: "/to" });
      return answered(await readdress(path.messageId, to, body.reason, ask), 200);
    },
  });

export const replaceParked = (
  replace: (messageId: string, data: Readonly<Record<string, unknown>>, reason: string, ask: Ask) => Decides,
) =>
  route("replaceParked", {
    allow: ["operator"],
    handle: async ({ path, body, ask }) => answered(await replace(path.messageId, body.data, body.reason, ask), 200),
  });
