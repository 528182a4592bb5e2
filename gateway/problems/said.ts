import { findMoment, timeOf, writeMoment, writeTime } from "../../core/domain/clock/moment.ts";
import { dayOf } from "../../core/domain/day.ts";
import type { InState, LetterAct } from "../../core/domain/letter/letter.ts";
import type { AddresseeState, OutState } from "../../core/domain/letter/standing.ts";
import type { OrderState, PostPurpose } from "../../core/domain/post/order.ts";
import type { MoneyState, Outcome, State } from "../../core/domain/state.ts";

/** Names of the states (one-stop.md §2.2). */
const states: Readonly<Record<State, string>> = {
  draft: "Nháp",
  submitted: "Mới đăng ký",
  supplementBeforeReceipt: "Yêu cầu bổ sung trước tiếp nhận",
  receiptRefused: "Không được tiếp nhận",
  accepted: "Được tiếp nhận",
  processing: "Đang xử lý",
  appraising: "Thẩm định",
  verifying: "Thẩm tra, xác minh",
  consulting: "Lấy ý kiến",
  signing: "Trình ký",
  supplement: "Yêu cầu bổ sung giấy tờ",
  waitingForPayment: "Yêu cầu thực hiện nghĩa vụ tài chính",
  withdrawRequested: "Công dân yêu cầu rút hồ sơ",
  stopped: "Dừng xử lý",
  done: "Đã xử lý xong",
  resultReturned: "Đã trả kết quả",
  archived: "Lưu trữ",
};
const outcomes: Readonly<Record<Outcome, string>> = {
  granted: "được giải quyết",
  refused: "từ chối giải quyết",
  returned: "trả lại hồ sơ",
};
const money: Readonly<Record<MoneyState, string>> = {
  none: "không có khoản nào",
  due: "chờ nộp",
  paid: "đã nộp",
  waived: "đã miễn",
  toRefund: "phải hoàn lại",
  refunded: "đã hoàn lại",
};
const purpose: Readonly<Record<PostPurpose, string>> = {
  sendDossier: "gửi hồ sơ",
  returnResult: "trả kết quả",
  both: "gửi hồ sơ và trả kết quả",
};
export const orderState: Readonly<Record<OrderState, string>> = {
  planned: "chờ gửi bưu điện",
  unknown: "chưa rõ bưu điện đã nhận",
  ordered: "bưu điện đã nhận đơn",
  cancelPending: "chờ bưu điện đồng ý hủy",
  refused: "bưu điện từ chối",
  cancelled: "đã hủy",
  underway: "đang chuyển",
  delivered: "đã phát",
  returned: "đã chuyển hoàn",
};
/** Of letters that came and of receivers of ours. */
export const letterState: Readonly<Record<InState | OutState | AddresseeState, string>> = {
  arrived: "đã đến",
  accepted: "đã tiếp nhận",
  assigned: "đã phân công xử lý",
  processing: "đang xử lý",
  completed: "đã hoàn thành",
  refused: "đã từ chối tiếp nhận",
  recalled: "đã thu hồi",
  replaced: "đã được thay thế",
  queued: "chờ gửi",
  sent: "đã gửi",
  failed: "không gửi được",
};
const act: Readonly<Record<LetterAct, string>> = {
  accept: "tiếp nhận",
  refuse: "từ chối tiếp nhận",
  assign: "phân công xử lý",
  process: "đang xử lý",
  complete: "hoàn thành",
  agree: "đồng ý",
  decline: "từ chối đề nghị",
};
/** By the name of the value; words that a program has to send, such as steps and roles, stay as they are. */
const names: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  state: states,
  outcome: outcomes,
  money,
  purpose,
  orderState,
  letterState,
  act,
};

const hasZone = /^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:\d{2})$/;

/** A value of a refusal as people read it: moments in Vietnamese time, states by their names. Values themselves stay. */
export function said(name: string, value: string, language: "vi" | "en"): string {
  const moment = hasZone.test(value) ? findMoment(value) : undefined;
  if (moment && language === "en") return writeMoment(moment);
  if (moment) return `${writeTime(timeOf(moment))} ngày ${dayOf(moment).split("-").toReversed().join("/")}`;
  return language === "vi" ? (names[name]?.[value] ?? value) : value;
}
