import { filedStatusRules, type FiledStatus } from "../../contracts/national-portal/filed-status.ts";
import type { ToldDossier, ToldStep } from "../../core/domain/told-dossier.ts";
import { fitPacket } from "./check.ts";
import type { PortalForm } from "./form.ts";
import { toPortalStatus, type PortalStatus, type StatusRow } from "./status.ts";
import { reasonIsTold, stepWords } from "./step-words.ts";
import { withStatus, type LinkOf, type Ready } from "./to-dossier-row.ts";
import { formatHcm14 } from "./time.ts";

/** What a step says of a decision is the dossier's own outcome, also when the result was handed over since. */
export const filedStatus = (dossier: ToldDossier, step: ToldStep, own: readonly StatusRow[] = []): PortalStatus =>
  toPortalStatus(
    "filed",
    step.state === dossier.state ? dossier : { state: step.state, outcome: dossier.outcome },
    step.at,
    own,
  );

/** What became of a dossier that was filed on the portal, after a step of it. NgayXuLy is the step's time (quirk 15). */
export function toFiledStatus(
  dossier: ToldDossier,
  step: ToldStep,
  linkOf: LinkOf,
  form: PortalForm,
): Ready<FiledStatus> {
  const status = filedStatus(dossier, step, form.statuses);
  const reason = reasonIsTold.has(step.step) && step.reason !== null ? `: ${step.reason}` : "";
  const { packet, findings } = fitPacket<FiledStatus>(
    {
      MaHoSo: dossier.nationalCode ?? "",
      MaHoSoDonVi: dossier.code,
      MaDoiTuong: dossier.accountId ?? "",
      NoiDung: stepWords[step.step] + reason,
      NgayXuLy: formatHcm14(step.at),
      TrangThai: status.kind === "mapped" ? status.code : "",
      TaiLieuXuLy: dossier.results.flatMap(({ file }) =>
        file === null
          ? []
          : [
              {
                TepDinhKemId: file.sha256,
                TenTepDinhKem: file.name,
                IsDeleted: form.notDeleted,
                MaThanhPhanHoSo: "",
                DuongDanTaiTepTin: linkOf(file) ?? "",
              },
            ],
      ),
    },
    filedStatusRules,
    form,
  );
  return {
    packet,
    findings: withStatus(findings, "TrangThai", status),
    status,
  };
}
