import type { FindingCode } from "./statement.ts";

/** Each finding in words for the person who has it before them, with what to do. */
export const findingWords: Readonly<Record<FindingCode, { readonly vi: string; readonly en: string }>> = {
  malformed: {
    vi: "Tệp sao kê không đọc được: sai cấu trúc. Đề nghị ngân hàng gửi lại tệp.",
    en: "The statement file cannot be read: its structure is broken. Ask the bank for the file again.",
  },
  truncated: {
    vi: "Tệp sao kê bị cắt cụt. Chưa ghi nhận dòng nào; hãy tải lại tệp đầy đủ.",
    en: "The statement file is cut off. Nothing was counted; fetch the whole file again.",
  },
  "version-unknown": {
    vi: "Định dạng hoặc phiên bản sao kê chưa được hỗ trợ. Đề nghị ngân hàng gửi camt.053/.054 (02–12), MT940 hoặc CSV đã khai báo.",
    en: "This format or version is not known. Ask the bank for camt.053/.054 (02-12), MT940 or the CSV that is configured.",
  },
  "page-missing": {
    vi: "Thiếu một trang của sao kê. Hãy nạp tất cả các trang trong cùng một tệp.",
    en: "A page of the statement is missing. Hand in all pages in one file.",
  },
  "entry-unreadable": {
    vi: "Có dòng giao dịch không đọc được. Đề nghị ngân hàng kiểm tra và gửi lại.",
    en: "An entry cannot be read. Ask the bank to check it and send the file again.",
  },
  "amount-unreadable": {
    vi: "Có số tiền không phải số đồng nguyên. Đề nghị ngân hàng kiểm tra và gửi lại.",
    en: "An amount is no whole number of dong. Ask the bank to check it and send the file again.",
  },
  "account-other": {
    vi: "Sao kê của tài khoản khác, không thuộc danh sách tài khoản của đơn vị. Kiểm tra lại tệp hoặc khai báo tài khoản.",
    en: "The statement is of another account, none of ours. Check the file, or add the account.",
  },
  "currency-other": {
    vi: "Có số tiền bằng ngoại tệ. Hệ thống chỉ ghi nhận VND; kế toán xử lý riêng.",
    en: "There is an amount in another currency. Only VND is counted; accounting handles it apart.",
  },
  "balance-missing": {
    vi: "Sao kê không có số dư đầu kỳ hoặc cuối kỳ nên không kiểm tra được. Kế toán đối chiếu rồi quyết định.",
    en: "The opening or closing balance is missing, so the sum cannot be checked. Accounting compares and decides.",
  },
  "balance-wrong": {
    vi: "Số dư đầu kỳ cộng phát sinh không bằng số dư cuối kỳ. Đề nghị ngân hàng gửi lại sao kê đúng.",
    en: "Opening balance and entries do not make the closing balance. Ask the bank for a right statement.",
  },
  "batch-differs": {
    vi: "Tổng chi tiết của một lô khác số tiền của lô. Đề nghị ngân hàng kiểm tra lô này.",
    en: "The details of a batch do not add up to its amount. Ask the bank about this batch.",
  },
  "summary-differs": {
    vi: "Dòng tổng hợp (số dòng, tổng tiền hoặc mã kiểm tra) không khớp nội dung tệp. Hãy tải lại tệp.",
    en: "The summary (count, total or checksum) does not agree with the file. Fetch the file again.",
  },
  "file-known": {
    vi: "Tệp này đã được nạp trước đây. Không ghi nhận lần hai.",
    en: "This very file was handed in before. It is not counted twice.",
  },
  "file-copy": {
    vi: "Ngân hàng ghi đây là bản sao của sao kê. Chỉ chấp nhận khi chưa có bản chính.",
    en: "The bank says that this is a copy of a statement. Let it count only if the original never came.",
  },
  "sequence-known": {
    vi: "Số thứ tự sao kê này đã có. Kiểm tra xem có phải sao kê gửi lại không.",
    en: "A statement of this or a later number is here already. See whether it was sent again.",
  },
  "sequence-gap": {
    vi: "Thiếu sao kê ở giữa (số thứ tự bị nhảy). Hãy lấy các tệp còn thiếu trước.",
    en: "Statements in between did not come (the numbers jump). Fetch the missing files first.",
  },
  "not-continuous": {
    vi: "Số dư đầu kỳ khác số dư cuối kỳ của sao kê trước. Có thể thiếu một sao kê ở giữa.",
    en: "The opening balance is not the last closing balance. A statement in between may be missing.",
  },
  "reference-reused": {
    vi: "Ngân hàng dùng một số tham chiếu cho nhiều dòng. Từng dòng vẫn được ghi nhận riêng.",
    en: "The bank uses one reference for several entries. Each entry is counted by itself.",
  },
  "table-unproven": {
    vi: "Bảng không có số dư cũng không có dòng tổng nên không biết có bị cắt cụt hay không. Đếm số dòng và cộng số tiền trên trang của ngân hàng, rồi nạp lại với --rows và --sum, hoặc cho ghi nhận nếu đã kiểm tra.",
    en: "The table has neither balances nor a closing line, so nobody can tell whether it is cut off. Count and add it up at the bank, then take it with --rows and --sum, or release it when you have checked.",
  },
  "told-otherwise": {
    vi: "Ngày này của tài khoản đã được nạp từ một tệp ở định dạng khác và có dòng không chắc là trùng. Chỉ dùng một định dạng cho mỗi tài khoản. Nếu cho ghi nhận, dòng cùng ngày cùng số tiền chỉ được tính một lần.",
    en: "This day of the account came in a file of another format, and it is not certain which rows are the same. Use one format for an account. Released, rows of one day and amount count once.",
  },
  "day-ahead": {
    vi: "Tệp có ngày sau hôm nay. Kiểm tra lại tệp, hoặc ngày đã nhập.",
    en: "The file is of a day after today. Check the file, or the day that was given.",
  },
  "taken-back": {
    vi: "Tệp đã được ghi nhận rồi rút lại. Có thể nạp lại vào đúng tài khoản.",
    en: "The file had counted and was taken back. It may be taken again, for the right account.",
  },
};
