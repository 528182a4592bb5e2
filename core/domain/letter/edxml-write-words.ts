/** Why an edXML message cannot be written, in words for who filled it in. The field is told beside it. */
interface Words {
  readonly vi: string;
  readonly en: string;
}

export const edxmlWriteWords = {
  required: {
    vi: "Thiếu trường bắt buộc. Điền giá trị cho trường này.",
    en: "A required field is missing. Fill it in.",
  },
  "too-long": {
    vi: "Trường dài hơn mức cho phép (Nghị định 30/2020/NĐ-CP, Phụ lục VI). Rút gọn lại.",
    en: "The field is longer than NĐ 30/2020 appendix VI allows. Shorten it.",
  },
  "not-listed": {
    vi: "Giá trị không có trong danh mục mà bên nhận hiểu. Chọn giá trị khác.",
    en: "The value is in no list that receivers know. Choose another.",
  },
  "not-a-number": {
    vi: "Trường này phải là số nguyên. Sửa lại giá trị.",
    en: "The field has to be a whole number. Mend it.",
  },
  character: {
    vi: "Có ký tự mà XML không chứa được (ký tự điều khiển hoặc mã hỏng). Xoá ký tự đó.",
    en: "There is a character that XML cannot hold (a control character, or a broken one). Remove it.",
  },
  "no-such-day": {
    vi: "Ngày hoặc giờ không có thật. Viết như 2026-11-22.",
    en: "There is no such day or time. Write it as 2026-11-22.",
  },
  "day-to-come": {
    vi: "Ngày ban hành ở tương lai: có bên nhận sẽ từ chối. Sửa ngày ban hành.",
    en: "The date of issue lies in the future, which some receivers refuse. Mend it.",
  },
  "organ-id": {
    vi: "Mã định danh cơ quan sai: tối đa 13 ký tự, 4 nhóm cách nhau bằng dấu chấm. Tra lại danh mục của trục.",
    en: "The agency's identifier is wrong: at most 13 characters in 4 groups with dots. Look it up in the axis' list.",
  },
  twice: {
    vi: "Giá trị bị lặp, bên nhận sẽ nhầm hoặc từ chối. Bỏ một trong hai.",
    en: "The value stands there twice, by which receivers go wrong. Remove one.",
  },
  "no-file": {
    vi: "Văn bản không có tệp đính kèm. Thêm tệp văn bản.",
    en: "The document has no file. Add it.",
  },
  "file-count": {
    vi: "Số tệp không khớp với danh sách đính kèm của thông điệp.",
    en: "There are more or fewer files than the message lists.",
  },
  "file-name": {
    vi: "Tên tệp thiếu, có đường dẫn hoặc quá 255 byte. Đặt lại tên tệp.",
    en: "The file's name is missing, has a path in it, or more than 255 bytes. Rename it.",
  },
  "file-empty": { vi: "Tệp rỗng. Chọn lại tệp.", en: "The file is empty. Choose it again." },
  "file-other": {
    vi: "Nội dung tệp không đúng loại như tên tệp. Chọn lại tệp hoặc sửa phần mở rộng.",
    en: "The file is not what its name says. Choose it again, or mend its ending.",
  },
  "file-spoilt": {
    vi: "Tệp PDF đã hỏng vì bị xử lý như văn bản (UTF-8). Lấy lại bản gốc.",
    en: "The PDF was spoilt by a program that took it for text. Take the original.",
  },
} as const satisfies Readonly<Record<string, Words>>;

export type EdxmlWriteFaultCode = keyof typeof edxmlWriteWords;
