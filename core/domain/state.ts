/** Business state of a dossier (one-stop.md §2.2). Money, delivery, custody and time are dimensions of their own. */
export const states = [
  "draft", // nháp
  "submitted", // mới đăng ký
  "supplementBeforeReceipt", // yêu cầu bổ sung trước tiếp nhận
  "receiptRefused", // không được tiếp nhận
  "accepted", // được tiếp nhận
  "processing", // đang xử lý: at a unit, not yet in anybody's hands
  "appraising", // thẩm định
  "verifying", // thẩm tra, xác minh
  "consulting", // lấy ý kiến
  "signing", // trình ký
  "supplement", // yêu cầu bổ sung giấy tờ
  "waitingForPayment", // yêu cầu thực hiện nghĩa vụ tài chính
  "withdrawRequested", // công dân yêu cầu rút hồ sơ
  "stopped", // dừng xử lý
  "done", // đã xử lý xong
  "resultReturned", // đã trả kết quả
  "archived", // lưu trữ
] as const;
export type State = (typeof states)[number];

/** Running: received and not yet ended. What "any running" means in the table of moves (T28, T31). */
export const running = [
  "accepted",
  "processing",
  "appraising",
  "verifying",
  "consulting",
  "signing",
  "supplement",
  "waitingForPayment",
] as const satisfies readonly State[];

export const isRunning = (state: State): boolean => (running as readonly State[]).includes(state);

/** `offered`: handed over and not yet acknowledged. The dossier stays the sender's until then (rule L12). */
export const custodies = ["held", "offered"] as const;
export type Custody = (typeof custodies)[number];

/**
 * `returned`: given back to the applicant, the matter undecided (trả lại hồ sơ). It is answered as a refusal is: with
 * form 03 and its reason.
 */
export const outcomes = ["granted", "refused", "returned"] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * Why a dossier was stopped without a decision on the matter: by T29 and T22. No transition of §2.4 stops one by an
 * authority or because its law was abolished; then it goes on by its old rules (C6).
 */
export const stopReasons = ["applicant", "noSupplement"] as const;
export type StopReason = (typeof stopReasons)[number];

/** Money owed for the dossier. Details of amounts and payments come with the payment profiles. */
export const moneyStates = ["none", "due", "paid", "waived", "toRefund", "refunded"] as const;
export type MoneyState = (typeof moneyStates)[number];

/** Where the result is on its way to the applicant. */
export const deliveryStates = ["none", "ready", "withPost", "delivered", "returnedToSender", "stored"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Who acts (§2.3). The unit's own system vouches for the role of its officer. */
export const roles = [
  "applicant", // A, or an authorised person
  "postClerk", // P
  "officer", // O, one-stop officer
  "oneStopHead", // OH
  "agencyHead", // LH
  "handler", // H
  "coUnit", // U
  "signatory", // S
  "clericalOffice", // V, văn thư
  "upperOneStop", // UO
  "hub", // SYS
  "chairman", // CH
] as const;
export type Role = (typeof roles)[number];

/** Official forms by internal key: their numbers changed meaning between 2018 and 2025 (§4, trap). */
export type Paper =
  | "GIAY_TIEP_NHAN"
  | "YEU_CAU_BO_SUNG"
  | "TU_CHOI"
  | "XIN_LOI"
  | "DUNG_GIAI_QUYET"
  | "KIEM_SOAT"
  | "SO_THEO_DOI"
  | "PHIEU_LAY_Y_KIEN"
  | "THONG_BAO_NOP_TIEN"
  | "BIEN_LAI"
  | "BIEN_BAN_BUU_DIEN"
  | "BIEN_BAN_SU_CO"
  | "THONG_BAO";
