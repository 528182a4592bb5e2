import type { Room } from "./problem.ts";

/** Processes, chains and their legs. */
export const chain = {
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
} as const satisfies Room;
