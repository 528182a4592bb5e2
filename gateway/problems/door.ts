import type { Room } from "./problem.ts";

/** What is refused at the door, before the core is asked. */
export const door = {
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
} as const satisfies Room;
