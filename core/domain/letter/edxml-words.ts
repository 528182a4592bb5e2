/** Why an edXML message is refused or was bent, in words for the person who debugs with a partner; the Vietnamese go with an 02. */
interface Words {
  readonly vi: string;
  readonly en: string;
}

export const edxmlFaultWords = {
  empty: {
    vi: "Thông điệp rỗng. Đề nghị gửi lại.",
    en: "The message is empty. Ask for it again.",
  },
  "too-large": {
    vi: "Thông điệp vượt dung lượng cho phép. Đề nghị chia nhỏ tệp đính kèm.",
    en: "The message is larger than is allowed. Ask for smaller attachments.",
  },
  "too-much-xml": {
    vi: "Phần XML ngoài tệp đính kèm quá lớn. Kiểm tra phần mềm bên gửi.",
    en: "There is too much XML beside the attachments. The sender's software is at fault.",
  },
  "too-deep": {
    vi: "Các phần tử XML lồng nhau quá sâu. Kiểm tra phần mềm bên gửi.",
    en: "Elements are nested too deep. The sender's software is at fault.",
  },
  "too-many-elements": {
    vi: "Quá nhiều phần tử XML. Kiểm tra phần mềm bên gửi.",
    en: "There are too many elements. The sender's software is at fault.",
  },
  "too-many-attributes": {
    vi: "Một phần tử XML có quá nhiều thuộc tính hoặc thẻ quá dài. Kiểm tra phần mềm bên gửi.",
    en: "An element has too many attributes, or its tag is too long. The sender's software is at fault.",
  },
  "too-many-files": {
    vi: "Quá nhiều tệp đính kèm trong một thông điệp. Đề nghị gửi làm nhiều văn bản.",
    en: "There are too many attachments in one message. Ask for several messages.",
  },
  "value-too-long": {
    vi: "Nội dung của một trường quá dài. Đề nghị rút gọn hoặc gửi thành tệp đính kèm.",
    en: "The text of a field is too long. Ask for less, or for an attachment.",
  },
  "not-text": {
    vi: "Bảng mã của thông điệp sai (không phải UTF-8 hợp lệ). Đề nghị gửi lại bằng UTF-8.",
    en: "The encoding is broken (no valid UTF-8). Ask for it again in UTF-8.",
  },
  "character-forbidden": {
    vi: "Có ký tự mà XML không cho phép. Kiểm tra phần mềm bên gửi.",
    en: "There is a character that XML does not allow. The sender's software is at fault.",
  },
  "combining-marks": {
    vi: "Có một chuỗi dấu phụ dài bất thường trong văn bản. Đề nghị kiểm tra nội dung.",
    en: "A text has an absurdly long row of combining marks. Ask the sender to look at it.",
  },
  "junk-before": {
    vi: "Có ký tự lạ trước phần khai báo XML. Đề nghị bỏ phần đó và gửi lại.",
    en: "There is something before the XML begins. Ask for the message without it.",
  },
  "after-root": {
    vi: "Có nội dung sau khi tài liệu XML đã kết thúc (hai gốc hoặc ký tự thừa). Đề nghị gửi lại.",
    en: "Something follows the end of the XML document (a second root, or stray text). Ask for it again.",
  },
  truncated: {
    vi: "Thông điệp bị cắt cụt. Đề nghị gửi lại đầy đủ.",
    en: "The message is cut off. Ask for all of it again.",
  },
  malformed: {
    vi: "XML sai cú pháp. Kiểm tra phần mềm bên gửi.",
    en: "The XML is not well-formed. The sender's software is at fault.",
  },
  doctype: {
    vi: "Thông điệp có khai báo DOCTYPE hoặc thực thể riêng; không được phép vì an toàn.",
    en: "The message has a DOCTYPE or entities of its own; for safety none is taken.",
  },
  entity: {
    vi: "Có thực thể XML không được phép. Chỉ dùng năm thực thể chuẩn và ký tự theo số.",
    en: "There is an entity that is not allowed. Only the five of XML and characters by number are.",
  },
  instruction: {
    vi: "Có chỉ thị xử lý XML hoặc khai báo XML sai chỗ. Kiểm tra phần mềm bên gửi.",
    en: "There is a processing instruction, or an XML declaration that is wrong or out of place.",
  },
  "prefix-unbound": {
    vi: "Có tiền tố XML không được khai báo. Kiểm tra phần mềm bên gửi.",
    en: "An XML prefix is bound to nothing. The sender's software is at fault.",
  },
  "namespace-unknown": {
    vi: "Có phần tử thuộc không gian tên không phải của edXML. Kiểm tra phần mềm bên gửi.",
    en: "An element is of a namespace that is not edXML's. The sender's software is at fault.",
  },
  "not-edxml": {
    vi: "Tài liệu không phải thông điệp edXML (thiếu MessageHeader hoặc sai gốc).",
    en: "This is no edXML message (another root, or no MessageHeader).",
  },
  "header-twice": {
    vi: "Có hai phần đầu thông điệp (MessageHeader); không biết tin phần nào.",
    en: "There are two headers (MessageHeader); neither can be believed.",
  },
  "element-twice": {
    vi: "Một trường đơn xuất hiện hai lần với nội dung khác nhau. Đề nghị gửi lại.",
    en: "A field that stands once is there twice and says different things. Ask for it again.",
  },
  "comment-in-value": {
    vi: "Có chú thích XML nằm trong một giá trị. Kiểm tra phần mềm bên gửi.",
    en: "A comment stands within a value. The sender's software is at fault.",
  },
  "cdata-in-value": {
    vi: "Một giá trị nửa là CDATA nửa là văn bản. Kiểm tra phần mềm bên gửi.",
    en: "A value is partly CDATA and partly text. The sender's software is at fault.",
  },
  "element-in-value": {
    vi: "Có phần tử XML nằm trong một trường chỉ chứa văn bản. Kiểm tra phần mềm bên gửi.",
    en: "An element stands within a field of text. The sender's software is at fault.",
  },
  "signature-wraps": {
    vi: "Nội dung thông điệp nằm bên trong chữ ký XML (dấu hiệu tráo chữ ký). Không tiếp nhận.",
    en: "The XML signature holds parts of a message (signature wrapping). It is not taken.",
  },
  "id-twice": {
    vi: "Thông điệp có chữ ký XML mà một định danh (Id) xuất hiện hai lần. Không tiếp nhận.",
    en: "An Id occurs twice in a message with an XML signature. It is not taken.",
  },
  "kind-unclear": {
    vi: "Thông điệp vừa là văn bản vừa là trạng thái (có cả Subject và StatusCode).",
    en: "The message is a document and a status at once (Subject and StatusCode).",
  },
  "from-missing": {
    vi: "Thiếu mã cơ quan gửi (From/OrganId).",
    en: "The sender's identifier (From/OrganId) is missing.",
  },
  "to-missing": {
    vi: "Thiếu mã cơ quan nhận (To/OrganId).",
    en: "The receiver's identifier (To/OrganId) is missing.",
  },
  "document-id-missing": {
    vi: "Thiếu mã định danh văn bản (DocumentId).",
    en: "The document's identifier (DocumentId) is missing.",
  },
  "subject-missing": {
    vi: "Thiếu trích yếu nội dung (Subject).",
    en: "The subject is missing.",
  },
  "response-for-missing": {
    vi: "Trạng thái không nói về văn bản nào (thiếu ResponseFor hoặc mã trong đó).",
    en: "The status does not say which document it is about (ResponseFor).",
  },
  "status-unknown": {
    vi: "Mã trạng thái không có trong danh mục.",
    en: "The status code is on no list.",
  },
  "business-unknown": {
    vi: "Loại nghiệp vụ (BussinessDocType) không có trong danh mục 0–3.",
    en: "The kind of business (BussinessDocType) is none of 0 to 3.",
  },
  "error-list": {
    vi: "Bên kia trả lời bằng danh sách lỗi: họ không nhận thông điệp đã gửi.",
    en: "This is the other side's list of errors: it refuses a message that was sent to it.",
  },
  "base64-letter": {
    vi: "Tệp đính kèm có ký tự không phải base64. Đề nghị gửi lại tệp.",
    en: "An attachment has letters that are not base64. Ask for the file again.",
  },
  "base64-hole": {
    vi: "Tệp đính kèm base64 bị đứt quãng (ký tự đệm nằm giữa). Đề nghị gửi lại tệp.",
    en: "The base64 of an attachment has a hole (padding in its middle). Ask for the file again.",
  },
  "base64-truncated": {
    vi: "Tệp đính kèm base64 bị cắt cụt. Đề nghị gửi lại tệp.",
    en: "The base64 of an attachment is cut off. Ask for the file again.",
  },
  "element-in-file": {
    vi: "Có phần tử hoặc chú thích XML nằm trong nội dung tệp đính kèm.",
    en: "An element or a comment stands within the content of an attachment.",
  },
  mime: {
    vi: "Vỏ MIME của thông điệp sai hoặc không có phần XML. Kiểm tra phần mềm bên gửi.",
    en: "The MIME around the message is broken, or has no XML part. The sender's software is at fault.",
  },
  "mime-encoding": {
    vi: "Một phần MIME dùng cách mã hóa không được hỗ trợ (chỉ nhận base64, 7bit, 8bit, binary).",
    en: "A MIME part has an encoding that is not taken (base64, 7bit, 8bit and binary are).",
  },
  "pdf-spoilt": {
    vi: "Tệp PDF bị hỏng (đã bị chuyển mã văn bản). Đề nghị gửi lại từ tệp gốc.",
    en: "A PDF is spoilt (it went through a conversion of text). Ask for it again from the original.",
  },
  "pdf-not": {
    vi: "Tệp mang tên .pdf nhưng nội dung không phải PDF. Đề nghị gửi lại tệp.",
    en: "A file is called .pdf and is none. Ask for the file again.",
  },
  "zip-broken": {
    vi: "Tệp nén hỏng, không mở được. Đề nghị gửi lại tệp.",
    en: "A zip is broken and cannot be opened. Ask for the file again.",
  },
  "zip-bomb": {
    vi: "Tệp nén bung ra quá lớn so với kích thước cho phép. Không tiếp nhận.",
    en: "A zip unpacks to more than is allowed. It is not taken.",
  },
} as const satisfies Readonly<Record<string, Words>>;

