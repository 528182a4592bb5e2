import type { FaultCode } from "../../bus/outcome.ts";
import type { DossierRow } from "../../contracts/national-portal/dossier.ts";
import type { FiledStatus } from "../../contracts/national-portal/filed-status.ts";
import type { ToldDossier, ToldStep } from "../../core/domain/told-dossier.ts";
import { isBlocked, type Finding } from "../../mappings/national-portal/check.ts";
import type { PortalForm } from "../../mappings/national-portal/form.ts";
import { toDossierRow, type LinkOf, type Ready } from "../../mappings/national-portal/to-dossier-row.ts";
import { toFiledStatus } from "../../mappings/national-portal/to-filed-status.ts";
import { toProgressStep } from "../../mappings/national-portal/to-progress-row.ts";
import type { StepRow } from "./ask.ts";

/** What goes to the portal, or why it does not, with every field at fault named. */
export type Packet<Row> = { readonly ok: true; readonly row: Row; readonly status: string } | Unfit;

export interface Unfit {
  readonly ok: false;
  readonly fault: FaultCode;
  readonly field?: string;
  readonly detail: string;
}

/** `nothing`: the portal has no word for it, and nobody need look, as for storage. */
export interface Packets {
  readonly dossier: (told: ToldDossier) => Packet<DossierRow>;
  readonly step: (told: ToldDossier, step: ToldStep) => Packet<StepRow> | "nothing";
  /** Of what was filed on the portal. */
  readonly filed: (told: ToldDossier, step: ToldStep) => Packet<FiledStatus> | "nothing";
}

/** @param linksOf the hub's own links to the files of a dossier. */
export function makePackets(form: PortalForm, linksOf: (told: ToldDossier) => LinkOf, now: () => Date): Packets {
  return {
    dossier: (told) => judged(toDossierRow(told, linksOf(told), form, now()), ({ packet }) => packet),
    step: (told, step) =>
      unlessSilent(toProgressStep(told, step, form), ({ eventId, packet }) => ({ eventId, packet })),
    filed: (told, step) => unlessSilent(toFiledStatus(told, step, linksOf(told), form), ({ packet }) => packet),
  };
}

const unlessSilent = <R extends Ready<object>, Row>(ready: R, rowOf: (ready: R) => Row): Packet<Row> | "nothing" =>
  ready.status.kind === "refused" && !ready.status.forPerson ? "nothing" : judged(ready, rowOf);

function judged<R extends Ready<object>, Row>(ready: R, rowOf: (ready: R) => Row): Packet<Row> {
  const { findings, status } = ready;
  if (!isBlocked(findings) && status.kind === "mapped") return { ok: true, row: rowOf(ready), status: status.code };
  return { ok: false, ...faultOf(findings) };
}

/** Why a packet is not sent, as its message says it to a person. */
export function faultOf(findings: readonly Finding[]): Omit<Unfit, "ok"> {
  const blocking = findings.filter((each) => each.blocking);
  const field = blocking[0]?.field;
  return {
    fault: blocking.some(({ kind }) => kind === "unmapped") ? "portal-unmapped" : "portal-incomplete",
    ...(field === undefined ? {} : { field }),
    detail: blocking.map(({ vi }) => vi).join(" "),
  };
}
