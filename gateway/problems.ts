import type { RefusalCode } from "../core/domain/refusal.ts";

/** What the gateway itself refuses, before the core is asked. */
export type DoorCode =
  | "json-broken"
  | "json-too-deep"
  | "body-too-large"
  | "body-not-utf8"
  | "text-with-nul"
  | "text-not-nfc"
  | "text-not-unicode"
  | "content-type-wrong"
  | "content-encoding-wrong"
  | "field-invalid"
  | "idempotency-key-missing"
  | "idempotency-key-reused"
  | "token-missing"
  | "token-invalid"
  | "token-expired"
  | "client-unknown"
  | "role-missing"
  | "path-unknown"
  | "path-broken"
  | "method-not-allowed"
  | "hub-busy"
  | "hub-error";

export type ProblemCode = RefusalCode | DoorCode;

interface Words {
  readonly title: string;
  readonly detail: string;
  readonly remedy: string;
}

interface Problem {
  readonly status: number;
  readonly vi: Words;
  readonly en: Words;
}

/**
 * Every answer that is a problem: its status and its words in both languages. `{name}` is filled from the refusal's
 * values. The one place where the core's codes become HTTP; a code that lacks here does not compile.
 */
export const problems: Readonly<Record<ProblemCode, Problem>> = {
  "unit-unknown": {
    status: 422,
    vi: {
      title: "Không có đơn vị này",
      detail: "Không có đơn vị nào mang mã định danh “{unit}”.",
      remedy: "Kiểm tra mã định danh (dạng H36.17 hoặc 000.00.17.H36) tại GET /v1/units/{unit}.",
    },
    en: {
      title: "Unknown unit",
      detail: "No agency has the identifier “{unit}”.",
      remedy: "Check the identifier (H36.17 or 000.00.17.H36) with GET /v1/units/{unit}.",
    },
  },
  "unit-not-valid": {
    status: 422,
    vi: {
      title: "Đơn vị không hoạt động vào ngày đó",
      detail: "{name} ({unit}) có hiệu lực từ {from} đến {to}, không gồm ngày {day}.",
      remedy: "Dùng đơn vị kế thừa (xem “successor” tại GET /v1/units/{unit}), hoặc sửa thời điểm “at”.",
    },
    en: {
      title: "Unit not valid on that day",
      detail: "{name} ({unit}) is valid from {from} to {to}, which leaves out {day}.",
      remedy: "Use its successor (“successor” in GET /v1/units/{unit}), or correct the time “at”.",
    },
  },
  "unit-not-yours": {
    status: 403,
    vi: {
      title: "Không được thay mặt đơn vị này",
      detail: "Hệ thống của bạn không được đăng ký cho đơn vị {unit}.",
      remedy: "Dùng đơn vị của mình ở “by”, hoặc đề nghị quản trị trục đăng ký thêm đơn vị (hub partners add).",
    },
    en: {
      title: "Not your unit",
      detail: "Your system is not registered for unit {unit}.",
      remedy: "Name one of your own units in “by”, or ask the hub's operator to register it (hub partners add).",
    },
  },
  "procedure-unknown": {
    status: 422,
    vi: {
      title: "Không có thủ tục này",
      detail: "Không có thủ tục hành chính nào mang mã “{procedure}”.",
      remedy: "Dùng mã quốc gia, ví dụ 1.001193; tra tại GET /v1/procedures?q=…",
    },
    en: {
      title: "Unknown procedure",
      detail: "No procedure has the code “{procedure}”.",
      remedy: "Use the national code, such as 1.001193; look it up with GET /v1/procedures?q=…",
    },
  },
  "procedure-not-valid": {
    status: 422,
    vi: {
      title: "Thủ tục không có hiệu lực vào ngày đó",
      detail: "Thủ tục {procedure} không có hiệu lực ngày {day}. Thủ tục thay thế: {replacement}.",
      remedy: "Dùng thủ tục thay thế, hoặc sửa thời điểm “at”; các phiên bản có tại GET /v1/procedures/{procedure}.",
    },
    en: {
      title: "Procedure not in force on that day",
      detail: "Procedure {procedure} is not in force on {day}. Replaced by: {replacement}.",
      remedy: "Use the replacement, or correct the time “at”; versions are at GET /v1/procedures/{procedure}.",
    },
  },
  "dossier-unknown": {
    status: 404,
    vi: {
      title: "Không tìm thấy hồ sơ",
      detail: "Không có hồ sơ {code} trong số hồ sơ của đơn vị bạn.",
      remedy: "Kiểm tra mã hồ sơ; đơn vị chỉ thấy hồ sơ mà mình đã tham gia.",
    },
    en: {
      title: "Dossier not found",
      detail: "There is no dossier {code} among those of your units.",
      remedy: "Check the code; a unit sees only dossiers it has taken part in.",
    },
  },
  "step-not-allowed": {
    status: 409,
    vi: {
      title: "Không được làm bước này lúc này",
      detail: "Hồ sơ {code} đang ở trạng thái {state}: không thể thực hiện bước {step}.",
      remedy: "Xem “allowedSteps” tại GET /v1/dossiers/{code} để biết các bước làm được.",
    },
    en: {
      title: "Step not allowed now",
      detail: "Dossier {code} is {state}: the step {step} is not possible.",
      remedy: "See “allowedSteps” in GET /v1/dossiers/{code}.",
    },
  },
  "not-your-dossier": {
    status: 403,
    vi: {
      title: "Hồ sơ không do đơn vị này giữ",
      detail: "Bước này thuộc về {holder}, không phải {unit} (hồ sơ {code}).",
      remedy: "Chờ đơn vị đang giữ chuyển hồ sơ, hoặc xác nhận đã nhận nếu hồ sơ đang được chuyển cho bạn.",
    },
    en: {
      title: "Not your dossier",
      detail: "This step belongs to {holder}, not to {unit} (dossier {code}).",
      remedy: "Wait until the holder hands it over, or acknowledge it if it is on its way to you.",
    },
  },
  "handover-to-self": {
    status: 422,
    vi: {
      title: "Không thể chuyển cho chính mình",
      detail: "Bên chuyển và bên nhận là cùng một đơn vị {unit}.",
      remedy: "Ghi đơn vị nhận khác ở “to”.",
    },
    en: {
      title: "A hand-over to oneself",
      detail: "Sender and receiver are the same unit {unit}.",
      remedy: "Name another unit in “to”.",
    },
  },
  "handover-pending": {
    status: 409,
    vi: {
      title: "Hồ sơ đang trên đường chuyển",
      detail: "Hồ sơ {code} đã chuyển cho {receiver} và chưa được xác nhận.",
      remedy: "Chờ {receiver} xác nhận (acknowledge) hoặc trả lại (sendBack).",
    },
    en: {
      title: "A hand-over is pending",
      detail: "Dossier {code} was handed over to {receiver}, which has not acknowledged it yet.",
      remedy: "Wait until {receiver} acknowledges it or sends it back.",
    },
  },
  "time-in-future": {
    status: 422,
    vi: {
      title: "Thời điểm ở tương lai",
      detail: "“at” là {at}, sau đồng hồ của trục ({now}).",
      remedy: "Chỉnh đồng hồ máy chủ (NTP), hoặc bỏ “at” để lấy thời điểm hiện tại.",
    },
    en: {
      title: "A time in the future",
      detail: "“at” is {at}, ahead of the hub's clock ({now}).",
      remedy: "Set the server's clock (NTP), or leave “at” out for the present moment.",
    },
  },
  "time-too-early": {
    status: 422,
    vi: {
      title: "Thời điểm quá xa trong quá khứ",
      detail: "“at” là {at}, trước mốc sớm nhất {earliest}.",
      remedy: "Kiểm tra năm: thường là gõ nhầm.",
    },
    en: {
      title: "A time too far in the past",
      detail: "“at” is {at}, before the earliest possible {earliest}.",
      remedy: "Check the year: it is usually mistyped.",
    },
  },
  "time-before-last-step": {
    status: 409,
    vi: {
      title: "Thời điểm trước bước gần nhất",
      detail: "“at” là {at}, trước bước gần nhất của hồ sơ ({last}).",
      remedy: "Ghi thời điểm thực của bước này; các bước của một hồ sơ theo thứ tự thời gian.",
    },
    en: {
      title: "A time before the last step",
      detail: "“at” is {at}, before the dossier's last step ({last}).",
      remedy: "State when this step really happened; a dossier's steps follow time.",
    },
  },
  "role-not-allowed": {
    status: 403,
    vi: {
      title: "Vai trò không được làm bước này",
      detail: "Bước {step} dành cho: {roles}; không phải “{role}”.",
      remedy: "Ghi đúng vai trò của cán bộ ở “role”, hoặc để người có thẩm quyền thực hiện.",
    },
    en: {
      title: "Role not allowed",
      detail: "The step {step} is for: {roles}; not for “{role}”.",
      remedy: "State the officer's true role in “role”, or let a person with the authority act.",
    },
  },
  "supplement-already-asked": {
    status: 409,
    vi: {
      title: "Đã yêu cầu bổ sung một lần",
      detail: "Hồ sơ {code} đã được yêu cầu bổ sung; pháp luật chỉ cho phép một lần.",
      remedy: "Nếu luật chuyên ngành cho phép, ghi căn cứ ở “legalBasis”; lần này sẽ bị đánh dấu.",
    },
    en: {
      title: "A supplement was asked before",
      detail: "A supplement was already asked for dossier {code}; the law allows one.",
      remedy: "If a special law allows it, give it in “legalBasis”; the request will be marked.",
    },
  },
  "return-window-over": {
    status: 409,
    vi: {
      title: "Đã quá hạn yêu cầu bổ sung",
      detail: "Hồ sơ {code}: chỉ được yêu cầu bổ sung đến {until} (3 ngày làm việc từ khi nhận).",
      remedy: "Giải quyết tiếp, hoặc ghi căn cứ của luật chuyên ngành ở “legalBasis”.",
    },
    en: {
      title: "The window for supplements is over",
      detail: "Dossier {code}: a supplement could be asked until {until} (3 working days from receipt).",
      remedy: "Go on with it, or give the special law in “legalBasis”.",
    },
  },
  "extension-already-used": {
    status: 409,
    vi: {
      title: "Đã gia hạn một lần",
      detail: "Hồ sơ {code} đã được hẹn lại; chỉ được hẹn lại một lần.",
      remedy: "Giải quyết hồ sơ; trễ hạn sẽ được ghi nhận là trễ.",
    },
    en: {
      title: "Already extended once",
      detail: "Dossier {code} was re-appointed before; that is possible once.",
      remedy: "Settle the dossier; lateness is recorded as lateness.",
    },
  },
  "new-due-not-later": {
    status: 422,
    vi: {
      title: "Ngày hẹn mới không muộn hơn",
      detail: "Ngày hẹn mới {newDue} phải sau ngày hẹn hiện tại {due}.",
      remedy: "Ghi ngày hẹn mới muộn hơn ở “newDue”.",
    },
    en: {
      title: "The new date is not later",
      detail: "The new date {newDue} must be after the present one {due}.",
      remedy: "Give a later date in “newDue”.",
    },
  },
  "delegation-missing": {
    status: 403,
    vi: {
      title: "Chưa có ủy quyền",
      detail: "Cán bộ của {unit} không có ủy quyền còn hiệu lực để quyết định thủ tục {procedure} tại quầy.",
      remedy: "Chuyển cho người có thẩm quyền ký, hoặc đăng ký quyết định ủy quyền.",
    },
    en: {
      title: "No delegation",
      detail: "The officer of {unit} has no delegation in force to decide {procedure} at the counter.",
      remedy: "Pass it to the signatory, or register the delegation.",
    },
  },
  "payment-not-confirmed": {
    status: 422,
    vi: {
      title: "Chưa xác nhận được tiền",
      detail: "Chưa có mã giao dịch hoặc căn cứ miễn cho hồ sơ {code}.",
      remedy: "Ghi mã giao dịch hoặc căn cứ miễn ở “paymentReference”.",
    },
    en: {
      title: "Payment not confirmed",
      detail: "There is no payment reference or ground of exemption for dossier {code}.",
      remedy: "Give the payment's reference or the ground in “paymentReference”.",
    },
  },
  "second-person-missing": {
    status: 422,
    vi: {
      title: "Cần hai người",
      detail: "Việc này cần cán bộ thực hiện (“officer”) và một người duyệt khác (“approvedBy”).",
      remedy: "Ghi cả hai; không được cùng một người.",
    },
    en: {
      title: "Two persons are needed",
      detail: "This needs the acting officer (“officer”) and another person who approves (“approvedBy”).",
      remedy: "Name both; they must differ.",
    },
  },
  "decision-missing": {
    status: 422,
    vi: {
      title: "Thiếu quyết định",
      detail: "Việc này cần lý do (“reason”) và số quyết định (“decisionNo”).",
      remedy: "Ghi cả hai.",
    },
    en: {
      title: "The decision is missing",
      detail: "This needs a reason (“reason”) and the decision's number (“decisionNo”).",
      remedy: "Give both.",
    },
  },
  "result-already-issued": {
    status: 409,
    vi: {
      title: "Kết quả đã ban hành",
      detail: "Hồ sơ {code} đã có kết quả ({outcome}).",
      remedy: "Từ chối yêu cầu rút hồ sơ (declineWithdrawal) và trả kết quả.",
    },
    en: {
      title: "The result was issued",
      detail: "Dossier {code} has its result already ({outcome}).",
      remedy: "Decline the withdrawal (declineWithdrawal) and return the result.",
    },
  },
  "procedure-not-immediate": {
    status: 422,
    vi: {
      title: "Thủ tục không trả ngay",
      detail: "Thủ tục {procedure} không phải loại trả kết quả ngay.",
      remedy: "Tiếp nhận bình thường (receive).",
    },
    en: {
      title: "Not settled on the spot",
      detail: "Procedure {procedure} is not one whose result is given at once.",
      remedy: "Receive it in the ordinary way (receive).",
    },
  },
  "message-unknown": {
    status: 404,
    vi: {
      title: "Không có tin này trong hộp thư",
      detail: "Hộp thư của bạn không có tin {message}.",
      remedy: "Dùng “id” của tin nhận được từ GET /v1/inbox.",
    },
    en: {
      title: "No such message in your inbox",
      detail: "Your inbox has no message {message}.",
      remedy: "Use the “id” of a message from GET /v1/inbox.",
    },
  },
  "subscription-url-refused": {
    status: 422,
    vi: {
      title: "Địa chỉ webhook không được chấp nhận",
      detail: "Không gửi được tới “{url}”: cần https:// và một địa chỉ công khai.",
      remedy: "Dùng địa chỉ https:// công khai, hoặc chọn kênh “inbox”.",
    },
    en: {
      title: "Webhook address refused",
      detail: "“{url}” cannot be used: it must be https:// and a public address.",
      remedy: "Use a public https:// address, or choose the channel “inbox”.",
    },
  },
  "json-broken": {
    status: 400,
    vi: {
      title: "JSON sai cú pháp",
      detail: "Nội dung không phải JSON hợp lệ: {reasonVi}.",
      remedy: "Sửa JSON; nội dung phải là một đối tượng { … }.",
    },
    en: {
      title: "Broken JSON",
      detail: "The body is not valid JSON: {reason}.",
      remedy: "Correct the JSON; the body must be one object { … }.",
    },
  },
  "json-too-deep": {
    status: 400,
    vi: {
      title: "JSON lồng quá sâu",
      detail: "Nội dung lồng sâu hơn {limit} tầng.",
      remedy: "Gửi đúng cấu trúc trong tài liệu /docs.",
    },
    en: {
      title: "JSON nested too deeply",
      detail: "The body is nested deeper than {limit} levels.",
      remedy: "Send the structure described at /docs.",
    },
  },
  "body-too-large": {
    status: 413,
    vi: {
      title: "Nội dung quá lớn",
      detail: "Nội dung lớn hơn {limit} byte.",
      remedy: "Gửi tệp riêng, không đặt tệp trong JSON.",
    },
    en: {
      title: "Body too large",
      detail: "The body is larger than {limit} bytes.",
      remedy: "Send files separately, not inside JSON.",
    },
  },
  "body-not-utf8": {
    status: 400,
    vi: {
      title: "Nội dung không phải UTF-8",
      detail: "Nội dung có byte không hợp lệ trong UTF-8.",
      remedy: "Gửi JSON mã hóa UTF-8, không dùng TCVN3, VNI hay UTF-16.",
    },
    en: {
      title: "Body is not UTF-8",
      detail: "The body has bytes that are not valid UTF-8.",
      remedy: "Send UTF-8 JSON; not TCVN3, VNI or UTF-16.",
    },
  },
  "text-with-nul": {
    status: 400,
    vi: {
      title: "Văn bản có ký tự điều khiển",
      detail: "Trường {field} có ký tự điều khiển {character}.",
      remedy: "Bỏ ký tự điều khiển; chỉ cho phép xuống dòng và tab.",
    },
    en: {
      title: "Control character in a text",
      detail: "The field {field} has the control character {character}.",
      remedy: "Remove it; only line breaks and tabs are allowed.",
    },
  },
  "text-not-nfc": {
    status: 400,
    vi: {
      title: "Văn bản không ở dạng Unicode dựng sẵn",
      detail: "Trường {field} dùng dấu tổ hợp (NFD) thay vì dựng sẵn (NFC).",
      remedy: "Chuẩn hóa văn bản về Unicode NFC trước khi gửi.",
    },
    en: {
      title: "Text is not in NFC",
      detail: "The field {field} uses combining marks (NFD) instead of composed letters (NFC).",
      remedy: "Normalise texts to Unicode NFC before sending.",
    },
  },
  "text-not-unicode": {
    status: 400,
    vi: {
      title: "Văn bản không phải Unicode hợp lệ",
      detail: "Trường {field} có nửa cặp ký tự thay thế (surrogate) lẻ.",
      remedy: "Sửa chỗ cắt chuỗi trong phần mềm gửi.",
    },
    en: {
      title: "Text is not valid Unicode",
      detail: "The field {field} has a lone surrogate.",
      remedy: "Correct where the sending software cuts strings.",
    },
  },
  "content-encoding-wrong": {
    status: 415,
    vi: {
      title: "Nội dung bị nén",
      detail: "Content-Encoding là “{given}”; ở đây không nhận nội dung nén.",
      remedy: "Gửi nội dung không nén, bỏ tiêu đề Content-Encoding.",
    },
    en: {
      title: "Compressed body",
      detail: "Content-Encoding is “{given}”; compressed bodies are not taken here.",
      remedy: "Send the body uncompressed, without Content-Encoding.",
    },
  },
  "content-type-wrong": {
    status: 415,
    vi: {
      title: "Sai kiểu nội dung",
      detail: "Content-Type là “{given}”; ở đây cần {expected}.",
      remedy: "Đặt tiêu đề Content-Type: {expected}.",
    },
    en: {
      title: "Wrong content type",
      detail: "Content-Type is “{given}”; here it must be {expected}.",
      remedy: "Set the header Content-Type: {expected}.",
    },
  },
  "field-invalid": {
    status: 400,
    vi: {
      title: "Trường không hợp lệ",
      detail: "{field}: {reasonVi}.",
      remedy: "Sửa trường này theo tài liệu /docs.",
    },
    en: {
      title: "Invalid field",
      detail: "{field}: {reason}.",
      remedy: "Correct this field as described at /docs.",
    },
  },
  "idempotency-key-missing": {
    status: 400,
    vi: {
      title: "Thiếu Idempotency-Key",
      detail: "Mọi yêu cầu POST cần tiêu đề Idempotency-Key (1 đến 255 ký tự ASCII).",
      remedy: "Thêm Idempotency-Key, ví dụ một UUID; gửi lại cùng một việc thì giữ nguyên khóa.",
    },
    en: {
      title: "Idempotency-Key missing",
      detail: "Every POST needs the header Idempotency-Key (1 to 255 ASCII characters).",
      remedy: "Add an Idempotency-Key such as a UUID; when repeating the same action keep the key.",
    },
  },
  "idempotency-key-reused": {
    status: 422,
    vi: {
      title: "Idempotency-Key đã dùng cho nội dung khác",
      detail: "Khóa này đã được dùng với nội dung hoặc địa chỉ khác.",
      remedy: "Dùng khóa mới cho việc mới; chỉ giữ khóa khi gửi lại y nguyên.",
    },
    en: {
      title: "Idempotency-Key used for another request",
      detail: "This key was used before with another body or address.",
      remedy: "Use a new key for a new action; keep it only for an identical repeat.",
    },
  },
  "token-missing": {
    status: 401,
    vi: {
      title: "Chưa có mã truy cập",
      detail: "Yêu cầu này cần tiêu đề Authorization: Bearer ….",
      remedy: "Lấy mã tại POST /oauth/token.",
    },
    en: {
      title: "No token",
      detail: "This request needs the header Authorization: Bearer ….",
      remedy: "Get a token from POST /oauth/token.",
    },
  },
  "token-invalid": {
    status: 401,
    vi: {
      title: "Mã truy cập không hợp lệ",
      detail: "Mã không do trục này cấp, bị sửa, hoặc đối tác đã bị khóa.",
      remedy: "Lấy mã mới tại POST /oauth/token của chính trục này.",
    },
    en: {
      title: "Invalid token",
      detail: "The token was not issued by this hub, was altered, or the partner is disabled.",
      remedy: "Get a new token from this hub's own POST /oauth/token.",
    },
  },
  "token-expired": {
    status: 401,
    vi: {
      title: "Mã truy cập đã hết hạn",
      detail: "Mã hết hạn lúc {at}.",
      remedy: "Lấy mã mới tại POST /oauth/token.",
    },
    en: {
      title: "Token expired",
      detail: "The token expired at {at}.",
      remedy: "Get a new token from POST /oauth/token.",
    },
  },
  "client-unknown": {
    status: 401,
    vi: {
      title: "Sai tên hoặc bí mật của hệ thống",
      detail: "client_id, client_secret hoặc client_assertion không đúng, hoặc đối tác đã bị khóa.",
      remedy: "Kiểm tra thông tin được cấp khi đăng ký; nếu mất, đề nghị quản trị cấp lại (hub partners rotate).",
    },
    en: {
      title: "Wrong client or secret",
      detail: "client_id, client_secret or client_assertion is wrong, or the partner is disabled.",
      remedy: "Check what was given at registration; if it is lost ask the operator (hub partners rotate).",
    },
  },
  "role-missing": {
    status: 403,
    vi: {
      title: "Không có quyền",
      detail: "Việc này cần vai trò: {roles}.",
      remedy: "Đề nghị quản trị trục cấp vai trò.",
    },
    en: {
      title: "Not permitted",
      detail: "This needs one of the roles: {roles}.",
      remedy: "Ask the hub's operator for the role.",
    },
  },
  "path-unknown": {
    status: 404,
    vi: { title: "Không có địa chỉ này", detail: "Không có {method} {path}.", remedy: "Xem các địa chỉ tại /docs." },
    en: { title: "Unknown address", detail: "There is no {method} {path}.", remedy: "See the addresses at /docs." },
  },
  "path-broken": {
    status: 400,
    vi: {
      title: "Địa chỉ viết sai",
      detail: "Địa chỉ có ký tự mã hóa phần trăm không hợp lệ.",
      remedy: "Mã hóa địa chỉ theo UTF-8 (percent-encoding).",
    },
    en: {
      title: "Broken address",
      detail: "The address has invalid percent-encoding.",
      remedy: "Encode the address in UTF-8 percent-encoding.",
    },
  },
  "method-not-allowed": {
    status: 405,
    vi: {
      title: "Sai phương thức",
      detail: "{path} không nhận {method}; dùng {allowed}.",
      remedy: "Dùng phương thức nêu trên.",
    },
    en: {
      title: "Method not allowed",
      detail: "{path} does not take {method}; use {allowed}.",
      remedy: "Use the method named above.",
    },
  },
  "hub-busy": {
    status: 503,
    vi: {
      title: "Trục tạm thời chưa phục vụ được",
      detail:
        "Cơ sở dữ liệu chưa sẵn sàng. Nếu yêu cầu đã kịp ghi nhận, gửi lại cùng khóa sẽ nhận đúng câu trả lời đó.",
      remedy: "Gửi lại y nguyên, cùng Idempotency-Key, sau vài giây.",
    },
    en: {
      title: "The hub cannot serve this now",
      detail: "The database is not ready. If the request was recorded after all, the same key gets its answer.",
      remedy: "Send the same again, with the same Idempotency-Key, in a few seconds.",
    },
  },
  "hub-error": {
    status: 500,
    vi: {
      title: "Lỗi của trục",
      detail: "Trục gặp lỗi của chính mình. Mã yêu cầu: {requestId}.",
      remedy: "Gửi lại cùng Idempotency-Key; nếu vẫn lỗi, báo quản trị trục kèm mã yêu cầu.",
    },
    en: {
      title: "A fault of the hub",
      detail: "The hub met a fault of its own. Request id: {requestId}.",
      remedy: "Send it again with the same Idempotency-Key; if it persists, tell the hub's operator the request id.",
    },
  },
};

export const fill = (words: string, values: Readonly<Record<string, string>>): string =>
  words.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
