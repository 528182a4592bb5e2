import type { makeUrgeUnit, readLetters, readPressing as read } from "../../core/service/urge-units.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

type Units = ReadonlySet<string>;

export const readPressing = (find: (code: string, units: Units) => ReturnType<typeof read>) =>
  route("readPressing", {
    allow: ["unit"],
    async handle({ path, caller }) {
      const found = await find(path.code, caller.units);
      return found.ok ? ok(found.body) : problem(found);
    },
  });

export const urgeUnit = (urge: ReturnType<typeof makeUrgeUnit>) =>
  route("urgeUnit", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await urge(path.code, body, ask), 201);
    },
  });

type Page = { readonly before?: string | undefined; readonly limit: number };

export const listUrgings = (find: (code: string, units: Units, page: Page) => ReturnType<typeof readLetters>) =>
  route("listUrgings", {
    allow: ["unit"],
    async handle({ path, query, caller }) {
      const found = await find(path.code, caller.units, { ...query, limit: query.limit ?? 100 });
      return found.ok ? ok(found.body) : problem(found);
    },
  });
