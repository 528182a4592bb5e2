import type { LetterRefusal } from "../../core/domain/refusal.ts";
import type { Problem } from "./problem.ts";

/** Official letters over the document axis (NĐ 30/2020, QĐ 28/2018). */
export const letters = {
  "letter-not-connected": {
    status: 409,
    vi: {
      title: "Trục chưa nối trục liên thông văn bản",
      detail: "Trục này chưa có tệp kết nối văn bản nên không gửi được công văn.",
      remedy: "Nhờ người vận hành trục đặt HUB_EDOC_FILE; hồ sơ vẫn xử lý bình thường.",
    },
    en: {
      title: "The document axis is not connected",
      detail: "This hub has no connection file of the document axis, so no letter can be sent.",
      remedy: "Ask the hub's operator to set HUB_EDOC_FILE; the dossier goes on as it is.",
    },
  },
  "letter-unit-unserved": {
    status: 409,
    vi: {
      title: "Đơn vị chưa có tài khoản trên trục văn bản",
      detail: "Tệp kết nối văn bản không có tài khoản nào cho đơn vị {unit}.",
      remedy: "Nhờ người vận hành trục thêm đơn vị vào một tài khoản trong tệp kết nối.",
    },
    en: {
      title: "The agency has no account with the document axis",
      detail: "The connection file of the document axis has no account for the agency {unit}.",
      remedy: "Ask the hub's operator to add the agency to an account of the connection file.",
    },
  },
  "letter-unknown": {
    status: 404,
    vi: {
      title: "Không có văn bản này",
      detail: "Không có văn bản nào mang số {letter} mà đơn vị của bạn được xem.",
      remedy: "Xem danh sách tại GET /v1/letters.",
    },
    en: {
      title: "No such letter",
      detail: "There is no letter {letter} that your agency may see.",
      remedy: "Look at the list, GET /v1/letters.",
    },
  },
  "letter-not-now": {
    status: 409,
    vi: {
      title: "Không làm được với văn bản lúc này",
      detail: "Văn bản đang ở trạng thái “{letterState}”: không thực hiện được “{act}”.",
      remedy: "Đọc lại văn bản; tiếp nhận (accept) hoặc từ chối (refuse) trước, rồi mới báo tiến độ.",
    },
    en: {
      title: "Not possible with the letter now",
      detail: "The letter is in the state “{letterState}”: “{act}” is not possible.",
      remedy: "Read the letter again; it is accepted or refused first, and progress is told after that.",
    },
  },
  "letter-nothing-asked": {
    status: 409,
    vi: {
      title: "Nơi gửi không đề nghị gì",
      detail: "Văn bản này không có đề nghị thu hồi hay cập nhật nào đang chờ trả lời.",
      remedy: "Đọc lại văn bản: có thể người khác đã trả lời.",
    },
    en: {
      title: "Nothing was asked",
      detail: "No recall or update of this letter waits for an answer.",
      remedy: "Read the letter again: somebody else may have answered.",
    },
  },
  "letter-not-yours-to-send": {
    status: 403,
    vi: {
      title: "Đơn vị không xử lý hồ sơ này",
      detail: "Chỉ đơn vị đang giữ hồ sơ {code}, một cửa tiếp nhận hoặc đơn vị của chuỗi mới gửi công văn cho hồ sơ.",
      remedy: "Nhờ đơn vị đang xử lý gửi.",
    },
    en: {
      title: "The agency does not work on this dossier",
      detail:
        "Letters of dossier {code} are sent by the agency that holds it, its one-stop, or an agency of its chain alone.",
      remedy: "Ask the agency that works on it.",
    },
  },
  "letter-number-there": {
    status: 409,
    vi: {
      title: "Số và ký hiệu đã dùng trong năm",
      detail: "Đơn vị {unit} đã có văn bản đi {letterCode} năm {year}.",
      remedy: "Lấy số mới trong sổ văn bản đi; muốn gửi lại văn bản cũ thì nhờ người vận hành: hub letters retry.",
    },
    en: {
      title: "Number and notation were used this year",
      detail: "The agency {unit} has an outgoing letter {letterCode} of {year} already.",
      remedy: "Take a new number from the register; to send the old letter again ask the operator: hub letters retry.",
    },
  },
  "letter-incomplete": {
    status: 422,
    vi: {
      title: "Văn bản chưa đủ để gửi",
      detail: "Thiếu hoặc sai: {fields}.",
      remedy: "Sửa các trường này rồi gửi lại.",
    },
    en: {
      title: "The letter is not complete",
      detail: "Missing or unfit: {fields}.",
      remedy: "Mend these fields and send it again.",
    },
  },
  "letter-receiver-repeated": {
    status: 422,
    vi: {
      title: "Nơi nhận bị lặp",
      detail: "{organ} được ghi hai lần, có nơi nhận sẽ từ chối cả văn bản.",
      remedy: "Ghi mỗi nơi nhận một lần.",
    },
    en: {
      title: "A receiver is named twice",
      detail: "{organ} is named twice, for which some systems refuse the whole letter.",
      remedy: "Name each receiver once.",
    },
  },
  "letter-receiver-unknown": {
    status: 422,
    vi: {
      title: "Văn bản không gửi đến nơi này",
      detail: "{organ} không phải nơi nhận của văn bản.",
      remedy: "Chọn trong các nơi nhận mà GET /v1/letters/{letter} liệt kê.",
    },
    en: {
      title: "The letter did not go there",
      detail: "{organ} is no receiver of the letter.",
      remedy: "Choose among the receivers that GET /v1/letters/{letter} lists.",
    },
  },
  "letter-to-self": {
    status: 422,
    vi: {
      title: "Gửi văn bản cho chính mình",
      detail: "Nơi gửi và nơi nhận là một: {organ}.",
      remedy: "Ghi nơi nhận khác.",
    },
    en: {
      title: "A letter to oneself",
      detail: "Sender and receiver are one: {organ}.",
      remedy: "Name another receiver.",
    },
  },
  "letter-opinion-not-asked": {
    status: 409,
    vi: {
      title: "Hồ sơ không lấy ý kiến nơi này",
      detail: "Hồ sơ {code} không đang chờ ý kiến của {organ}.",
      remedy: "Thực hiện bước askOpinion với nơi nhận này trước, rồi gửi công văn.",
    },
    en: {
      title: "The dossier does not wait for its opinion",
      detail: "Dossier {code} does not wait for an opinion of {organ}.",
      remedy: "Take the step askOpinion to this receiver first, then send the letter.",
    },
  },
  "letter-linked": {
    status: 409,
    vi: {
      title: "Văn bản đã thuộc hồ sơ khác",
      detail: "Văn bản đã được gắn với hồ sơ {code}.",
      remedy: "Nếu gắn nhầm, ghi rõ lý do (reason) để chuyển sang hồ sơ khác.",
    },
    en: {
      title: "The letter belongs to another dossier",
      detail: "The letter is linked to dossier {code}.",
      remedy: "If that is wrong, state why (reason) to move it.",
    },
  },
  "letter-answer-by-passed": {
    status: 422,
    vi: {
      title: "Hạn trả lời đã qua",
      detail: "Hạn trả lời {answerBy} không ở sau lúc này ({now}).",
      remedy: "Ghi một hạn ở tương lai.",
    },
    en: {
      title: "The deadline has passed",
      detail: "The deadline {answerBy} is not after now ({now}).",
      remedy: "State a deadline that is to come.",
    },
  },
  "letter-recall-not-now": {
    status: 409,
    vi: {
      title: "Không thu hồi được lúc này",
      detail: "Văn bản gửi {organ} đang ở trạng thái “{letterState}”.",
      remedy: "Văn bản bị từ chối hoặc đã thu hồi thì không cần thu hồi nữa; đề nghị đang mở thì chờ trả lời.",
    },
    en: {
      title: "No recall now",
      detail: "The letter to {organ} is in the state “{letterState}”.",
      remedy: "What was refused or taken back needs no recall; a recall that is open waits for its answer.",
    },
  },
} as const satisfies Readonly<Record<LetterRefusal, Problem>>;
