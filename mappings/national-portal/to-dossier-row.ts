import { dossierRules, type DossierRow } from "../../contracts/national-portal/dossier.ts";
import type { ToldDossier, ToldFile } from "../../core/domain/told-dossier.ts";
import { fitPacket, unmapped, type Finding } from "./check.ts";
import type { PortalForm } from "./form.ts";
import { fromLocalProcedureCode } from "./identifiers.ts";
import { toPortalStatus, type PortalStatus } from "./status.ts";
import { foldText } from "./text.ts";
import { formatHcm14, formatHcm14OrNone } from "./time.ts";

/** The hub's own opaque link to a file; null: there is none that the portal could open. */
export type LinkOf = (file: ToldFile) => string | null;

export interface Ready<Packet> {
  readonly packet: Packet;
  /** Empty: nothing to say. A blocking one: it is not sent. */
  readonly findings: readonly Finding[];
  /** Refused and not for a person: there is nothing to tell, and the message is done without a call. */
  readonly status: PortalStatus;
}

const channels = { direct: "1", online: "2", post: "3" } as const;

/**
 * A dossier as DongBoHoSoMC takes it, and what stands against sending it. What the hub does not know stays empty.
 * @param at the moment of telling: which row of the status table counts.
 */
export function toDossierRow(dossier: ToldDossier, linkOf: LinkOf, form: PortalForm, at: Date): Ready<DossierRow> {
  const { applicant, procedure } = dossier;
  const owner = applicant.owner ?? applicant;
  const status = toPortalStatus("sync", dossier, at, form.statuses);
  const idKind = owner.idKind === null ? undefined : form.idKinds[owner.idKind];
  const papers = dossier.files.filter(({ kind }) => kind !== "result");
  const row: DossierRow = {
    MaHoSo: dossier.code,
    MaTTHC: fromLocalProcedureCode(procedure.code) ?? "",
    TenTTHC: procedure.name,
    MaLinhVuc: procedure.fieldCode ?? form.fieldCodes[foldText(procedure.field ?? "")] ?? "",
    TenLinhVuc: procedure.field ?? "",
    KenhThucHien: channels[dossier.channel],
    ChuHoSo: owner.name,
    SoGiayToChuHoSo: owner.idNumber ?? "",
    LoaiDoiTuong: (owner.idKind === null ? undefined : form.applicantKinds[owner.idKind]) ?? "",
    // quirk 31: of who filed online; nobody else's account is put in its place
    MaDoiTuong: dossier.accountId ?? "",
    ThongTinKhac: "",
    Email: applicant.email ?? "",
    Fax: "",
    SoDienThoai: applicant.phone ?? "",
    TrichYeuHoSo: procedure.name,
    NgayTiepNhan: formatHcm14OrNone(dossier.receivedAt),
    NgayHenTra: formatHcm14OrNone(dossier.due),
    TrangThaiHoSo: status.kind === "mapped" ? status.code : "",
    NgayTra: formatHcm14OrNone(dossier.returnedAt),
    ThongTinTra: "",
    HinhThuc: form.resultChannels[dossier.resultChannel ?? "notStated"] ?? "",
    NgayKetThucXuLy: formatHcm14OrNone(dossier.concludedAt),
    DonViXuLy: dossier.holder.name,
    GhiChu: "",
    TaiLieuNop: papers.map((file) => ({
      TepDinhKemId: file.sha256,
      TenTepDinhKem: file.name,
      IsDeleted: form.notDeleted,
      MaThanhPhanHoSo: "",
      DuongDanTaiTepTin: linkOf(file) ?? "",
      DuocSoHoa: "1",
    })),
    DanhSachLePhi: [],
    DanhSachTepDinhKemKhac: dossier.otherPapers.map(({ name, copies }) => ({ TenGiayTo: name, SoLuong: copies })),
    DanhSachHoSoBoSung: dossier.supplements.map((round) => ({
      HoSoBoSungId: round.number,
      NguoiYeuCauBoSung: round.askedBy ?? "",
      NoiDungBoSung: round.what,
      NgayBoSung: formatHcm14(round.askedAt),
      NguoiTiepNhanBoSung: "",
      ThongTinTiepNhan: "",
      NgayTiepNhanBoSung: formatHcm14OrNone(round.broughtAt),
      TrangThaiBoSung: round.broughtAt !== null,
      DanhSachGiayToBoSung: round.papers.map((TenGiayTo) => ({ TenGiayTo })),
      DanhSachLePhiBoSung: [],
      NgayHenTraTruoc: formatHcm14OrNone(round.dueBefore),
      NgayHenTraMoi: formatHcm14OrNone(round.dueAfter),
    })),
    DanhSachGiayToKetQua: dossier.results.map((result) => ({
      TenGiayTo: result.name,
      MaThanhPhanHoSo: "",
      GiayToId: result.number,
      // a result without a file has no link: never another paper's
      DuongDanTepTinKetQua: (result.file && linkOf(result.file)) ?? "",
      ...(result.code !== null && { MaGiayToKetQua: result.code }),
    })),
    NgayNopHoSo: formatHcm14(dossier.filedAt),
    NgayTuChoi: formatHcm14OrNone(dossier.refusedAt),
    NoiNopHoSo: dossier.nationalCode === null ? form.filedOn.here : form.filedOn.portal,
    HoSoCoThanhPhanSoHoa: papers.length > 0 ? "1" : "0",
    ...(form.paidOnline !== null && { DuocThanhToanTrucTuyen: form.paidOnline }),
    ...(form.vneidVerified !== null && { TaiKhoanDuocXacThucVoiVNeID: form.vneidVerified }),
    DinhDanhCHS:
      idKind !== undefined && owner.idNumber !== null ? [{ LoaiDinhDanh: idKind, SoDinhDanh: owner.idNumber }] : [],
    ...(form.databases !== null && { DSKetNoiCSDL: form.databases.map((MaCSDL) => ({ MaCSDL })) }),
  };
  const { packet, findings } = fitPacket(row, dossierRules, form);
  return {
    packet,
    findings: withStatus(findings, "TrangThaiHoSo", status),
    status,
  };
}

/** Why there is no status says more than that it is missing. */
export const withStatus = (findings: readonly Finding[], field: string, status: PortalStatus): readonly Finding[] =>
  status.kind === "mapped"
    ? findings
    : [...findings.filter((each) => each.field !== field), unmapped(field, status.reason)];
