import { createHash, createHmac } from "node:crypto";
import { expect } from "chai";
import type { CallbackVerdict } from "../../core/domain/payment/report.ts";
import { faultWords } from "../../mappings/payment/fault.ts";
import type { HeardCallback, Profile, Unheard } from "../../mappings/payment/profile.ts";
import { makeProfile } from "../../mappings/payment/profiles.ts";
import { readFields, type Received } from "../../mappings/payment/received.ts";
import * as gateways from "../support/gateways.ts";
import { hcm, json, query } from "../support/gateways.ts";

type Values = Readonly<Record<string, unknown>>;
const text = (value: unknown): string =>
  typeof value === "object" && value !== null ? (value as Raw).raw : ((value ?? "") as string);

/** A value that is written into JSON as it stands, so that 1.5e5 arrives as 1.5e5. */
interface Raw {
  readonly raw: string;
}
const raw = (written: string): Raw => ({ raw: written });
const write = (fields: Values): string =>
  `{${Object.entries(fields)
    .map(([name, value]) => `${JSON.stringify(name)}:${isRaw(value) ? value.raw : JSON.stringify(value)}`)
    .join(",")}}`;
const isRaw = (value: unknown): value is Raw => typeof value === "object" && value !== null && "raw" in value;

const sha256 = (signed: string) => createHash("sha256").update(signed).digest("hex");
const hmac = (name: string, key: string, signed: string) => createHmac(name, key).update(signed).digest("hex");

/** A gateway as it calls us: what it says of a payment, and its own way of signing, written here a second time. */
interface Caller {
  readonly profile: Profile;
  readonly amount: string;
  readonly reference: string;
  readonly described: string | null;
  readonly payee: string;
  readonly fields: Values;
  readonly sign: (fields: Values) => Values;
  readonly send: (fields: Values) => Received;
  /** What an amount of 150,000 is there. */
  readonly right: string;
}

const joined = (fields: Values, names: string): string =>
  names
    .split(" ")
    .map((name) => text(fields[name]))
    .join("|");

