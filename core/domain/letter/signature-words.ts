import type { LaterAddition, SignatureNote, SignatureReason, SignatureVerdict } from "./signature.ts";

interface Words {
  readonly vi: string;
  readonly en: string;
}
const words = (vi: string, en: string): Words => ({ vi, en });

export const verdictWords: Readonly<Record<SignatureVerdict, Words>> = {
  unsigned: words("Không có chữ ký số: chỉ để tham khảo (QĐ 28/2018 Điều 4)", "Unsigned: for reference only"),
  valid: words("Chữ ký số hợp lệ", "Validly signed"),
  validUntrusted: words(
    "Nội dung nguyên vẹn nhưng chưa chứng minh được người ký; cần người xem",
    "Unaltered, but who signed is not proven; a person has to look",
  ),
  changedAfter: words("Bị sửa sau khi ký", "Changed after signing"),
  invalid: words("Chữ ký số không hợp lệ", "Not validly signed"),
  unreadable: words(
    "Không kiểm tra được chữ ký; cần người xem",
    "The signatures cannot be checked; a person has to look",
  ),
};

export const reasonWords: Readonly<Record<SignatureReason, Words>> = {
  notPdf: words("tệp không phải PDF", "the file is no PDF"),
  structureBroken: words("cấu trúc tệp PDF hỏng", "the structure of the PDF is broken"),
  encrypted: words("PDF được đặt mật khẩu hoặc mã hóa", "the PDF is encrypted"),
  tooLarge: words("một phần của tệp quá lớn để kiểm tra", "a part of the file is too large to be checked"),
  tooManySignatures: words("quá nhiều chữ ký trong một tệp", "there are too many signatures in one file"),
  formUnsupported: words("kiểu chữ ký chưa hỗ trợ", "a form of signature that is not supported"),
  algorithmUnsupported: words("thuật toán ký chưa hỗ trợ", "an algorithm that is not supported"),
  xmlBroken: words("XML hỏng hoặc có DTD", "the XML is broken, or has a DTD"),
  attachmentsCutOut: words(
    "chữ ký gồm cả tệp đính kèm lớn, không kiểm tra được",
    "the signature covers attachments that are too large to be checked with it",
  ),
  packed: words(
    "thông điệp nằm trong một lớp bọc, chữ ký XML trong đó chưa kiểm tra được",
    "the message came in a wrapper, in which its XML signature cannot be checked",
  ),
  tookTooLong: words("kiểm tra nhiều lần vẫn quá lâu", "the check took too long, again and again"),
  checkFailed: words("trục gặp lỗi khi kiểm tra", "the hub failed to check it"),
  byteRangeMissing: words("thiếu ByteRange", "ByteRange is missing"),
  byteRangeMalformed: words("ByteRange không đúng dạng", "ByteRange is malformed"),
  byteRangeGap: words("ByteRange không bắt đầu từ đầu tệp", "ByteRange does not begin with the file"),
  byteRangeOverlap: words("các đoạn của ByteRange chồng nhau", "the parts of ByteRange overlap"),
  byteRangeSeveralHoles: words("ByteRange bỏ trống nhiều chỗ", "ByteRange leaves out several places"),
  byteRangeBeyondFile: words("ByteRange dài hơn tệp", "ByteRange is longer than the file"),
  byteRangeNotRevision: words(
    "ByteRange không kết thúc ở cuối một lần lưu",
    "ByteRange does not end where a revision of the file ended",
  ),
  contentsMissing: words("chữ ký trống", "the signature is empty"),
  contentsMoved: words(
    "phần không được ký không phải là chính chữ ký",
    "what is left unsigned is not the signature itself",
  ),
  contentsTrailing: words("có dữ liệu lạ sau chữ ký", "there is something behind the signature"),
  entryTwice: words("chữ ký có mục bị lặp", "the signature has an entry twice"),
  cmsMalformed: words("chữ ký CMS hỏng", "the CMS signature is malformed"),
  signersNotOne: words("một chữ ký có nhiều hoặc không có người ký", "one signature has several signers, or none"),
  contentEmbedded: words("chữ ký mang theo nội dung riêng", "the signature brings content of its own"),
  signedAttributesMissing: words("chữ ký thiếu thuộc tính được ký", "the signature has no signed attributes"),
  digestWrong: words("nội dung khác với nội dung đã ký", "the content is not what was signed"),
  signatureWrong: words("giá trị chữ ký sai", "the signature's value is wrong"),
  certificateMissing: words("thiếu chứng thư của người ký", "the signer's certificate is missing"),
  certificateSwapped: words(
    "chứng thư không phải chứng thư đã dùng để ký",
    "the certificate is not the one that was meant",
  ),
  signingCertificateMissing: words(
    "chữ ký PAdES không nêu chứng thư của người ký",
    "a PAdES signature that does not name its certificate",
  ),
  digestBroken: words("dùng hàm băm MD5 đã bị phá", "MD5 was used, which is broken"),
  keyUsage: words("chứng thư không được cấp để ký văn bản", "the certificate is not one for signing documents"),
  certificateExpired: words("chứng thư đã hết hạn khi ký", "the certificate had run out at signing"),
  certificateNotYetValid: words("chứng thư chưa có hiệu lực khi ký", "the certificate was not valid yet at signing"),
  certificateRevoked: words("chứng thư đã bị thu hồi", "the certificate was revoked"),
  chainInvalid: words("chuỗi chứng thư không hợp lệ", "the chain of certificates does not hold"),
  severalSignatures: words("nhiều chữ ký XML trong một thông điệp", "several XML signatures in one message"),
  referenceUnknown: words("chữ ký XML trỏ tới nơi không cho phép", "the XML signature refers to what it may not"),
  idTwice: words("mã phần tử được ký bị lặp", "the id of the signed element stands twice"),
  wrapped: words("phần được ký không phải phần được đọc", "what is signed is not what is read"),
  transformUnknown: words("phép biến đổi XML không cho phép", "a transform that is not allowed"),
  contentChanged: words("nội dung bị sửa sau khi ký", "the content was changed after signing"),
  strayBytes: words("có dữ liệu lạ sau phần đã ký", "there is something behind what was signed that no table names"),
  notIncrement: words("tệp không còn nối tiếp bản đã ký", "the file does not go on from what was signed"),
  signatureRemoved: words("chữ ký bị gỡ khỏi bản hiện tại", "the signature was taken out of the present file"),
  certifiedFinal: words(
    "có bổ sung sau chữ ký chứng thực khóa tệp",
    "something came after a certification that allows nothing",
  ),
  tooMuchToCompare: words("quá nhiều thay đổi để đối chiếu", "too much to compare with what was signed"),
  rootUnknown: words("chứng thư gốc chưa được đơn vị vận hành khai báo", "the root is not one that the operator named"),
  expiredSince: words(
    "chứng thư nay đã hết hạn và không có dấu thời gian chứng minh lúc ký",
    "the certificate has run out since, and no time stamp proves when it signed",
  ),
  digestWeak: words("dùng hàm băm SHA-1 đã yếu", "SHA-1 was used, which is weak"),
  keyWeak: words("khóa RSA ngắn hơn 2048 bit", "an RSA key of less than 2048 bits"),
};

