/** What SECURE_CODE covers, in this order, the secret last. An empty field keeps its separator. */
export const signedFields = {
  /** `/init_m_merch`, 1.0.6. */
  agency: [
    "ACTION",
    "VERSION",
    "MERCHANT_SERVICE_ID",
    "AGENCY_ID",
    "MERCHANT_ORDER_ID",
    "SERVICE_ID",
    "AMOUNT",
    "DEVICE",
    "LOCALE",
    "CURRENCY_CODE",
    "PAYMENT_METHOD",
    "DESCRIPTION",
    "CREATE_DATE",
    "CLIENT_IP",
  ],
  /** `/init`, 1.0.5. */
  plain: [
    "ACTION",
    "VERSION",
    "MERCHANT_SERVICE_ID",
    "MERCHANT_ORDER_ID",
    "AMOUNT",
    "AMOUNT_DETAIL",
    "SERVICE_ID",
    "DEVICE",
    "LOCALE",
    "CURRENCY_CODE",
    "PAYMENT_METHOD",
    "DESCRIPTION",
    "CREATE_DATE",
    "CLIENT_IP",
  ],
  /** `/pay_qrcode`; MERCHANT_DATA is sent beside it, unsigned. */
  qr: [
    "ACTION",
    "VERSION",
    "MERCHANT_SERVICE_ID",
    "MERCHANT_ORDER_ID",
    "AMOUNT",
    "PAYMENT_ACTION",
    "SERVICE_CATEGORY",
    "CHANNEL_ID",
    "DEVICE",
    "LOCALE",
    "CURRENCY_CODE",
    "PAYMENT_METHOD",
    "DESCRIPTION",
    "CREATE_DATE",
    "CLIENT_IP",
  ],
  /** CREATE_DATE is the one of the payment that is asked about. */
  query: ["ACTION", "VERSION", "MERCHANT_SERVICE_ID", "MERCHANT_ORDER_ID", "CREATE_DATE"],
  confirm: [
    "ACTION",
    "RESPONSE_CODE",
    "MERCHANT_SERVICE_ID",
    "MERCHANT_ORDER_ID",
    "AMOUNT",
    "CURRENCY_CODE",
    "VNPTPAY_TRANSACTION_ID",
    "PAYMENT_METHOD",
    "PAY_DATE",
    "ADDITIONAL_INFO",
  ],
  answer: ["RESPONSE_CODE", "DESCRIPTION", "MERCHANT_SERVICE_ID", "MERCHANT_ORDER_ID", "CREATE_DATE"],
} as const;

/** To our requests (seen once): a no means that nothing was begun; 04, 06, 96 and 99 say nothing. */
export const refusals = ["01", "02", "03", "05", "07", "08", "09"] as const;