const callers: Readonly<Record<string, Caller>> = {
  payplatform: {
    profile: makeProfile(gateways.payPlatform),
    ...{
      amount: "SoTien",
      reference: "MaThamChieu",
      described: "ThongTinGiaoDich",
      payee: "MaDoiTac",
      right: "150000",
    },
    fields: {
      ...{ LoaiBanTin: "CONFIRM", MaLoi: "00", MaDoiTac: "DEMO01", MaThamChieu: "DH0001", SoTien: raw("150000") },
      ...{ MaTienTe: "VND", MaGiaoDich: "PP1", MaNganHang: "VCB", ThoiGianGD: "20260115093155" },
      ThongTinGiaoDich: "Nộp phí",
    },
    sign: (fields) => ({
      ...fields,
      MaXacThuc: sha256(
        `${joined(fields, "LoaiBanTin MaLoi MaDoiTac MaThamChieu SoTien MaTienTe MaGiaoDich MaNganHang ThoiGianGD ThongTinGiaoDich")}|S3cr3t-PayPlatform-Demo`,
      ),
    }),
    send: (fields) => ({ form: "json", text: write(fields) }),
  },
  vnptpay: {
    profile: makeProfile(gateways.vnptPay),
    ...{ amount: "AMOUNT", reference: "MERCHANT_ORDER_ID", described: "ADDITIONAL_INFO", payee: "MERCHANT_SERVICE_ID" },
    right: "150000",
    fields: {
      ...{ ACTION: "CONFIRM", RESPONSE_CODE: "00", MERCHANT_SERVICE_ID: "470", MERCHANT_ORDER_ID: "DH0001" },
      ...{ AMOUNT: raw("150000"), CURRENCY_CODE: "VND", VNPTPAY_TRANSACTION_ID: "VP1", PAYMENT_METHOD: "VNPTPAY" },
      ...{ PAY_DATE: "20260115093155", ADDITIONAL_INFO: "Nộp phí" },
    },
    sign: (fields) => ({
      ...fields,
      SECURE_CODE: sha256(
        `${joined(fields, "ACTION RESPONSE_CODE MERCHANT_SERVICE_ID MERCHANT_ORDER_ID AMOUNT CURRENCY_CODE VNPTPAY_TRANSACTION_ID PAYMENT_METHOD PAY_DATE ADDITIONAL_INFO")}|S3cr3t-VnptPay-Demo`,
      ),
    }),
    send: (fields) => ({ form: "json", text: write(fields) }),
  },
  keypay3: {
    profile: makeProfile(gateways.keyPay3),
    ...{ amount: "trans_amount", reference: "transaction_id", described: "command", payee: "client_id" },
    right: "150000",
    fields: {
      ...{ addition_fee: "0", client_id: "CLIENT01", command: "PAY", trans_amount: raw("150000") },
      ...{ transaction_id: "DH0001", version: "3.0", status: "0" },
    },
    sign: (fields) => ({
      ...fields,
      check_sum: hmac(
        "sha256",
        "KP-DEMO-KEY-2",
        joined(fields, "addition_fee client_id command trans_amount transaction_id version"),
      ),
    }),
    send: (fields) => ({ form: "json", text: write(fields) }),
  },
  viettelpay: {
    profile: makeProfile(gateways.viettelPay),
    ...{ amount: "trans_amount", reference: "order_id", described: null, payee: "merchant_code", right: "150000" },
    fields: {
      ...{ billcode: "B1", merchant_code: "MERCH01", order_id: "DH0001", error_code: "00", payment_status: raw("1") },
      ...{ trans_amount: raw("150000"), vt_transaction_id: "VT1" },
    },
    sign: (fields) => ({
      ...fields,
      check_sum: hmac(
        "sha1",
        "VTP-DEMO-KEY",
        `ACCESS01${joined(fields, "error_code merchant_code order_id").replaceAll("|", "")}`,
      ),
    }),
    send: (fields) => ({ form: "json", text: write(fields) }),
  },
  vnpay: {
    profile: makeProfile(gateways.vnpay),
    ...{ amount: "vnp_Amount", reference: "vnp_TxnRef", described: "vnp_OrderInfo", payee: "vnp_TmnCode" },
    right: "15000000",
    fields: {
      ...{ vnp_Amount: raw("15000000"), vnp_BankCode: "NCB", vnp_OrderInfo: "Nộp phí", vnp_PayDate: "20260115093155" },
      ...{ vnp_ResponseCode: "00", vnp_TmnCode: "DEMOV210", vnp_TransactionNo: "1", vnp_TransactionStatus: "00" },
      vnp_TxnRef: "DH0001",
    },
    sign: (fields) => {
      const pairs = new URLSearchParams(
        Object.entries(fields)
          .map(([name, value]): [string, string] => [name, text(value)])
          .filter(([, value]) => value !== ""),
      );
      pairs.sort();
      return { ...fields, vnp_SecureHash: hmac("sha512", "DEMOHASHSECRET0123456789ABCDEFGH", pairs.toString()) };
    },
    send: (fields) =>
      query(
        new URLSearchParams(
          Object.entries(fields).map(([name, value]): [string, string] => [name, text(value)]),
        ).toString(),
      ),
  },
};

const said = (heard: HeardCallback | Unheard): string =>
  heard.ok ? `${heard.report.outcome} ${String(heard.report.amount)}` : `${heard.verdict} ${heard.fault.why}`;

