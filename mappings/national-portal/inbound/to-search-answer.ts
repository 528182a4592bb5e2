import type { SearchAnswer } from "../../../contracts/national-portal/lookup.ts";
import type { PortalForm } from "../form.ts";
import { toPortalStatus, type StatusFacts, type Words } from "../status.ts";
import { foldText } from "../text.ts";

/** What is told of a dossier that the portal asks for. */
export interface Asked {
  readonly procedure: {
    readonly code: string;
    readonly name: string;
    readonly field: string;
    readonly fieldCode: string;
  };
  readonly facts: StatusFacts;
  readonly holder: string;
  /** Of the owner's paper. */
  readonly idKind: string | null;
  readonly resultChannel: "counter" | "post" | "online" | null;
}

export type SearchReply =
  { readonly ok: true; readonly answer: SearchAnswer } | { readonly ok: false; readonly reason: Words };

/** The nine fields of `/search/call` and no other (P12), under the code by which the portal asked. */
export function toSearchAnswer(code: string, asked: Asked, form: PortalForm, at: Date): SearchReply {
  const status = toPortalStatus("sync", asked.facts, at, form.statuses);
  if (status.kind === "refused") return { ok: false, reason: status.reason };
  const { procedure, holder, idKind, resultChannel } = asked;
  return {
    ok: true,
    answer: {
      MaHoSo: code,
      MaTTHC: procedure.code,
      TenTTHC: procedure.name,
      MaLinhVuc: procedure.fieldCode || (form.fieldCodes[foldText(procedure.field)] ?? ""),
      TenLinhVuc: procedure.field,
      LoaiDoiTuong: (idKind === null ? undefined : form.applicantKinds[idKind]) ?? "",
      TrangThaiHoSo: status.code,
      HinhThuc: form.resultChannels[resultChannel ?? "notStated"] ?? "",
      DonViXuLy: holder,
    },
  };
}
