/** querydr, refund and their replies: joined by bars, HMAC-SHA512. Without `vnp_`. */
export const signedFields = {
  query: [
    "RequestId",
    "Version",
    "Command",
    "TmnCode",
    "TxnRef",
    "TransactionDate",
    "CreateDate",
    "IpAddr",
    "OrderInfo",
  ],
  queryReply: [
    "ResponseId",
    "Command",
    "ResponseCode",
    "Message",
    "TmnCode",
    "TxnRef",
    "Amount",
    "BankCode",
    "PayDate",
    "TransactionNo",
    "TransactionType",
    "TransactionStatus",
    "OrderInfo",
    "PromotionCode",
    "PromotionAmount",
  ],
  refund: [
    "RequestId",
    "Version",
    "Command",
    "TmnCode",
    "TransactionType",
    "TxnRef",
    "Amount",
    "TransactionNo",
    "TransactionDate",
    "CreateBy",
    "CreateDate",
    "IpAddr",
    "OrderInfo",
  ],
  /** Not in the facts: several implementations agree, that of the reply to querydr without the promotion. */
  refundReply: [
    "ResponseId",
    "Command",
    "ResponseCode",
    "Message",
    "TmnCode",
    "TxnRef",
    "Amount",
    "BankCode",
    "PayDate",
    "TransactionNo",
    "TransactionType",
    "TransactionStatus",
    "OrderInfo",
  ],
} as const;

/** ResponseCode of a payment that ended without money (a fraud suspicion, 07, is none of these). */
export const failures: readonly string[] = [
  "05", // older 79
  "06", // older 13
  "09", // no Internet banking
  "10", // wrong details, three times
  "11", // expired
  "12", // card locked
  "13", // wrong OTP
  "24", // cancelled
  "51", // not enough money
  "65", // limit of the day
  "75", // bank closed for maintenance
  "79", // wrong password too often
  "99", // other
];