for (const [name, caller] of Object.entries(callers))
  describe(`quirk 32: bad callbacks of ${name}`, () => {
    const { profile, fields, sign, send } = caller;
    const hear = (but: Values, after: Values = {}) =>
      said(profile.readCallback(send({ ...sign({ ...fields, ...but }), ...after })));
    const signature = Object.keys(sign(fields)).find((field) => !(field in fields))!;

    it("a good one is read", () => expect(hear({})).to.equal("paid 150000"));
    it("unsigned", () => {
      expect(said(profile.readCallback(send(fields)))).to.equal("badSignature signature");
      expect(hear({}, { [signature]: "" })).to.equal("badSignature signature");
    });
    it("wrongly signed", () => expect(hear({}, { [signature]: "0".repeat(64) })).to.equal("badSignature signature"));
    it("a changed reference", () =>
      expect(hear({}, { [caller.reference]: "DH0002" })).to.equal("badSignature signature"));
    it("rightly signed for somebody else", () =>
      expect(hear({ [caller.payee]: "OTHER" })).to.equal("notFound foreign"));
    it("rightly signed, without a reference", () =>
      expect(hear({ [caller.reference]: "" })).to.equal("malformed missing"));

    const zeros = caller.right.slice("150000".length);
    for (const [what, written] of [
      ["a float", `150000.0${zeros}`],
      ["a fraction", `150000.5${zeros}`],
      ["an exponent", `1.5e5${zeros}`],
      ["a negative", `-150000${zeros}`],
      ["zero", "0"],
      ["over 10^15", `1000000000000001${zeros}`],
      ["far over 10^15", `${"9".repeat(40)}${zeros}`],
    ] as const)
      it(`rightly signed, an amount that is ${what}`, () =>
        expect(hear({ [caller.amount]: raw(written) })).to.equal("wrongAmount amount"));
    for (const written of ["", " 150000", "+150000", "0150000", "150.000", "150,000", "0x10", "１５００００"])
      it(`rightly signed, an amount that is “${written}”`, () =>
        expect(hear({ [caller.amount]: written })).to.equal("wrongAmount amount"));
    it("10^15 is an amount", () =>
      expect(hear({ [caller.amount]: raw(`1000000000000000${zeros}`) })).to.equal("paid 1000000000000000"));

    if (caller.described !== null && name !== "vnpay")
      it("a bar, rightly signed: it would move a value into the next field", () =>
        expect(hear({ [caller.described!]: "a|b" })).to.equal("malformed bar"));
    if (caller.described !== null)
      it("rightly signed NFD", () =>
        expect(hear({ [caller.described!]: "Nộp phí".normalize("NFD") })).to.equal("malformed notNfc"));

    for (const [what, received] of [
      ["nothing", { form: "json", text: "" }],
      ["no JSON", { form: "json", text: "<html>" }],
      ["half of one", { form: "json", text: send(sign(fields)).text.slice(0, -5) }],
      ["a list", { form: "json", text: "[]" }],
      ["nested too deep", { form: "json", text: `${'{"a":'.repeat(17)}1${"}".repeat(17)}` }],
      ["an encoding that is none", { form: "query", text: "a=%ZZ" }],
      ["a name twice", { form: "query", text: "a=1&a=1" }],
      ["too much", { form: "json", text: `{"a":"${"x".repeat(300_000)}"}` }],
    ] as const)
      it(`unreadable: ${what}`, () => {
        expect(said(profile.readCallback(received))).to.equal("malformed unreadable");
      });
    it("the amount twice in one object", () => {
      if (name === "vnpay")
        return expect(said(profile.readCallback(query(`${send(sign(fields)).text}&vnp_Amount=1`)))).to.equal(
          "malformed unreadable",
        );
      const twice = `{"${caller.amount}":1,${send(sign(fields)).text.slice(1)}`;
      return expect(said(profile.readCallback({ form: "json", text: twice }))).to.equal("malformed unreadable");
    });
    it("an answer to what could not be read has a code of its own, and no fault", () =>
      expect(profile.answer("malformed", null, hcm("2026-01-15 09:31:56"), "1").status).to.equal(200));
  });

