import type { HandedApplicant, ReadHandedDown } from "../../../core/domain/handed-down.ts";
import { refuse } from "../../../core/domain/refusal.ts";
import { fromLocalProcedureCode } from "../identifiers.ts";
import { atMost, fileName, missing, momentIn, rowIn, rowsIn, textOf, type Row } from "./fields.ts";

/** `addtthcKhuyenMai`: a sales promotion is notified. Its district is of before 01/07/2025 and is not asked for. */
export function fromPromotion(packet: Row): ReadHandedDown {
  const name = textOf(packet, "TenThuongNhan");
  if (name === "") return missing("TenThuongNhan");
  const procedure = fromLocalProcedureCode(textOf(packet, "MaTTHC"));
  if (!procedure) return refuse("procedure-unknown", { procedure: textOf(packet, "MaTTHC").slice(0, 50) }, "MaTTHC");
  const filedAt = momentIn(packet, "NgayNopHoSo", "yyyyMMddHHmmss");
  if (!filedAt.ok) return filedAt;
  const address = rowIn(packet, "DiaChiDoanhNghiep");
  const papers = rowsIn(packet, "TaiLieuNop").map((paper) => fileName(textOf(paper, "TenTepDinhKem"), "tệp"));
  return {
    ok: true,
    value: {
      ...{ kind: "filing", procedure, applicant: applicantOf(packet, name, address), accountId: null },
      ...{ filedAt: filedAt.at, agency: null, commune: textOf(address, "MaXa") || null, earlier: null },
      papers: papers.map((each) => ({ name: each, kind: "electronic", copies: 1 })),
      ...{ resultChannel: null, links: [] },
    },
  };
}

/** What is too long or not of its form stays in the filing's own form alone. */
export function applicantOf(packet: Row, name: string, address: Row): HandedApplicant {
  const phone = textOf(packet, "DienThoai") || textOf(packet, "SoDienThoaiNguoiLienHe");
  const email = textOf(packet, "Email");
  const where = atMost(textOf(address, "DiaChiChiTiet"), 500);
  return {
    name: atMost(name, 200) ?? "",
    ...(phone !== "" && phone.length <= 20 ? { phone } : {}),
    ...(/^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/.test(email) && email.length <= 200 ? { email } : {}),
    ...(where === undefined ? {} : { address: where }),
  };
}
