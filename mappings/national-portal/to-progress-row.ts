import { progressRowsInACall, progressRules, type ProgressRow } from "../../contracts/national-portal/progress.ts";
import type { ToldDossier, ToldStep } from "../../core/domain/told-dossier.ts";
import { fitPacket } from "./check.ts";
import type { PortalForm } from "./form.ts";
import { toPortalStatus } from "./status.ts";
import { reasonIsTold, stepWords } from "./step-words.ts";
import { withStatus, type Ready } from "./to-dossier-row.ts";
import { formatHcm14, formatHcm14OrNone } from "./time.ts";

/**
 * A step with the row it becomes. The wire has no number for a step, so ours travels beside the row until the call is
 * written (quirk 10), and what is marked as sent is what was in the call.
 */
export interface ProgressStep extends Ready<ProgressRow> {
  readonly eventId: string;
  readonly revision: number;
}

/** Every step once, as it was (quirk 12): its own time, its own state; none is added and none is improved. */
export function toProgressStep(dossier: Pick<ToldDossier, "code">, step: ToldStep, form: PortalForm): ProgressStep {
  const status = toPortalStatus("sync", { state: step.state }, step.at, form.statuses);
  const words = stepWords[step.step];
  const reason = reasonIsTold.has(step.step) && step.reason !== null ? `: ${step.reason}` : "";
  const { packet, findings } = fitPacket<ProgressRow>(
    {
      MaHoSo: dossier.code,
      NguoiXuLy: step.officer ?? form.officer ?? "",
      ChucDanh: "",
      ThoiDiemXuLy: formatHcm14(step.at),
      PhongBanXuLy: step.unit.name,
      NoiDungXuLy: words + reason,
      TrangThai: status.kind === "mapped" ? status.code : "",
      NgayBatDau: formatHcm14OrNone(step.startedAt),
      NgayKetThucTheoQuyDinh: formatHcm14OrNone(step.due),
    },
    progressRules,
    form,
  );
  return {
    eventId: step.eventId,
    revision: step.revision,
    packet,
    findings: withStatus(findings, "TrangThai", status),
    status,
  };
}

/** Calls of at most ten rows, in order (quirk 11). All steps are of one dossier. */
export function toProgressCalls(
  steps: readonly ProgressStep[],
  rowsInACall: number = progressRowsInACall,
): (readonly ProgressStep[])[] {
  const calls: (readonly ProgressStep[])[] = [];
  for (let start = 0; start < steps.length; start += rowsInACall) calls.push(steps.slice(start, start + rowsInACall));
  return calls;
}
