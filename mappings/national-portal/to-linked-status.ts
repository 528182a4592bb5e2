import type { LinkedStatus } from "../../contracts/national-portal/linked.ts";
import type { ToldDossier, ToldStep } from "../../core/domain/told-dossier.ts";
import type { LinkedTelling } from "./linked-order.ts";
import { statusNames } from "./status.ts";
import { cleanText } from "./text.ts";
import { formatLinkedMoment } from "./time.ts";

const orNone = (at: Date | null | undefined): string => (at ? formatLinkedMoment(at) : "");

/**
 * One status as the linked services take it. A status that the dossier passed without a step of its own bears the moment
 * of the step beyond it, and no officer: nothing is invented for it.
 * @param procedure the national code. @param result JSON in text, with the certificate; of status 4 alone.
 * @param supplementUntil of status 2; null: no limit is known.
 */
export function toLinkedStatus(
  told: ToldDossier,
  telling: LinkedTelling,
  step: ToldStep | undefined,
  {
    procedure,
    agency,
    result,
    supplementUntil,
  }: {
    readonly procedure: string;
    readonly agency: number;
    readonly result: string | null;
    readonly supplementUntil: Date | null;
  },
): LinkedStatus {
  return {
    maTTHC: procedure,
    soHoSoLT: told.nationalCode ?? "",
    maHoSo: told.code,
    coQuanXuLy: agency,
    trangThai: Number(telling.code),
    thoiGianThucHien: formatLinkedMoment(telling.at),
    ghiChu: "",
    ketQuaXuLy: result,
    nguoiXuLy: cleanText(step?.officer ?? ""),
    chucDanh: "",
    phongBanXuLy: cleanText(step?.unit.name ?? ""),
    noiDungXuLy: cleanText(step?.reason ?? statusNames.linked[telling.code] ?? "", true),
    ngayBatDau: orNone(step?.startedAt),
    ngayKetThucTheoQuyDinh: orNone(step?.due ?? told.due),
    hanBoSungHoSo: telling.code === "2" ? orNone(supplementUntil) : "",
  };
}
