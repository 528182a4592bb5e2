import { findDossierCode } from "../domain/dossier-code.ts";
import { decide, evolve, type Command, type Outcome, type Step } from "../domain/dossier.ts";
import { refuse, type Refusal } from "../domain/refusal.ts";
import * as dossiers from "../store/dossiers.ts";
import type { Tx } from "../../platform/database.ts";
import { actingUnit, momentOf, unitOn } from "./acting-unit.ts";
import { once, type Answer, type Ask } from "./once.ts";
import { recordStep, type StepTaken, type World } from "./step-taken.ts";

export interface StepRequest {
  readonly step: Step;
  readonly by: string;
  readonly to?: string;
  readonly at?: string;
  readonly reason?: string;
  readonly outcome?: Outcome;
  readonly officer?: string;
}

export type TakeStep = (code: string, request: StepRequest, ask: Ask) => Promise<Answer<StepTaken>>;

/** Any step after the receipt: lock, decide, save, announce, in one transaction. */
export const makeTakeStep =
  (world: World): TakeStep =>
  (text, request, ask) =>
    once(world.db, ask, async (tx) => {
      const code = findDossierCode(text);
      const stored = code && (await dossiers.lock(tx, code));
      // whoever was never concerned learns nothing, not even that it exists (P12)
      const parties = stored ? await dossiers.partiesAmong(tx, stored.id, [...ask.units]) : [];
      if (!stored || parties.length === 0) return refuse("dossier-unknown", { code: text });

      const command = await readCommand(tx, request, ask.units, world.now());
      if (!command.ok) return command;
      const decision = decide(stored.dossier, command.command);
      if (!decision.ok) return decision;

      const after = evolve(stored.dossier, decision.event);
      const saved = await dossiers.save(tx, stored.id, after);
      const { event } = decision;
      return {
        ok: true,
        body: await recordStep(tx, world, ask, { before: stored.dossier, saved, event, officer: request.officer }),
      };
    });

/** The request in the core's own terms: agencies found and valid on the day it happened, the caller one of its own. */
async function readCommand(
  tx: Tx,
  request: StepRequest,
  units: ReadonlySet<string>,
  now: Date,
): Promise<{ readonly ok: true; readonly command: Command } | Refusal> {
  const moment = momentOf(request.at, now);
  if (!moment.ok) return moment;
  const acting = await actingUnit(tx, units, request.by, moment.at);
  if (!acting.ok) return acting;
  const common = { by: acting.unit.code, at: moment.at, ...(request.reason ? { reason: request.reason } : {}) };
  switch (request.step) {
    case "handOver": {
      const receiver = await unitOn(tx, request.to ?? "", moment.at, "/to");
      if (!receiver.ok) return receiver;
      return { ok: true, command: { ...common, step: "handOver", to: receiver.unit.code } };
    }
    case "conclude":
      return { ok: true, command: { ...common, step: "conclude", outcome: request.outcome ?? "granted" } };
    case "acknowledge":
    case "sendBack":
    case "returnResult":
      return { ok: true, command: { ...common, step: request.step } };
  }
}
