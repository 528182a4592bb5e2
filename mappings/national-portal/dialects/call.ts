import type { DossierRow } from "../../../contracts/national-portal/dossier.ts";
import type { Service } from "../../../contracts/national-portal/envelope.ts";
import type { FiledStatus } from "../../../contracts/national-portal/filed-status.ts";
import type { ProgressStep } from "../to-progress-row.ts";

/** What is asked of the portal, in no dialect. */
export type PortalCall =
  | { readonly kind: "login"; readonly username: string; readonly password: string }
  | { readonly kind: "syncDossier"; readonly row: DossierRow; readonly isUpdating: boolean }
  /** Steps of one dossier; only their rows go on the wire. */
  | { readonly kind: "progress"; readonly steps: readonly Pick<ProgressStep, "eventId" | "packet">[] }
  | { readonly kind: "filedStatus"; readonly status: FiledStatus }
  | { readonly kind: "lookup"; readonly dossierCode: string }
  /** Lists, a procedure, an account, questions. */
  | { readonly kind: "read"; readonly service: Service; readonly parameters: Readonly<Record<string, string>> }
  /** Rows of evaluations, questions and answers. */
  | { readonly kind: "push"; readonly service: Service; readonly rows: readonly object[] };

/** The portal's name of it. */
export function serviceOf(call: PortalCall): Service | "login" {
  switch (call.kind) {
    case "login":
      return "login";
    case "syncDossier":
      return "DongBoHoSoMC";
    case "progress":
      return "CapNhatTienDoHoSoMC";
    case "filedStatus":
      return "DongBoTrangThaiHoSo";
    case "lookup":
      return "TraCuuHoSo";
    case "read":
    case "push":
      return call.service;
  }
}

/** `data` of the call; undefined: it has none. */
export function dataOf(call: PortalCall): unknown {
  switch (call.kind) {
    case "syncDossier":
      return [call.row];
    case "progress":
      return call.steps.map(({ packet }) => packet);
    case "filedStatus":
      return call.status;
    case "push":
      return call.rows;
    case "login":
    case "lookup":
    case "read":
      return undefined;
  }
}
