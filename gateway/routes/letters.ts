import type { makeActOnLetter, makeLinkLetter } from "../../core/service/letter-act.ts";
import type { makeRecallLetter } from "../../core/service/letter-recall.ts";
import type { makeReplaceLetter } from "../../core/service/letter-replace.ts";
import type { makeSendLetter } from "../../core/service/letter-send.ts";
import type { makeUpdateLetter } from "../../core/service/letter-update.ts";
import type { listMailbox as list, readDossierLetters, readLetter as readOne } from "../../core/service/letter-view.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

export const sendLetter = (send: ReturnType<typeof makeSendLetter>) =>
  route("sendLetter", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await send(path.code, body, ask), 201);
    },
  });

export const readLetters = (
  find: (code: string, units: ReadonlySet<string>) => ReturnType<typeof readDossierLetters>,
) =>
  route("readLetters", {
    allow: ["unit"],
    async handle({ path, caller }) {
      const found = await find(path.code, caller.units);
      return found.ok ? ok({ code: found.code, letters: found.letters }) : problem(found);
    },
  });

export const listLetters = (
  find: (units: ReadonlySet<string>, question: Parameters<typeof list>[2]) => ReturnType<typeof list>,
) =>
  route("listLetters", {
    allow: ["unit"],
    async handle({ query, caller }) {
      const { unit, side, only, before, limit = 100 } = query;
      return ok(await find(caller.units, { unit, side, only, before, limit }));
    },
  });

export const readLetter = (find: (letter: string, units: ReadonlySet<string>) => ReturnType<typeof readOne>) =>
  route("readLetter", {
    allow: ["unit"],
    async handle({ path, caller }) {
      const found = await find(path.letter, caller.units);
      return found.ok ? ok(found.letter) : problem(found);
    },
  });

export const linkLetter = (link: ReturnType<typeof makeLinkLetter>) =>
  route("linkLetter", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await link(path.letter, body, ask), 201);
    },
  });

export const acceptLetter = (act: ReturnType<typeof makeActOnLetter>) =>
  route("acceptLetter", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await act(path.letter, body, ask), 201);
    },
  });

export const reportLetter = (act: ReturnType<typeof makeActOnLetter>) =>
  route("reportLetter", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await act(path.letter, body, ask), 201);
    },
  });

export const recallLetter = (act: ReturnType<typeof makeActOnLetter>, recall: ReturnType<typeof makeRecallLetter>) =>
  route("recallLetter", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      const { answer, by, officer, reason = "", organs } = body;
      const who = { by, ...(officer === undefined ? {} : { officer }) };
      if (answer !== undefined)
        return answered(
          await act(path.letter, { ...who, act: answer, ...(reason === "" ? {} : { reason }) }, ask),
          201,
        );
      return answered(await recall(path.letter, { ...who, reason, ...(organs ? { organs } : {}) }, ask), 201);
    },
  });

export const updateLetter = (update: ReturnType<typeof makeUpdateLetter>) =>
  route("updateLetter", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await update(path.letter, body, ask), 201);
    },
  });

export const replaceLetter = (replace: ReturnType<typeof makeReplaceLetter>) =>
  route("replaceLetter", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await replace(path.letter, body, ask), 201);
    },
  });
