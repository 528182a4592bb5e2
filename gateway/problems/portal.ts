import type { PortalFault } from "../../core/domain/refusal.ts";
import type { Problem } from "./problem.ts";

/** What the national portal handed down and nobody could take in, for a person. */
export const portal = {
  "portal-packet-broken": {
    status: 422,
    vi: {
      title: "Gói tin không đọc được",
      detail: "Gói tin từ Cổng DVCQG hỏng ở lớp {layer}.",
      remedy: "Xem gói tin bằng hub portal inbox show, báo cho Cổng; gói đúng gửi lại sẽ được nhận như gói mới.",
    },
    en: {
      title: "Packet cannot be read",
      detail: "The portal's packet is broken at its layer {layer}.",
      remedy:
        "Look at it with hub portal inbox show and tell the portal; a right one that comes again is taken as a new one.",
    },
  },
  "portal-field-missing": {
    status: 422,
    vi: {
      title: "Gói tin thiếu một trường",
      detail: "Gói tin từ Cổng DVCQG thiếu {field}.",
      remedy: "Hỏi Cổng hoặc người nộp; khi đã rõ thì bổ sung cấu hình rồi hub portal inbox release, hoặc refuse.",
    },
    en: {
      title: "A field of the packet is missing",
      detail: "The portal's packet lacks {field}.",
      remedy:
        "Ask the portal or the applicant; once it is known, add it to the configuration and hub portal inbox release, or refuse.",
    },
  },
  "portal-field-unreadable": {
    status: 422,
    vi: {
      title: "Một trường của gói tin không đọc được",
      detail: "{field} của gói tin từ Cổng DVCQG không phải là {expectedVi}.",
      remedy: "Hỏi Cổng hoặc người nộp giá trị đúng; gói đúng gửi lại sẽ thay gói này, hoặc hub portal inbox refuse.",
    },
    en: {
      title: "A field of the packet cannot be read",
      detail: "{field} of the portal's packet is not {expected}.",
      remedy:
        "Ask the portal or the applicant for the right value; a right packet takes the place of this one, or hub portal inbox refuse.",
    },
  },
  "portal-receiver-unknown": {
    status: 422,
    vi: {
      title: "Chưa biết đơn vị nhận",
      detail: "Chưa có đơn vị nhận hồ sơ trực tuyến của thủ tục {procedure}.",
      remedy: "Thêm dòng vào inbound.receivers của tệp kết nối rồi hub portal inbox release, hoặc release --unit MÃ.",
    },
    en: {
      title: "Receiving unit not known",
      detail: "No agency is known to receive filings of the procedure {procedure}.",
      remedy:
        "Add a row to inbound.receivers of the connection file and hub portal inbox release, or release --unit CODE.",
    },
  },
  "portal-commune-unknown": {
    status: 422,
    vi: {
      title: "Không có xã này",
      detail: "Không có xã nào mang mã {unit} vào ngày nộp, hoặc xã đó chưa có cơ quan trong danh mục.",
      remedy: "Nhập danh mục đơn vị hiện hành (hub units import) rồi hub portal inbox release, hoặc release --unit MÃ.",
    },
    en: {
      title: "No such commune",
      detail: "No commune had the code {unit} on the day of filing, or it has no agency in the registry.",
      remedy: "Import the registry in force (hub units import) and hub portal inbox release, or release --unit CODE.",
    },
  },
  "portal-agency-open": {
    status: 422,
    vi: {
      title: "Chưa rõ cơ quan kế tiếp",
      detail: "Cơ quan {unit} đã kết thúc hoạt động và chưa rõ cơ quan nào nhận hồ sơ này thay.",
      remedy: "Quyết định bằng hub succession rồi hub portal inbox release, hoặc release --unit MÃ.",
    },
    en: {
      title: "Successor not decided",
      detail: "The agency {unit} has ended, and who takes this filing in its place is not decided.",
      remedy: "Decide with hub succession and hub portal inbox release, or release --unit CODE.",
    },
  },
  "portal-agency-unreached": {
    status: 422,
    vi: {
      title: "Đơn vị chưa có phần mềm nhận",
      detail: "Cơ quan {unit} ({name}) chưa có đối tác nào nhận tin thay mặt.",
      remedy: "Đăng ký đối tác cho cơ quan (hub partners) rồi hub portal inbox release.",
    },
    en: {
      title: "No software receives for the unit",
      detail: "No partner speaks for the agency {unit} ({name}).",
      remedy: "Register one for it (hub partners), then hub portal inbox release.",
    },
  },
  "portal-file-elsewhere": {
    status: 422,
    vi: {
      title: "Tệp ở máy chủ chưa được phép",
      detail: "{field} dẫn tới máy chủ {host}, không có trong inbound.fetch.hosts của tệp kết nối.",
      remedy: "Nếu đó đúng là máy chủ của Cổng, thêm vào danh sách rồi hub portal inbox release; nếu không, refuse.",
    },
    en: {
      title: "File on a host that is not allowed",
      detail: "{field} leads to the host {host}, which is not among inbound.fetch.hosts of the connection file.",
      remedy: "If it is the portal's own, add it and hub portal inbox release; if not, refuse.",
    },
  },
  "portal-file-not-fetched": {
    status: 422,
    vi: {
      title: "Chưa tải được tệp",
      detail: "Đã thử nhiều lần nhưng chưa tải được tệp ở {field}: {why}.",
      remedy: "Kiểm tra đường tới máy chủ an toàn rồi hub portal inbox release.",
    },
    en: {
      title: "File could not be fetched",
      detail: "The file at {field} could not be fetched in several tries: {why}.",
      remedy: "Check the way to the Security Server, then hub portal inbox release.",
    },
  },
  "portal-file-unfit": {
    status: 422,
    vi: {
      title: "Tệp không nhận được",
      detail: "Tệp ở {field} quá lớn hoặc không thuộc loại được nhận.",
      remedy: "Xem inbound.fetch của tệp kết nối; sửa giới hạn rồi release, hoặc refuse và báo người nộp.",
    },
    en: {
      title: "File is not taken",
      detail: "The file at {field} is too large or of a kind that is not taken.",
      remedy: "See inbound.fetch of the connection file; change it and release, or refuse and tell the applicant.",
    },
  },
  "portal-change-too-late": {
    status: 409,
    vi: {
      title: "Hồ sơ không còn chờ bổ sung",
      detail: "Thay đổi đến khi hồ sơ {code} đang ở trạng thái {state}: chỉ nhận khi đã yêu cầu bổ sung.",
      remedy: "Nếu cần, đơn vị yêu cầu bổ sung rồi hub portal inbox release; nếu không, refuse.",
    },
    en: {
      title: "The dossier awaits no supplement",
      detail: "The change came while the dossier {code} is {state}: it is taken only after a supplement was asked for.",
      remedy: "If it is needed, the unit asks for a supplement, then hub portal inbox release; if not, refuse.",
    },
  },
  "portal-earlier-unknown": {
    status: 422,
    vi: {
      title: "Không có hồ sơ trước",
      detail: "Không có hồ sơ {code} mà gói tin nhắc tới.",
      remedy: "Kiểm tra mã với Cổng; chọn đơn vị bằng hub portal inbox release --unit MÃ, hoặc refuse.",
    },
    en: {
      title: "Earlier dossier not known",
      detail: "There is no dossier {code}, which the packet refers to.",
      remedy: "Check the code with the portal; name the agency with hub portal inbox release --unit CODE, or refuse.",
    },
  },
  "portal-tax-without-notice": {
    status: 409,
    vi: {
      title: "Chứng từ chưa có thông báo thuế",
      detail: "Chứng từ của thông báo {decision} đến cho hồ sơ {code}, nhưng thông báo đó chưa có ở trục.",
      remedy: "Chờ thông báo hoặc hỏi cơ quan thuế, rồi hub portal inbox release.",
    },
    en: {
      title: "Voucher without its notice",
      detail: "A voucher for the notice {decision} came for the dossier {code}, and that notice is not here.",
      remedy: "Wait for it or ask the tax office, then hub portal inbox release.",
    },
  },
  "portal-tax-amount-differs": {
    status: 409,
    vi: {
      title: "Số tiền trên chứng từ khác thông báo",
      detail: "Chứng từ của thông báo {decision} ghi {paid} đồng, thông báo ghi {due} đồng.",
      remedy: "Hỏi cơ quan thuế; khi đã rõ, cán bộ tự xác nhận nộp tiền, rồi refuse gói này với lý do.",
    },
    en: {
      title: "Voucher and notice differ",
      detail: "The voucher for the notice {decision} says {paid} đồng, the notice {due} đồng.",
      remedy:
        "Ask the tax office; once it is clear an officer confirms the payment, and this packet is refused with the reason.",
    },
  },
  "portal-tax-not-paid": {
    status: 409,
    vi: {
      title: "Chứng từ nói chưa nộp",
      detail: "Chứng từ của thông báo {decision} ghi chưa thanh toán.",
      remedy: "Không có gì để xác nhận: refuse với lý do, hoặc chờ chứng từ mới.",
    },
    en: {
      title: "Voucher says it is not paid",
      detail: "The voucher for the notice {decision} says that it is not paid.",
      remedy: "There is nothing to confirm: refuse it with the reason, or wait for another one.",
    },
  },
  "portal-tax-paid-twice": {
    status: 409,
    vi: {
      title: "Thông báo đã có chứng từ khác",
      detail: "Thông báo {decision} đã có chứng từ nộp tiền khác; chứng từ này ghi {paid} đồng vào thời điểm khác.",
      remedy: "Hỏi cơ quan thuế xem tiền có bị nộp hai lần không, rồi refuse gói này với lý do.",
    },
    en: {
      title: "Notice has another voucher",
      detail: "The notice {decision} has another voucher already; this one says {paid} đồng at another moment.",
      remedy: "Ask the tax office whether it was paid twice, then refuse this packet with the reason.",
    },
  },
  "portal-tax-not-awaited": {
    status: 409,
    vi: {
      title: "Hồ sơ không chờ nộp tiền",
      detail: "Chứng từ đã lưu với hồ sơ {code}, nhưng hồ sơ đang ở trạng thái {state}, không chờ nghĩa vụ tài chính.",
      remedy: "Đơn vị yêu cầu nộp tiền (askPayment) rồi hub portal inbox release; nếu không cần, refuse.",
    },
    en: {
      title: "No payment is awaited",
      detail: "The voucher is kept with the dossier {code}, but that is {state} and awaits no payment.",
      remedy: "The unit asks for the payment (askPayment), then hub portal inbox release; if it is not needed, refuse.",
    },
  },
  "portal-flow-unknown": {
    status: 422,
    vi: {
      title: "Loại gói tin chưa hiểu",
      detail: "Trục chưa biết cách đọc loại gói tin {flow}.",
      remedy: "Cập nhật trục hoặc cấu hình inbound.services rồi hub portal inbox release.",
    },
    en: {
      title: "Kind of packet not known",
      detail: "The hub does not know how to read packets of the kind {flow}.",
      remedy: "Update the hub or inbound.services of the configuration, then hub portal inbox release.",
    },
  },
  "portal-number-unknown": {
    status: 409,
    vi: {
      title: "Số hồ sơ chưa được cấp hoặc đã dùng",
      detail: "Số hồ sơ {number} trong gói tin không phải số đã cấp trước mà chưa có hồ sơ nào mang.",
      remedy: "Xem hub portal numbers --all; nếu số thuộc hồ sơ khác thì hub portal inbox refuse và báo VNeID.",
    },
    en: {
      title: "Number not reserved, or used",
      detail: "The packet's number {number} is none that was reserved and that no dossier bears.",
      remedy: "See hub portal numbers --all; if it is another dossier's, hub portal inbox refuse and tell VNeID.",
    },
  },
  "portal-tries-over": {
    status: 500,
    vi: {
      title: "Xử lý gói tin bị lỗi nhiều lần",
      detail: "Trục gặp lỗi nhiều lần khi xử lý gói tin này; nhật ký có nguyên nhân.",
      remedy: "Xem nhật ký của trục, sửa nguyên nhân rồi hub portal inbox release.",
    },
    en: {
      title: "The packet failed several times",
      detail: "The hub failed at this packet several times; its log says why.",
      remedy: "Read the hub's log, mend the cause, then hub portal inbox release.",
    },
  },
  "portal-item-unknown": {
    status: 404,
    vi: {
      title: "Không có gói tin này",
      detail: "Không có gói tin số {id} từ Cổng DVCQG.",
      remedy: "Xem danh sách: hub portal inbox list.",
    },
    en: {
      title: "No such packet",
      detail: "There is no packet number {id} of the portal.",
      remedy: "See the list: hub portal inbox list.",
    },
  },
  "portal-item-not-parked": {
    status: 409,
    vi: {
      title: "Gói tin không chờ người xử lý",
      detail: "Gói tin số {id} đang ở trạng thái {state}: chỉ quyết định được khi nó chờ người xử lý.",
      remedy: "Xem lại: hub portal inbox show {id}.",
    },
    en: {
      title: "Packet waits for nobody",
      detail: "The packet number {id} is {state}: it can be decided about while it waits for a person.",
      remedy: "Look at it: hub portal inbox show {id}.",
    },
  },
} as const satisfies Readonly<Record<PortalFault, Problem>>;
