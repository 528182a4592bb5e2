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
  "fee-amount-wrong": {
    status: 422,
    vi: {
      title: "Số tiền không hợp lệ",
      detail: "Tổng các khoản là {amount} đồng: phải lớn hơn 0 và không quá 10^15.",
      remedy: "Kiểm tra “amountVnd” của từng khoản.",
    },
    en: {
      title: "An amount that is none",
      detail: "The lines add up to {amount} dong: it must be more than 0 and at most 10^15.",
      remedy: "Check “amountVnd” of each line.",
    },
  },
  "fee-not-in-catalogue": {
    status: 422,
    vi: {
      title: "Danh mục không ghi mức thu",
      detail: "Phiên bản thủ tục {procedure} của hồ sơ {code} không ghi một mức thu cố định (ghi: {said}).",
      remedy: "Ghi từng khoản ở “lines”, kèm tên, loại và căn cứ.",
    },
    en: {
      title: "The catalogue fixes no fee",
      detail: "The version of procedure {procedure} that dossier {code} keeps states no fixed fee (it says: {said}).",
      remedy: "State the lines in “lines”, each with its name, kind and basis.",
    },
  },
  "fee-fixed-by-catalogue": {
    status: 422,
    vi: {
      title: "Mức thu do danh mục ấn định",
      detail:
        "Thủ tục {procedure} của hồ sơ {code} có mức thu {amount} đồng trong danh mục; cán bộ không ghi mức khác.",
      remedy: "Bỏ “lines” để thu theo danh mục; được miễn thì gửi bước waivePayment kèm căn cứ.",
    },
    en: {
      title: "The catalogue fixes this fee",
      detail:
        "Procedure {procedure} of dossier {code} has a fee of {amount} dong in the catalogue; nobody states another one.",
      remedy: "Leave out “lines”; if it is waived, send waivePayment with the law.",
    },
  },
  "fee-not-fixed": {
    status: 409,
    vi: {
      title: "Chưa ấn định khoản phải nộp",
      detail: "Hồ sơ {code} không có khoản phải nộp nào đang có hiệu lực.",
      remedy: "Ấn định trước bằng POST /v1/dossiers/{code}/fees.",
    },
    en: {
      title: "No fee is fixed",
      detail: "Dossier {code} has no fee in force.",
      remedy: "Fix it first with POST /v1/dossiers/{code}/fees.",
    },
  },
  "fee-already-paid": {
    status: 409,
    vi: {
      title: "Khoản này đã xong",
      detail: "Khoản phải nộp của hồ sơ {code} đã nộp (mã {reference}) hoặc không còn hiệu lực.",
      remedy: "Xem GET /v1/dossiers/{code}/money; không thu lần nữa.",
    },
    en: {
      title: "This fee is settled",
      detail: "The fee of dossier {code} is paid (reference {reference}), or is in force no more.",
      remedy: "See GET /v1/dossiers/{code}/money; do not ask for it again.",
    },
  },
  "payments-too-many": {
    status: 409,
    vi: {
      title: "Quá nhiều lần yêu cầu nộp đang mở",
      detail: "Hồ sơ {code} đã có {most} lần yêu cầu nộp chưa kết thúc.",
      remedy: "Dùng một lần đang mở, hoặc chờ chúng hết hạn.",
    },
    en: {
      title: "Too many attempts are open",
      detail: "Dossier {code} has {most} open attempts to pay.",
      remedy: "Use one of them, or wait until they expire.",
    },
  },
  "payment-gateway-unknown": {
    status: 422,
    vi: {
      title: "Không có kênh thanh toán này",
      detail: "Trục không kết nối kênh “{gateway}”. Các kênh đang có: {known}.",
      remedy: "Ghi một trong các tên đó ở “gateway”, hoặc nhờ người vận hành kết nối.",
    },
    en: {
      title: "No such way to pay",
      detail: "This hub has no connection “{gateway}”. It has: {known}.",
      remedy: "Give one of these names in “gateway”, or ask the operator to connect it.",
    },
  },
  "payment-request-unfit": {
    status: 422,
    vi: {
      title: "Kênh thanh toán không nhận yêu cầu này",
      detail: "Kênh {gateway} cần trường {field} đúng quy định ({why}); chưa gửi gì đi.",
      remedy: "Bổ sung người nộp ở “payer” hoặc đổi kênh, rồi yêu cầu lần mới.",
    },
    en: {
      title: "The gateway does not take this",
      detail: "{gateway} wants its field {field} as agreed ({why}); nothing was sent.",
      remedy: "State the payer in “payer”, or take another gateway, and ask anew.",
    },
  },
  "payment-unknown": {
    status: 404,
    vi: {
      title: "Không có lần nộp này",
      detail: "Hồ sơ {code} không có lần yêu cầu nộp mang mã {reference}.",
      remedy: "Xem các mã tại GET /v1/dossiers/{code}/money.",
    },
    en: {
      title: "No such attempt to pay",
      detail: "Dossier {code} has no attempt to pay under {reference}.",
      remedy: "See the references in GET /v1/dossiers/{code}/money.",
    },
  },
  "money-not-waiting": {
    status: 409,
    vi: {
      title: "Không có tiền đang chờ",
      detail: "Lần nộp {reference} (trạng thái {state}) không có khoản tiền nào đang chờ quyết định.",
      remedy: "Xem “payments” tại GET /v1/dossiers/…/money.",
    },
    en: {
      title: "No money is waiting",
      detail: "The attempt {reference} ({state}) has no money that waits for a decision.",
      remedy: "See “payments” in GET /v1/dossiers/…/money.",
    },
  },
  "money-not-enough": {
    status: 409,
    vi: {
      title: "Chưa đủ tiền",
      detail: "Dưới mã {reference} mới có {came} đồng, phải nộp {amount} đồng.",
      remedy: "Chờ phần còn thiếu, hoặc hoàn lại bằng “to”: “oweBack”.",
    },
    en: {
      title: "Not enough money",
      detail: "{came} dong came under {reference}, and {amount} are owed.",
      remedy: "Wait for the rest, or give it back with “to”: “oweBack”.",
    },
  },
  "refund-unknown": {
    status: 404,
    vi: {
      title: "Không có lần hoàn này",
      detail: "Hồ sơ {code} không có lần hoàn tiền mang khóa {key}.",
      remedy: "Xem “refunds” tại GET /v1/dossiers/{code}/money.",
    },
    en: {
      title: "No such refund",
      detail: "Dossier {code} has no refund with the key {key}.",
      remedy: "See “refunds” in GET /v1/dossiers/{code}/money.",
    },
  },
  "refund-amount-wrong": {
    status: 422,
    vi: {
      title: "Số tiền hoàn không hợp lệ",
      detail: "{amount} đồng không phải số tiền hoàn được của {reference}.",
      remedy: "Ghi số đồng nguyên lớn hơn 0.",
    },
    en: {
      title: "An amount that is none",
      detail: "{amount} dong cannot be given back of {reference}.",
      remedy: "Give whole dong, more than 0.",
    },
  },
  "refund-too-much": {
    status: 409,
    vi: {
      title: "Hoàn nhiều hơn số còn lại",
      detail: "Dưới mã {reference} chỉ còn {left} đồng chưa hoàn hoặc đang hoàn; yêu cầu {amount} đồng.",
      remedy: "Giảm số tiền hoàn.",
    },
    en: {
      title: "More than is left",
      detail:
        "Of {reference} {left} dong are left that have not gone and are not about to go back; {amount} were asked for.",
      remedy: "Give back less.",
    },
  },
  "refund-left-differs": {
    status: 409,
    vi: {
      title: "Số còn lại khác",
      detail: "Dưới mã {reference} còn {left} đồng, không phải số ghi ở “leftVnd”.",
      remedy: "Đọc lại GET /v1/dossiers/…/money rồi quyết định với số đúng.",
    },
    en: {
      title: "Another sum is left",
      detail: "{left} dong are left of {reference}, not what “leftVnd” says.",
      remedy: "Read GET /v1/dossiers/…/money again, and decide with the right sum.",
    },
  },
  "refund-key-reused": {
    status: 409,
    vi: {
      title: "Khóa đã dùng cho lần hoàn khác",
      detail: "Khóa này đã dùng cho một lần hoàn khác.",
      remedy: "Gửi Idempotency-Key mới.",
    },
    en: {
      title: "The key belongs to another refund",
      detail: "This key was used for another refund.",
      remedy: "Send a new Idempotency-Key.",
    },
  },
  "refund-same-person": {
    status: 403,
    vi: {
      title: "Cần người thứ hai duyệt",
      detail: "Người quyết định hoàn tiền không được tự duyệt.",
      remedy: "Để một cán bộ khác duyệt.",
    },
    en: {
      title: "A second person approves",
      detail: "Whoever decided a refund does not approve it.",
      remedy: "Let another officer approve it.",
    },
  },
  "refund-payment-unfit": {
    status: 409,
    vi: {
      title: "Lần nộp này không đủ để hoàn",
      detail: "Dưới mã {reference} không có lần tiền vào số {payment} còn đủ {amount} đồng.",
      remedy: "Xem “payments” tại GET /v1/dossiers/…/money; bỏ “payment” để trục tự chọn, hoặc hoàn từng lần tiền vào.",
    },
    en: {
      title: "This payment does not cover it",
      detail: "Under {reference} there is no payment {payment} of which {amount} dong are left.",
      remedy: "See “payments” in GET /v1/dossiers/…/money; leave out “payment”, or give back payment by payment.",
    },
  },
  "refund-account-missing": {
    status: 422,
    vi: {
      title: "Chưa rõ tiền hoàn đi từ đâu",
      detail:
        "Tiền của {reference} đến qua nhiều nơi hoặc do bưu điện thu; lần hoàn {key} chưa ghi đi từ tài khoản nào.",
      remedy: "Ghi số tài khoản đã chuyển ở “account”.",
    },
    en: {
      title: "Where did it go from?",
      detail:
        "The money of {reference} came in several places or by the post, and the refund {key} names no account that it left.",
      remedy: "Give the number of the account in “account”.",
    },
  },
  "refund-decide-anew": {
    status: 409,
    vi: {
      title: "Phải quyết định lại lần hoàn này",
      detail:
        "Từ khi quyết định lần hoàn {key}, số phải trả lại hoặc số tiền còn giữ dưới mã {reference} đã ít đi; chưa duyệt gì.",
      remedy: "Rút lần hoàn này (“decision”: “withdraw”), rồi quyết định lại với số đúng.",
    },
    en: {
      title: "This refund is to be decided anew",
      detail:
        "Less is owed back, or is here, under {reference} than when the refund {key} was decided; nothing was approved.",
      remedy: "Withdraw it (“decision”: “withdraw”), then decide again with the right sums.",
    },
  },
  "fee-settled": {
    status: 409,
    vi: {
      title: "Hồ sơ đã xong khoản phải nộp",
      detail: "Hồ sơ {code} không chờ nộp tiền (trạng thái tiền: {money}); khoản mới sẽ không được hồ sơ ghi nhận.",
      remedy: "Nếu phát sinh khoản phải nộp thêm, gửi bước askPayment trước, rồi ấn định khoản đó.",
    },
    en: {
      title: "The dossier's money is settled",
      detail: "Dossier {code} awaits no payment (money: {money}); it would not take what is paid for another fee.",
      remedy: "If a further fee is owed, take the step askPayment first, then fix the fee.",
    },
  },
  "fee-dossier-ended": {
    status: 409,
    vi: {
      title: "Hồ sơ đã kết thúc",
      detail: "Hồ sơ {code} đã kết thúc ({state}); không ấn định khoản phải nộp mới và không thu nữa.",
      remedy: "Kiểm tra mã hồ sơ; tiền thu nhầm thì hoàn lại theo mã giao dịch.",
    },
    en: {
      title: "The dossier has ended",
      detail: "Dossier {code} has ended ({state}); no new fee is fixed, and none is collected.",
      remedy: "Check the code; give back by its reference what was collected by mistake.",
    },
  },
  "payment-not-open": {
    status: 409,
    vi: {
      title: "Lần yêu cầu nộp không còn mở",
      detail: "Lần yêu cầu nộp {reference} của hồ sơ {code} đang ở trạng thái {state}.",
      remedy: "Xem trạng thái tại GET /v1/dossiers/{code}/money; không có gì để kết thúc.",
    },
    en: {
      title: "The attempt is not open",
      detail: "The attempt to pay {reference} of dossier {code} is {state}.",
      remedy: "See how it stands in GET /v1/dossiers/{code}/money; there is nothing to end.",
    },
  },
  "refund-not-now": {
    status: 409,
    vi: {
      title: "Lần hoàn không ở bước này",
      detail: "Lần hoàn {key} đang ở trạng thái {state}.",
      remedy: "Xem trạng thái tại GET /v1/dossiers/…/money.",
    },
    en: {
      title: "Not at this stage",
      detail: "The refund {key} is {state}.",
      remedy: "See how it stands in GET /v1/dossiers/…/money.",
    },
  },
} as const satisfies Room;
