import type { FaultCode, Outcome } from "./outcome.ts";

/** Where a person looks first. */
export const faultClasses = ["ours", "theirs", "network", "data", "certificate", "rights"] as const;
export type FaultClass = (typeof faultClasses)[number];

interface Words {
  readonly vi: string;
  readonly en: string;
}

export interface Fault {
  readonly class: FaultClass;
  /**
   * What it says about the partner as a whole. `up`: it answers. `down`: this call found it away; several in a row open
   * its circuit. `gone`: its address is no more. `unasked`: nothing, it was not asked.
   */
  readonly partner: "up" | "down" | "gone" | "unasked";
  /** Who has to do the next step. */
  readonly owner: "partner" | "operator";
  readonly what: Words;
  readonly next: Words;
}

/** Every fault in the words of a unit's IT person. The table of docs/delivery.md is this one. */
export const faults: Readonly<Record<FaultCode, Fault>> = {
  unreachable: {
    class: "network",
    partner: "down",
    owner: "partner",
    what: { vi: "Không kết nối được máy chủ của đơn vị.", en: "The unit's server cannot be reached." },
    next: {
      vi: "Kiểm tra máy chủ, tên miền và tường lửa của đơn vị; khi máy chủ trả lời, tin tự được gửi lại.",
      en: "Check the unit's server, domain name and firewall; once it answers, messages are sent again by themselves.",
    },
  },
  silent: {
    class: "network",
    partner: "down",
    owner: "partner",
    what: {
      vi: "Đã gửi nhưng máy chủ của đơn vị không trả lời kịp; có thể tin đã đến.",
      en: "It was sent and the unit's server did not answer in time; it may have arrived.",
    },
    next: {
      vi: "Kiểm tra phần mềm của đơn vị có trả lời trong 10 giây không.",
      en: "Check that the unit's software answers within 10 seconds.",
    },
  },
  certificate: {
    class: "certificate",
    partner: "down",
    owner: "partner",
    what: {
      vi: "Chứng thư TLS của máy chủ đơn vị hết hạn, sai tên hoặc không được tin cậy.",
      en: "The TLS certificate of the unit's server has expired, has another name or is not trusted.",
    },
    next: {
      vi: "Đơn vị gia hạn hoặc thay chứng thư cho đúng tên miền của webhook.",
      en: "The unit renews or replaces the certificate for its webhook's domain name.",
    },
  },
  "server-error": {
    class: "theirs",
    partner: "down",
    owner: "partner",
    what: {
      vi: "Phần mềm của đơn vị báo lỗi bên trong (5xx).",
      en: "The unit's software reports a fault of its own (5xx).",
    },
    next: {
      vi: "Đơn vị xem nhật ký phần mềm của mình theo mã tin này.",
      en: "The unit looks for this message id in the log of its software.",
    },
  },
  "asked-to-wait": {
    class: "theirs",
    partner: "up",
    owner: "partner",
    what: {
      vi: "Phần mềm của đơn vị yêu cầu chờ (408, 425, 429).",
      en: "The unit's software asks to wait (408, 425, 429).",
    },
    next: {
      vi: "Giảm tốc độ gửi cho đơn vị này: hub partners set … --rate.",
      en: "Call this partner more slowly: hub partners set … --rate.",
    },
  },
  redirected: {
    class: "theirs",
    partner: "up",
    owner: "partner",
    what: {
      vi: "Địa chỉ webhook chuyển hướng sang nơi khác (3xx); tin đã ký không được gửi theo.",
      en: "The webhook's address redirects (3xx); a signed message does not follow.",
    },
    next: {
      vi: "Đơn vị đăng ký địa chỉ cuối cùng bằng PUT /v1/subscription.",
      en: "The unit registers the final address with PUT /v1/subscription.",
    },
  },
  gone: {
    class: "theirs",
    partner: "gone",
    owner: "partner",
    what: {
      vi: "Đơn vị báo địa chỉ webhook đã bỏ (410); mọi tin tới đó tạm dừng.",
      en: "The unit says its webhook's address is gone (410); nothing more is sent there.",
    },
    next: {
      vi: "Đơn vị đăng ký địa chỉ mới hoặc chuyển sang hộp thư bằng PUT /v1/subscription; tin tự được gửi lại.",
      en: "The unit registers a new address, or its inbox, with PUT /v1/subscription; messages are then sent again.",
    },
  },
  "not-found": {
    class: "theirs",
    partner: "up",
    owner: "partner",
    what: {
      vi: "Máy chủ của đơn vị không có địa chỉ webhook này (404, 405).",
      en: "The unit's server does not know the webhook's address (404, 405).",
    },
    next: {
      vi: "Đơn vị sửa đường dẫn bằng PUT /v1/subscription.",
      en: "The unit corrects the path with PUT /v1/subscription.",
    },
  },
  "not-allowed": {
    class: "rights",
    partner: "up",
    owner: "partner",
    what: {
      vi: "Đơn vị không chấp nhận chữ ký hoặc quyền của trục (401, 403, 407).",
      en: "The unit does not accept the hub's signature or rights (401, 403, 407).",
    },
    next: {
      vi: "Đơn vị kiểm tra bí mật webhook và đồng hồ máy chủ; nếu cần, xin bí mật mới bằng rotateSecret.",
      en: "The unit checks the webhook's secret and its server's clock; if need be it asks for a new one with rotateSecret.",
    },
  },
  "not-accepted": {
    class: "data",
    partner: "up",
    owner: "operator",
    what: {
      vi: "Phần mềm của đơn vị không chấp nhận nội dung tin (4xx).",
      en: "The unit's software does not accept the contents of the message (4xx).",
    },
    next: {
      vi: "So nội dung với hợp đồng tại /asyncapi.yaml: sai ở đơn vị thì đơn vị sửa rồi gửi lại (hub deliveries retry); sai ở tin thì thay tin (hub deliveries replace).",
      en: "Compare the contents with /asyncapi.yaml: where the unit is wrong it mends its software, then hub deliveries retry; where the message is wrong, hub deliveries replace.",
    },
  },
  "address-refused": {
    class: "theirs",
    partner: "unasked",
    owner: "partner",
    what: {
      vi: "Địa chỉ webhook không được phép: phải là https và công khai.",
      en: "The webhook's address is not allowed: it must be https and public.",
    },
    next: {
      vi: "Đơn vị đăng ký địa chỉ khác bằng PUT /v1/subscription.",
      en: "The unit registers another address with PUT /v1/subscription.",
    },
  },
  "queue-full": {
    class: "theirs",
    partner: "down",
    owner: "partner",
    what: {
      vi: "Hàng đợi RabbitMQ của đơn vị đã đầy; tin chờ ở trục.",
      en: "The unit's RabbitMQ queue is full; its messages wait in the hub.",
    },
    next: {
      vi: "Kiểm tra phần mềm của đơn vị có đang lấy tin khỏi hàng đợi không.",
      en: "Check that the unit's software is fetching from its queue.",
    },
  },
  "no-receipt": {
    class: "theirs",
    partner: "unasked",
    owner: "partner",
    what: {
      vi: "Đơn vị đã lấy tin khỏi hàng đợi nhiều lần mà không báo đã nhận.",
      en: "The unit took the message from its queue several times and never gave a receipt.",
    },
    next: {
      vi: "Sau khi lưu tin, phần mềm của đơn vị gọi POST /v1/inbox/{messageId}/ack; rồi gửi lại (hub deliveries retry).",
      en: "Having stored a message, the unit's software calls POST /v1/inbox/{messageId}/ack; then hub deliveries retry.",
    },
  },
  "portal-incomplete": {
    class: "data",
    partner: "unasked",
    owner: "operator",
    what: {
      vi: "Hồ sơ thiếu hoặc sai trường mà Cổng DVCQG bắt buộc; chưa gửi.",
      en: "The dossier lacks a field that the national portal demands, or has it wrong; nothing was sent.",
    },
    next: {
      vi: "Bổ sung trường được nêu tên (ở đơn vị, danh mục hoặc tệp kết nối), rồi gửi lại: hub deliveries retry.",
      en: "Fill the field that is named (at the unit, in the catalogue or in the connection file), then hub deliveries retry.",
    },
  },
  "portal-unmapped": {
    class: "ours",
    partner: "unasked",
    owner: "operator",
    what: {
      vi: "Trạng thái này chưa có mã tương ứng của Cổng DVCQG; trục không đoán.",
      en: "This state has no code of the national portal's; the hub does not guess one.",
    },
    next: {
      vi: "Xem bảng trạng thái ở docs/national-portal.md và báo nhóm phát triển; sau khi bảng được bổ sung: hub deliveries retry.",
      en: "See the table of states in docs/national-portal.md and tell the hub's makers; once it is completed, hub deliveries retry.",
    },
  },
  "portal-refused": {
    class: "data",
    partner: "up",
    owner: "operator",
    what: {
      vi: "Cổng DVCQG từ chối gói tin; lời của Cổng ở dưới.",
      en: "The national portal refuses the packet; its words are below.",
    },
    next: {
      vi: "Sửa dữ liệu theo lời của Cổng, rồi gửi lại: hub deliveries retry.",
      en: "Mend the data as the portal says, then hub deliveries retry.",
    },
  },
  "portal-link-dead": {
    class: "ours",
    partner: "unasked",
    owner: "operator",
    what: {
      vi: "Đường dẫn tệp của hồ sơ không mở được từ trục; chưa gửi gì lên Cổng DVCQG.",
      en: "A link to a file of the dossier does not open; nothing was sent to the national portal.",
    },
    next: {
      vi: "Xem links, linksTriedAt trong tệp kết nối và đường từ ngoài vào trục; trục tự thử lại.",
      en: "See links and linksTriedAt of the connection file, and the way from outside to this hub; it tries again by itself.",
    },
  },
  "portal-login": {
    class: "rights",
    partner: "down",
    owner: "operator",
    what: {
      vi: "Cổng DVCQG không cho đăng nhập, hoặc không nhận phiên vừa đăng nhập.",
      en: "The national portal refuses the login, or the session it has just given.",
    },
    next: {
      vi: "Kiểm tra username, passwordFile, sender và dstcode trong tệp kết nối; mật khẩu có thể đã bị đổi.",
      en: "Check username, passwordFile, sender and dstcode in the connection file; the password may have been changed.",
    },
  },
  "portal-unclear": {
    class: "theirs",
    partner: "up",
    owner: "operator",
    what: {
      vi: "Cổng DVCQG trả lời câu mà trục không biết là được hay không.",
      en: "The national portal answers words of which the hub does not know whether they mean yes or no.",
    },
    next: {
      vi: "Đọc câu trả lời bên dưới; hỏi Cổng, rồi bổ sung bảng ở docs/national-portal.md hoặc gửi lại: hub deliveries retry.",
      en: "Read the answer below; ask the portal's people, then complete the table in docs/national-portal.md, or hub deliveries retry.",
    },
  },
  "portal-out-of-order": {
    class: "theirs",
    partner: "up",
    owner: "operator",
    what: {
      vi: "Cổng DVCQG nói bước trước chưa tới; trục hỏi lại Cổng trước khi gửi tiếp.",
      en: "The national portal says that an earlier step is missing; it is asked before anything more is sent.",
    },
    next: {
      vi: "Xem các bước đã báo: hub portal show MÃ-HỒ-SƠ.",
      en: "See which steps were told: hub portal show CODE.",
    },
  },
  "portal-step-unknown": {
    class: "network",
    partner: "unasked",
    owner: "operator",
    what: {
      vi: "Bước này đã gửi mà không có trả lời; Cổng DVCQG không có cách nào để hỏi, gửi lại có thể thành hai dòng.",
      en: "This step was sent and not answered; the national portal offers no way to ask, and sending again may show it twice.",
    },
    next: {
      vi: "Xem hồ sơ trên Cổng: đã có dòng này thì bỏ tin (hub deliveries drop), chưa có thì gửi lại (hub deliveries retry).",
      en: "Look at the dossier on the portal: where the line is there, hub deliveries drop; where it is not, hub deliveries retry.",
    },
  },
  "portal-contradicts": {
    class: "theirs",
    partner: "up",
    owner: "operator",
    what: {
      vi: "Cổng DVCQG nói hồ sơ đã có rồi lại nói chưa có.",
      en: "The national portal says that it has the dossier, and then that it has not.",
    },
    next: {
      vi: "Tra hồ sơ trên Cổng, báo Cổng nếu mã trùng của nơi khác; rồi hub deliveries retry.",
      en: "Look the dossier up on the portal, tell its people if the code is somebody else's; then hub deliveries retry.",
    },
  },
  "our-fault": {
    class: "ours",
    partner: "unasked",
    owner: "operator",
    what: { vi: "Trục gặp lỗi khi đang gửi.", en: "The hub had a fault of its own while sending." },
    next: {
      vi: "Tìm mã tin này trong nhật ký của trục và báo nhóm vận hành.",
      en: "Look for this message id in the hub's log and tell its makers.",
    },
  },
};

const likely = { retry: "unreachable", refused: "not-accepted", unknown: "silent" } as const;

export const faultOf = (outcome: Exclude<Outcome, { kind: "delivered" }>): FaultCode =>
  outcome.fault ?? likely[outcome.kind];

/** A code as it stands in the database; one of a newer version of the hub reads as a fault of ours. */
export const readFault = (code: string | null): Fault =>
  code !== null && code in faults ? faults[code as FaultCode] : faults["our-fault"];

/** The codes of a class, for questions to the database. */
export const codesOf = (wanted: FaultClass): string[] =>
  Object.entries(faults)
    .filter(([, fault]) => fault.class === wanted)
    .map(([code]) => code);