export type EdxmlFaultCode = keyof typeof edxmlFaultWords;

export const edxmlWarningWords = {
  bom: { vi: "Có dấu BOM ở đầu thông điệp; đã bỏ qua.", en: "The message begins with a BOM; it was passed over." },
  "utf-16": { vi: "Thông điệp là UTF-16; đã chuyển sang UTF-8.", en: "The message is UTF-16; it was converted." },
  "space-before": {
    vi: "Có khoảng trắng trước khai báo XML; đã bỏ qua.",
    en: "There is space before the XML declaration; it was passed over.",
  },
  "encoding-said": {
    vi: "Khai báo bảng mã khác UTF-8 nhưng nội dung là UTF-8; đọc theo nội dung.",
    en: "Another encoding is declared than the bytes have, which are UTF-8; the bytes were believed.",
  },
  "prefix-undeclared": {
    vi: "Tiền tố XML không được khai báo; coi như của edXML.",
    en: "A prefix is bound to nothing; it was taken for edXML's.",
  },
  "namespace-none": {
    vi: "Phần tử không thuộc không gian tên nào; coi như của edXML.",
    en: "Elements are in no namespace; they were taken for edXML's.",
  },
  "namespace-variant": {
    vi: "Không gian tên viết khác với quy chuẩn; đã nhận.",
    en: "The namespace is not written as the standard has it; it was taken.",
  },
  "message-wrapped": {
    vi: "Thông điệp nằm trong một phần tử bọc dưới dạng base64; đã mở ra.",
    en: "The message came within an element, as base64; it was unwrapped.",
  },
  cdata: { vi: "Giá trị viết bằng CDATA.", en: "A value is written as CDATA." },
  "mixed-content": {
    vi: "Có văn bản lạc giữa các phần tử; đã bỏ qua.",
    en: "There is stray text between elements; it was passed over.",
  },
  "element-twice": {
    vi: "Một trường đơn xuất hiện hai lần với cùng nội dung.",
    en: "A field that stands once is there twice and says the same.",
  },
  "id-twice": { vi: "Một định danh (Id) xuất hiện hai lần.", en: "An Id occurs twice." },
  "to-twice": {
    vi: "Một cơ quan nhận được ghi hai lần; tính một.",
    en: "A receiver is named twice; it counts once.",
  },
  "to-without-id": {
    vi: "Một cơ quan nhận không có mã; đã bỏ qua.",
    en: "A receiver has no identifier; it was passed over.",
  },
  "document-id-made": {
    vi: "Dạng cũ không có DocumentId; ghép từ cơ quan gửi, ngày ban hành và số ký hiệu.",
    en: "This older form has no DocumentId; it was made of sender, date and number.",
  },
  "subject-missing": { vi: "Văn bản thu hồi không có trích yếu.", en: "A recall without a subject." },
  "date-form": {
    vi: "Ngày viết kiểu khác với yyyy/MM/dd; đã hiểu.",
    en: "A date is not written yyyy/MM/dd; it was understood.",
  },
  "date-unreadable": {
    vi: "Ngày giờ không đọc được hoặc không có thật; coi như không biết.",
    en: "A date cannot be read or does not exist; it counts as not known.",
  },
  "flag-unreadable": {
    vi: "Giá trị đúng/sai không đọc được; coi như không biết.",
    en: "A yes or no cannot be read; it counts as not known.",
  },
  "organ-id-long": {
    vi: "Mã cơ quan dài hơn 13 ký tự hoặc có hơn bốn nhóm; giữ nguyên.",
    en: "An agency's identifier has more than 13 characters or four groups; it was kept as it is.",
  },
  "content-id-twice": {
    vi: "Hai tệp đính kèm cùng ContentId; ghép theo tên và thứ tự.",
    en: "Two attachments have one ContentId; they were paired by name and place.",
  },
  "paired-by-name": {
    vi: "Tệp đính kèm ghép với mô tả theo tên vì ContentId không khớp.",
    en: "An attachment was paired with its reference by name, for its ContentId is no help.",
  },
  "paired-by-place": {
    vi: "Tệp đính kèm ghép với mô tả theo thứ tự vì ContentId và tên không khớp.",
    en: "An attachment was paired with its reference by place, for neither ContentId nor name are any help.",
  },
  "reference-without-file": {
    vi: "Văn bản kê khai một tệp không gửi kèm. Văn thư kiểm tra tính đầy đủ.",
    en: "A file is listed and did not come. The clerk looks whether the document is whole.",
  },
  "file-without-reference": {
    vi: "Có tệp đính kèm không được kê khai.",
    en: "There is an attachment that is listed nowhere.",
  },
  "file-name-changed": {
    vi: "Tên tệp có đường dẫn hoặc ký tự không an toàn; đã làm sạch.",
    en: "The name of a file had a path or unsafe characters; they were taken off.",
  },
  "file-name-differs": {
    vi: "Tên tệp ở danh mục và ở chính tệp khác nhau; hiện theo danh mục.",
    en: "A file is called differently in the manifest and at itself; the manifest's name is shown.",
  },
  "file-empty": { vi: "Tệp đính kèm rỗng.", en: "An attachment is empty." },
  "type-differs": {
    vi: "Nội dung tệp khác loại mà tên tệp cho biết.",
    en: "A file is of another type than its name says.",
  },
  "base64-unpadded": {
    vi: "Base64 thiếu ký tự đệm ở cuối; đã đọc đủ.",
    en: "Base64 without its padding at the end; all of it was read.",
  },
  "base64-padding": {
    vi: "Base64 thừa ký tự đệm ở cuối; đã đọc đủ.",
    en: "Base64 with too much padding at the end; all of it was read.",
  },
  "base64-bits": {
    vi: "Base64 kết thúc không chuẩn (bit thừa); đã đọc đủ.",
    en: "Base64 ends with bits that say nothing; all of it was read.",
  },
  "pdf-late": {
    vi: "PDF có phần thừa ở đầu tệp.",
    en: "A PDF has something before its beginning.",
  },
  "pdf-no-end": {
    vi: "PDF không có dấu kết thúc; có thể bị cắt cụt. Văn thư mở thử.",
    en: "A PDF has no end; it may be cut off. The clerk tries to open it.",
  },
  "zip-many": {
    vi: "Tệp nén chứa nhiều hơn một tệp; giữ nguyên dạng nén.",
    en: "A zip has more than one file in it; it was kept as it is.",
  },
  "zip-empty": { vi: "Tệp nén không chứa tệp nào; giữ nguyên.", en: "A zip has nothing in it; it was kept as it is." },
  "zip-locked": {
    vi: "Tệp nén có mật khẩu hoặc cách nén lạ; giữ nguyên.",
    en: "A zip is locked or packed in a way we do not know; it was kept as it is.",
  },
  "more-warnings": {
    vi: "Còn cảnh báo khác cùng loại, không liệt kê.",
    en: "There are more warnings, which are not listed.",
  },
} as const satisfies Readonly<Record<string, Words>>;

export type EdxmlWarningCode = keyof typeof edxmlWarningWords;

/** A code nobody has words for is told as it stands. */
export function wordsOfEdxml(kind: "fault" | "warning", code: string): Words {
  const all: Readonly<Record<string, Words>> = kind === "fault" ? edxmlFaultWords : edxmlWarningWords;
  return Object.hasOwn(all, code) ? (all[code] ?? { vi: code, en: code }) : { vi: code, en: code };
}