describe("what each gateway is answered (R15)", () => {
  const verdicts: readonly CallbackVerdict[] = [
    ...(["recorded", "repeated", "alreadyPaid", "notFound", "wrongAmount"] as const),
    ...(["badSignature", "malformed", "tryAgain"] as const),
  ];
  const codesOf = (profile: Profile, field: (body: Values) => unknown) =>
    verdicts
      .map((verdict) => String(field(profile.answer(verdict, null, hcm("2026-01-15 09:31:56"), "1").body)))
      .join(" ");
  const vietcombank = makeProfile(gateways.vietcombank);
  for (const [name, profile, field, codes] of [
    ["payplatform", callers["payplatform"]!.profile, "MaLoi", "00 00 00 99 99 99 99 99"],
    ["vnptpay", callers["vnptpay"]!.profile, "RESPONSE_CODE", "00 02 02 01 99 97 99 08"],
    ["keypay3", callers["keypay3"]!.profile, "return_code", "0 0 0 -1 -1 -1 -1 -1"],
    ["viettelpay", callers["viettelpay"]!.profile, "error_code", "00 00 00 01 03 02 03 03"],
    ["vnpay", callers["vnpay"]!.profile, "RspCode", "00 02 02 01 04 97 99 99"],
  ] as const)
    it(`${name}: ${verdicts.join(", ")}`, () => expect(codesOf(profile, (body) => body[field])).to.equal(codes));
  it("vietcombank, which names nobody here: another provider is 21", () =>
    expect(codesOf(vietcombank, (body) => (body["context"] as Values)["errorCode"])).to.equal("0 0 1 21 3 18 10 400"));

  it("payplatform: codes of the installation's own, and what came is echoed", () => {
    const profile = makeProfile({ ...gateways.payPlatform, answerCodes: { badSignature: "97" } });
    const answer = profile.answer(
      "badSignature",
      { MaThamChieu: "DH1", MaXacThuc: "abc" },
      hcm("2026-01-15 09:31:56"),
      "1",
    );
    expect(answer.body).to.deep.equal({
      ...{ MaLoi: "97", MoTaLoi: "Sai ma xac thuc", MaDoiTac: "DEMO01", MaThamChieu: "DH1" },
      ...{ ThoiGianGD: "20260115093156", MaXacThuc: "abc" },
    });
  });

  it("every fault has its words in both languages", () => {
    for (const { vi, en } of Object.values(faultWords))
      expect([vi, en].every((words) => words.endsWith("."))).to.equal(true);
  });
});

