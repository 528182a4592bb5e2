/**
 * How one gateway is configured: connection.schema.json says it of files, this of what was read from them, with each secret
 * in place of its file. Where the facts do not agree, or were seen once, the installation says how it is.
 */
export type GatewaySettings =
  | PayPlatformSettings
  | VnptPaySettings
  | KeyPay1Settings
  | KeyPay3Settings
  | ViettelPaySettings
  | VnpaySettings
  | VietcombankSettings;

/** Newest first: it signs; all of them verify while one is being replaced (R18). */
export type Secrets = readonly [string, ...string[]];

/** What a code means, by what the counterparty says of it; a code that is not there is `unknown`. */
export type OutcomeCodes = Readonly<Record<string, "paid" | "failed" | "pending" | "reversed" | "unknown">>;

export interface PayPlatformSettings {
  readonly profile: "payplatform";
  readonly partner: string;
  readonly secrets: Secrets;
  readonly version: string;
  /** MaLoi of a callback; only "00" is known. */
  readonly outcomes: OutcomeCodes;
  /** LoaiPhiLePhi: "1" and "2", or "Phi". */
  readonly feeKinds: Readonly<Record<"phi" | "lePhi", string>>;
  /** LGSP puts the reply, as text, into `message`. */
  readonly isWrapped: boolean;
  /** Whether QUERY replies carry MaXacThuc over the callback's fields. */
  readonly isQuerySigned: boolean;
  /** What is answered instead of "99" (R15). */
  readonly answerCodes: Readonly<Record<string, string>>;
  /** Fields of a GET_BILL reply beside UrlBienLai, and what of the state means that it was cancelled: all inferred. */
  readonly receipt: {
    readonly number: string;
    readonly series: string;
    readonly issuedOn: string;
    readonly state: string;
    readonly cancelled: readonly string[];
  };
}

export interface VnptPaySettings {
  readonly profile: "vnptpay";
  readonly secrets: Secrets;
  readonly version: string;
  readonly merchantService: string;
  /** Of version 1.0.6 with an agency. */
  readonly agency: string;
  readonly service: string;
  readonly paymentMethod: string;
  readonly device: string;
  /** Which of the three forms of asking. */
  readonly init: "agency" | "plain" | "qr";
  readonly outcomes: OutcomeCodes;
  /** What the reply to INIT is signed over; the facts name no order. */
  readonly replyOrder: readonly string[];
  /** The field and codes that say in a QUERY reply how the payment stands; null: not known, such a reply stays unclear. */
  readonly queryStatus: {
    readonly field: string;
    readonly outcomes: OutcomeCodes;
    readonly order: readonly string[];
  } | null;
  /** Of pay_qrcode alone. */
  readonly qr: { readonly serviceCategory: string; readonly channel: string; readonly paymentMethod: string } | null;
}

export interface KeyPay1Settings {
  readonly profile: "keypay1";
  readonly secrets: Secrets;
  readonly hash: "md5" | "sha256";
  readonly merchant: string;
  readonly service: string;
  readonly bank: string;
  readonly internalBank: string;
}

export interface KeyPay3Settings {
  readonly profile: "keypay3";
  readonly client: string;
  /** hash_key_1. */
  readonly requestSecrets: Secrets;
  /** hash_key_2. */
  readonly callbackSecrets: Secrets;
  /** Of `status`: "0" is paid with DVCQG, "2" with PayLater, where "1" is unpaid. */
  readonly meaning: "dvcqg" | "payLater";
  readonly feeKinds: Readonly<Record<"phi" | "lePhi", string>>;
  /** Where the reply to PAY says where the payer goes; the facts do not name it. */
  readonly redirectField: string;
  /** Value of `command` in refunds. */
  readonly refundCommand: string;
}

export interface ViettelPaySettings {
  readonly profile: "viettelpay";
  readonly merchant: string;
  readonly accessCode: string;
  readonly secrets: Secrets;
}

export interface VnpaySettings {
  readonly profile: "vnpay";
  readonly terminal: string;
  readonly secrets: Secrets;
  readonly orderType: string;
  readonly locale: "vn" | "en";
  /** Of the hub, as querydr and refund want one. */
  readonly ownAddress: string;
}

export interface VietcombankSettings {
  readonly profile: "vietcombank";
  readonly provider: string;
  readonly service: string;
  readonly secrets: Secrets;
  readonly hash: "md5" | "sha256";
}
