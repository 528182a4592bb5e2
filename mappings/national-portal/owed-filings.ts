import type { ToldDossier, ToldStep } from "../../core/domain/told-dossier.ts";
import { linkedOrder, toLinkedTellings } from "./linked-order.ts";
import { toPortalStatus, type PortalStatus, type StatusRow } from "./status.ts";
import { filedStatus } from "./to-filed-status.ts";

/** What is on record of a filing's telling: these services cannot be asked what they hold. */
export interface FilingRecord {
  readonly service: "filed" | "linked";
  /** Steps that were acknowledged; `status` null: nobody kept with which. */
  readonly told: readonly { readonly revision: number; readonly status: string | null }[];
  /** Of the linked services: the statuses they took, in their order. */
  readonly linked: readonly string[];
  /** Steps whose telling a person let drop. */
  readonly dropped: readonly number[];
  /** Up to which revision steps were announced. */
  readonly announced: number;
}

export interface FilingOwed {
  /** By which the service should know it; null: it has no word for anything of it yet. */
  readonly ours: string | null;
  /** Acknowledged last; null: nothing, or nobody kept what. */
  readonly theirs: string | null;
  /** Steps with a word, announced and not acknowledged. */
  readonly untold: readonly number[];
  /** It was told what the truth does not say. */
  readonly differs: boolean;
  /** Steps whose ordinary message puts it right, in their order; what is not in it is a person's. */
  readonly again: readonly number[];
}

/** What the truth owes the service that tells a filing, beside what it acknowledged. */
export function filingOwed(
  dossier: ToldDossier,
  steps: readonly ToldStep[],
  record: FilingRecord,
  own: readonly StatusRow[] = [],
): FilingOwed {
  const statusOf = (step: ToldStep): PortalStatus =>
    record.service === "filed"
      ? filedStatus(dossier, step, own)
      : toPortalStatus("linked", { state: step.state, outcome: dossier.outcome }, step.at, own);
  const worded = steps.flatMap((step) => {
    const status = step.revision <= record.announced ? statusOf(step) : undefined;
    return status?.kind === "mapped" ? [{ step, revision: step.revision, code: status.code }] : [];
  });
  return record.service === "filed" ? filedOwed(worded, record) : linkedOwed(worded, steps, dossier, record, own);
}

interface Worded {
  readonly step: ToldStep;
  readonly revision: number;
  readonly code: string;
}

/** Each step is told for itself, in their order; the service knows the last of them. */
function filedOwed(worded: readonly Worded[], { told, dropped }: FilingRecord): FilingOwed {
  const known = new Set(told.map(({ revision }) => revision));
  const last = told.at(-1);
  const untold = worded.filter(({ revision }) => !known.has(revision) && !dropped.includes(revision));
  const ours = worded.at(-1)?.code ?? null;
  const newer = untold.filter(({ revision }) => revision > (last?.revision ?? 0));
  const shouldKnow = worded.findLast(({ revision }) => revision <= (last?.revision ?? 0));
  const differs = (last?.status ?? null) !== null && last?.status !== shouldKnow?.code;
  // behind a newer one nothing is told: what was passed over is a person's
  const repeats = differs && newer.length === 0 && shouldKnow && shouldKnow.revision === last?.revision;
  return {
    ...{ ours, theirs: last?.status ?? null, untold: untold.map(({ revision }) => revision), differs },
    again: repeats ? [shouldKnow.revision] : newer.map(({ revision }) => revision),
  };
}

/** 1 → 3 → 7 → 4 → 5 goes forward only, and is filled in by the telling of its last; 2 and 6 stand beside it. */
function linkedOwed(
  worded: readonly Worded[],
  steps: readonly ToldStep[],
  { outcome }: ToldDossier,
  { told, linked, dropped }: FilingRecord,
  own: readonly StatusRow[],
): FilingOwed {
  const known = new Set(told.map(({ revision }) => revision));
  const last = worded.at(-1);
  const history = last ? steps.slice(0, steps.indexOf(last.step) + 1) : [];
  const tellings = last && toLinkedTellings(last.code, linked, history, outcome, own);
  const isTold = (each: Worded) =>
    known.has(each.revision) || (each === last ? tellings?.kind === "toldBefore" : linked.includes(each.code));
  const untold = worded.filter((each) => !dropped.includes(each.revision) && !isTold(each));
  const furthest = Math.max(0, ...worded.map(({ code }) => placeOf(code)));
  const wrong = linked.findLast((code) => placeOf(code) > furthest || !isReached(code, worded));
  const mends = wrong === undefined && last && untold.includes(last) && tellings?.kind === "tell";
  return {
    ...{ ours: last?.code ?? null, theirs: wrong ?? linked.at(-1) ?? null, differs: wrong !== undefined },
    untold: untold.map(({ revision }) => revision),
    again: mends ? [last.revision] : [],
  };
}

const placeOf = (code: string): number => (linkedOrder as readonly string[]).indexOf(code);

/** In the order a status may have been passed without a step of its own; beside it, it has one. */
const isReached = (code: string, worded: readonly Worded[]): boolean =>
  placeOf(code) >= 0 ? worded.length > 0 : worded.some((each) => each.code === code);
