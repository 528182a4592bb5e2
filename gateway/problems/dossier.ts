import type { Room } from "./problem.ts";

/** What may be done with a dossier, and when. */
export const dossier = {
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
      detail: "Hồ sơ {code} đang ở trạng thái “{state}”: không thể thực hiện bước {step}.",
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
      remedy:
        "Đề nghị {holder} thực hiện bước này. Có bước luôn thuộc bộ phận một cửa đã tiếp nhận (hoặc cơ quan được hỏi ý kiến, cơ quan đã quyết định), dù ai đang giữ hồ sơ; bước của nơi giữ hồ sơ thì làm được sau khi hồ sơ được chuyển đến và bạn xác nhận đã nhận.",
    },
    en: {
      title: "Not your dossier",
      detail: "This step belongs to {holder}, not to {unit} (dossier {code}).",
      remedy:
        "Ask {holder} to take this step. Some steps stay with the one-stop that received the dossier (or the agency asked, or the one that decided), whoever holds it; what the holder does, you may do once it was handed to you and you have acknowledged it.",
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
      remedy:
        "Chờ {receiver} xác nhận (acknowledge) hoặc trả lại (sendBack); {holder}, nơi đã chuyển, có thể thu hồi (recall) rồi làm tiếp.",
    },
    en: {
      title: "A hand-over is pending",
      detail: "Dossier {code} was handed over to {receiver}, which has not acknowledged it yet.",
      remedy:
        "Wait until {receiver} acknowledges it or sends it back (sendBack); {holder}, which handed it over, may take it back (recall) and go on.",
    },
  },
  "right-agency-missing": {
    status: 422,
    vi: {
      title: "Chưa chỉ ra cơ quan có thẩm quyền",
      detail: "Hồ sơ {code} không được tiếp nhận vì không đúng thẩm quyền thì phải hướng dẫn nơi nộp đúng.",
      remedy: "Ghi tên cơ quan đúng ở “rightAgency”; nếu lý do là không đủ điều kiện, ghi “ground”: “notEligible”.",
    },
    en: {
      title: "The right agency is not named",
      detail: "Dossier {code} is turned away for want of authority, so the applicant is told where to go.",
      remedy: "Name the right agency in “rightAgency”; if it is not eligible instead, say “ground”: “notEligible”.",
    },
  },
  "supplement-already-asked": {
    status: 409,
    vi: {
      title: "Đã yêu cầu bổ sung một lần",
      detail: "Hồ sơ {code} đã được yêu cầu bổ sung; pháp luật chỉ cho phép một lần.",
      remedy:
        "Nếu luật chuyên ngành cho phép, ghi căn cứ ở “legalBasis” và người phê duyệt ở “approvedBy”; lần này sẽ bị đánh dấu.",
    },
    en: {
      title: "A supplement was asked before",
      detail: "A supplement was already asked for dossier {code}; the law allows one.",
      remedy:
        "If a special law allows it, give it in “legalBasis”, and who approved it in “approvedBy”; the request will be marked.",
    },
  },
  "approval-missing": {
    status: 422,
    vi: {
      title: "Chưa có người phê duyệt",
      detail: "Yêu cầu bổ sung hồ sơ {code} lần nữa phải được một người khác phê duyệt.",
      remedy: "Ghi người phê duyệt ở “approvedBy”; không được là cán bộ yêu cầu (“officer”).",
    },
    en: {
      title: "Nobody approved it",
      detail: "Asking once more for papers of dossier {code} needs the approval of another person.",
      remedy: "Name who approved it in “approvedBy”, another than the officer who asks (“officer”).",
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
  "result-named-before": {
    status: 409,
    vi: {
      title: "Đã báo kết quả được ban hành",
      detail: "Hồ sơ {code}: yêu cầu rút trước đã bị từ chối vì kết quả số {number} đã ban hành.",
      remedy: "Chờ cơ quan giải quyết ghi kết quả đó (conclude), rồi trả cho người dân; hồ sơ không rút được nữa.",
    },
    en: {
      title: "A result was named as issued",
      detail: "Dossier {code}: a withdrawal was declined before because result {number} had been issued.",
      remedy:
        "Wait for the agency to record that result (conclude), then return it; nothing can be withdrawn any more.",
    },
  },
  "result-differs": {
    status: 409,
    vi: {
      title: "Số kết quả không khớp",
      detail: "Hồ sơ {code} có kết quả số {number}; yêu cầu này ghi số {named}.",
      remedy: "Ghi đúng số đã ban hành; nếu kết quả sai, trả kết quả rồi đính chính (correct).",
    },
    en: {
      title: "It is another result's number",
      detail: "Dossier {code} has result {number}; this request names {named}.",
      remedy: "Give the number that was issued; a result that is wrong is returned first and then corrected (correct).",
    },
  },
  "result-with-post": {
    status: 409,
    vi: {
      title: "Kết quả đang ở bưu điện",
      detail: "Kết quả hồ sơ {code} đã giao cho bưu điện.",
      remedy: "Ghi bưu điện đã phát (confirmPostDelivery) hoặc đã chuyển hoàn (resultCameBack).",
    },
    en: {
      title: "The result is with the post",
      detail: "The result of dossier {code} was given to the post.",
      remedy: "Record that the post delivered it (confirmPostDelivery) or brought it back (resultCameBack).",
    },
  },
  "early-already-announced": {
    status: 409,
    vi: {
      title: "Đã báo trả sớm",
      detail: "Người nộp hồ sơ {code} đã được báo kết quả có sớm.",
      remedy: "Không phải làm gì thêm; trả kết quả khi người nộp đến.",
    },
    en: {
      title: "Announced as early already",
      detail: "The applicant of dossier {code} was told that the result is early.",
      remedy: "There is nothing more to do; return the result when the applicant comes.",
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
} as const satisfies Room;
