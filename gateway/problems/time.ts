import type { Room } from "./problem.ts";

/** Moments, dues and what does not count. */
export const time = {
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
  "new-due-out-of-hours": {
    status: 422,
    vi: {
      title: "Giờ hẹn mới ngoài giờ làm việc",
      detail: "Giờ hẹn mới {newDue} ngoài giờ làm việc của bộ phận một cửa ngày đó: {hours}.",
      remedy: "Ghi ở “newDue” một giờ trong giờ làm việc, muộn nhất {last}.",
    },
    en: {
      title: "The new time is outside office hours",
      detail: "The new time {newDue} is outside the one-stop unit's office hours of that day: {hours}.",
      remedy: "Give a time within office hours in “newDue”, at the latest {last}.",
    },
  },
  "new-due-while-closed": {
    status: 422,
    vi: {
      title: "Ngày hẹn mới bộ phận một cửa đóng cửa",
      detail: "Bộ phận một cửa đóng cửa vào ngày hẹn mới {newDue}, theo {basis}.",
      remedy: "Ghi ở “newDue” một ngày mở cửa, sớm nhất {open}.",
    },
    en: {
      title: "The one-stop unit is closed on the new date",
      detail: "The one-stop unit is closed on the new date {newDue}, by {basis}.",
      remedy: "Give a day on which it is open in “newDue”, at the earliest {open}.",
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
      remedy:
        "Xem “clocks” tại GET /v1/dossiers/{code}; chỉ hẹn lại, ghi thư xin lỗi hay giải trình khi đã có ngày hẹn trả.",
    },
    en: {
      title: "The dossier has no due date",
      detail: "Dossier {code} was not received complete, or its procedure has no limit: there is no due to miss.",
      remedy: "See “clocks” in GET /v1/dossiers/{code}; re-appoint or stamp a duty once there is a due date.",
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
  "exclusion-already-stated": {
    status: 409,
    vi: {
      title: "Thời gian này đã được ghi là không tính",
      detail: "Khoảng từ {from} đến {to} đã được ghi theo {evidence}, và bao gồm khoảng này.",
      remedy: "Không cần ghi lại; xem “clocks” tại GET /v1/dossiers/(mã hồ sơ). Nếu dài hơn, ghi cả khoảng dài hơn.",
    },
    en: {
      title: "This time is excluded already",
      detail: "The time from {from} to {to} was stated by {evidence}, and this lies within it.",
      remedy:
        "Nothing needs to be stated again; see “clocks” in GET /v1/dossiers/(code). If it was longer, state the longer.",
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
  "decision-in-future": {
    status: 422,
    vi: {
      title: "Quyết định có ngày ở tương lai",
      detail: "Quyết định ghi ngày {day}, hôm nay mới là {today}.",
      remedy: "Ghi đúng ngày ký quyết định; quyết định chưa ký thì chưa nhập được.",
    },
    en: {
      title: "A decision of the future",
      detail: "The decision is dated {day}, and today is {today}.",
      remedy: "Give the day on which it was signed; a decision not yet signed cannot be entered.",
    },
  },
  "effect-before-decision": {
    status: 422,
    vi: {
      title: "Hiệu lực trước ngày ký",
      detail: "Hiệu lực từ {day}, trước ngày ký quyết định {signed}.",
      remedy: "Ghi hiệu lực từ {signed} hoặc muộn hơn: việc đã nhận, đã ký trước đó không đổi được.",
    },
    en: {
      title: "In force before it was signed",
      detail: "It takes effect from {day}, before the decision of {signed}.",
      remedy: "Let it take effect from {signed} or later: what was received or signed before stays as it is.",
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
} as const satisfies Room;