describe("what a callback means", () => {
  const { profile, fields, sign, send } = callers["vnpay"]!;
  for (const [response, status, outcome] of [
    ["00", "00", "paid"],
    ["00", "02", "unknown"], // they contradict each other
    ["24", "00", "unknown"],
    ["24", "02", "failed"],
    ["11", "02", "failed"],
    ["99", "02", "failed"],
    ["07", "00", "unknown"], // debited, under suspicion
    ["07", "07", "unknown"],
    ["00", "04", "reversed"],
    ["00", "01", "pending"],
    ["98", "02", "unknown"], // no such code
    ["", "", "unknown"],
  ] as const)
    it(`vnpay ${response}/${status} is ${outcome}`, () => {
      const heard = profile.readCallback(
        send(sign(without({ ...fields, vnp_ResponseCode: response, vnp_TransactionStatus: status }))),
      );
      expect(heard.ok && heard.report.outcome).to.equal(outcome);
    });
  const without = (values: Values): Values =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));

  it("payplatform: a code that no table knows is unknown, until the installation's table knows it (R4)", () => {
    const { fields: all, sign: seal, send: put } = callers["payplatform"]!;
    const received = put(seal({ ...all, MaLoi: "24" }));
    expect(said(callers["payplatform"]!.profile.readCallback(received))).to.equal("unknown 150000");
    const taught = makeProfile({ ...gateways.payPlatform, outcomes: { "00": "paid", "24": "failed" } });
    expect(said(taught.readCallback(received))).to.equal("failed 150000");
  });

  for (const [meaning, status, outcome] of [
    ["dvcqg", "0", "paid"],
    ["dvcqg", "1", "unknown"],
    ["dvcqg", "2", "unknown"],
    ["payLater", "2", "paid"],
    ["payLater", "1", "pending"],
    ["payLater", "0", "unknown"],
    ["payLater", "", "unknown"],
  ] as const)
    it(`keypay3 ${meaning}: status “${status}” is ${outcome}, and never vouched for`, () => {
      const { fields: all, sign: seal, send: put } = callers["keypay3"]!;
      const heard = makeProfile({ ...gateways.keyPay3, meaning }).readCallback(put(seal({ ...all, status })));
      expect(heard.ok && [heard.report.outcome, heard.signs.includes("outcome")]).to.deep.equal([outcome, false]);
    });

  for (const [error, state, outcome] of [
    ["00", "1", "paid"],
    ["00", "0", "unknown"],
    ["01", "1", "unknown"],
  ] as const)
    it(`viettelpay ${error}/${state} is ${outcome}`, () => {
      const { fields: all, sign: seal, send: put } = callers["viettelpay"]!;
      const heard = callers["viettelpay"]!.profile.readCallback(
        put(seal({ ...all, error_code: error, payment_status: state })),
      );
      expect(heard.ok && heard.report.outcome).to.equal(outcome);
    });

  it("card fields are dropped before anything is kept (R18)", () => {
    const { fields: all, sign: seal, send: put } = callers["payplatform"]!;
    const heard = callers["payplatform"]!.profile.readCallback(
      put({ ...seal(all), Token: "t", SoThe: "4111", ThangThe: "01", NamThe: "30" }),
    );
    expect(heard.ok).to.equal(true);
    expect(Object.keys(heard.fields!)).to.not.include.members(["Token"]);
    expect(JSON.stringify(heard.fields)).to.not.match(/4111|SoThe|NamThe|ThangThe/);
  });

  it("two keys verify while one is replaced; the newest signs (R18)", () => {
    const { fields: all, sign: seal, send: put } = callers["payplatform"]!;
    const both = makeProfile({ ...gateways.payPlatform, secrets: ["new", "S3cr3t-PayPlatform-Demo"] });
    expect(said(both.readCallback(put(seal(all))))).to.equal("paid 150000");
    const onlyNew = makeProfile({ ...gateways.payPlatform, secrets: ["new"] });
    expect(said(onlyNew.readCallback(put(seal(all))))).to.equal("badSignature signature");
  });
});

