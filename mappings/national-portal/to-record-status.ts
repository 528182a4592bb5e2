import { recordStatusRules, type RecordStatus } from "../../contracts/national-portal/vneid.ts";
import type { ToldDossier, ToldStep } from "../../core/domain/told-dossier.ts";
import { fitPacket } from "./check.ts";
import type { PortalForm } from "./form.ts";
import { toPortalStatus } from "./status.ts";
import { reasonIsTold } from "./step-words.ts";
import { withStatus, type Ready } from "./to-dossier-row.ts";
import { formatRecordDay } from "./time.ts";

/** A judicial record that was issued, as VNeID shows it. */
export interface IssuedRecord {
  /** 1 or 2, as it was asked for. */
  readonly kind: string;
  readonly base64: string;
}

export interface RecordTelling {
  /** Up to the step that is told. */
  readonly history: readonly ToldStep[];
  readonly province: { readonly code: string; readonly name: string };
  /** Null: it has none, or VNeID has it already. */
  readonly issued: IssuedRecord | null;
}

/**
 * How a judicial record filed in VNeID stands after a step, as `traKetQuaHoSoLLTP` takes it. A request for papers and a
 * refusal bear their reason, or are not told: VNeID shows it to whoever filed.
 */
export function toRecordPacket(
  dossier: ToldDossier,
  step: ToldStep,
  { history, province, issued }: RecordTelling,
  form: PortalForm,
): Ready<RecordStatus> {
  const status = toPortalStatus("vneid", factsAt(dossier, step), step.at, form.statuses);
  const code = status.kind === "mapped" ? status.code : "";
  const decision = history.findLast(({ step: taken }) => taken === "conclude" || taken === "settleAtOnce");
  const denied = decision !== undefined && dossier.outcome !== "granted";
  const needsReason =
    ["supplementBeforeReceipt", "supplement", "receiptRefused"].includes(step.state) || (denied && isDecided(step));
  const result = dossier.results.at(-1);
  const rules = needsReason
    ? { ...recordStatusRules, lyDoTuChoi: { ...recordStatusRules.lyDoTuChoi, mandatory: "yes" as const } }
    : recordStatusRules;
  const { packet, findings } = fitPacket<RecordStatus>(
    {
      maTinh: province.code,
      tenTinh: province.name,
      maHoSoMCDT: dossier.code,
      trangThaiXuLy: code,
      tenTrangThaiXuLy: status.kind === "mapped" ? status.name : "",
      lyDoTuChoi: denied && isDecided(step) ? (decision.reason ?? "") : reasonOf(dossier, step, history),
      ngayHenTraKetQua: dossier.due ? formatRecordDay(dossier.due) : "",
      // the hub has no step that revokes what was issued
      type: "ketqua",
      ketQuaXuLy: issued && {
        soPhieuLLTP: result?.number ?? "",
        ngayCapPhieu: result?.issuedOn?.split("-").reverse().join("/") ?? "",
        loaiPhieu: issued.kind,
        nguoiKy: decision?.officer ?? "",
        phieuLLTP: issued.base64,
      },
    },
    rules,
    form,
  );
  return { packet, findings: withStatus(findings, "trangThaiXuLy", status), status };
}

/** Of the newest state all facts are known, of one that it passed the state alone. */
export const factsAt = (dossier: ToldDossier, step: ToldStep) =>
  step.state === dossier.state ? dossier : { state: step.state };

export const isDecided = ({ state }: Pick<ToldStep, "state">): boolean =>
  state === "done" || state === "resultReturned";

/** What the law tells the applicant of why it stands there. */
function reasonOf(dossier: ToldDossier, step: ToldStep, history: readonly ToldStep[]): string {
  if (step.state === "supplementBeforeReceipt" || step.state === "supplement") {
    const asked = history.filter(({ step: taken }) => taken === "askSupplement").length;
    const round = dossier.supplements.find(({ number }) => number === asked);
    return [round?.what ?? "", round?.papers.join(", ") ?? ""].filter((part) => part !== "").join(": ");
  }
  const cause =
    step.state === "receiptRefused" ? history.findLast(({ step: taken }) => taken === "refuseReceipt") : step;
  return cause && reasonIsTold.has(cause.step) ? (cause.reason ?? "") : "";
}
