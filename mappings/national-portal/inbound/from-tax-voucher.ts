import type { ReadHandedDown } from "../../../core/domain/handed-down.ts";
import { amountOf, fileName, missing, momentIn, rowIn, textOf, unreadable, type Row } from "./fields.ts";

/** `nhanhsdvcqg` with `service` NhanChungTuThueDat. The district and who paid are not asked for: the notice names them. */
export function fromTaxVoucher(packet: Row): ReadHandedDown {
  const data = rowIn(packet, "data");
  const paid = rowIn(data, "ThongTinThanhToan");
  const code = textOf(data, "MaHoSo");
  const taxNumber = textOf(data, "MaSoThue");
  const decisionNo = textOf(paid, "MaThongBaoThue");
  for (const [name, text] of [
    ["MaHoSo", code],
    ["MaSoThue", taxNumber],
    ["MaThongBaoThue", decisionNo],
  ] as const)
    if (text === "") return missing(name);
  const amountVnd = amountOf(textOf(paid, "SoTien"));
  if (amountVnd === undefined) return unreadable("SoTien", "số tiền đồng viết liền", "whole đồng without separators");
  const paidAt = momentIn(paid, "ThoiGianThanhToan", "yyyyMMddHHmmss");
  if (!paidAt.ok) return paidAt;
  if (!paidAt.at) return missing("ThoiGianThanhToan");
  const status = textOf(paid, "TrangThaiThanhToan");
  if (status !== "0" && status !== "1") return unreadable("TrangThaiThanhToan", "0 hoặc 1", "0 or 1");
  const url = textOf(data, "UrlFileChungTu");
  return {
    ok: true,
    value: {
      ...{ kind: "taxVoucher", code, taxNumber, decisionNo, paidAt: paidAt.at, amountVnd, isPaid: status === "1" },
      links:
        url === "" ? [] : [{ field: "UrlFileChungTu", url, name: fileName(`chung-tu-${decisionNo}.pdf`, "chứng từ") }],
    },
  };
}
