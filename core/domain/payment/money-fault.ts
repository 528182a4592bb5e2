/** Why an act on money was not done; nothing moved. */
export const moneyFaults = {
  "case-unknown": {
    vi: "Không có việc đối soát số {it}. Xem danh sách bằng hub money cases.",
    en: "There is no case {it}. List them with hub money cases.",
  },
  "case-closed": {
    vi: "Việc đối soát {it} đã đóng.",
    en: "Case {it} is closed.",
  },
  "case-without-row": {
    vi: "Việc {it} không phải là một dòng của sao kê hoặc của cổng đang chờ giải thích.",
    en: "Case {it} is no row of a statement or a gateway's file that waits for an explanation.",
  },
  "case-holds-money": {
    vi: "Việc {it} còn giữ tiền chưa rõ: hãy chỉ ra khoản thu (name), giải thích (explain) hoặc trả lại (owe-back) thay vì đóng.",
    en: "Case {it} holds money that nobody has explained: name, explain or owe it back instead of closing it.",
  },
  "reference-not-heard": {
    vi: "Không ghi nhận được tiền này cho mã {it}: mã không có, đã thu bằng giao dịch khác, hoặc đang chờ người xử lý.",
    en: "This money cannot be taken for {it}: there is no such request, it is paid by other money, or it waits for a person.",
  },
  "wrong-way": {
    vi: "Chiều tiền của dòng này không hợp với cách giải thích.",
    en: "The money of this row goes the other way than what it is said to be.",
  },
  "holds-less": {
    vi: "{it} đang giữ ít hơn số tiền này.",
    en: "{it} holds less than this.",
  },
  "not-proposed": {
    vi: "Chưa ai đề nghị trả lại tiền của việc {it}.",
    en: "Nobody has proposed to owe back the money of case {it}.",
  },
  "same-person": {
    vi: "Người duyệt phải khác người đề nghị ({it}): khác tên và khác tài khoản đăng nhập máy. Chạy trong container thì mọi lệnh đều là một tài khoản: dùng exec --user với UID riêng của từng cán bộ (docs/operating.md).",
    en: "Who approves must be another person than who proposed ({it}): another name at another login. In a container every command is one login: run it as exec --user with each officer's own UID (docs/operating.md).",
  },
  "only-at-bank": {
    vi: "Chỉ dòng sao kê ngân hàng mới là tiền cổng hoặc bưu điện nộp về; {it} là dòng của cổng.",
    en: "Only a row of a bank's statement can be what a gateway or the post hands on; {it} is a gateway's.",
  },
  "refund-unknown": {
    vi: "Không có lệnh hoàn trả nào mang khóa {it}.",
    en: "There is no refund under the key {it}.",
  },
  "refund-differs": {
    vi: "Số tiền của dòng này khác lệnh hoàn trả {it}.",
    en: "The row is of another amount than the refund {it}.",
  },
  "refund-not-now": {
    vi: "Lệnh hoàn trả {it} chưa được duyệt, đã bị từ chối hoặc không còn tiền để trả.",
    en: "The refund {it} is not approved, was refused, or has no money left to give back.",
  },
  "not-owed-back": {
    vi: "Việc {it} không phải là tiền đã duyệt trả lại với đúng số tiền này, hoặc đã trả rồi.",
    en: "Case {it} owes back no such sum, or it has left before.",
  },
  "booking-unknown": {
    vi: "Không có bút toán {it}.",
    en: "There is no booking {it}.",
  },
  "booking-not-ours": {
    vi: "Bút toán {it} thuộc về một khoản thu: dùng hoàn trả, không đảo ở đây.",
    en: "Booking {it} belongs to a payment: it is given back, not reversed here.",
  },
  "booking-reversed": {
    vi: "Bút toán {it} đã được đảo.",
    en: "Booking {it} was taken back before.",
  },
  "not-the-same": {
    vi: "Dòng sao kê và bút toán {it} không cùng nơi và cùng số tiền, hoặc bút toán đã khớp với dòng khác.",
    en: "The row and booking {it} are not of one place and amount, or the booking is matched with another row.",
  },
  "told-otherwise": {
    vi: "Từ lần đối soát trước, cổng thanh toán đã báo chính khoản này ({it}): nêu đúng mã đó (hub money name), hoặc khớp với bút toán (hub money match).",
    en: "Since the last reconciliation the gateway has told this very payment ({it}): name that reference (hub money name), or match it with the booking (hub money match).",
  },
  "receipt-unknown": {
    vi: "Khách hàng bưu điện không có biên lai này: {it}. Xem biên lai chưa nộp bằng hub post receipts.",
    en: "The post's customer has no such receipt: {it}. List what is not settled with hub post receipts.",
  },
  "receipt-settled": {
    vi: "Biên lai {it} đã được nộp hoặc đã hủy.",
    en: "Receipt {it} was settled before, or is void.",
  },
  "receipt-not-aside": {
    vi: "Biên lai {it} không còn chờ: đã ghi vào một khoản phí (hoàn trả theo mã thu), đã hủy, hoặc đã quyết định trả lại.",
    en: "Receipt {it} does not wait: it was counted under a fee (refund it there), is void, or is owed back already.",
  },
  "settlement-differs": {
    vi: "Tổng biên lai khác số tiền của dòng sao kê ({it}): không ghi gì. Nêu đúng các biên lai bằng --receipts; nếu vẫn lệch, hỏi bưu điện.",
    en: "The receipts come to another sum than the row ({it}): nothing was booked. Name the right ones with --receipts; where they still differ, ask the post.",
  },
  "file-not-counting": {
    vi: "Không có tệp nào đang được ghi nhận bắt đầu bằng {it}, hoặc có nhiều hơn một. Xem hub money files.",
    en: "No file that begins with {it} counts, or more than one. See hub money files.",
  },
  "take-back-not-proposed": {
    vi: "Chưa ai đề nghị rút lại tệp {it}.",
    en: "Nobody has proposed to take file {it} back.",
  },
  "refund-under-way": {
    vi: "Lệnh hoàn trả {it} của khoản thu từ tệp này chưa xong: rút lệnh đó (withdraw), hoặc chờ đến khi hoàn xong hay bị từ chối, rồi mới rút lại tệp.",
    en: "The refund {it} of a payment that this file told is under way: withdraw it, or wait until it is done or refused, then take the file back.",
  },
  "money-left-already": {
    vi: "Tiền của việc {it} trong tệp này đã trả lại và đã rời tài khoản: đảo giải thích của dòng chi đó (hub money reverse) trước, rồi mới rút lại tệp.",
    en: "The money of case {it} in this file was owed back, and has left: take back what the row by which it left was explained as (hub money reverse) first, then the file.",
  },
  "given-back-of-several": {
    vi: "Dưới mã {it} đã hoàn một phần trong nhiều khoản do người quyết định: không tự tính lại được, tệp giữ nguyên. Đối chiếu với ngân hàng và kế toán trước.",
    en: "Of several payments under {it} that people decided on, a part went back: what is left cannot be told by itself, and the file stays. Settle it with the bank and the accountant.",
  },
  "file-not-held": {
    vi: "Không có tệp nào đang chờ quyết định bắt đầu bằng {it}, hoặc có nhiều hơn một.",
    en: "No file that begins with {it} waits for a decision, or more than one.",
  },
} as const satisfies Readonly<Record<string, { readonly vi: string; readonly en: string }>>;
export type MoneyFaultCode = keyof typeof moneyFaults;

export class MoneyFault extends Error {
  override readonly name = "MoneyFault";
  readonly code: MoneyFaultCode;
  readonly words: { readonly vi: string; readonly en: string };
  constructor(code: MoneyFaultCode, it = "") {
    super(`${code} ${it}`.trim());
    this.code = code;
    const { vi, en } = moneyFaults[code];
    this.words = { vi: vi.replace("{it}", it), en: en.replace("{it}", it) };
  }
}
