import type { Room } from "./problem.ts";

/** Files and what their bytes may be. */
export const files = {
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
} as const satisfies Room;
