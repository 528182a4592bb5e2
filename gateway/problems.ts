import type { RefusalCode } from "../core/domain/refusal.ts";

/** What the gateway itself refuses, before the core is asked. */
export type DoorCode =
  | "json-broken"
  | "json-too-deep"
  | "body-too-large"
  | "body-too-slow"
  | "file-length-missing"
  | "file-range-wrong"
  | "body-not-utf8"
  | "json-name-repeated"
  | "text-with-nul"
  | "text-with-hidden"
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
  "agency-ended": {
    status: 409,
    vi: {
      title: "Đơn vị đã chấm dứt hoạt động",
      detail: "{name} ({unit}) chấm dứt hoạt động sau ngày {day}; đơn vị kế thừa: {successor}.",
      remedy: "Đơn vị kế thừa thực hiện các bước tiếp theo; chưa rõ kế thừa thì xem GET /v1/units/{unit}.",
    },
    en: {
      title: "The agency has ended",
      detail: "{name} ({unit}) ended after {day}; its successor: {successor}.",
      remedy: "Its successor takes the steps from here; where none is named, see GET /v1/units/{unit}.",
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
  "procedure-version-unknown": {
    status: 422,
    vi: {
      title: "Không có phiên bản này",
      detail: "Thủ tục {procedure} không có phiên bản bắt đầu ngày {version} (có: {known}).",
      remedy: "Ghi ngày bắt đầu của phiên bản mà bản nháp được soạn, xem GET /v1/procedures/{procedure}.",
    },
    en: {
      title: "Unknown version",
      detail: "Procedure {procedure} has no version that begins on {version} (there are: {known}).",
      remedy: "Give the first day of the version the draft was written for, see GET /v1/procedures/{procedure}.",
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
  "opinion-of-self": {
    status: 422,
    vi: {
      title: "Không thể lấy ý kiến của chính mình",
      detail: "Bên lấy ý kiến và bên được lấy ý kiến là cùng một đơn vị {unit}.",
      remedy: "Ghi đơn vị được lấy ý kiến khác ở “to”.",
    },
    en: {
      title: "An opinion asked of oneself",
      detail: "Who asks and who is asked are the same unit {unit}.",
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
  "role-not-said": {
    status: 422,
    vi: {
      title: "Thiếu vai trò của người thực hiện",
      detail: "Bước {step} có thể do nhiều vai trò thực hiện hoặc là bước quyết định; cần ghi rõ một trong: {roles}.",
      remedy: "Ghi “role” là vai trò thật của cán bộ thực hiện bước này.",
    },
    en: {
      title: "Role missing",
      detail: "The step {step} is open to several roles, or decides the matter; say which of these acts: {roles}.",
      remedy: "State the true role of the officer who takes this step in “role”.",
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
  "applicant-time-not-over": {
    status: 409,
    vi: {
      title: "Chưa hết thời hạn bổ sung",
      detail: "Người nộp hồ sơ {code} còn được bổ sung đến {until} (15 ngày làm việc từ khi yêu cầu).",
      remedy: "Chờ hết thời hạn đó; nếu luật quy định thời hạn khác, ghi căn cứ vào “legalBasis”.",
    },
    en: {
      title: "The applicant still has time",
      detail: "What dossier {code} lacks may be brought until {until} (15 working days from the request).",
      remedy: "Wait until then; where a law sets another time, give it in “legalBasis”.",
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
      detail: "Ngày hẹn mới {newDue} phải sau {due}.",
      remedy: "Ghi ngày hẹn mới muộn hơn ở “newDue”.",
    },
    en: {
      title: "The new date is not later",
      detail: "The new date {newDue} must be after {due}.",
      remedy: "Give a later date in “newDue”.",
    },
  },
  "new-due-passed": {
    status: 422,
    vi: {
      title: "Ngày hẹn mới đã qua",
      detail: "Ngày hẹn mới {newDue} không sau lúc hẹn lại {at}.",
      remedy: "Ghi một ngày còn ở phía trước ở “newDue”.",
    },
    en: {
      title: "The new date has passed",
      detail: "The new date {newDue} is not after the moment of the step, {at}.",
      remedy: "Give a date that is still ahead in “newDue”.",
    },
  },
  "new-due-on-day-off": {
    status: 422,
    vi: {
      title: "Ngày hẹn mới là ngày nghỉ",
      detail: "Bộ phận một cửa không làm việc vào ngày hẹn mới {newDue}.",
      remedy: "Ghi một ngày làm việc ở “newDue”; xem ngày nghỉ bằng hub calendar show.",
    },
    en: {
      title: "The new date is a day off",
      detail: "The one-stop unit does not work on the new date {newDue}.",
      remedy: "Give a working day in “newDue”; hub calendar show lists the days off.",
    },
  },
  "new-due-beyond-calendar": {
    status: 422,
    vi: {
      title: "Ngày hẹn mới quá xa",
      detail: "Lịch làm việc (đến {to}) không tính được tới ngày hẹn mới {newDue}.",
      remedy: "Kiểm tra năm ở “newDue” và ghi ngày gần hơn.",
    },
    en: {
      title: "The new date is too far ahead",
      detail: "The calendar (known until {to}) cannot count as far as the new date {newDue}.",
      remedy: "Check the year in “newDue” and give an earlier date.",
    },
  },
  "dossier-without-due": {
    status: 409,
    vi: {
      title: "Hồ sơ không có ngày hẹn trả",
      detail: "Hồ sơ {code} chưa được tiếp nhận đầy đủ, hoặc thủ tục không có thời hạn, nên không có hạn để trễ.",
      remedy: "Xem “clocks” tại GET /v1/dossiers/{code}; chỉ ghi thư xin lỗi hay giải trình khi đã có ngày hẹn trả.",
    },
    en: {
      title: "The dossier has no due date",
      detail: "Dossier {code} was not received complete, or its procedure has no limit: there is no due to miss.",
      remedy: "See “clocks” in GET /v1/dossiers/{code}; stamp a duty once there is a due date.",
    },
  },
  "exclusion-without-evidence": {
    status: 422,
    vi: {
      title: "Chưa có văn bản chứng minh thời gian không tính",
      detail: "Thời gian không tính vào thời hạn phải có lý do và số văn bản chứng minh.",
      remedy: "Ghi “exclusion” với “reason”, “from”, “to” và số văn bản ở “evidence”.",
    },
    en: {
      title: "No document shows the excluded time",
      detail: "Time is taken out of a limit only with a reason and the number of the document that shows it.",
      remedy: "State “exclusion” with “reason”, “from”, “to” and the document's number in “evidence”.",
    },
  },
  "exclusion-without-law": {
    status: 422,
    vi: {
      title: "Lý do này cần căn cứ pháp luật riêng",
      detail: "“{reason}” nằm trong thời hạn giải quyết, trừ khi có quy định riêng không tính thời gian đó.",
      remedy:
        "Ghi điều khoản của quy định riêng ở “exclusion.legalBasis”; nếu không có thì thời gian này vẫn được tính.",
    },
    en: {
      title: "This reason needs a law of its own",
      detail: "“{reason}” runs inside the limit unless a law of its own takes it out.",
      remedy: "Name that law in “exclusion.legalBasis”; without one this time counts.",
    },
  },
  "exclusion-reversed": {
    status: 422,
    vi: {
      title: "Thời gian không tính kết thúc trước khi bắt đầu",
      detail: "Thời gian không tính từ {from} đến {to} bị ngược hoặc không dài.",
      remedy: "Sửa “from” hoặc “to” trong “exclusion”.",
    },
    en: {
      title: "The excluded time ends before it begins",
      detail: "The excluded time from {from} to {to} runs backwards or has no length.",
      remedy: "Correct “from” or “to” in “exclusion”.",
    },
  },
  "exclusion-not-over": {
    status: 422,
    vi: {
      title: "Thời gian không tính chưa kết thúc",
      detail: "Thời gian không tính đến {to}, sau lúc ghi nhận ({at}).",
      remedy: "Ghi phần đã qua; phần còn lại ghi khi kết thúc.",
    },
    en: {
      title: "The excluded time is not over",
      detail: "The excluded time lasts until {to}, after the moment of the entry ({at}).",
      remedy: "State the part that is over; state the rest when it has ended.",
    },
  },
  "exclusion-outside-clock": {
    status: 422,
    vi: {
      title: "Thời gian không tính nằm ngoài thời hạn đang chạy",
      detail: "Thời gian không tính bắt đầu {from}; thời hạn đang tính chạy từ {start} đến {due}.",
      remedy: "Ghi khoảng thời gian bắt đầu trong thời hạn đang chạy; xem “clocks” tại GET /v1/dossiers/(mã hồ sơ).",
    },
    en: {
      title: "The excluded time is outside the running limit",
      detail: "The excluded time begins at {from}; what is counted now runs from {start} to {due}.",
      remedy: "State a stretch that begins inside it; see “clocks” in GET /v1/dossiers/(code).",
    },
  },
  "due-set-by-decision": {
    status: 409,
    vi: {
      title: "Ngày hẹn trả đã được quyết định",
      detail: "Hồ sơ {code} đã hẹn lại hoặc đặt lại đến {due}; ngày này không do đếm thời hạn mà có.",
      remedy: "Nếu cần ngày khác, đặt lại ngày hẹn bằng bước reset với số quyết định và người thứ hai.",
    },
    en: {
      title: "The due date was set by a decision",
      detail: "Dossier {code} was re-appointed or reset to {due}; that date is not counted from a limit.",
      remedy: "If it has to be another day, reset it (step reset) with a decision number and a second person.",
    },
  },
  "not-overdue": {
    status: 409,
    vi: {
      title: "Hồ sơ chưa quá hạn",
      detail: "Việc “{duty}” chỉ ghi khi hồ sơ đã quá hạn {due}.",
      remedy: "Kiểm tra thời điểm “at”; trước hạn chỉ ghi được thư xin lỗi (apology) của hồ sơ đang xử lý.",
    },
    en: {
      title: "The dossier is not overdue",
      detail: "“{duty}” is stamped only after the due of {due} was missed.",
      remedy: "Check the time “at”; before the due only the apology of a running dossier can be stamped.",
    },
  },
  "time-before-receipt": {
    status: 422,
    vi: {
      title: "Thời điểm trước khi tiếp nhận",
      detail: "“at” là {at}, trước khi thời hạn bắt đầu tính lúc {start}.",
      remedy: "Sửa thời điểm “at”.",
    },
    en: {
      title: "Before the receipt",
      detail: "“at” is {at}, before the limit began to run at {start}.",
      remedy: "Correct the time “at”.",
    },
  },
  "duty-not-yours": {
    status: 403,
    vi: {
      title: "Việc này không thuộc đơn vị",
      detail: "Việc “{duty}” của hồ sơ thuộc {agencies}, không thuộc {unit}.",
      remedy: "Để đơn vị đó ghi, hoặc sửa “by” nếu hệ thống của bạn thay mặt đơn vị đó.",
    },
    en: {
      title: "Another agency's duty",
      detail: "“{duty}” of this dossier is the duty of {agencies}, not of {unit}.",
      remedy: "Let that agency stamp it, or correct “by” if your system speaks for it.",
    },
  },
  "duty-already-stamped": {
    status: 409,
    vi: {
      title: "Việc này đã được ghi",
      detail: "Việc “{duty}” đã được ghi lúc {at}; lần ghi đầu tiên được tính và không sửa được.",
      remedy: "Xem “overdue.stamps” tại GET /v1/dossiers/{code}.",
    },
    en: {
      title: "The duty is stamped already",
      detail: "“{duty}” was stamped at {at}; the first stamp counts and is never changed.",
      remedy: "See “overdue.stamps” in GET /v1/dossiers/{code}.",
    },
  },
  "centre-not-named": {
    status: 409,
    vi: {
      title: "Chưa chỉ định trung tâm cấp tỉnh",
      detail: "Trục chưa được cho biết cơ quan nào là trung tâm phục vụ hành chính công của tỉnh.",
      remedy: "Đề nghị quản trị trục chạy: hub overdue centre --province … --centre … --basis …",
    },
    en: {
      title: "No provincial centre is named",
      detail: "The hub was not told which agency is the province's service centre.",
      remedy: "Ask the hub's operator to run: hub overdue centre --province … --centre … --basis …",
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
  "delegation-unknown": {
    status: 404,
    vi: {
      title: "Không có ủy quyền này",
      detail: "Không có ủy quyền số {id}.",
      remedy: "Tìm số ủy quyền tại GET /v1/delegations.",
    },
    en: {
      title: "Unknown delegation",
      detail: "There is no delegation {id}.",
      remedy: "Find its number with GET /v1/delegations.",
    },
  },
  "delegation-over": {
    status: 409,
    vi: {
      title: "Ủy quyền đã kết thúc",
      detail: "Ủy quyền số {id} chỉ có hiệu lực đến hết ngày {last}.",
      remedy: "Không cần làm gì; ngày kết thúc sớm phải trước ngày này.",
    },
    en: {
      title: "The delegation is over",
      detail: "Delegation {id} runs until {last} only.",
      remedy: "Nothing to do; an early last day must be before that day.",
    },
  },
  "day-too-early": {
    status: 422,
    vi: {
      title: "Ngày quá sớm",
      detail: "Ngày {day} đã qua; sớm nhất là {earliest}.",
      remedy: "Ghi ngày {earliest} hoặc muộn hơn: việc đã làm không đổi được.",
    },
    en: {
      title: "The day is too early",
      detail: "{day} has passed; the earliest is {earliest}.",
      remedy: "Give {earliest} or later: what was done stays done.",
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
      remedy: "Báo cho người dân bằng declineWithdrawal kèm lý do, rồi trả kết quả.",
    },
    en: {
      title: "The result was issued",
      detail: "Dossier {code} has its result already ({outcome}).",
      remedy: "Tell the applicant by declineWithdrawal with the reason, then return the result.",
    },
  },
  "result-not-issued": {
    status: 409,
    vi: {
      title: "Chưa có kết quả nào được ban hành",
      detail: "Hồ sơ {code} chưa có kết quả nên không được từ chối yêu cầu rút.",
      remedy:
        "Xác nhận việc rút (confirmWithdrawal). Nếu cơ quan giải quyết đã ban hành kết quả trước khi người dân xin rút, ghi số của kết quả ở “result”.",
    },
    en: {
      title: "No result was issued",
      detail: "Dossier {code} has no result, so that its withdrawal cannot be declined.",
      remedy:
        "Confirm the withdrawal (confirmWithdrawal). If the agency had issued a result before it was asked for, name that result's number in “result”.",
    },
  },
  "result-not-with-post": {
    status: 409,
    vi: {
      title: "Kết quả không ở bưu điện",
      detail: "Kết quả hồ sơ {code} chưa được giao cho bưu điện, hoặc đã trở về.",
      remedy: "Ghi việc giao cho bưu điện trước (sendResultByPost), hoặc trả tại quầy (returnResult).",
    },
    en: {
      title: "The result is not with the post",
      detail: "The result of dossier {code} was not given to the post, or has come back from it.",
      remedy: "Record first that the post has it (sendResultByPost), or return it at the counter (returnResult).",
    },
  },
  "due-has-passed": {
    status: 409,
    vi: {
      title: "Không còn là trả sớm",
      detail: "Hồ sơ {code} hẹn trả ngày {due}; thời điểm đó đã qua.",
      remedy: "Trả kết quả cho người nộp, không gửi thông báo trả sớm.",
    },
    en: {
      title: "It is not early any more",
      detail: "Dossier {code} was appointed for {due}, which has passed.",
      remedy: "Return the result to the applicant; there is nothing to announce as early.",
    },
  },
  "opinion-due-not-ahead": {
    status: 422,
    vi: {
      title: "Thiếu thời hạn cho ý kiến",
      detail: "Lấy ý kiến về hồ sơ {code} phải nêu thời hạn sau lúc hỏi {at}; thời hạn nhận được: {due}.",
      remedy: "Ghi thời hạn trả lời ở “opinionDue”; nếu bỏ trống thì lấy ngày hẹn trả của hồ sơ, khi ngày đó chưa qua.",
    },
    en: {
      title: "No deadline for the opinion",
      detail: "An opinion on dossier {code} is asked for until a time after {at}; the one given: {due}.",
      remedy: "Give the deadline in “opinionDue”; left out, it is the dossier's own due, where that has not passed.",
    },
  },
  "opinion-not-late": {
    status: 409,
    vi: {
      title: "Ý kiến chưa quá hạn",
      detail: "Ý kiến về hồ sơ {code} không quá hạn, hoặc đã được ghi nhận quá hạn; thời hạn: {due}.",
      remedy: "Chờ hết thời hạn đó; hệ thống tự ghi nhận quá hạn.",
    },
    en: {
      title: "The opinion is not late",
      detail: "The opinion on dossier {code} is not late, or was noted late before; it is due at {due}.",
      remedy: "Wait until then; the hub notes lateness by itself.",
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
  "delivery-unknown": {
    status: 404,
    vi: {
      title: "Không có tin này",
      detail: "Trục không có tin {message} ở bên gửi.",
      remedy: "Dùng messageId lấy từ GET /ops/parked hoặc hub deliveries list.",
    },
    en: {
      title: "No such message",
      detail: "The hub has no message {message} on its delivery side.",
      remedy: "Use a messageId from GET /ops/parked or hub deliveries list.",
    },
  },
  "message-not-parked": {
    status: 409,
    vi: {
      title: "Tin không chờ người xử lý",
      detail: "Tin {message} đang ở trạng thái {state}.",
      remedy: "Không cần làm gì: “waiting” thì trục tự gửi lại, “delivered” thì đơn vị đã nhận.",
    },
    en: {
      title: "The message does not wait for a person",
      detail: "Message {message} is {state}.",
      remedy: "Nothing to do: the hub goes on trying what is waiting; what is delivered has arrived.",
    },
  },
  "replacement-not-as-agreed": {
    status: 422,
    vi: {
      title: "Tin thay thế không đúng hợp đồng",
      detail: "Nội dung thay thế không đúng hợp đồng của tin: {reason}.",
      remedy: "Sửa “data” theo lược đồ của loại tin này tại /asyncapi.yaml.",
    },
    en: {
      title: "The replacement is not as agreed",
      detail: "The replacement does not follow the contract of messages: {reason}.",
      remedy: "Correct “data” by the schema of this type at /asyncapi.yaml.",
    },
  },
  "readdress-not-concerned": {
    status: 422,
    vi: {
      title: "Đơn vị không liên quan đến hồ sơ",
      detail:
        "Không chuyển được tin về hồ sơ {dossier} cho {to}: đơn vị đó không tham gia hồ sơ này, hoặc chính là nơi nhận cũ.",
      remedy: "Chọn một đơn vị khác đã tham gia hồ sơ; nếu hồ sơ phải sang đơn vị mới, hãy chuyển hồ sơ trước.",
    },
    en: {
      title: "The agency is not concerned with the dossier",
      detail:
        "A message about dossier {dossier} cannot go to {to}: that agency has no part in the dossier, or is the receiver it was for.",
      remedy: "Name another agency that has a part in it; to bring in a new agency, hand the dossier over first.",
    },
  },
  "replay-unknown": {
    status: 404,
    vi: {
      title: "Không có lần gửi lại này",
      detail: "Trục không có lần gửi lại {replay}.",
      remedy: "Dùng id lấy từ GET /ops/replays hoặc hub deliveries replays.",
    },
    en: {
      title: "No such replay",
      detail: "The hub has no replay {replay}.",
      remedy: "Use an id from GET /ops/replays or hub deliveries replays.",
    },
  },
  "replay-period-wrong": {
    status: 422,
    vi: {
      title: "Khoảng thời gian không hợp lệ",
      detail: "Khoảng từ {from} đến {to} rỗng hoặc còn ở tương lai.",
      remedy: "Chọn “from” trước “to”, và “to” không sau thời điểm này.",
    },
    en: {
      title: "The period is not valid",
      detail: "The period from {from} to {to} is empty, or reaches into the future.",
      remedy: "Choose a “from” before “to”, and a “to” that is not after now.",
    },
  },
  "replay-without-webhook": {
    status: 422,
    vi: {
      title: "Đơn vị không nhận tin bằng webhook",
      detail: "Đơn vị {unit} tự lấy tin, hoặc chưa có hệ thống nào phục vụ, nên không có gì để gửi lại.",
      remedy: "Hệ thống tự lấy tin đọc lại được từ đầu bằng GET /v1/inbox?after=0.",
    },
    en: {
      title: "The unit has no webhook",
      detail: "Unit {unit} fetches its messages itself, or nobody serves it: there is nobody to send to again.",
      remedy: "A system that fetches its messages can read all of them again with GET /v1/inbox?after=0.",
    },
  },
  "replay-too-large": {
    status: 422,
    vi: {
      title: "Quá nhiều tin cho một lần gửi lại",
      detail: "Lựa chọn này có hơn {most} tin.",
      remedy: "Chia nhỏ theo thời gian, hồ sơ hoặc loại tin rồi gửi lại từng phần.",
    },
    en: {
      title: "Too many messages for one replay",
      detail: "This choice has more than {most} messages.",
      remedy: "Split it by time, dossier or type, and replay one part after the other.",
    },
  },
  "replay-empty": {
    status: 409,
    vi: {
      title: "Không có tin nào để gửi lại",
      detail: "Lần gửi lại {replay} không còn tin nào để gửi.",
      remedy: "Xem “leftOut” để biết vì sao, rồi chọn thời gian, hồ sơ hoặc loại tin khác.",
    },
    en: {
      title: "There is nothing to replay",
      detail: "Replay {replay} has no message to send.",
      remedy: "See “leftOut” for the reasons, then choose another time, dossier or type.",
    },
  },
  "replay-running": {
    status: 409,
    vi: {
      title: "Đơn vị đang được gửi lại",
      detail: "Đơn vị {unit} đã có lần gửi lại {replay} chưa xong; mỗi đơn vị chỉ một lần một lúc.",
      remedy: "Chờ lần đó xong, hoặc hủy nó, rồi bắt đầu lần này.",
    },
    en: {
      title: "The unit is being replayed already",
      detail: "Unit {unit} has the unfinished replay {replay}; there is one at a time for a unit.",
      remedy: "Wait until that one is done, or abort it, then start this one.",
    },
  },
  "replay-state-wrong": {
    status: 409,
    vi: {
      title: "Trạng thái lần gửi lại không cho phép",
      detail: "Lần gửi lại {replay} đang ở trạng thái {state}.",
      remedy: "“done” và “aborted” là đã kết thúc: hãy soạn lần mới; chỉ “running” mới tạm dừng được.",
    },
    en: {
      title: "Not possible in this state of the replay",
      detail: "Replay {replay} is {state}.",
      remedy: "What is done or aborted has ended: draft another; only what is running can be paused.",
    },
  },
  "process-unknown": {
    status: 404,
    vi: {
      title: "Không có quy trình này",
      detail: "Không có quy trình mang mã “{process}”.",
      remedy: "Kiểm tra mã quy trình tại GET /v1/processes/{process}.",
    },
    en: {
      title: "Unknown process",
      detail: "There is no process “{process}”.",
      remedy: "Check its id with GET /v1/processes/{process}.",
    },
  },
  "process-not-sound": {
    status: 422,
    vi: {
      title: "Quy trình chưa đúng",
      detail: "Quy trình {process}: {faultsVi}.",
      remedy: "Sửa các bước bằng PUT /v1/processes/{process} rồi kiểm tra lại.",
    },
    en: {
      title: "The process is not sound",
      detail: "Process {process}: {faults}.",
      remedy: "Correct the legs with PUT /v1/processes/{process}, then check it again.",
    },
  },
  "process-too-long": {
    status: 409,
    vi: {
      title: "Quy trình dài hơn thời hạn luật định",
      detail: "Quy trình {process} cần {total}, thời hạn của thủ tục là {legal} (các bước dài nhất: {path}).",
      remedy: "Rút ngắn các bước đó, cho làm song song, hoặc chọn quy trình vừa với phiên bản thủ tục của hồ sơ.",
    },
    en: {
      title: "The process is longer than the law allows",
      detail: "Process {process} needs {total}, the procedure's limit is {legal} (longest way: legs {path}).",
      remedy:
        "Shorten these legs, let some run in parallel, or choose a process within the limit of the dossier's version.",
    },
  },
  "process-state-wrong": {
    status: 409,
    vi: {
      title: "Quy trình chưa đến bước này",
      detail: "Quy trình {process} (bản {version}) đang ở trạng thái {state}; cần {wanted}.",
      remedy: "Theo thứ tự: soạn (PUT), kiểm tra (check), phê duyệt (approve).",
    },
    en: {
      title: "Not the process's turn",
      detail: "Process {process} (version {version}) is {state}; it must be {wanted}.",
      remedy: "In this order: draft (PUT), check, approve.",
    },
  },
  "process-not-running": {
    status: 409,
    vi: {
      title: "Quy trình không còn ngày nào để bãi bỏ",
      detail: "Quy trình {process} không có bản đã phê duyệt nào còn chạy sau ngày {day}.",
      remedy: "Xem các bản tại GET /v1/processes/{process}.",
    },
    en: {
      title: "Nothing left to retire",
      detail: "Process {process} has no approved version that runs after {day}.",
      remedy: "See its versions with GET /v1/processes/{process}.",
    },
  },
  "process-not-approved": {
    status: 409,
    vi: {
      title: "Quy trình chưa được phê duyệt",
      detail: "Quy trình {process} không có bản đã phê duyệt có hiệu lực ngày {day}, nên không chạy được.",
      remedy: "Phê duyệt quy trình (POST /v1/processes/{process}/approve), hoặc chọn quy trình khác.",
    },
    en: {
      title: "The process is not approved",
      detail: "Process {process} has no approved version in force on {day}, so it cannot run.",
      remedy: "Have it approved (POST /v1/processes/{process}/approve), or choose another.",
    },
  },
  "process-not-for-procedure": {
    status: 422,
    vi: {
      title: "Quy trình của thủ tục khác",
      detail: "Quy trình {process} dùng cho thủ tục {procedure}, hồ sơ thuộc thủ tục {dossier}.",
      remedy: "Chọn quy trình của đúng thủ tục.",
    },
    en: {
      title: "Process of another procedure",
      detail: "Process {process} is for procedure {procedure}; the dossier is of {dossier}.",
      remedy: "Choose a process of the dossier's procedure.",
    },
  },
  "chain-unknown": {
    status: 404,
    vi: {
      title: "Hồ sơ chưa có luồng liên thông",
      detail: "Hồ sơ {code} chưa bắt đầu quy trình liên thông nào.",
      remedy: "Một cửa nhận hồ sơ bắt đầu bằng POST /v1/dossiers/{code}/chain.",
    },
    en: {
      title: "No chain yet",
      detail: "No chain was started for dossier {code}.",
      remedy: "The receiving one-stop starts it with POST /v1/dossiers/{code}/chain.",
    },
  },
  "chain-already-started": {
    status: 409,
    vi: {
      title: "Luồng liên thông đã bắt đầu",
      detail: "Hồ sơ {code} đã chạy theo quy trình {process}.",
      remedy: "Xem các bước tại GET /v1/dossiers/{code}/legs.",
    },
    en: {
      title: "The chain was started before",
      detail: "Dossier {code} already runs by process {process}.",
      remedy: "See its legs with GET /v1/dossiers/{code}/legs.",
    },
  },
  "chain-lead-missing": {
    status: 422,
    vi: {
      title: "Chưa có cơ quan chủ trì",
      detail: "Quy trình {process} cần cơ quan chủ trì nhưng không ghi sẵn.",
      remedy: "Ghi mã cơ quan chủ trì ở “lead”.",
    },
    en: {
      title: "The lead agency is missing",
      detail: "Process {process} needs a lead agency and does not name one.",
      remedy: "Give the lead's identifier in “lead”.",
    },
  },
  "chain-legs-open": {
    status: 409,
    vi: {
      title: "Luồng liên thông chưa xong",
      detail: "Hồ sơ {code} chưa kết thúc được: còn bước {legs} đang mở.",
      remedy: "Chờ các cơ quan này xong bước của mình (GET /v1/dossiers/{code}/legs), hoặc dừng hồ sơ theo quy định.",
    },
    en: {
      title: "The chain has not ended",
      detail: "Dossier {code} cannot be concluded yet: still open are legs {legs}.",
      remedy:
        "Wait until these agencies have ended their legs (GET /v1/dossiers/{code}/legs), or stop the dossier lawfully.",
    },
  },
  "chain-outcome-differs": {
    status: 409,
    vi: {
      title: "Kết quả khác với luồng liên thông",
      detail: "Luồng liên thông của hồ sơ {code} kết thúc là “{chain}”, nên kết quả phải là “{wanted}”.",
      remedy: "Ghi “outcome”: “{wanted}”, hoặc ghi căn cứ pháp lý cho kết quả khác ở “legalBasis”.",
    },
    en: {
      title: "The result differs from the chain",
      detail: "The chain of dossier {code} ended “{chain}”, so the result must be “{wanted}”.",
      remedy: "Give “outcome”: “{wanted}”, or the legal reason for another result in “legalBasis”.",
    },
  },
  "outside-chain": {
    status: 409,
    vi: {
      title: "Đơn vị không thuộc luồng liên thông",
      detail: "{unit} không có phần trong luồng liên thông đang chạy của hồ sơ {code} ({agencies}).",
      remedy: "Chuyển hồ sơ cho một trong các đơn vị này, hoặc chờ luồng kết thúc.",
    },
    en: {
      title: "Not in the chain",
      detail: "{unit} has no part in the running chain of dossier {code} ({agencies}).",
      remedy: "Let one of these have the dossier, or wait until the chain has ended.",
    },
  },
  "leg-unknown": {
    status: 404,
    vi: {
      title: "Không có bước này",
      detail: "Hồ sơ {code} không có bước {leg}.",
      remedy: "Xem các bước tại GET /v1/dossiers/{code}/legs.",
    },
    en: {
      title: "Unknown leg",
      detail: "Dossier {code} has no leg {leg}.",
      remedy: "See its legs with GET /v1/dossiers/{code}/legs.",
    },
  },
  "leg-not-yours": {
    status: 403,
    vi: {
      title: "Bước của cơ quan khác",
      detail: "Bước {leg} của hồ sơ {code} thuộc về {agency}, không phải {unit}.",
      remedy: "Để cơ quan đó thực hiện, hoặc ghi đúng đơn vị của bạn ở “by”.",
    },
    en: {
      title: "Another agency's leg",
      detail: "Leg {leg} of dossier {code} belongs to {agency}, not to {unit}.",
      remedy: "Let that agency act, or name your own unit in “by”.",
    },
  },
  "leg-not-started": {
    status: 409,
    vi: {
      title: "Bước chưa bắt đầu",
      detail: "Bước {leg} của hồ sơ {code} chưa được chuyển đến vào lúc đó.",
      remedy: "Chờ các bước trước xong; “at” không được trước lúc bước bắt đầu.",
    },
    en: {
      title: "The leg has not started",
      detail: "Leg {leg} of dossier {code} was not handed over by that time.",
      remedy: "Wait until the legs before it are done; “at” may not lie before its start.",
    },
  },
  "leg-already-acknowledged": {
    status: 409,
    vi: {
      title: "Bước đã được xác nhận",
      detail: "Bước {leg} của hồ sơ {code} đã được xác nhận nhận lúc {at}.",
      remedy: "Không cần xác nhận lại; tiếp tục giải quyết.",
    },
    en: {
      title: "Acknowledged before",
      detail: "Leg {leg} of dossier {code} was acknowledged at {at}.",
      remedy: "There is nothing to acknowledge; go on with the work.",
    },
  },
  "leg-not-acknowledged": {
    status: 409,
    vi: {
      title: "Chưa xác nhận đã nhận",
      detail: "Bước {leg} của hồ sơ {code} chưa được xác nhận đã nhận.",
      remedy: "Xác nhận đã nhận (acknowledge) trước khi hoàn thành, trả lại hoặc từ chối.",
    },
    en: {
      title: "Not acknowledged yet",
      detail: "Leg {leg} of dossier {code} was not acknowledged.",
      remedy: "Acknowledge it before finishing, returning or refusing it.",
    },
  },
  "leg-ended": {
    status: 409,
    vi: {
      title: "Bước đã kết thúc",
      detail: "Bước {leg} của hồ sơ {code} đã kết thúc ({state}).",
      remedy: "Xem các bước tại GET /v1/dossiers/{code}/legs.",
    },
    en: {
      title: "The leg has ended",
      detail: "Leg {leg} of dossier {code} has ended ({state}).",
      remedy: "See its legs with GET /v1/dossiers/{code}/legs.",
    },
  },
  "leg-before-conclusion": {
    status: 409,
    vi: {
      title: "Chưa có kết quả để trả",
      detail: "Bước {leg} trả kết quả của hồ sơ {code}, nhưng hồ sơ chưa được kết thúc.",
      remedy: "Đơn vị giữ hồ sơ kết thúc trước (conclude), rồi mới trả kết quả.",
    },
    en: {
      title: "There is no result to return yet",
      detail: "Leg {leg} returns the result of dossier {code}, which has not been concluded.",
      remedy: "The unit that holds the dossier concludes it first, then its result is returned.",
    },
  },
  "leg-already-returned": {
    status: 409,
    vi: {
      title: "Đã trả lại một lần",
      detail: "Bước {leg} của hồ sơ {code} đã trả lại bước trước; chỉ được một lần.",
      remedy: "Giải quyết tiếp, hoặc từ chối (refuse) và nêu lý do.",
    },
    en: {
      title: "Returned once before",
      detail: "Leg {leg} of dossier {code} was sent back before; that is possible once.",
      remedy: "Go on with it, or refuse it with the reason.",
    },
  },
  "leg-nothing-before": {
    status: 409,
    vi: {
      title: "Không có bước trước",
      detail: "Bước {leg} của hồ sơ {code} là bước đầu, không có bước trước để trả lại.",
      remedy: "Đề nghị một cửa yêu cầu bổ sung (askSupplement), hoặc từ chối (refuse).",
    },
    en: {
      title: "No leg before it",
      detail: "Leg {leg} of dossier {code} is a first one: there is no leg to send it back to.",
      remedy: "Ask the one-stop for a supplement (askSupplement), or refuse it.",
    },
  },
  "leg-return-target": {
    status: 422,
    vi: {
      title: "Trả lại bước nào",
      detail: "Bước {leg} của hồ sơ {code} chờ các bước {after}; phải nói rõ trả lại bước nào.",
      remedy: "Ghi một trong các số đó ở “to”.",
    },
    en: {
      title: "Send back to which leg",
      detail: "Leg {leg} of dossier {code} waited for legs {after}; say to which it goes back.",
      remedy: "Give one of these numbers in “to”.",
    },
  },
  "paper-not-on-list": {
    status: 422,
    vi: {
      title: "Giấy tờ không có trong danh mục",
      detail: "“{paper}” không có trong thành phần hồ sơ của thủ tục {procedure}.",
      remedy: "Bỏ giấy tờ này, hoặc ghi căn cứ pháp lý của nó ở “legalBasis”.",
    },
    en: {
      title: "Paper not on the list",
      detail: "“{paper}” is not among the papers of procedure {procedure}.",
      remedy: "Leave it out, or give the law that asks for it in its “legalBasis”.",
    },
  },
  "calendar-missing": {
    status: 422,
    vi: {
      title: "Lịch làm việc không có ngày đó",
      detail: "Không tính được hạn: {reasonVi}",
      remedy: "Kiểm tra thời điểm “at” và thời hạn, hoặc đề nghị quản trị trục nhập lịch làm việc của năm đó.",
    },
    en: {
      title: "The calendar does not reach that day",
      detail: "The due cannot be computed: {reason}",
      remedy: "Check the time “at” and the limits, or ask the hub's operator to import that year's calendar.",
    },
  },
  "period-reversed": {
    status: 422,
    vi: {
      title: "Ngày cuối trước ngày đầu",
      detail: "Thời gian từ {from} đến {to} bị ngược.",
      remedy: "Sửa ngày đầu hoặc ngày cuối.",
    },
    en: {
      title: "The period runs backwards",
      detail: "The period from {from} to {to} ends before it begins.",
      remedy: "Correct the first or the last day.",
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
  "channel-not-offered": {
    status: 422,
    vi: {
      title: "Trục này không có kênh AMQP",
      detail: "Trục chưa bật hàng đợi RabbitMQ riêng cho đơn vị.",
      remedy: "Chọn kênh “inbox” hoặc “webhook”, hoặc đề nghị nhóm vận hành trục bật kênh AMQP.",
    },
    en: {
      title: "This hub has no AMQP channel",
      detail: "RabbitMQ queues for units are not switched on at this hub.",
      remedy: "Choose “inbox” or “webhook”, or ask the hub's operators to switch AMQP on.",
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
  "digest-not-right": {
    status: 422,
    vi: {
      title: "Bảng đối soát không đúng",
      detail: "{field} {reasonVi}.",
      remedy: "Sửa dòng đó rồi gửi lại toàn bộ bảng; mỗi cặp đơn vị và hồ sơ chỉ ghi một lần, xem docs/digest.md.",
    },
    en: {
      title: "Digest is not right",
      detail: "{field} {reason}.",
      remedy: "Mend that line and send the whole again; each receiver and dossier stands once, see docs/digest.md.",
    },
  },
  "file-unknown": {
    status: 404,
    vi: {
      title: "Không có tệp này",
      detail: "Không có tệp {sha256} mà hệ thống của bạn được đọc.",
      remedy:
        "Tải tệp lên trước bằng PUT /v1/files/{sha256}, rồi mới dẫn chiếu; chỉ đọc được tệp của hồ sơ mình tham gia.",
    },
    en: {
      title: "File not there",
      detail: "There is no file {sha256} that your system may read.",
      remedy:
        "Bring it with PUT /v1/files/{sha256} first, then refer to it; only files of your own dossiers can be read.",
    },
  },
  "file-incomplete": {
    status: 404,
    vi: {
      title: "Tệp chưa tải lên xong",
      detail: "Đã nhận {offset} byte đầu của tệp {sha256}.",
      remedy: "Gửi tiếp phần còn lại: curl -T TỆP -C {offset} … /v1/files/{sha256}",
    },
    en: {
      title: "File not whole yet",
      detail: "The first {offset} bytes of file {sha256} are here.",
      remedy: "Send the rest: curl -T FILE -C {offset} … /v1/files/{sha256}",
    },
  },
  "file-empty": {
    status: 422,
    vi: {
      title: "Tệp rỗng",
      detail: "Tệp có 0 byte nên không phải là giấy tờ.",
      remedy: "Kiểm tra tệp ở máy của bạn: có thể việc quét hoặc sao chép đã hỏng.",
    },
    en: {
      title: "Empty file",
      detail: "A file of 0 bytes is no paper.",
      remedy: "Look at the file on your side: scanning or copying it may have failed.",
    },
  },
  "file-too-large": {
    status: 413,
    vi: {
      title: "Tệp quá lớn",
      detail: "Tệp có {size} byte; trục nhận nhiều nhất {limit} byte mỗi tệp.",
      remedy: "Chia tệp thành nhiều phần (ví dụ theo tập giấy tờ), hoặc quét với độ phân giải thấp hơn.",
    },
    en: {
      title: "File too large",
      detail: "The file has {size} bytes; the hub takes at most {limit} in one.",
      remedy: "Split it (such as by paper), or scan with a lower resolution.",
    },
  },
  "file-size-wrong": {
    status: 422,
    vi: {
      title: "Kích thước tệp không khớp",
      detail: "Tệp {sha256} có {actual} byte, không phải {size}.",
      remedy: "Ghi “size” đúng số byte của tệp; kiểm tra xem có dẫn nhầm tệp không.",
    },
    en: {
      title: "Size of the file differs",
      detail: "File {sha256} has {actual} bytes, not {size}.",
      remedy: "Give the file's bytes as “size”; look whether it is the file you mean.",
    },
  },
  "file-offset-wrong": {
    status: 409,
    vi: {
      title: "Gửi tiếp sai chỗ",
      detail: "Yêu cầu gửi tiếp từ byte {from}, nhưng trục mới có {offset} byte.",
      remedy: "Gửi tiếp từ byte {offset} (xem header Upload-Offset): curl -T TỆP -C {offset} …",
    },
    en: {
      title: "Continued in the wrong place",
      detail: "The request goes on from byte {from}, but {offset} bytes are here.",
      remedy: "Go on from byte {offset} (header Upload-Offset): curl -T FILE -C {offset} …",
    },
  },
  "file-hash-wrong": {
    status: 422,
    vi: {
      title: "Nội dung tệp không khớp mã băm",
      detail: "Nội dung nhận được có SHA-256 {actual}, không phải {expected}; đã xóa.",
      remedy: "Tính lại mã bằng sha256sum TỆP, rồi gửi lại từ đầu.",
    },
    en: {
      title: "Content is not what its hash says",
      detail: "What came has the SHA-256 {actual}, not {expected}; it was removed.",
      remedy: "Compute the hash again with sha256sum FILE, and send it from the beginning.",
    },
  },
  "file-upload-busy": {
    status: 409,
    vi: {
      title: "Tệp đang được tải lên",
      detail: "Một yêu cầu khác của hệ thống bạn đang tải tệp {sha256}.",
      remedy: "Đợi một phút rồi gửi tiếp; đường truyền đứt sẽ tự được nhả.",
    },
    en: {
      title: "File is being uploaded",
      detail: "Another request of your system is uploading file {sha256}.",
      remedy: "Wait a minute and go on; a broken line is let go by itself.",
    },
  },
  "file-uploads-too-many": {
    status: 429,
    vi: {
      title: "Quá nhiều tệp cùng lúc",
      detail: "Hệ thống của bạn đang tải {limit} tệp cùng lúc, là mức nhiều nhất.",
      remedy: "Tải lần lượt: đợi một tệp xong rồi gửi tệp tiếp theo.",
    },
    en: {
      title: "Too many files at a time",
      detail: "Your system is uploading {limit} files at a time, the most it may.",
      remedy: "Send them in turn: wait for one to end, then send the next.",
    },
  },
  "file-quota-reached": {
    status: 429,
    vi: {
      title: "Còn nhiều tệp chưa dùng",
      detail: "Tệp của hệ thống bạn chưa có hồ sơ nào dẫn chiếu sẽ vượt {limit} byte.",
      remedy: "Dẫn chiếu các tệp đã tải trong hồ sơ; tệp không dùng tự được xóa sau 7 ngày.",
    },
    en: {
      title: "Too much not yet used",
      detail: "Your system's files that no dossier refers to would exceed {limit} bytes.",
      remedy: "Refer to what you brought in its dossiers; what nobody refers to is removed after 7 days.",
    },
  },
  "file-no-room": {
    status: 507,
    vi: {
      title: "Trục hết chỗ chứa tệp",
      detail: "Ổ đĩa chứa tệp của trục sắp đầy.",
      remedy: "Giữ tệp và gửi lại sau; báo quản trị trục mở rộng FILES_FOLDER.",
    },
    en: {
      title: "No room for files",
      detail: "The hub's disk for files is nearly full.",
      remedy: "Keep the file and send it later; tell the hub's operator to enlarge FILES_FOLDER.",
    },
  },
  "file-length-missing": {
    status: 411,
    vi: {
      title: "Thiếu kích thước tệp",
      detail: "Yêu cầu không có Content-Length.",
      remedy: "Gửi tệp từ đĩa (curl -T TỆP), không gửi từ ống dẫn (curl -T -).",
    },
    en: {
      title: "Length missing",
      detail: "The request has no Content-Length.",
      remedy: "Send the file from a disk (curl -T FILE), not from a pipe (curl -T -).",
    },
  },
  "file-range-wrong": {
    status: 416,
    vi: {
      title: "Khoảng byte không đúng",
      detail: "Không hiểu hoặc không có khoảng byte “{range}”.",
      remedy:
        "Khi gửi: Content-Range: bytes ĐẦU-CUỐI/TỔNG, đúng với Content-Length. Khi đọc: Range: bytes=ĐẦU-CUỐI trong tệp.",
    },
    en: {
      title: "Range is not right",
      detail: "The range “{range}” is not understood, or not there.",
      remedy:
        "Sending: Content-Range: bytes FIRST-LAST/TOTAL that fits Content-Length. Reading: Range: bytes=FIRST-LAST inside the file.",
    },
  },
  "body-too-slow": {
    status: 408,
    vi: {
      title: "Gửi quá chậm",
      detail: "Nội dung yêu cầu đến quá chậm nên bị ngắt; phần tệp đã nhận được giữ lại.",
      remedy: "Kiểm tra đường truyền rồi gửi lại; với tệp thì gửi tiếp phần còn lại (curl -C).",
    },
    en: {
      title: "Too slow",
      detail: "The body of the request came too slowly and was cut off; what came of a file is kept.",
      remedy: "Look at the line and send again; of a file, send the rest (curl -C).",
    },
  },
  "body-too-large": {
    status: 413,
    vi: {
      title: "Nội dung quá lớn",
      detail: "Nội dung lớn hơn {limit} byte.",
      remedy: "Gửi tệp riêng bằng PUT /v1/files/SHA256 rồi dẫn chiếu ở “files”, không đặt tệp trong JSON.",
    },
    en: {
      title: "Body too large",
      detail: "The body is larger than {limit} bytes.",
      remedy: "Send files apart with PUT /v1/files/SHA256 and refer to them in “files”, not inside JSON.",
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
  "text-with-hidden": {
    status: 400,
    vi: {
      title: "Văn bản có ký tự ẩn",
      detail: "Trường {field} có ký tự không nhìn thấy {character} ở vị trí {position} (tính từ 1).",
      remedy: "Xóa ký tự đó và gõ lại chỗ ấy: thường do chép từ tệp Word, PDF hoặc trang web.",
    },
    en: {
      title: "Hidden character in a text",
      detail: "The field {field} has the invisible character {character} at position {position} (from 1).",
      remedy: "Delete it and type that place anew: it usually comes from a copied Word file, PDF or web page.",
    },
  },
  "json-name-repeated": {
    status: 400,
    vi: {
      title: "Tên trường bị lặp",
      detail: "Tên “{name}” có hai lần trong cùng một đối tượng ({field}).",
      remedy: "Chỉ ghi mỗi tên một lần; trục không đoán giá trị nào là đúng.",
    },
    en: {
      title: "A name given twice",
      detail: "The name “{name}” stands twice in one object ({field}).",
      remedy: "Write each name once; the hub does not guess which value is meant.",
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
  "slip-secret-wrong": {
    status: 403,
    vi: {
      title: "Sai mã bí mật trên giấy hẹn",
      detail: "Mã bí mật không đúng với hồ sơ {code}; còn {left} lần thử.",
      remedy: "Gõ lại 10 ký tự in dưới mã vạch của giấy tiếp nhận và hẹn trả; nếu mất giấy, hỏi bộ phận một cửa.",
    },
    en: {
      title: "Wrong secret of the slip",
      detail: "The secret does not belong to dossier {code}; {left} tries are left.",
      remedy: "Type the 10 characters under the bar code of the slip again; if the slip is lost, ask the one-stop.",
    },
  },
  "slip-tries-used": {
    status: 429,
    vi: {
      title: "Đã thử quá nhiều lần",
      detail: "Mã bí mật của hồ sơ {code} đã bị thử sai quá {limit} lần từ địa chỉ này.",
      remedy: "Thử lại sau {seconds} giây (xem Retry-After), hoặc hỏi bộ phận một cửa.",
    },
    en: {
      title: "Too many tries",
      detail: "The secret of dossier {code} was tried more than {limit} times from this address.",
      remedy: "Try again in {seconds} seconds (see Retry-After), or ask the one-stop.",
    },
  },
  "path-unknown": {
    status: 404,
    vi: { title: "Không có địa chỉ này", detail: "Không có {method} {path}.", remedy: "Xem các địa chỉ tại /docs." },
    en: { title: "Unknown address", detail: "There is no {method} {path}.", remedy: "See the addresses at /docs." },
  },
  "contact-unknown": {
    status: 404,
    vi: {
      title: "Không có lượt hướng dẫn này",
      detail: "Không có lượt hướng dẫn {contact} của đơn vị mình, hoặc lượt đó đã gắn với một hồ sơ.",
      remedy: "Dùng mã (id) mà POST /v1/contacts đã trả lời; mỗi lượt chỉ gắn với một hồ sơ.",
    },
    en: {
      title: "Unknown contact",
      detail: "No contact {contact} of your units is known, or it belongs to a dossier already.",
      remedy: "Use the id answered by POST /v1/contacts; a contact belongs to one dossier only.",
    },
  },
  "paper-unknown": {
    status: 404,
    vi: {
      title: "Không có giấy tờ này",
      detail: "Hồ sơ {code} không có giấy tờ “{paper}”.",
      remedy:
        "Xem danh sách tại GET /v1/dossiers/{code}/papers; phiếu kiểm soát là KIEM_SOAT, sổ theo dõi là SO_THEO_DOI.",
    },
    en: {
      title: "Unknown paper",
      detail: "The dossier {code} has no paper “{paper}”.",
      remedy: "See GET /v1/dossiers/{code}/papers; the control slip is KIEM_SOAT, the register SO_THEO_DOI.",
    },
  },
  "procedure-solved-by-ministry": {
    status: 409,
    vi: {
      title: "Thủ tục do bộ giải quyết tập trung",
      detail: "Thủ tục {procedure} do bộ cung cấp tập trung; đơn vị {unit} không được tự mở tiếp nhận.",
      remedy: "Hướng dẫn người dân nộp trên hệ thống của bộ qua Cổng Dịch vụ công quốc gia.",
    },
    en: {
      title: "The ministry settles this procedure itself",
      detail: "The procedure {procedure} is a ministry's central service; {unit} may not open a receipt of its own.",
      remedy: "Guide the applicant to the ministry's system by the National Public Service Portal.",
    },
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
        "Trục đang có quá nhiều việc, hoặc cơ sở dữ liệu chưa sẵn sàng. Nếu yêu cầu đã kịp ghi nhận, gửi lại cùng khóa sẽ nhận đúng câu trả lời đó.",
      remedy: "Gửi lại y nguyên, cùng Idempotency-Key, sau số giây ghi ở Retry-After.",
    },
    en: {
      title: "The hub cannot serve this now",
      detail:
        "The hub has too much to do, or its database is not ready. If the request was recorded after all, the same key gets its answer.",
      remedy: "Send the same again, with the same Idempotency-Key, after the seconds in Retry-After.",
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
