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
  "letter-dossier-erased": {
    status: 409,
    vi: {
      title: "Nội dung hồ sơ đã xóa",
      detail: "Nội dung của hồ sơ {code} đã xóa theo quyết định; không văn bản nào được gắn thêm hoặc gửi về hồ sơ đó.",
      remedy: "Xử lý văn bản ngoài hồ sơ này; việc mới thì lập hồ sơ mới.",
    },
    en: {
      title: "What the dossier said is erased",
      detail: "What dossier {code} said was erased by decision; no letter is linked to it, or sent about it, any more.",
      remedy: "Handle the letter outside this dossier; a new matter is a dossier of its own.",
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
      remedy: "Văn bản bị từ chối, đã thu hồi, đã được thay thế hoặc không gửi được thì không cần thu hồi nữa.",
    },
    en: {
      title: "No recall now",
      detail: "The letter to {organ} is in the state “{letterState}”.",
      remedy: "What was refused, taken back, replaced or never sent needs no recall.",
    },
  },
  "letter-recall-open": {
    status: 409,
    vi: {
      title: "Đang chờ trả lời thu hồi",
      detail: "Đã đề nghị {organ} trả lại văn bản và chưa có trả lời.",
      remedy: "Chờ trả lời (15 hoặc 16); xem addressees của văn bản.",
    },
    en: {
      title: "A recall is open",
      detail: "{organ} was asked to give the letter back and has not answered yet.",
      remedy: "Wait for its answer (15 or 16); see the letter's addressees.",
    },
  },
  "letter-change-not-now": {
    status: 409,
    vi: {
      title: "Văn bản không cập nhật, thay thế được lúc này",
      detail:
        "Văn bản đang ở trạng thái “{letterState}”: chỉ văn bản đi đã gửi và còn hiệu lực mới được cập nhật, thay thế.",
      remedy: "Văn bản chờ gửi thì thu hồi (POST …/recall) rồi gửi văn bản khác.",
    },
    en: {
      title: "The letter is neither updated nor replaced now",
      detail:
        "The letter is in the state “{letterState}”: only a letter of yours that was sent and stands is updated or replaced.",
      remedy: "Call off what still waits to be sent (POST …/recall) and send another.",
    },
  },
  "letter-under-way": {
    status: 409,
    vi: {
      title: "Lần gửi trước chưa xong",
      detail: "Một lần gửi của văn bản này còn đang chờ gửi, chưa rõ kết quả, hoặc chờ người vận hành.",
      remedy: "Đọc lại văn bản (owed) và thử lại sau; nếu chờ người thì báo người vận hành: hub letters stuck.",
    },
    en: {
      title: "A message of it is still under way",
      detail: "A message of this letter waits to be sent, may have left, or waits for an operator.",
      remedy:
        "Read the letter again (owed) and try later; where it waits for a person tell the operator: hub letters stuck.",
    },
  },
  "letter-being-replaced": {
    status: 409,
    vi: {
      title: "Văn bản đang được thay thế",
      detail: "Văn bản {letter} thay thế văn bản này và đang chờ gửi.",
      remedy: "Thu hồi văn bản {letter} trước nếu không muốn thay thế nữa.",
    },
    en: {
      title: "The letter is being replaced",
      detail: "Letter {letter} replaces this one and waits to be sent.",
      remedy: "Call letter {letter} off first if it is not to replace it.",
    },
  },
  "letter-nothing-changed": {
    status: 422,
    vi: {
      title: "Không có gì thay đổi",
      detail: "Nội dung, tệp và nơi nhận đều như bản đang có hiệu lực.",
      remedy: "Ghi những gì đổi; muốn gửi lại thì nhờ người vận hành: hub letters retry.",
    },
    en: {
      title: "Nothing changes",
      detail: "Words, files and receivers are those of the version that counts.",
      remedy: "State what changes; to send it once more ask the operator: hub letters retry.",
    },
  },
  "letter-no-receiver-left": {
    status: 422,
    vi: {
      title: "Không còn nơi nhận nào",
      detail: "Sau thay đổi này không nơi nào giữ văn bản.",
      remedy: "Thu hồi văn bản (POST …/recall), hoặc ghi nơi nhận mới.",
    },
    en: {
      title: "No receiver is left",
      detail: "After this nobody would have the letter.",
      remedy: "Recall the letter (POST …/recall), or name a new receiver.",
    },
  },
  "letter-holder-missed": {
    status: 422,
    vi: {
      title: "Thiếu một nơi đang giữ văn bản cũ",
      detail: "{organ} đang giữ văn bản được thay thế mà không có trong nơi nhận của văn bản thay thế.",
      remedy: "Thêm nơi này vào to, hoặc thu hồi văn bản cũ ở nơi này trước.",
    },
    en: {
      title: "Somebody who has the old letter is missed",
      detail: "{organ} has the letter that is replaced, and is no receiver of the one that replaces it.",
      remedy: "Add it to `to`, or recall the old letter from it first.",
    },
  },
  "letter-form-differs": {
    status: 422,
    vi: {
      title: "Văn bản thay thế khác hình thức",
      detail:
        "Văn bản được thay thế là “{typeName}”, văn bản kia là “{asked}” hoặc khác mục đích (NĐ 30/2020 Điều 18 khoản 3).",
      remedy: "Thay thế bằng văn bản cùng hình thức, cùng mục đích; khác thì gửi thành các văn bản riêng.",
    },
    en: {
      title: "The replacement is of another form",
      detail:
        "What is replaced is a “{typeName}”, the other a “{asked}” or for another purpose (NĐ 30/2020 art. 18(3)).",
      remedy: "Replace by a letter of the same form and purpose, or send letters apart.",
    },
  },
  "letter-not-the-opinion": {
    status: 409,
    vi: {
      title: "Văn bản không phải ý kiến đang chờ",
      detail: "Văn bản {letter} không phải trả lời của nơi mà hồ sơ {code} đang lấy ý kiến, hoặc không còn hiệu lực.",
      remedy: "Chọn văn bản có offer (GET /v1/dossiers/{code}/letters), hoặc ghi ý kiến không kèm văn bản (bỏ letter).",
    },
    en: {
      title: "The letter is not the opinion that is awaited",
      detail: "Letter {letter} is not from whom dossier {code} awaits an opinion, or does not stand any more.",
      remedy: "Choose a letter with an offer (GET /v1/dossiers/{code}/letters), or record the opinion without one.",
    },
  },
} as const satisfies Readonly<Record<LetterRefusal, Problem>>;