export const noteWords: Readonly<Record<SignatureNote, Words>> = {
  timeNotProven: words("thời điểm ký do người ký tự khai", "the moment of signing is the signer's own word"),
  signedInFuture: words("thời điểm ký ở tương lai", "the moment of signing is still to come"),
  revocationNotChecked: words(
    "chưa kiểm tra thu hồi: tệp không kèm danh sách và trục không tra cứu ra ngoài",
    "revocation is not checked: the file brings nothing for it, and the hub asks nobody",
  ),
  stampWrong: words("dấu thời gian trong chữ ký sai", "the time stamp in the signature is wrong"),
  stampUntrusted: words("dấu thời gian của tổ chức chưa khai báo", "the time stamp is of an authority nobody named"),
  signingCertificateMissing: words(
    "chữ ký không nêu chứng thư của người ký",
    "the signature does not name its certificate",
  ),
  notASignature: words(
    "phần tử Signature trong thông điệp không phải chữ ký",
    "what is called Signature in the message is none",
  ),
  hopsAdded: words(
    "các trạm trung chuyển đã ghi thêm dấu vết sau khi ký; phần còn lại đúng như đã ký",
    "stations on the way noted their hops after it was signed; all else is what was signed",
  ),
  attachmentsNotCovered: words("chữ ký XML không gồm tệp đính kèm", "the XML signature does not cover the attachments"),
};

export const laterWords: Readonly<Record<LaterAddition, Words>> = {
  signature: words("chữ ký sau", "a further signature"),
  validationData: words("dữ liệu xác minh", "validation data"),
  metadata: words("thông tin mô tả", "metadata"),
};
