import type { Replay, ReplayDecision, ReplayDetail, ReplayWish } from "../../bus/ledger.ts";
import { findDossierCode } from "../../core/domain/dossier-code.ts";
import { findOrgCode } from "../../core/domain/org-code.ts";
import type { Answer, Ask } from "../../core/service/once.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

/** Sending again what a receiver has confirmed: first seen, then started, by a person with a reason. */
export const draftReplay = (draft: (wish: ReplayWish, ask: Ask) => Promise<Answer<ReplayDetail>>) =>
  route("draftReplay", {
    allow: ["operator"],
    async handle({ body, ask }) {
      const receiver = findOrgCode(body.receiver);
      if (!receiver) return problem({ code: "unit-unknown", values: { unit: body.receiver }, field: "/receiver" });
      const { from, to, dossier, type, perMinute, reason } = body;
      const wish = {
        ...{ receiver, type, perMinute, reason, from: new Date(from), to: new Date(to) },
        // what is no dossier's code has no messages
        dossier: dossier === undefined ? undefined : (findDossierCode(dossier) ?? dossier),
      };
      return answered(await draft(wish, ask), 201);
    },
  });

export const listReplays = (list: (limit: number) => Promise<readonly Replay[]>) =>
  route("listReplays", {
    allow: ["operator"],
    handle: async ({ query }) => ok({ items: await list(query.limit ?? 100) }),
  });

export const readReplay = (find: (id: string) => Promise<ReplayDetail | undefined>) =>
  route("readReplay", {
    allow: ["operator"],
    async handle({ path }) {
      const found = await find(path.replayId);
      return found ? ok(found) : problem({ code: "replay-unknown", values: { replay: path.replayId } });
    },
  });

type Decide = (id: string, decision: ReplayDecision, reason: string, ask: Ask) => Promise<Answer<ReplayDetail>>;

const decideReplay = (operationId: "startReplay" | "pauseReplay" | "abortReplay", decision: ReplayDecision) => {
  return (decide: Decide) =>
    route(operationId, {
      allow: ["operator"],
      handle: async ({ path, body, ask }) => answered(await decide(path.replayId, decision, body.reason, ask), 200),
    });
};
export const startReplay = decideReplay("startReplay", "start");
export const pauseReplay = decideReplay("pauseReplay", "pause");
export const abortReplay = decideReplay("abortReplay", "abort");
