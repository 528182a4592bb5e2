import type { ReadHandedDown } from "../../../core/domain/handed-down.ts";
import { fault } from "../../../core/domain/handed-down.ts";
import { isRow, fileName, rowIn, rowsIn, textOf, type Row } from "../../../mappings/national-portal/inbound/fields.ts";
import { fromLinkedFiling, type LinkedReading } from "../../../mappings/national-portal/inbound/from-linked.ts";
import { fromPromotion } from "../../../mappings/national-portal/inbound/from-promotion.ts";
import { fromPromotionChange } from "../../../mappings/national-portal/inbound/from-promotion-change.ts";
import {
  filesOfRecord,
  fromRecordFiling,
  requesterFields,
  type RequesterFields,
} from "../../../mappings/national-portal/inbound/from-record.ts";
import { fromTaxNotice } from "../../../mappings/national-portal/inbound/from-tax-notice.ts";
import { fromTaxVoucher } from "../../../mappings/national-portal/inbound/from-tax-voucher.ts";

/** One kind of packet: what it is about, which key it has, where its files are, how it is read. */
export interface Flow {
  readonly name: string;
  /** `filing`: it makes or completes a dossier; `reserved`: under a number of ours; `dossier`: of one that has to be here. */
  readonly of: "filing" | "reserved" | "dossier";
  /** Fields without which it is not even kept, by their paths. */
  readonly mandatory: readonly string[];
  /** Of its dossier. */
  readonly codeOf: (packet: Row) => string;
  readonly codeField: string;
  readonly files: (packet: Row) => readonly FileSpot[];
  /** @param services procedures by service, of the configuration. */
  readonly read: (packet: Row, services: Readonly<Record<string, string>>) => ReadHandedDown;
  readonly taken: (code: string) => string;
}

/** A file inside a packet, as base64 in a field of a row. */
export interface FileSpot {
  readonly row: Row;
  readonly field: string;
  readonly name: string;
}

const filed = (code: string) => `${code}| create dossier success`;
const told = () => "Gửi dữ liệu thành công";

/** Also of what is no text: whoever decodes it says so. */
const spot = (row: Row, field: string, name: string): FileSpot[] =>
  row[field] === undefined || row[field] === null || row[field] === "" ? [] : [{ row, field, name }];
const textIn = (row: Row, field: string): string => (typeof row[field] === "string" ? row[field] : "");

export const flows = {
  promotion: {
    ...{ name: "promotion", of: "filing", codeField: "MaHoSo", taken: filed },
    mandatory: ["MaHoSo", "MaTTHC", "TenThuongNhan", "MaSoThue"],
    codeOf: (packet) => textOf(packet, "MaHoSo"),
    files: (packet) => [
      ...spot(packet, "TepDonDangKy", fileName(textOf(packet, "TenTepDonDangKy"), "đơn đăng ký")),
      ...rowsIn(packet, "TaiLieuNop").flatMap((paper) =>
        spot(paper, "Base64", fileName(textOf(paper, "TenTepDinhKem"), "tệp")),
      ),
    ],
    read: fromPromotion,
  },
  promotionChange: {
    ...{ name: "promotion-change", of: "filing", codeField: "MaHoSoQG", taken: filed },
    mandatory: ["data.MaHoSoQG"],
    codeOf: (packet) => textOf(rowIn(packet, "data"), "MaHoSoQG"),
    files: () => [],
    read: fromPromotionChange,
  },
  taxVoucher: {
    ...{ name: "tax-voucher", of: "dossier", codeField: "MaHoSo", taken: told },
    mandatory: ["data.MaHoSo", "data.MaSoThue", "data.ThongTinThanhToan.MaThongBaoThue"],
    codeOf: (packet) => textOf(rowIn(packet, "data"), "MaHoSo"),
    files: () => [],
    read: fromTaxVoucher,
  },
  taxNotice: {
    ...{ name: "tax-notice", of: "dossier", codeField: "MA_HSO", taken: told },
    mandatory: ["data.FileThongBaoThue"],
    codeOf(packet) {
      const read = fromTaxNotice(textIn(rowIn(packet, "data"), "xml"));
      return read.ok ? read.value.code : "";
    },
    files: (packet) => spot(rowIn(packet, "data"), "FileThongBaoThue", "thong-bao-thue.xml"),
    read: (packet) => fromTaxNotice(textIn(rowIn(packet, "data"), "xml")),
  },
} as const satisfies Readonly<Record<string, Flow>>;

/** VNeID's, under the number that it took first. */
export const recordFlow = (requester: RequesterFields): Flow => ({
  ...{ name: "vneid", of: "reserved", codeField: "maHoSoMCDT", mandatory: ["maHoSoMCDT"], taken: (code) => code },
  codeOf: (packet) => textOf(packet, "maHoSoMCDT"),
  files: (packet) => filesOfRecord(packet).map(({ row, name }): FileSpot => ({ row, field: "duLieu", name })),
  read: (packet) => fromRecordFiling(packet, requester),
});

export const allFlows: readonly Flow[] = Object.values(flows);

/** Reads a packet that was kept. */
export function readKept(
  { flow, body }: { readonly flow: string; readonly body: string | null },
  services: Readonly<Record<string, string>>,
  linked: LinkedReading = { modules: [], codes: [] },
  now: Date = new Date(),
  requester: RequesterFields = requesterFields,
): ReadHandedDown {
  if (flow === "dvclt") {
    const kept: unknown = body === null ? null : JSON.parse(body);
    if (!isRow(kept)) return fault("portal-packet-broken", { layer: "JSON" });
    const broken = rowIn(kept, "broken");
    return Object.keys(broken).length > 0
      ? fault("portal-packet-broken", { layer: textOf(broken, "layer") }, "data")
      : fromLinkedFiling(kept, linked, now);
  }
  const known = [...allFlows, recordFlow(requester)].find(({ name }) => name === flow);
  if (!known) return fault("portal-flow-unknown", { flow });
  const packet: unknown = body === null ? null : JSON.parse(body);
  return isRow(packet) ? known.read(packet, services) : fault("portal-packet-broken", { layer: "JSON" });
}

/** At the end of a path such as `data.MaHoSo`; "": nothing. */
export function at(packet: Row, path: string): string {
  const names = path.split(".");
  const last = names.pop() ?? "";
  return textOf(
    names.reduce((row, name) => rowIn(row, name), packet),
    last,
  );
}
