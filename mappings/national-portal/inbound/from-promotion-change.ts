import { fault, type ReadHandedDown } from "../../../core/domain/handed-down.ts";
import { fromLocalProcedureCode } from "../identifiers.ts";
import { fileName, missing, momentIn, rowIn, textOf, type Row } from "./fields.ts";
import { applicantOf } from "./from-promotion.ts";

/**
 * `nhanhsdvcqg` with a service of filings: a change of what was notified. Which procedure a service files under was not
 * seen in the packet: where it does not say, the configuration does.
 */
export function fromPromotionChange(packet: Row, procedures: Readonly<Record<string, string>>): ReadHandedDown {
  const service = textOf(packet, "service");
  const data = rowIn(packet, "data");
  const stated = textOf(data, "MaTTHC");
  if (stated === "" && procedures[service] === undefined)
    return fault("portal-flow-unknown", { flow: service.slice(0, 100) }, "service");
  const procedure = fromLocalProcedureCode(stated || (procedures[service] ?? ""));
  if (!procedure)
    return { ok: false, code: "procedure-unknown", values: { procedure: stated.slice(0, 50) }, field: "MaTTHC" };
  const filedAt = momentIn(data, "NgayNopHoSo", "yyyyMMddHHmmss");
  if (!filedAt.ok) return filedAt;
  const earlier = textOf(rowIn(data, "ThongTinDaNop"), "MaHoSoQGDNP");
  const address = rowIn(data, "DiaChiDoanhNghiep");
  const name = textOf(data, "TenThuongNhan");
  if (name === "" && earlier === "") return missing("TenThuongNhan");
  const url = textOf(data, "URLTepDangKy");
  return {
    ok: true,
    value: {
      // the trader of the filing that it changes, where it names none
      ...{ kind: "filing", procedure, applicant: applicantOf(data, name, address), accountId: null },
      ...{ filedAt: filedAt.at, agency: null, commune: textOf(address, "MaXa") || null, earlier: earlier || null },
      ...{ papers: [], resultChannel: null },
      links:
        url === "" ? [] : [{ field: "URLTepDangKy", url, name: fileName(textOf(data, "TenTepDangKy"), "tệp đăng ký") }],
    },
  };
}
