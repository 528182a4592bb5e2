import type {
  makeCancelPostOrder,
  makeCreatePostOrder,
  makeQuotePostOrder,
  readPostOrders as read,
} from "../../core/service/post-orders.ts";
import type { makeCorrectReceipt } from "../../core/service/post-correct.ts";
import type { readPostLabel as readLabel } from "../../core/service/post-label.ts";
import type { makeRecordHandOver } from "../../core/service/post-records.ts";
import { labelPage } from "../pages/label.ts";
import { ok, problem } from "../reply.ts";
import { route } from "../route.ts";
import { answered } from "./answer.ts";

export const createPostOrder = (create: ReturnType<typeof makeCreatePostOrder>) =>
  route("createPostOrder", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await create(path.code, body, ask), 201);
    },
  });

export const readPostOrders = (find: (code: string, units: ReadonlySet<string>) => ReturnType<typeof read>) =>
  route("readPostOrders", {
    allow: ["unit"],
    async handle({ path, caller }) {
      const found = await find(path.code, caller.units);
      return found.ok ? ok({ code: found.code, orders: found.orders }) : problem(found);
    },
  });

export const quotePostOrder = (quote: ReturnType<typeof makeQuotePostOrder>) =>
  route("quotePostOrder", {
    allow: ["unit"],
    async handle({ path, body, ask, signal }) {
      const found = await quote(path.code, body, ask, signal);
      return found.ok ? ok(found.quote) : problem(found);
    },
  });

export const cancelPostOrder = (cancel: ReturnType<typeof makeCancelPostOrder>) =>
  route("cancelPostOrder", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await cancel(path.number, body, ask), 201);
    },
  });

export const recordPostHandOver = (record: ReturnType<typeof makeRecordHandOver>) =>
  route("recordPostHandOver", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await record(path.number, body, ask), 201);
    },
  });

export const correctPostReceipt = (correct: ReturnType<typeof makeCorrectReceipt>) =>
  route("correctPostReceipt", {
    allow: ["unit"],
    async handle({ path, body, ask }) {
      return answered(await correct(path.number, body, ask), 201);
    },
  });

export const readPostLabel = (
  read: (number: string, units: ReadonlySet<string>, signal: AbortSignal) => ReturnType<typeof readLabel>,
) =>
  route("readPostLabel", {
    allow: ["unit"],
    async handle({ path, caller, signal }) {
      const found = await read(path.number, caller.units, signal);
      return found.ok ? ok({ ...found.label, page: labelPage(found.label) }) : problem(found);
    },
  });