describe("Vietcombank's bill collection", () => {
  const profile = makeProfile(gateways.vietcombank);
  const md5 = (signed: string) => createHash("md5").update(signed).digest("hex");
  const message = (payload: Values = {}, context: Values = {}) => {
    const head = { channelId: "6014", channelRefNumber: "R1", requestDateTime: "15-01-2026 09:30:00", ...context };
    return {
      context: head,
      payload: {
        ...{ customerCode: "DH0001", providerId: "PROV01", serviceId: "SERV01", internalTransactionRefNo: "FT1" },
        bills: [{ billId: "DH0001", amount: "150000" }],
        ...payload,
      },
      signature: md5(`${head.channelId}|${head.channelRefNumber}|VCB-DEMO-SECRET`),
    };
  };
  const answered = (received: Received) => {
    const heard = profile.readCallback(received);
    const verdict: CallbackVerdict = heard.ok ? "recorded" : heard.verdict;
    const { status, body } = profile.answer(verdict, heard.fields, hcm("2026-01-15 09:30:01"), "RSP1");
    const { context, payload } = body as Record<string, Values>;
    return `${status} ${String(context!["status"])} ${String(context!["errorCode"])} ${JSON.stringify(payload!["bills"])}`;
  };

  it("a Payment is vouched for by the line alone: its signature covers nothing of it", () => {
    const heard = profile.readCallback(json(message()));
    expect(profile.vouchedBy).to.equal("channel");
    expect(heard.ok && heard.signs).to.deep.equal([]);
    expect(heard.ok && heard.report).to.deep.equal({
      ...{ reference: "DH0001", outcome: "paid", amount: 150_000n, currency: null, theirNumber: "FT1" },
      ...{ at: hcm("2026-01-15 09:30:00"), code: "", said: "DH0001" },
    });
  });

  const bill = '[{"billId":"DH0001","amount":"150000","billErrCode":"ERR"}]';
  for (const [what, sent, expected] of [
    ["a good one", message(), `200 SUCCESS 0 ${bill.replace("ERR", "0")}`],
    ["unsigned", { ...message(), signature: "" }, `200 FAILURE 18 ${bill.replace("ERR", "18")}`],
    ["signed as a list", { ...message(), signature: ["x"] }, `200 FAILURE 18 ${bill.replace("ERR", "18")}`],
    ["without a time", message({}, { requestDateTime: "" }), `200 FAILURE 10 ${bill.replace("ERR", "10")}`],
    [
      "at no time",
      message({}, { requestDateTime: "31-02-2026 09:30:00" }),
      `200 FAILURE 20 ${bill.replace("ERR", "20")}`,
    ],
    ["another provider", message({ providerId: "X" }), `200 FAILURE 21 ${bill.replace("ERR", "21")}`],
    ["another service", message({ serviceId: "X" }), `200 FAILURE 21 ${bill.replace("ERR", "21")}`],
    ["without a customer", message({ customerCode: "" }), `200 FAILURE 10 ${bill.replace("ERR", "10")}`],
    [
      "without its own number",
      message({ internalTransactionRefNo: "" }),
      `200 FAILURE 10 ${bill.replace("ERR", "10")}`,
    ],
    ["no bill", message({ bills: [] }), "200 FAILURE 10 []"],
    ["bills that are none", message({ bills: "x" }), "200 FAILURE 10 []"],
    ["a total that is another", message({ totalPaymentAmount: "150001" }), `200 FAILURE 3 ${bill.replace("ERR", "3")}`],
    [
      "a total that is the same",
      message({ totalPaymentAmount: "150000" }),
      `200 SUCCESS 0 ${bill.replace("ERR", "0")}`,
    ],
    [
      "a float",
      message({ bills: [{ billId: "DH0001", amount: "150000.00" }] }),
      '200 FAILURE 3 [{"billId":"DH0001","amount":"150000.00","billErrCode":"3"}]',
    ],
    ["a bar in its number", message({}, { channelRefNumber: "R|1" }), `200 FAILURE 10 ${bill.replace("ERR", "10")}`],
  ] as const)
    it(`${what}: ${expected.slice(0, 14).trim()}`, () => expect(answered(json(sent))).to.equal(expected));

  it("two bills in one Payment were never offered", () =>
    expect(
      answered(
        json(
          message({
            bills: [
              { billId: "A", amount: "1" },
              { billId: "B", amount: "2" },
            ],
          }),
        ),
      ),
    ).to.match(/^200 FAILURE 10 /));

  it("a repeated Payment is answered with SUCCESS again, another one for the same bill with 1", () => {
    const { fields } = profile.readCallback(json(message()));
    const context = (verdict: CallbackVerdict) =>
      (profile.answer(verdict, fields, hcm("2026-01-15 09:31:00"), "RSP2").body["context"] as Values)["errorCode"];
    expect([context("repeated"), context("alreadyPaid")]).to.deep.equal(["0", "1"]);
  });

  for (const [verdict, code] of [
    ["recorded", "1"], // nothing is owed under it
    ["nothingOwed", "1"],
    ["notFound", "17"],
    ["badSignature", "18"],
    ["tryAgain", "400"],
  ] as const)
    it(`an Inquiry that is answered without a bill, ${verdict}: ${code}`, () => {
      const { fields } = profile.readCallback(json(message()));
      const { body } = profile.inquiry!.answer(verdict, null, fields, hcm("2026-01-15 09:31:00"), "RSP2");
      const { context, payload } = body as Record<string, Values>;
      expect([context!["errorCode"], payload!["bills"]]).to.deep.equal([code, []]);
    });
});

