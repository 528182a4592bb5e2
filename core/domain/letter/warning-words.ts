import { edxmlWarningWords } from "./edxml-words.ts";

interface Words {
  readonly vi: string;
  readonly en: string;
}

/** What the clerk is told of a letter as a whole, beside what was bent in reading it (`edxmlWarningWords`). */
export const letterWarningWords = {
  "identifier-repeats": {
    vi: "Mã định danh văn bản đã có ở một văn bản khác của cùng nơi gửi.",
    en: "Another letter of the same sender has this identifier.",
  },
  "number-repeats": {
    vi: "Số, ký hiệu và năm đã có ở một văn bản khác của cùng nơi gửi.",
    en: "Another letter of the same sender has this number, notation and year.",
  },
  "update-of-unknown": {
    vi: "Văn bản cập nhật cho một văn bản chưa từng nhận.",
    en: "It updates a letter that never came.",
  },
  "update-of-several": {
    vi: "Văn bản cập nhật cho một mã định danh mà nhiều văn bản mang.",
    en: "It updates an identifier that several letters bear.",
  },
  "update-of-anothers": {
    vi: "Văn bản cập nhật cho văn bản của một nơi gửi khác.",
    en: "It updates a letter of another sender.",
  },
  "letter-updated": {
    vi: "Văn bản đã được nơi gửi cập nhật.",
    en: "Its sender updated it.",
  },
  "letter-replaced": {
    vi: "Văn bản đã được nơi gửi thay thế dưới cùng mã định danh.",
    en: "Its sender replaced it under the same identifier.",
  },
  "replaces-unknown": {
    vi: "Văn bản thay thế không nêu văn bản nào bị thay thế.",
    en: "It is a replacement, and names no letter that it replaces.",
  },
  "from-differs": {
    vi: "Trục nêu nơi gửi khác với nơi gửi ghi trong văn bản.",
    en: "The axis names another sender than the letter does.",
  },
  "came-again": {
    vi: "Văn bản đã trả lại hoặc đã thu hồi, nay nơi gửi gửi lại.",
    en: "It was given back or recalled before, and its sender sends it anew.",
  },
  "dossier-erased": {
    vi: "Văn bản thuộc về một hồ sơ đã xóa nội dung; không gắn vào hồ sơ đó.",
    en: "It belongs to a dossier whose content was erased; it is not linked to that dossier.",
  },
  "dossier-unclear": {
    vi: "Văn bản nhắc tới nhiều hồ sơ; đề nghị cán bộ gắn hồ sơ.",
    en: "It refers to several dossiers; a person links it.",
  },
  "signature-false": {
    vi: "Chữ ký XML của thông điệp sai hoặc không bao trùm nội dung được đọc; kiểm tra với nơi gửi.",
    en: "The XML signature of the message does not hold, or does not cover what is read; ask the sender.",
  },
  "signature-not-seen": {
    vi: "Chữ ký XML của thông điệp không còn kiểm tra được: bản gốc đã quá hạn lưu; kiểm tra với nơi gửi.",
    en: "The XML signature of the message can no longer be looked at: its bytes were let go of; ask the sender.",
  },
  "file-signature-false": {
    vi: "Chữ ký của một tệp sai, hoặc tệp bị sửa sau khi ký; kiểm tra với nơi gửi.",
    en: "A signature of a file does not hold, or the file was changed after it; ask the sender.",
  },
} as const satisfies Readonly<Record<string, Words>>;

const all: Readonly<Record<string, Words>> = { ...edxmlWarningWords, ...letterWarningWords };

/** A code nobody has words for is told as it stands. */
export const wordsOfWarning = (code: string): Words =>
  Object.hasOwn(all, code) ? (all[code] ?? { vi: code, en: code }) : { vi: code, en: code };
