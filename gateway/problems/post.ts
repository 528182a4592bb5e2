import type { PostRefusal } from "../../core/domain/refusal.ts";
import type { Problem } from "./problem.ts";

/** Orders of the post (QĐ 45/2016) and what is recorded about its packets. */
export const post = {
  "post-not-connected": {
    status: 409,
    vi: {
      title: "Trục chưa nối bưu điện",
      detail: "Trục này chưa có tệp kết nối bưu điện nên không đặt được đơn.",
      remedy: "Nhờ người vận hành trục đặt HUB_POST_FILE; hồ sơ vẫn xử lý bình thường.",
    },
    en: {
      title: "The post is not connected",
      detail: "This hub has no connection file of the post, so nothing can be ordered.",
      remedy: "Ask the hub's operator to set HUB_POST_FILE; the dossier goes on as it is.",
    },
  },
  "post-unit-unserved": {
    status: 409,
    vi: {
      title: "Đơn vị chưa có hợp đồng bưu điện",
      detail: "Tệp kết nối bưu điện không có tài khoản nào cho đơn vị {unit}.",
      remedy: "Nhờ người vận hành trục thêm đơn vị vào một tài khoản trong tệp kết nối.",
    },
    en: {
      title: "The agency has no account with the post",
      detail: "The connection file of the post has no account for the agency {unit}.",
      remedy: "Ask the hub's operator to add the agency to an account of the connection file.",
    },
  },
  "post-not-one-stop": {
    status: 403,
    vi: {
      title: "Không phải bộ phận một cửa của hồ sơ",
      detail: "Chỉ bộ phận một cửa {unit} gọi bưu điện và ghi biên bản cho hồ sơ {code}.",
      remedy: "Nhờ {unit} thực hiện.",
    },
    en: {
      title: "Not the dossier's one-stop",
      detail: "The one-stop {unit} alone calls the post for dossier {code} and records its minutes.",
      remedy: "Ask {unit} to do it.",
    },
  },
  "post-order-not-now": {
    status: 409,
    vi: {
      title: "Hồ sơ chưa đến lúc hoặc đã qua lúc gửi bưu điện",
      detail: "Hồ sơ {code} đang ở trạng thái “{state}”: không đặt được đơn “{purpose}”.",
      remedy: "Gửi giấy tờ khi hồ sơ chưa tiếp nhận hoặc đang bổ sung; gửi kết quả khi đã có kết quả và chưa trao.",
    },
    en: {
      title: "Too early or too late for the post",
      detail: "Dossier {code} is in the state “{state}”: an order “{purpose}” is not possible.",
      remedy: "Send papers before the receipt or for a supplement; send a result once there is one that nobody has.",
    },
  },
  "post-order-there": {
    status: 409,
    vi: {
      title: "Đã có đơn bưu điện",
      detail: "Đơn {number} ({orderState}) của hồ sơ này chưa kết thúc; đặt nữa sẽ gọi bưu tá hai lần.",
      remedy: "Chờ đơn ấy kết thúc, hoặc hủy nó rồi đặt đơn mới.",
    },
    en: {
      title: "There is an order of the post",
      detail: "The order {number} ({orderState}) of this dossier has not ended; another would call a second postman.",
      remedy: "Wait until it ends, or cancel it first.",
    },
  },
  "post-order-incomplete": {
    status: 422,
    vi: {
      title: "Đơn bưu điện thiếu hoặc sai trường",
      detail: "Bưu điện không nhận đơn với các trường này: {fields}.",
      remedy: "Sửa các trường; nếu là mã tỉnh, xã đúng thì nhờ người vận hành thêm mã bưu chính vào tệp kết nối.",
    },
    en: {
      title: "The order lacks fields or has wrong ones",
      detail: "The post takes no order with these fields as they are: {fields}.",
      remedy:
        "Correct them; where a province or commune is right, ask the operator to add its postal code to the connection file.",
    },
  },
  "post-order-unknown": {
    status: 404,
    vi: {
      title: "Không có đơn bưu điện",
      detail: "Không có đơn bưu điện {number}.",
      remedy: "Xem các đơn của hồ sơ bằng GET /v1/dossiers/…/post-orders.",
    },
    en: {
      title: "Order of the post not known",
      detail: "There is no order {number} of the post.",
      remedy: "See the dossier's orders with GET /v1/dossiers/…/post-orders.",
    },
  },
  "post-cancel-not-offered": {
    status: 409,
    vi: {
      title: "Bưu điện không nhận hủy qua mạng",
      detail: "Giao diện {profile} của đơn {number} không có lệnh hủy.",
      remedy: "Gọi bưu cục để hủy; người vận hành ghi lại bằng hub post release.",
    },
    en: {
      title: "The post takes no cancelling there",
      detail: "The interface {profile} of the order {number} knows no cancelling.",
      remedy: "Call the post office; the operator records it with hub post release.",
    },
  },
  "post-cancel-asked": {
    status: 409,
    vi: {
      title: "Đã yêu cầu hủy",
      detail: "Đơn {number} đã được yêu cầu hủy và đang chờ bưu điện trả lời.",
      remedy: "Chờ trả lời; đơn còn hiệu lực cho đến khi bưu điện đồng ý.",
    },
    en: {
      title: "Cancelling was asked for",
      detail: "Cancelling of the order {number} was asked for, and the post has not agreed yet.",
      remedy: "Wait for the answer; until the post agrees the order stands.",
    },
  },
  "post-cancel-too-late": {
    status: 409,
    vi: {
      title: "Không hủy được nữa",
      detail: "Đơn {number} đang ở trạng thái “{orderState}” nên không hủy được nữa.",
      remedy: "Nếu bưu gửi đang trên đường, gọi bưu cục để chuyển hoàn.",
    },
    en: {
      title: "Too late to cancel",
      detail: "The order {number} is “{orderState}” and cannot be cancelled any more.",
      remedy: "If the packet is on its way, ask the post office to return it.",
    },
  },
  "post-quote-not-offered": {
    status: 409,
    vi: {
      title: "Không hỏi được cước",
      detail: "Giao diện bưu điện {profile} không có lệnh hỏi cước.",
      remedy: "Xem biểu cước công bố của bưu điện.",
    },
    en: {
      title: "No quotes there",
      detail: "The post's interface {profile} gives no quotes.",
      remedy: "See the post's published tariff.",
    },
  },
  "post-quote-refused": {
    status: 422,
    vi: {
      title: "Bưu điện không báo cước",
      detail: "Bưu điện từ chối báo cước: {said}.",
      remedy: "Sửa theo lời bưu điện rồi hỏi lại; chưa có đơn nào được đặt.",
    },
    en: {
      title: "The post gives no quote",
      detail: "The post refuses a quote: {said}.",
      remedy: "Correct what it says and ask again; nothing was ordered.",
    },
  },
  "post-no-answer": {
    status: 503,
    vi: {
      title: "Bưu điện không trả lời",
      detail: "Bưu điện không trả lời câu hỏi cước.",
      remedy: "Hỏi lại sau ít phút; chưa có đơn nào được đặt.",
    },
    en: {
      title: "The post does not answer",
      detail: "The post did not answer the question for its price.",
      remedy: "Ask again in some minutes; nothing was ordered.",
    },
  },
  "post-record-differs": {
    status: 409,
    vi: {
      title: "Số này đã ghi với nội dung khác",
      detail: "Bản ghi số {number} của đơn đã có với nội dung khác; bản ghi không sửa được.",
      remedy:
        "Kiểm tra lại số; biên lai gõ sai thì sửa bằng corrections, ghi nhầm đơn thì hủy ở đơn ấy trước; bản ghi khác thì lập bản mới với số mới.",
    },
    en: {
      title: "Recorded before with other content",
      detail: "There is a record {number} of this order with other content; records are not rewritten.",
      remedy:
        "Check the number; a receipt that was mistyped is corrected (corrections), under the wrong order voided there first; another record is made anew with a number of its own.",
    },
  },
  "post-receipt-unknown": {
    status: 404,
    vi: {
      title: "Không có biên lai này",
      detail: "Đơn {number} không có biên lai {receipt}.",
      remedy: "Xem các biên lai đã ghi của đơn bằng GET /v1/dossiers/…/post-orders.",
    },
    en: {
      title: "No such receipt",
      detail: "The order {number} has no receipt {receipt}.",
      remedy: "See the order's receipts with GET /v1/dossiers/…/post-orders.",
    },
  },
  "post-receipt-settled": {
    status: 409,
    vi: {
      title: "Bưu điện đã nộp tiền của biên lai này",
      detail: "Biên lai {receipt} đã được bưu điện nộp bằng bút toán {by} nên không sửa được nữa.",
      remedy: "Một việc đối soát đã được mở: nhờ kế toán đối chiếu với bưu cục (hub money cases).",
    },
    en: {
      title: "The post has handed over the money of this receipt",
      detail: "Receipt {receipt} was settled by booking {by} and is not corrected any more.",
      remedy: "A case was opened: ask the accountant to compare it with the post office (hub money cases).",
    },
  },
  "post-receipt-decided": {
    status: 409,
    vi: {
      title: "Tiền của biên lai này đã được xử lý",
      detail: "Tiền của biên lai {receipt} đã được hoàn trả, đang hoàn trả hoặc đã có người quyết định ({reference}).",
      remedy: "Rút lệnh hoàn trả nếu chưa chi; nếu đã chi, nhờ kế toán lập khoản điều chỉnh.",
    },
    en: {
      title: "The money of this receipt was dealt with",
      detail: "Money of receipt {receipt} went back, is going back, or a person decided about it ({reference}).",
      remedy: "Withdraw the refund where it has not left; else ask the accountant to put it right.",
    },
  },
  "post-receipt-same": {
    status: 409,
    vi: {
      title: "Không có gì để sửa",
      detail: "Biên lai {receipt} đã ghi đúng như vậy.",
      remedy: "Kiểm tra lại số tiền và thời điểm cần sửa.",
    },
    en: {
      title: "Nothing to correct",
      detail: "Receipt {receipt} says so already.",
      remedy: "Look again at the amount and the moment that are to be corrected.",
    },
  },
  "post-label-not-yet": {
    status: 409,
    vi: {
      title: "Chưa in được nhãn",
      detail: "Đơn {number} đang ở trạng thái “{orderState}”, hoặc người gửi và người nhận đã được xóa: không có nhãn.",
      remedy: "In nhãn khi bưu điện đã nhận đơn và trước khi đơn kết thúc.",
    },
    en: {
      title: "No label now",
      detail: "The order {number} is “{orderState}”, or who sends and receives was erased: there is no label.",
      remedy: "Print it once the post has the order, and before the order ends.",
    },
  },
  "post-seal-differs": {
    status: 409,
    vi: {
      title: "Niêm phong không khớp",
      detail: "Biên bản ghi niêm phong {seal}, gói đã ghi mang niêm phong {seals}.",
      remedy: "Kiểm tra niêm phong trên gói; không nhận gói bị đổi niêm phong.",
    },
    en: {
      title: "Another seal",
      detail: "The minute names the seal {seal}, the packet on record bears {seals}.",
      remedy: "Look at the seal of the packet; one whose seal was changed is not taken over.",
    },
  },
} as const satisfies Readonly<Record<PostRefusal, Problem>>;
