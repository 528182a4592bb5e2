import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect } from "chai";
import { makeProfile } from "../../mappings/payment/profiles.ts";
import { toGatewaySettings, type GatewayConnection } from "../../mappings/payment/settings.ts";
import { fromRoot } from "../../platform/root.ts";
import * as gateways from "../support/gateways.ts";
import { aPay, aQuery, hcm, requestOf } from "../support/gateways.ts";

const schema = (name: string) =>
  JSON.parse(readFileSync(fromRoot("contracts", "payment", name), "utf8")) as { readonly $defs: object };

const ajv = new Ajv2020({ allErrors: true, strict: false, useDefaults: true, discriminator: true });
addFormats.default(ajv);
ajv.addSchema(schema("messages.schema.json"), "messages");
const errorsOf = (message: string, value: unknown): readonly string[] => {
  const judge = ajv.getSchema(`messages#/$defs/${message}`)!;
  return judge(value) === true
    ? []
    : (judge.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
};

const callback = {
  ...{ LoaiBanTin: "CONFIRM", MaLoi: "00", MaDoiTac: "DEMO01", MaThamChieu: "DH0001", SoTien: 150000, MaTienTe: "VND" },
  ...{ MaGiaoDich: "PP1", MaNganHang: "VCB", ThoiGianGD: "20260115093155", ThongTinGiaoDich: "Nộp phí" },
  MaXacThuc: "a".repeat(64),
};
const confirm = {
  ...{
    ACTION: "CONFIRM",
    RESPONSE_CODE: "00",
    MERCHANT_SERVICE_ID: 470,
    MERCHANT_ORDER_ID: "DH0001",
    AMOUNT: "150000",
  },
  ...{ CURRENCY_CODE: "VND", VNPTPAY_TRANSACTION_ID: "VP1", PAY_DATE: "20260115093155", SECURE_CODE: "b".repeat(64) },
};
const ipn = {
  ...{ vnp_TmnCode: "DEMOV210", vnp_Amount: "15000000", vnp_TxnRef: "DH0001", vnp_ResponseCode: "00" },
  ...{ vnp_TransactionStatus: "00", vnp_SecureHash: "c".repeat(128) },
};
const payment = {
  context: { channelId: "6014", channelRefNumber: "R1", requestDateTime: "15-01-2026 09:30:00" },
  payload: {
    ...{ customerCode: "DH0001", providerId: "P", serviceId: "S", internalTransactionRefNo: "FT1" },
    bills: [{ billId: "DH0001", amount: "150000" }],
  },
  signature: "d".repeat(32),
};

describe("the contracts with payment gateways", () => {
  for (const name of Object.keys(schema("messages.schema.json").$defs))
    it(`${name} is a schema`, () => expect(ajv.getSchema(`messages#/$defs/${name}`)).to.be.a("function"));

  for (const [message, value] of [
    ["payplatform.callback", callback],
    ["payplatform.callback", { ...callback, SoTien: "150000", Token: "t" }],
    ["vnptpay.confirm", confirm],
    ["vnpay.ipn", ipn],
    ["vietcombank.request", payment],
    ["payplatform.lookup", { MaHoSo: "H2026000001" }],
  ] as const)
    it(`${message} takes what is seen there`, () => expect(errorsOf(message, value)).to.deep.equal([]));

  for (const [message, value, error] of [
    ["payplatform.callback", { ...callback, SoTien: 0 }, "/SoTien oneOf"],
    ["payplatform.callback", { ...callback, SoTien: -1 }, "/SoTien oneOf"],
    ["payplatform.callback", { ...callback, SoTien: 1.5 }, "/SoTien oneOf"],
    ["payplatform.callback", { ...callback, SoTien: "1e5" }, "/SoTien oneOf"],
    ["payplatform.callback", { ...callback, ThongTinGiaoDich: "a|b" }, "/ThongTinGiaoDich pattern"],
    ["payplatform.callback", { ...callback, MaXacThuc: undefined }, " required"],
    ["payplatform.callback", { ...callback, ThoiGianGD: "15/01/2026" }, "/ThoiGianGD pattern"],
    ["vnptpay.confirm", { ...confirm, MERCHANT_ORDER_ID: "" }, "/MERCHANT_ORDER_ID minLength"],
    ["vnpay.ipn", { ...ipn, vnp_Amount: "15000050" }, "/vnp_Amount pattern"],
    ["vnpay.ipn", { ...ipn, vnp_TxnRef: ["a", "b"] }, "/vnp_TxnRef type"],
    ["vietcombank.request", { ...payment, payload: { ...payment.payload, bills: [] } }, "/payload/bills minItems"],
  ] as const)
    it(`${message} refuses: ${error.trim()}`, () => expect(errorsOf(message, value)).to.include(error));

  it("what we send and answer is what they were promised", () => {
    const platform = makeProfile(gateways.payPlatform);
    expect(errorsOf("payplatform.init", requestOf(platform.build(aPay())).fields)).to.deep.equal([]);
    expect(errorsOf("payplatform.question", requestOf(platform.build(aQuery())).fields)).to.deep.equal([]);
    const at = hcm("2026-01-15 09:31:56");
    for (const [message, settings] of [
      ["payplatform.answer", gateways.payPlatform],
      ["vnptpay.answer", gateways.vnptPay],
      ["keypay3.answer", gateways.keyPay3],
      ["viettelpay.answer", gateways.viettelPay],
      ["vnpay.answer", gateways.vnpay],
      ["vietcombank.answer", gateways.vietcombank],
    ] as const)
      for (const verdict of ["recorded", "repeated", "alreadyPaid", "notFound", "badSignature", "tryAgain"] as const)
        expect(errorsOf(message, makeProfile(settings).answer(verdict, null, at, "RSP1").body), message).to.deep.equal(
          [],
        );
  });
});

describe("the payment part of a connection file", () => {
  const judge = ajv.compile(schema("connection.schema.json"));
  const common = { name: "cong-thanh-toan", callers: ["203.0.113.0/24"] };
  const said = (): Record<string, unknown> => ({
    gateways: [
      {
        ...common,
        ...{ profile: "payplatform", partner: "DEMO01", secretFiles: ["new", "old"] },
        endpoints: { init: "https://pay.example/init", query: "https://pay.example/q", bill: "https://pay.example/b" },
      },
      {
        ...common,
        ...{ profile: "vnptpay", merchantService: "470", agency: "471", service: "1", secretFiles: ["s"] },
        endpoints: { init: "https://vnpt.example/init", query: "https://vnpt.example/q" },
      },
      {
        ...common,
        ...{ profile: "keypay1", merchant: "DEMO", service: "720", secretFiles: ["s"] },
        endpoints: { pay: "https://kp.example/pay", query: "https://kp.example/q" },
      },
      {
        ...common,
        ...{ profile: "keypay3", client: "CLIENT01", meaning: "dvcqg", redirectField: "redirect_url" },
        ...{ requestSecretFiles: ["one"], callbackSecretFiles: ["two"] },
        endpoints: {
          ...{ pay: "https://kp.example/p", query: "https://kp.example/q", refund: "https://kp.example/r" },
          refundQuery: "https://kp.example/rq",
        },
      },
      { ...common, profile: "viettelpay", merchant: "MERCH01", accessCodeFile: "code", secretFiles: ["s"] },
      {
        ...common,
        ...{ profile: "vnpay", terminal: "DEMOV210", secretFiles: ["s"], ownAddress: "203.0.113.10" },
        endpoints: { pay: "https://vnpay.example/pay", api: "https://vnpay.example/api" },
      },
      { ...common, profile: "vietcombank", provider: "PROV01", service: "SERV01", hash: "md5", secretFiles: ["s"] },
    ],
  });
  const secrets: Readonly<Record<string, string>> = { new: "N", old: "O", s: "S", one: "1", two: "2", code: "C" };

  it("names every profile, fills in what is known, and becomes its settings with secrets read", () => {
    const file = said();
    expect(judge(file), JSON.stringify(judge.errors)).to.equal(true);
    const settings = (file["gateways"] as GatewayConnection[]).map((gateway) =>
      toGatewaySettings(gateway, (name) => secrets[name]!),
    );
    expect(file["sweep"]).to.deep.equal({ firstMinutes: 30, everyMinutes: 30, lastHours: 72 });
    expect(settings[0]).to.deep.include({ ...gateways.payPlatform, secrets: ["N", "O"] });
    expect(settings[1]).to.deep.include({ ...gateways.vnptPay, secrets: ["S"] });
    expect(settings[2]).to.deep.include({ ...gateways.keyPay1, secrets: ["S"] });
    expect(settings[3]).to.deep.include({ ...gateways.keyPay3, requestSecrets: ["1"], callbackSecrets: ["2"] });
    expect(settings[4]).to.deep.include({ ...gateways.viettelPay, accessCode: "C", secrets: ["S"] });
    expect(settings[5]).to.deep.include({ ...gateways.vnpay, secrets: ["S"] });
    expect(settings[6]).to.deep.include({ ...gateways.vietcombank, secrets: ["S"] });
    for (const each of settings) expect(makeProfile(each).vouchedBy).to.be.oneOf(["signature", "channel"]);
  });

  for (const [what, change] of [
    ["a profile that there is none of", { profile: "paypal" }],
    ["no secret", { secretFiles: [] }],
    ["three secrets", { secretFiles: ["a", "b", "c"] }],
    ["nobody who may call", { callers: [] }],
    ["a secret in the file itself", { secret: "x" }],
    ["an outcome that is none", { outcomes: { "00": "ok" } }],
    ["a bar in a name that is signed", { partner: "A|B" }],
    ["an address that is none", { endpoints: { init: "ftp://x", query: "https://x", bill: "https://x" } }],
  ] as const)
    it(`refuses ${what}`, () => {
      const [gateway] = said()["gateways"] as object[];
      expect(judge({ gateways: [{ ...gateway, ...change }] })).to.equal(false);
    });
});
