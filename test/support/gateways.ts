import type * as settings from "../../contracts/payment/connection.ts";
import type { AskOf, Built, GatewayRequest } from "../../mappings/payment/profile.ts";
import type { FeeBill } from "../../mappings/payment/fee-bill.ts";
import type { Received } from "../../mappings/payment/received.ts";

/** Gateways as the vectors of the facts configure them: every secret is invented. */
export const payPlatform: settings.PayPlatformSettings = {
  profile: "payplatform",
  partner: "DEMO01",
  secrets: ["S3cr3t-PayPlatform-Demo"],
  version: "1.0.6",
  outcomes: { "00": "paid" },
  feeKinds: { phi: "1", lePhi: "2" },
  isWrapped: false,
  isQuerySigned: true,
  answerCodes: {},
  receipt: {
    number: "SoBienLai",
    series: "KyHieuBienLai",
    issuedOn: "NgayBienLai",
    state: "TrangThaiBienLai",
    cancelled: [],
  },
};
export const vnptPay: settings.VnptPaySettings = {
  profile: "vnptpay",
  secrets: ["S3cr3t-VnptPay-Demo"],
  version: "1.0.6",
  merchantService: "470",
  agency: "471",
  service: "1",
  paymentMethod: "VNPTPAY",
  device: "1",
  init: "agency",
  outcomes: { "00": "paid", "01": "failed" },
  replyOrder: ["RESPONSE_CODE", "DESCRIPTION", "REDIRECT_URL"],
  queryStatus: null,
  qr: null,
};
export const keyPay1: settings.KeyPay1Settings = {
  profile: "keypay1",
  secrets: ["KP1-DEMO-KEY"],
  hash: "md5",
  merchant: "DEMO",
  service: "720",
  bank: "",
  internalBank: "all_card",
};
export const keyPay3: settings.KeyPay3Settings = {
  profile: "keypay3",
  client: "CLIENT01",
  requestSecrets: ["KP-DEMO-KEY-1"],
  callbackSecrets: ["KP-DEMO-KEY-2"],
  meaning: "dvcqg",
  feeKinds: { phi: "1", lePhi: "2" },
  redirectField: "redirect_url",
  refundCommand: "REFUND",
};
export const viettelPay: settings.ViettelPaySettings = {
  profile: "viettelpay",
  merchant: "MERCH01",
  accessCode: "ACCESS01",
  secrets: ["VTP-DEMO-KEY"],
};
export const vnpay: settings.VnpaySettings = {
  profile: "vnpay",
  terminal: "DEMOV210",
  secrets: ["DEMOHASHSECRET0123456789ABCDEFGH"],
  orderType: "other",
  locale: "vn",
  ownAddress: "203.0.113.10",
};
export const vietcombank: settings.VietcombankSettings = {
  profile: "vietcombank",
  provider: "PROV01",
  service: "SERV01",
  secrets: ["VCB-DEMO-SECRET"],
  hash: "md5",
};

/** A moment of Viet Nam, `2026-01-15 09:30:00`. */
export const hcm = (text: string): Date => new Date(`${text.replace(" ", "T")}+07:00`);

export const aFeeBill: FeeBill = {
  kind: "fee",
  service: { code: "1.000001", name: "Dịch vụ thử" },
  procedure: { code: "2.000002", name: "Thủ tục thử" },
  unit: { code: "H63.91", name: "UBND phường Thử" },
  dossierCode: "H2026000001",
  account: { number: "0011001234567", bank: "970436", name: "UBND PHUONG THU" },
  lines: [
    { kind: "phi", code: "P1", name: "Phí thẩm định", amount: 100_000n },
    { kind: "lePhi", code: "L1", name: "Lệ phí cấp giấy", amount: 50_000n },
  ],
  purpose: "Nộp phí hồ sơ H2026000001",
  payer: { name: "Nguyễn Văn Thử", idNumber: "079000000001", address: "1 Phố Thử", district: null, province: null },
  revenueAccount: null,
};

export const aPay = (but: Partial<AskOf<"pay">> = {}): AskOf<"pay"> => ({
  kind: "pay",
  reference: "DH0001",
  amount: 150_000n,
  description: "Nop phi H2026000001",
  at: hcm("2026-01-15 09:30:00"),
  expiresAt: hcm("2026-01-15 09:45:00"),
  payerAddress: "203.0.113.10",
  returnUrl: "https://example.gov.vn/return",
  dossierCode: "H2026000001",
  bill: aFeeBill,
  ...but,
});
export const aQuery = (but: Partial<AskOf<"query">> = {}): AskOf<"query"> => ({
  kind: "query",
  reference: "DH0001",
  askedAt: hcm("2026-01-15 09:30:00"),
  at: hcm("2026-01-15 10:00:00"),
  number: "REQ0001",
  theirNumber: null,
  dossierCode: "H2026000001",
  ...but,
});
export const aRefund = (but: Partial<AskOf<"refund">> = {}): AskOf<"refund"> => ({
  kind: "refund",
  reference: "DH0001",
  askedAt: hcm("2026-01-15 09:30:00"),
  at: hcm("2026-01-16 08:00:00"),
  number: "REQ0002",
  theirNumber: "14226112",
  amount: 150_000n,
  isWhole: true,
  reason: "Hoan phi H2026000001",
  by: "ketoan01",
  ...but,
});

export const json = (fields: unknown): Received => ({ form: "json", text: JSON.stringify(fields) });
export const query = (text: string): Received => ({ form: "query", text });

export function requestOf(built: Built): GatewayRequest {
  if (!built.ok) throw new Error(`not built: ${built.fault.field} ${built.fault.why}`);
  return built.request;
}
/** `why field`, or what was built. */
export const faultOf = (built: Built): string =>
  built.ok ? "built" : `${built.fault.why} ${built.fault.field}`.trim();
