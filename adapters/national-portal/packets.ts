import type { FaultCode } from "../../bus/outcome.ts";
import type { ToldDossier, ToldStep } from "../../core/domain/told-dossier.ts";

/** What goes to the portal, or why it does not, with every field at fault named. */
export type Packet =
  | { readonly ok: true; readonly row: object; readonly status: string }
  | { readonly ok: false; readonly fault: FaultCode; readonly field?: string; readonly detail: string };

export interface Packets {
  readonly dossier: (told: ToldDossier) => Packet;
  /** `nothing`: the portal has no word for it and nobody need look, as for storage. */
  readonly step: (told: ToldDossier, step: ToldStep) => Packet | "nothing";
  /** Of what was filed on the portal; `nothing`: its service has no word for this step. */
  readonly filed: (told: ToldDossier, step: ToldStep) => Packet | "nothing";
}