describe("quirk 32: the portal asks what a dossier owes (dptracuuthanhtoanhs)", () => {
  const { inquiry } = makeProfile(gateways.payPlatform);
  const owed = { reference: "LT0000000010", amount: 150_000n, description: "Nộp phí hồ sơ" };
  const answer = (...[verdict, bill]: [Parameters<NonNullable<typeof inquiry>["answer"]>[0], typeof owed | null]) =>
    inquiry!.answer(verdict, bill, null, hcm("2026-01-15 09:30:00"), "1").body;

  it("by the dossier's code", () => {
    const asked = inquiry!.read(json({ MaHoSo: "H2026000001" }));
    expect(asked.ok && asked.key).to.equal("H2026000001");
    expect(inquiry!.read(json({})).ok).to.equal(false);
    expect(inquiry!.read({ form: "json", text: "x" }).ok).to.equal(false);
  });
  it("1 with the bill, 0 when nothing is owed, -1 for what is not known", () => {
    expect(answer("recorded", owed)).to.deep.equal({
      error_code: 1,
      message: { MaTraCuuTT: "LT0000000010", SoTien: "150000", NoiDung: "Nộp phí hồ sơ" },
    });
    expect(answer("nothingOwed", null)).to.deep.equal({ error_code: 0, message: [] });
    expect(answer("notFound", null)).to.deep.equal({ error_code: -1, message: [] });
    expect(answer("tryAgain", null)).to.deep.equal({ error_code: -1, message: [] });
  });
});

describe("reading what arrived", () => {
  const read = (written: string) => readFields({ form: "json", text: written });
  for (const [what, written, expected] of [
    ["numbers stay as they are written", '{"a":150000,"b":1.50,"c":-1e3}', { a: "150000", b: "1.50", c: "-1e3" }],
    ["texts are decoded", '{"a":"x\\u0041\\n\\"","b":""}', { a: 'xA\n"', b: "" }],
    [
      "truth, nothing, lists, objects",
      '{"a":[true,false,null,{"b":[]}],"c":{}}',
      { a: [true, false, null, { b: [] }], c: {} },
    ],
    ["blanks", ' {\n"a" :\t1 , "b" : [ 1 , 2 ] } ', { a: "1", b: ["1", "2"] }],
    ["an empty object", "{}", {}],
    ["a name twice, once escaped", '{"ab":1,"\\u0061b":2}', undefined],
    ["a name twice, inside", '{"a":[{"b":1,"b":2}]}', undefined],
    ["a text", '"a"', undefined],
    ["nothing", "", undefined],
    ["a trailing comma", '{"a":1,}', undefined],
    ["17 levels", '{"a":'.repeat(16) + "{}" + "}".repeat(16), undefined],
  ] as const)
    it(what, () => expect(read(written)).to.deep.equal(expected));

  const pairs = (count: number) => Array.from({ length: count }, (_, index) => `a${index}=1`).join("&");
  it("200 pairs, and no more", () => {
    expect(Object.keys(readFields({ form: "query", text: pairs(200) })!)).to.have.length(200);
    expect(readFields({ form: "query", text: pairs(201) })).to.equal(undefined);
  });
  it("16 levels", () => expect(read('{"a":'.repeat(15) + "{}" + "}".repeat(15))).to.be.an("object"));
  it("a name that objects have by themselves is one like others", () =>
    expect(Object.entries(read('{"__proto__":"x","constructor":"y"}')!)).to.deep.equal([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]));
  it("pairs of a form and a query", () =>
    expect(readFields({ form: "form", text: "a=1+2&b=%C3%A1&c&=d&" })).to.deep.equal({
      ...{ a: "1 2", b: "á", c: "", "": "d" },
    }));
});
