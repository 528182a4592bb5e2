import type { Room } from "./problem.ts";

/** Payments, waivers and refunds. */
export const money = {
  "payment-not-confirmed": {
    status: 422,
    vi: {
      title: "Chưa xác nhận được tiền",
      detail: "Chưa có mã giao dịch của khoản tiền hồ sơ {code} phải nộp.",
      remedy: "Ghi mã giao dịch ở “paymentReference”; nếu được miễn, gửi bước waivePayment kèm căn cứ pháp luật.",
    },
    en: {
      title: "Payment not confirmed",
      detail: "There is no reference of the payment asked for dossier {code}.",
      remedy: "Give the payment's reference in “paymentReference”; if it is waived, send waivePayment with the law.",
    },
  },
  "payment-already-confirmed": {
    status: 409,
    vi: {
      title: "Tiền đã được xác nhận",
      detail: "Hồ sơ {code} đã nộp đủ tiền; lần nộp này chưa được ghi nhận.",
      remedy: "Nếu người dân đã nộp hai lần, hoàn lại lần nộp này cho họ theo mã giao dịch.",
    },
    en: {
      title: "Already paid",
      detail: "Dossier {code} is paid; this payment was not recorded.",
      remedy: "If the applicant has paid twice, give this payment back by its reference.",
    },
  },
  "payment-reference-used": {
    status: 409,
    vi: {
      title: "Mã giao dịch đã dùng",
      detail: "Mã giao dịch {reference} đã xác nhận một khoản khác của hồ sơ {code}; mỗi biên lai chỉ cho một khoản.",
      remedy: "Ghi mã giao dịch của lần nộp này ở “paymentReference”.",
    },
    en: {
      title: "A payment's reference used before",
      detail: "The reference {reference} confirmed another payment of dossier {code}; one receipt pays one fee.",
      remedy: "Give the reference of this payment in “paymentReference”.",
    },
  },
  "payment-already-waived": {
    status: 409,
    vi: {
      title: "Khoản này đã được miễn",
      detail: "Hồ sơ {code} đã được miễn khoản phải nộp; lần này chưa được ghi nhận.",
      remedy: "Nếu người dân vẫn đã nộp, hoàn lại cho họ theo mã giao dịch.",
    },
    en: {
      title: "Already waived",
      detail: "What dossier {code} had to pay was waived; nothing was recorded now.",
      remedy: "If the applicant has paid all the same, give the payment back by its reference.",
    },
  },
  "nothing-to-refund": {
    status: 409,
    vi: {
      title: "Không có tiền để hoàn",
      detail: "Hồ sơ {code} chưa có khoản nào được xác nhận đã nộp (trạng thái tiền: {money}).",
      remedy: "Kiểm tra mã hồ sơ và các bước về tiền ở “payments” tại GET /v1/dossiers/{code}.",
    },
    en: {
      title: "Nothing to give back",
      detail: "No payment is confirmed for dossier {code} (money: {money}).",
      remedy: "Check the code, and the steps about money in “payments” of GET /v1/dossiers/{code}.",
    },
  },
  "refund-not-decided": {
    status: 409,
    vi: {
      title: "Chưa quyết định hoàn tiền",
      detail: "Tiền của hồ sơ {code} đã nộp và chưa có quyết định hoàn lại.",
      remedy: "Lãnh đạo bộ phận một cửa gửi bước decideRefund kèm lý do và căn cứ, rồi ghi lần hoàn tiền.",
    },
    en: {
      title: "The refund is not decided",
      detail: "Dossier {code} is paid, and nobody decided that the money goes back.",
      remedy: "The head of the one-stop sends decideRefund with reason and law; then record the refund.",
    },
  },
  "refund-still-owed": {
    status: 409,
    vi: {
      title: "Còn khoản phải hoàn",
      detail: "Hồ sơ {code} đang có khoản phải hoàn lại cho người nộp.",
      remedy: "Hoàn tiền rồi ghi bằng bước confirmRefund, kèm mã hoàn tiền.",
    },
    en: {
      title: "A refund is still owed",
      detail: "Money of dossier {code} is owed back to who paid it.",
      remedy: "Give it back and record that with confirmRefund and its reference.",
    },
  },
  "refund-already-recorded": {
    status: 409,
    vi: {
      title: "Đã ghi hoàn tiền",
      detail: "Tiền của hồ sơ {code} đã được hoàn lại; lần này chưa được ghi nhận.",
      remedy: "Không hoàn lần nữa; xem mã hoàn tiền ở “payments” tại GET /v1/dossiers/{code}.",
    },
    en: {
      title: "Already refunded",
      detail: "The money of dossier {code} has gone back; nothing was recorded now.",
      remedy: "Do not give it back again; its reference is in “payments” of GET /v1/dossiers/{code}.",
    },
  },
  "refund-without-reference": {
    status: 422,
    vi: {
      title: "Thiếu mã hoàn tiền",
      detail: "Lần hoàn tiền của hồ sơ {code} chưa có mã giao dịch hoặc số chứng từ.",
      remedy: "Ghi mã đó ở “refund.reference”.",
    },
    en: {
      title: "The refund has no reference",
      detail: "The refund of dossier {code} has no reference of a transaction or a voucher.",
      remedy: "Give it in “refund.reference”.",
    },
  },
} as const satisfies Room;
