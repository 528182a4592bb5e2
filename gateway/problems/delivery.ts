import type { Room } from "./problem.ts";

/** Messages, subscriptions and replays. */
export const delivery = {
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
  "unreadable-unknown": {
    status: 404,
    vi: {
      title: "Không có tin này",
      detail: "Không có tin số {id} trong các tin mà trục không nhận được.",
      remedy: "Dùng số lấy từ GET /ops/unreadable hoặc hub deliveries unreadable.",
    },
    en: {
      title: "No such message",
      detail: "There is no number {id} among the messages that could not be taken in.",
      remedy: "Use a number from GET /ops/unreadable or hub deliveries unreadable.",
    },
  },
  "unreadable-decided": {
    status: 409,
    vi: {
      title: "Tin đã có người quyết định",
      detail: "Tin số {id} đã có người quyết định trước.",
      remedy: "Không cần làm gì; nếu tin lại không nhận được thì nó có số mới trong danh sách.",
    },
    en: {
      title: "It has been decided",
      detail: "Somebody has decided about number {id} before.",
      remedy: "Nothing to do; if it cannot be taken in again it has a new number in the list.",
    },
  },
  "unreadable-owed": {
    status: 409,
    vi: {
      title: "Một đơn vị còn chờ tin này",
      detail: "Tin số {id} trục còn nợ một đơn vị, bỏ đi thì hồ sơ đó không nhận được tin nào nữa.",
      remedy: "Sửa nguyên nhân rồi cho đi: POST /ops/unreadable/{id}/release hoặc hub deliveries release.",
    },
    en: {
      title: "A unit waits for it",
      detail: "Number {id} is owed to a unit; dismissed, nothing more about the dossier would ever reach it.",
      remedy: "Mend the cause and let it go: POST /ops/unreadable/{id}/release or hub deliveries release.",
    },
  },
  "unreadable-not-owed": {
    status: 409,
    vi: {
      title: "Không ai chờ tin này",
      detail: "Tin số {id} không phải tin trục còn nợ: hoặc không phải của trục này, hoặc đã nhận được sau đó.",
      remedy: "Bỏ khỏi danh sách: POST /ops/unreadable/{id}/dismiss hoặc hub deliveries dismiss.",
    },
    en: {
      title: "Nobody is owed it",
      detail: "Number {id} is nothing this hub owes: it is not this hub's, or was taken in since.",
      remedy: "Take it off the list: POST /ops/unreadable/{id}/dismiss or hub deliveries dismiss.",
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
} as const satisfies Room;
