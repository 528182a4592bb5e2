import type { FeeBillInfo, FineBillInfo } from "../../contracts/payment/payplatform.ts";
import { isDong, type Dong } from "../../core/domain/payment/dong.ts";
import { cleanText, cutText } from "../national-portal/text.ts";
import { formatHcm14 } from "../national-portal/time.ts";
import type { Fault } from "./fault.ts";

export interface Payer {
  readonly name: string;
  /** Never a placeholder: it is printed on a receipt. */
  readonly idNumber: string;
  readonly address: string;
  readonly district: string | null;
  readonly province: string | null;
}

/** What the receipt of a fee or a fine is to say. */
export type FeeBill = (
  | {
      readonly kind: "fee";
      /** Online service and procedure, by national code. */
      readonly service: Named;
      readonly procedure: Named;
      readonly unit: Named;
      readonly dossierCode: string;
      readonly account: { readonly number: string; readonly bank: string; readonly name: string };
      readonly lines: readonly (Named & { readonly kind: "phi" | "lePhi"; readonly amount: Dong })[];
    }
  | {
      readonly kind: "fine";
      readonly penalty: Named;
      readonly decidedBy: Named;
      readonly treasury: string;
      readonly decidedAt: Date;
      readonly decisionNo: string;
      readonly offence: { readonly at: Date; readonly place: string; readonly by: string };
      readonly lines: readonly { readonly name: string; readonly amount: Dong }[];
    }
) & {
  readonly purpose: string;
  readonly payer: Payer;
  /** Account of state revenue. */
  readonly revenueAccount: string | null;
};

export interface Named {
  readonly code: string;
  readonly name: string;
}

/** How this gateway spells phí and lệ phí: implementations differ. */
export type FeeKindWords = Readonly<Record<"phi" | "lePhi", string>>;

/**
 * `ThongTinBienLai` (PayPlatform) and `bill_info` (KeyPay v3). No signature covers it, so its lines are added up here.
 */
export function toBillInfo(
  bill: FeeBill,
  amount: Dong,
  kindWords: FeeKindWords,
): { readonly ok: true; readonly info: FeeBillInfo | FineBillInfo } | { readonly ok: false; readonly fault: Fault } {
  const badLine = bill.lines.findIndex((line) => !isDong(line.amount));
  if (badLine >= 0) return { ok: false, fault: { why: "amount", field: `lines[${badLine}]` } };
  if (bill.lines.reduce((sum, line) => sum + line.amount, 0n) !== amount)
    return { ok: false, fault: { why: "sum", field: "PhiLePhi" } };
  const info = bill.kind === "fee" ? toFeeInfo(bill, kindWords) : toFineInfo(bill);
  const optional = ["HuyenNguoiNop", "TinhNguoiNop", "TaiKhoanThuNSNN"];
  const empty = Object.entries(info).find(([name, value]) => value === "" && !optional.includes(name));
  return empty ? { ok: false, fault: { why: "missing", field: empty[0] } } : { ok: true, info };
}

const longestName = 250;
const name = (text: string): string => cutText(cleanText(text), longestName);

const common = ({ purpose, payer, revenueAccount }: FeeBill) => ({
  NoiDungThanhToan: cleanText(purpose),
  HoTenNguoiNop: cleanText(payer.name),
  SoCMNDNguoiNop: /^0+$/.test(payer.idNumber.trim()) ? "" : payer.idNumber.trim(),
  DiaChiNguoiNop: cleanText(payer.address),
  ...(payer.district !== null && { HuyenNguoiNop: cleanText(payer.district) }),
  ...(payer.province !== null && { TinhNguoiNop: cleanText(payer.province) }),
  ...(revenueAccount !== null && { TaiKhoanThuNSNN: revenueAccount }),
});

const toFeeInfo = (bill: Extract<FeeBill, { kind: "fee" }>, kindWords: FeeKindWords): FeeBillInfo => ({
  MaDichVu: "2",
  MaDVC: bill.service.code,
  TenDVC: name(bill.service.name),
  MaTTHC: bill.procedure.code,
  TenTTHC: name(bill.procedure.name),
  MaDonVi: bill.unit.code,
  TenDonVi: cleanText(bill.unit.name),
  MaHoSo: bill.dossierCode,
  TKThuHuong: bill.account.number,
  MaNHThuHuong: bill.account.bank,
  TenTKThuHuong: cleanText(bill.account.name),
  PhiLePhi: bill.lines.map((line) => ({
    LoaiPhiLePhi: kindWords[line.kind],
    MaPhiLePhi: line.code,
    TenPhiLePhi: cleanText(line.name),
    SoTien: String(line.amount),
  })),
  ...common(bill),
});

const toFineInfo = (bill: Extract<FeeBill, { kind: "fine" }>): FineBillInfo => ({
  MaDichVu: "1",
  MaLoaiHinhThuPhat: bill.penalty.code,
  TenLoaiHinhThuPhat: cleanText(bill.penalty.name),
  MaCoQuanQD: bill.decidedBy.code,
  TenCoQuanQD: cleanText(bill.decidedBy.name),
  KhoBac: bill.treasury,
  NgayQD: formatHcm14(bill.decidedAt),
  SoQD: bill.decisionNo,
  ThoiGianViPham: formatHcm14(bill.offence.at),
  DiaDiemViPham: cleanText(bill.offence.place),
  TenNguoiViPham: cleanText(bill.offence.by),
  DSKhoanNop: bill.lines.map((line) => ({ NoiDung: cleanText(line.name), SoTien: String(line.amount) })),
  ...common(bill),
});
