/** Why a request is not sent, or a message is not acted upon. Each has its words in `faultWords`. */
export type FaultWhy =
  | "bar"
  | "notNfc"
  | "missing"
  | "tooLong"
  | "form"
  | "amount"
  | "sum"
  | "signature"
  | "foreign"
  | "unreadable"
  | "notOffered";

export interface Fault {
  readonly why: FaultWhy;
  /** By the gateway's own name; "" for the whole. */
  readonly field: string;
}

export const faultWords: Readonly<Record<FaultWhy, { readonly vi: string; readonly en: string }>> = {
  bar: {
    vi: "Trường có ký tự “|”, là dấu ngăn của chuỗi ký.",
    en: "The field has a “|”, which separates signed fields.",
  },
  notNfc: { vi: "Chữ có dấu không ở dạng NFC.", en: "Accented letters are not composed (NFC)." },
  missing: { vi: "Thiếu trường bắt buộc.", en: "A mandatory field is missing." },
  tooLong: { vi: "Trường dài quá giới hạn của cổng thanh toán.", en: "The field is longer than the gateway takes." },
  form: { vi: "Trường không đúng dạng quy định.", en: "The field is not written as agreed." },
  amount: {
    vi: "Số tiền phải là số đồng nguyên, lớn hơn 0 và không quá 10^15.",
    en: "An amount is whole dong, more than 0 and at most 10^15.",
  },
  sum: {
    vi: "Tổng các khoản trên biên lai khác số tiền phải nộp.",
    en: "The lines of the receipt do not add up to the amount.",
  },
  signature: { vi: "Chữ ký của thông điệp không đúng.", en: "The message's signature is wrong." },
  foreign: { vi: "Thông điệp dành cho đơn vị khác.", en: "The message is meant for somebody else." },
  unreadable: { vi: "Không đọc được thông điệp.", en: "The message cannot be read." },
  notOffered: { vi: "Cổng thanh toán không có lệnh này.", en: "The gateway does not offer this." },
};

export const fault = (why: FaultWhy, field: string): { readonly ok: false; readonly fault: Fault } => ({
  ok: false,
  fault: { why, field },
});
