import { expect } from "chai";
import { hear, type PaymentRequest } from "../../core/domain/payment/request.ts";
import { hashOf, isOneOf } from "../../mappings/payment/hashes.ts";
import { makeProfile } from "../../mappings/payment/profiles.ts";
import { refundChecksum } from "../../mappings/payment/vietqr/aggregator.ts";
import { crcOf } from "../../mappings/payment/vietqr/crc.ts";
import { readQr, writeQr } from "../../mappings/payment/vietqr/emv.ts";
import { readVietQr, writeVietQr } from "../../mappings/payment/vietqr/vietqr.ts";
import * as gateways from "../support/gateways.ts";
import { aPay, aQuery, aRefund, hcm, json, query, requestOf } from "../support/gateways.ts";

const reference = "dvcH202600000120260115093000";

describe("vectors of the national payment platform", () => {
  const profile = makeProfile(gateways.payPlatform);
  const [secret] = gateways.payPlatform.secrets;

  it("TV-1: INIT", () => {
    const { signed, fields, call, method } = requestOf(profile.build(aPay({ reference })));
    expect(`${signed}|${secret}`).to.equal(
      "INIT|1.0.6|DEMO01|dvcH202600000120260115093000|150000|PAY|1|1|vi-VN|VND|PAYMENT|Nop phi H2026000001|20260115093000|203.0.113.10|S3cr3t-PayPlatform-Demo",
    );
    expect(fields["MaXacThuc"]).to.equal("9fcf413b2a460204d49d19ea9eacc05973f6adbd5ea3c3ff3a4e0bb75c291b55");
    expect([method, call, fields["SoTien"]]).to.deep.equal(["POST", "init", "150000"]);
  });

  it("TV-2: a description in NFC and in NFD is sent and signed as NFC", () => {
    for (const form of ["NFC", "NFD"]) {
      const { fields } = requestOf(profile.build(aPay({ reference, description: "Nộp phí hồ sơ".normalize(form) })));
      expect(fields["ThongTinGiaoDich"]).to.equal("Nộp phí hồ sơ".normalize("NFC"));
      expect(fields["MaXacThuc"]).to.equal("4d017fc2eabbef3e2b3361ec901cd491b018a7913a7b4d07f24ee3d0b089a02d");
    }
  });

  it("TV-2: a hash is of exactly the bytes it is made over", () => {
    const text = (description: string) =>
      `INIT|1.0.6|DEMO01|dvcH202600000120260115093000|150000|PAY|1|1|vi-VN|VND|PAYMENT|${description}|20260115093000|203.0.113.10|S3cr3t-PayPlatform-Demo`;
    expect(hashOf("sha256", text("Nộp phí hồ sơ".normalize("NFC")))).to.equal(
      "4d017fc2eabbef3e2b3361ec901cd491b018a7913a7b4d07f24ee3d0b089a02d",
    );
    expect(hashOf("sha256", text("Nộp phí hồ sơ".normalize("NFD")))).to.equal(
      "b5fc45b39afe8129446e3385a48000a5906b0f095b4a3bfc1bd1825ba1c722c1",
    );
  });

  it("TV-2: what arrives is hashed as it arrived; rightly signed NFD is refused all the same", () => {
    const callback = (description: string, signature: string) =>
      json({
        ...{ LoaiBanTin: "CONFIRM", MaLoi: "00", MaDoiTac: "DEMO01", MaThamChieu: "DH0001", SoTien: 150000 },
        ...{ MaTienTe: "VND", MaGiaoDich: "PP1", MaNganHang: "VCB", ThoiGianGD: "20260115093155" },
        ...{ ThongTinGiaoDich: description, MaXacThuc: signature },
      });
    // sha256 of "CONFIRM|00|DEMO01|DH0001|150000|VND|PP1|VCB|20260115093155|Nộp phí|S3cr3t-PayPlatform-Demo", by sha256sum
    const composed = "3087d1b3a0dd0b54aa31e0c43224d3b61fe983fe7a03fbb0aa9e7bb38dca3458";
    const decomposed = "0442127c9c2ddfc796d1ac2d67e8f855bd06f6820301717a18c53fae4b4b6eda";
    const outcome = (text: string, signature: string) => {
      const heard = profile.readCallback(callback(text, signature));
      return heard.ok ? heard.report.outcome : `${heard.verdict} ${heard.fault.why}`;
    };
    expect(outcome("Nộp phí".normalize("NFC"), composed)).to.equal("paid");
    expect(outcome("Nộp phí".normalize("NFD"), composed)).to.equal("badSignature signature");
    expect(outcome("Nộp phí".normalize("NFD"), decomposed)).to.equal("malformed notNfc");
  });

  const callback = (SoTien: number, MaXacThuc: string) =>
    json({
      ...{ LoaiBanTin: "CONFIRM", MaLoi: "00", MaDoiTac: "DEMO01", MaThamChieu: reference, SoTien, MaTienTe: "VND" },
      ...{ MaGiaoDich: "PP778899", MaNganHang: "VCB", ThoiGianGD: "20260115093155" },
      ...{ ThongTinGiaoDich: "Nop phi H2026000001", MaXacThuc },
    });

  it("TV-3: the callback of a payment", () => {
    const heard = profile.readCallback(
      callback(150000, "9391a4c7cee838aaca65d54098c950d4e9185285397b5c9bc8133386eac98b1b"),
    );
    expect(heard.ok && heard.report).to.deep.equal({
      reference,
      outcome: "paid",
      amount: 150_000n,
      currency: "VND",
      theirNumber: "PP778899",
      at: hcm("2026-01-15 09:31:55"),
      code: "00",
      said: "Nop phi H2026000001",
    });
    expect(heard.ok && heard.signs).to.deep.equal(["reference", "amount", "outcome"]);
  });

  it("TV-4: rightly signed with another amount: only comparing catches it (R6)", () => {
    const signature = "0ea8701c751dfa7e1d4ea924bcd746db0f5542bbea7450b3e7f650740a78e3a7";
    const heard = profile.readCallback(callback(15000, signature));
    if (!heard.ok) throw new Error(heard.fault.why);
    expect(heard.report.amount).to.equal(15_000n);
    const before: PaymentRequest = {
      ...{ reference, amount: 150_000n, state: "pending", createdAt: hcm("2026-01-15 09:30:00") },
      ...{ payments: [], returned: 0n, returnedOfFee: 0n },
    };
    const { request, verdict, kept } = hear(before, heard.report, { source: "callback", covers: heard.signs });
    expect([request, verdict, kept]).to.deep.equal([before, "wrongAmount", "suspense"]);
    expect(profile.answer(verdict, heard.fields, hcm("2026-01-15 09:31:56"), "1").body["MaLoi"]).to.equal("99");
    expect(profile.readCallback(callback(150000, signature)).ok).to.equal(false);
  });

  it("TV-5: QUERY", () => {
    const { signed, fields } = requestOf(profile.build(aQuery({ reference })));
    expect(`${signed}|${secret}`).to.equal(
      "QUERY|1.0.6|DEMO01|dvcH202600000120260115093000|20260115100000|S3cr3t-PayPlatform-Demo",
    );
    expect(fields["MaXacThuc"]).to.equal("c3c0e3e584f30b660dc78b6b0da6440dfe1224e09238bd207c54be59206aac16");
  });

  it("TV-6: GET_BILL", () => {
    const { signed, fields } = requestOf(profile.build({ kind: "bill", reference, at: hcm("2026-01-15 10:05:00") }));
    expect(`${signed}|${secret}`).to.equal(
      "GET_BILL|1.0.6|DEMO01|dvcH202600000120260115093000|20260115100500|S3cr3t-PayPlatform-Demo",
    );
    expect(fields["MaXacThuc"]).to.equal("0e255408067e0d4f2e9063d51d42e7cc704972bae660dfaad2f25c6510f2efc6");
  });
});

describe("vectors of VNPT Pay", () => {
  const profile = makeProfile(gateways.vnptPay);
  const [secret] = gateways.vnptPay.secrets;

  it("TV-7: INIT of an agency", () => {
    const { signed, fields } = requestOf(profile.build(aPay()));
    expect(`${signed}|${secret}`).to.equal(
      "INIT|1.0.6|470|471|DH0001|1|150000|1|vi-VN|VND|VNPTPAY|Nop phi H2026000001|20260115093000|203.0.113.10|S3cr3t-VnptPay-Demo",
    );
    expect(fields["SECURE_CODE"]).to.equal("16e907a786c9dc06123eda3fe3e8aa525684dc8561b8d2dc5b6147abb92986a7");
  });

  it("TV-8: by QR", () => {
    const byQr = makeProfile({
      ...gateways.vnptPay,
      init: "qr",
      qr: { serviceCategory: "57", channel: "1", paymentMethod: "VNPTPAY" },
    });
    const { signed, fields } = requestOf(byQr.build(aPay()));
    expect(`${signed}|${secret}`).to.equal(
      "PAY|1.0.6|470|DH0001|150000|PAY|57|1|1|vi-VN|VND|VNPTPAY|Nop phi H2026000001|20260115093000|203.0.113.10|S3cr3t-VnptPay-Demo",
    );
    expect(fields["SECURE_CODE"]).to.equal("42f63e3e651aacafbd89c72c9b7e98a6d39097339701b247e6ae167174e37071");
    expect(fields["MERCHANT_DATA"]).to.equal("DH0001");
  });

  const confirm = {
    ...{ ACTION: "CONFIRM", RESPONSE_CODE: "00", MERCHANT_SERVICE_ID: "470", MERCHANT_ORDER_ID: "DH0001" },
    ...{ AMOUNT: "150000", CURRENCY_CODE: "VND", VNPTPAY_TRANSACTION_ID: "VP-112233", PAYMENT_METHOD: "VNPTPAY" },
    ...{ PAY_DATE: "20260115093155", ADDITIONAL_INFO: "" },
    SECURE_CODE: "f190ba09df1a2d2879b3eb277cc42a01d3cc932eeff26df6e619608896eb9a2a",
  };
  const withoutEmpty = Object.fromEntries(Object.entries(confirm).filter(([, value]) => value !== ""));
  for (const [how, received] of [
    ["as a plain body", json(confirm)],
    ["as the form field data", { form: "form", text: `data=${encodeURIComponent(JSON.stringify(confirm))}` }],
    ["with the empty field left out", json(withoutEmpty)],
  ] as const)
    it(`TV-9: CONFIRM, ${how}; an empty field keeps its separator`, () => {
      const heard = profile.readCallback(received);
      expect(heard.ok && heard.report).to.deep.equal({
        reference: "DH0001",
        outcome: "paid",
        amount: 150_000n,
        currency: "VND",
        theirNumber: "VP-112233",
        at: hcm("2026-01-15 09:31:55"),
        code: "00",
        said: null,
      });
    });

  it("TV-10: our reply", () => {
    const heard = profile.readCallback(json(confirm));
    const { body, signed } = profile.answer("recorded", heard.fields, hcm("2026-01-15 09:31:56"), "1");
    expect(`${signed ?? ""}|${secret}`).to.equal("00|Thanh cong|470|DH0001|20260115093156|S3cr3t-VnptPay-Demo");
    expect(body["SECURE_CODE"]).to.equal("792d1b02b39d866a52353d6a098819341441beba88368ffbdfa04d7486efd3ea");
  });

  it("TV-11: QUERY, with the day of the payment it asks about", () => {
    const { signed, fields } = requestOf(profile.build(aQuery()));
    expect(`${signed}|${secret}`).to.equal("QUERY|1.0.6|470|DH0001|20260115093000|S3cr3t-VnptPay-Demo");
    expect(fields["SECURE_CODE"]).to.equal("5b6c0db97a39925a768925818f16d58b190db371554e7f11cfa436e3a053c89b");
  });
});

describe("vectors of KeyPay and ViettelPay", () => {
  it("TV-12: KeyPay v1, the secret first and no separator", () => {
    const { signed, query: sent } = requestOf(makeProfile(gateways.keyPay1).build(aPay()));
    expect(`KP1-DEMO-KEY${signed}`).to.equal(
      "KP1-DEMO-KEYpay+84704vnH2026000001DEMODH0001150000https://example.gov.vn/return720001.0",
    );
    expect(new URLSearchParams(sent!).get("secure_hash")).to.equal("144447A01F087C47EF0FE8F4F4C532DA");
  });

  const profile = makeProfile(gateways.keyPay3);
  const order = "H2026000001-01";

  it("TV-13: KeyPay v3 creates with the first key", () => {
    const { signed, fields } = requestOf(profile.build(aPay({ reference: order })));
    expect(signed).to.equal("0|CLIENT01|PAY|150000|H2026000001-01|3.0");
    expect(fields["check_sum"]).to.equal("3da855346277cdb44cd6f65c6fec8d6128e146ab6fc0b90c812bbc745f0de696");
  });

  it("TV-14: its callback is signed with the second key; the status is not covered", () => {
    const callback = (status: string, check_sum: string) =>
      json({
        ...{ addition_fee: "0", client_id: "CLIENT01", command: "PAY", trans_amount: 150000, transaction_id: order },
        ...{ version: "3.0", status, check_sum },
      });
    const signature = "ff630d54e3422866fb8bb5fa1fea06fc1cfb5d145426020b14ce951fdd76585e";
    const heard = profile.readCallback(callback("0", signature));
    expect(heard.ok && [heard.report.reference, heard.report.amount, heard.report.outcome]).to.deep.equal([
      order,
      150_000n,
      "paid",
    ]);
    expect(heard.ok && heard.signs).to.deep.equal(["reference", "amount"]);
    // the key of our requests does not sign for them
    const own = profile.readCallback(callback("0", "3da855346277cdb44cd6f65c6fec8d6128e146ab6fc0b90c812bbc745f0de696"));
    expect(own.ok).to.equal(false);
  });

  it("TV-15: detail", () => {
    const { signed, fields } = requestOf(profile.build(aQuery({ reference: order })));
    expect(signed).to.equal("CLIENT01|PAY|H2026000001-01");
    expect(fields["check_sum"]).to.equal("846a69f5c32b3ff552f47bd8817eab7d352f12499b46df20476b1078a6efa197");
  });

  it("TV-16: refund", () => {
    const { signed, fields } = requestOf(profile.build(aRefund({ reference: order, reason: "Hoan phi" })));
    expect(signed).to.equal("150000|CLIENT01|REFUND|Hoan phi|H2026000001-01");
    expect(fields["check_sum"]).to.equal("f83fb224bd638416bec2c8737baac4da865ff16a8d1ba0972812f979aeb3062f");
  });

  it("TV-17: refund detail", () => {
    const { signed, fields } = requestOf(profile.build({ kind: "refundQuery", refundCode: "RF0001" }));
    expect(signed).to.equal("CLIENT01|REFUND|RF0001");
    expect(fields["check_sum"]).to.equal("964027697b93b2eb0b481ae84579ca99a8d1963a0b35f533c52a020d084349c9");
  });

  const viettelPay = makeProfile(gateways.viettelPay);

  it("TV-18: ViettelPay's Confirm is signed over the amount that we say is owed", () => {
    const asked = viettelPay.inquiry!.read(
      json({
        ...{ billcode: "BILL01", merchant_code: "MERCH01", order_id: "DH0001" },
        check_sum: "25b91bea9970c6d98f4d5fcec8eb0c5180affea6",
      }),
    );
    expect(asked.ok && [asked.key, asked.isFor(150_000n), asked.isFor(15_000n)]).to.deep.equal(["DH0001", true, false]);
  });

  it("TV-19: ViettelPay's Result covers neither the amount nor the status", () => {
    const heard = viettelPay.readCallback(
      json({
        ...{ billcode: "BILL01", merchant_code: "MERCH01", order_id: "DH0001", error_code: "00" },
        ...{ payment_status: 1, trans_amount: 150000, vt_transaction_id: "VT1" },
        check_sum: "17b177ff125850af5d262e2e488900bc82bc772c",
      }),
    );
    expect(heard.ok && heard.signs).to.deep.equal(["reference"]);
    expect(heard.ok && [heard.report.outcome, heard.report.theirNumber]).to.deep.equal(["paid", "VT1"]);
  });
});

describe("vectors of VNPAY", () => {
  const profile = makeProfile(gateways.vnpay);

  it("TV-20: the address that the payer is sent to, in hundredths", () => {
    const { signed, query: sent, how } = requestOf(profile.build(aPay()));
    const text =
      "vnp_Amount=15000000&vnp_Command=pay&vnp_CreateDate=20260115093000&vnp_CurrCode=VND&vnp_ExpireDate=20260115094500&vnp_IpAddr=203.0.113.10&vnp_Locale=vn&vnp_OrderInfo=Nop+phi+H2026000001&vnp_OrderType=other&vnp_ReturnUrl=https%3A%2F%2Fexample.gov.vn%2Freturn&vnp_TmnCode=DEMOV210&vnp_TxnRef=DH0001&vnp_Version=2.1.0";
    expect(signed).to.equal(text);
    expect(sent).to.equal(
      `${text}&vnp_SecureHash=880c4496f8a20f677f063179ca3683b106a9029ab68c198a44d272b7179e405f5d08833204ef1a60d90d0945b5c740210e97c4647a4f899416a4835466c3485f`,
    );
    expect(how).to.equal("redirect");
  });

  const ipn =
    "vnp_Amount=15000000&vnp_BankCode=NCB&vnp_BankTranNo=VNP14226112&vnp_CardType=ATM&vnp_OrderInfo=Nop+phi+H2026000001&vnp_PayDate=20260115093155&vnp_ResponseCode=00&vnp_TmnCode=DEMOV210&vnp_TransactionNo=14226112&vnp_TransactionStatus=00&vnp_TxnRef=DH0001";
  const hash =
    "ad822805147a37d3f82252d3b1e79861102e80fc526d0e19989b0d70def4bb4639ee28a57d65baa1ed71c7cfe20381f2554fbd8a335a35e25ee17d9a63ddd2db";
  for (const [how, text] of [
    ["as it comes", `${ipn}&vnp_SecureHash=${hash}`],
    ["in another order", `vnp_SecureHash=${hash}&${ipn.split("&").reverse().join("&")}`],
    [
      "with the type of its hash and an empty pair",
      `${ipn}&vnp_SecureHashType=SHA512&vnp_Extra=&vnp_SecureHash=${hash}`,
    ],
    ["with blanks written anew on the way", `${ipn.replaceAll("+", "%20")}&vnp_SecureHash=${hash.toUpperCase()}`],
  ] as const)
    it(`TV-21: IPN, ${how}`, () => {
      const heard = profile.readCallback(query(text));
      expect(heard.ok && heard.report).to.deep.equal({
        reference: "DH0001",
        outcome: "paid",
        amount: 150_000n,
        currency: null,
        theirNumber: "14226112",
        at: hcm("2026-01-15 09:31:55"),
        code: "00/00",
        said: "Nop phi H2026000001",
      });
    });

  it("TV-22: querydr", () => {
    const { signed, fields } = requestOf(profile.build(aQuery({ at: hcm("2026-01-15 10:15:00") })));
    expect(signed).to.equal(
      "REQ0001|2.1.0|querydr|DEMOV210|DH0001|20260115093000|20260115101500|203.0.113.10|Truy van DH0001",
    );
    expect(fields["vnp_SecureHash"]).to.equal(
      "efaa477788100955ef00efc597c011ce1de8976cebb1015a42dfb07764927eaae7c7be9a22941d9a0173d78bcd4591dc71ee3d5fd099ee8b9291c2867b4bb7d7",
    );
  });

  it("TV-23: refund, in hundredths", () => {
    const { signed, fields } = requestOf(profile.build(aRefund()));
    expect(signed).to.equal(
      "REQ0002|2.1.0|refund|DEMOV210|02|DH0001|15000000|14226112|20260115093000|ketoan01|20260116080000|203.0.113.10|Hoan phi H2026000001",
    );
    expect(fields["vnp_SecureHash"]).to.equal(
      "2477a74e4e9c69594909955a5a50b50b47610eb1fc60395012ca6855329393d5c54b3bc2e8cd15f5ef6b6175df2ce66a23ac71211dde1d1bd9d3a040cee91b0c",
    );
  });
});

describe("vectors of Vietcombank", () => {
  const inquiry = (signature: string) =>
    json({
      context: { channelId: "6014", channelRefNumber: "20260115093000001", requestDateTime: "15-01-2026 09:30:00" },
      payload: { customerCode: "DH0001", providerId: "PROV01", serviceId: "SERV01" },
      signature,
    });

  for (const [hash, asked, answered] of [
    ["md5", "7422fb4fd5f3a612c6e5aa3b144cbd1d", "ae9dcafb2e3d87caee15c54aad7a1da0"],
    [
      "sha256",
      "759f4a101ac0eae00c8bfebf9d5be39f8dd0690498d69aac368980d48cd5e130",
      "adc47538c017823e75a99c1bae47a612b1c2b9da2cb354e0a8292cd0b8bcb8d3",
    ],
  ] as const) {
    const profile = makeProfile({ ...gateways.vietcombank, hash });
    it(`TV-24: a question, signed by ${hash}`, () => {
      const heard = profile.inquiry!.read(inquiry(asked));
      expect(heard.ok && heard.key).to.equal("DH0001");
    });
    it(`TV-25: our answer, signed by ${hash} over the responseMsgId that it carries`, () => {
      const heard = profile.inquiry!.read(inquiry(asked));
      const owed = { reference: "DH0001", amount: 150_000n, description: "Nộp phí" };
      const { body, signed } = profile.inquiry!.answer(
        "recorded",
        owed,
        heard.fields,
        hcm("2026-01-15 09:30:01"),
        "RSP0001",
      );
      expect(`${signed ?? ""}|VCB-DEMO-SECRET`).to.equal("6014|20260115093000001|RSP0001|VCB-DEMO-SECRET");
      expect(body).to.deep.equal({
        context: {
          channelId: "6014",
          channelRefNumber: "20260115093000001",
          requestDateTime: "15-01-2026 09:30:00",
          responseMsgId: "RSP0001",
          status: "SUCCESS",
          errorCode: "0",
        },
        payload: {
          customerCode: "DH0001",
          paymentSequence: 1,
          bills: [
            {
              billId: "DH0001",
              amount: "150000",
              addnlFields: [{ fieldId: "description", fieldValue: "Nop phi" }],
            },
          ],
        },
        signature: answered,
      });
    });
  }
});

const account = (bin: string, number: string) => ({ bin, account: number, kind: "account" as const });
const card = { bin: "970403", account: "9704031101234567", kind: "card" as const };
const nothing = { amount: null, billNumber: null, purpose: null };

describe("vectors of VietQR", () => {
  it("the check value of the CRC", () => expect(crcOf("123456789")).to.equal("29B1"));

  for (const [vector, text, crc, qr] of [
    [
      "TV-26",
      "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN6304",
      "4F52",
      { ...card, ...nothing, isOnce: false },
    ],
    [
      "TV-27",
      "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN62340107NPS68690819thanh toan don hang6304",
      "2E2E",
      {
        ...account("970403", "0011012345678"),
        ...{ isOnce: true, amount: 180_000n, billNumber: "NPS6869", purpose: "thanh toan don hang" },
      },
    ],
    [
      "TV-28",
      "00020101021238600010A00000072701300006970403011697040311012345670208QRIBFTTC530370454061800005802VN62340107NPS68690819thanh toan don hang6304",
      "A203",
      { ...card, isOnce: true, amount: 180_000n, billNumber: "NPS6869", purpose: "thanh toan don hang" },
    ],
    [
      "TV-30",
      "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN6304",
      "9E6F",
      { ...account("970403", "0011012345678"), ...nothing, isOnce: false },
    ],
    [
      "TV-31",
      "00020101021238570010A00000072701270006970436011300110012345670208QRIBFTTA530370454061500005802VN62250106DH00010811H20260000016304",
      "B26A",
      {
        ...account("970436", "0011001234567"),
        ...{ isOnce: true, amount: 150_000n, billNumber: "DH0001", purpose: "H2026000001" },
      },
    ],
    [
      "TV-32",
      "00020101021138570010A00000072701270006970436011300110012345670208QRIBFTTA53037045802VN6304",
      "E8DB",
      { ...account("970436", "0011001234567"), ...nothing, isOnce: false },
    ],
    [
      "TV-33",
      "00020101021238570010A00000072701270006970422011371045208946240208QRIBFTTA5303704540430005802VN62180814TT1BQG8F khanh6304",
      "D4F6",
      {
        ...account("970422", "7104520894624"),
        ...{ isOnce: true, amount: 3_000n, billNumber: null, purpose: "TT1BQG8F khanh" },
      },
    ],
  ] as const)
    it(`${vector}: decodes, and is written as it was`, () => {
      expect(crcOf(text)).to.equal(crc);
      expect(readVietQr(text + crc)).to.deep.equal({ ok: true, value: qr });
      expect(writeVietQr(qr)).to.equal(text + crc);
    });

  it("TV-29: the CRC holds, the inner structure does not: refused", () => {
    const text = "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5";
    expect(readQr(text).ok).to.equal(true);
    expect(readVietQr(text)).to.deep.equal({ ok: false, why: "beneficiary" });
  });

  it("TV-34: a purpose of 28 characters is read, and never written", () => {
    const text =
      "00020101021238540010A00000072701240006970436011098895593570208QRIBFTTA53037045405100005802VN62320828day la noi dung chuyen khoan6304EEF5";
    const read = readVietQr(text);
    expect(read).to.deep.equal({
      ok: true,
      value: {
        ...account("970436", "9889559357"),
        ...{ isOnce: true, amount: 10_000n, billNumber: null, purpose: "day la noi dung chuyen khoan" },
      },
    });
    expect(read.ok && writeVietQr(read.value)).to.equal(undefined);
    const objects = readQr(text);
    expect(objects.ok && writeQr(objects.value)).to.equal(text);
  });

  it("TV-35: the checksum of a refund at VietQR.vn", () =>
    expect(refundChecksum("VQR-DEMO-SECRET", "FT26015000001", 150_000n, "0011001234567")).to.equal(
      "7c8d6c55a84cba0668ad0fcf58e2feda",
    ));

  it("TV-37: lengths count characters, the CRC counts UTF-8 bytes", () => {
    const text =
      "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME91320016A0112233449988770708123456786304A13A";
    const read = readQr(text);
    expect(read.ok && read.value.find(({ id }) => id === "64")).to.deep.equal({
      id: "64",
      value: "0002ZH0104最佳运输0202北京",
    });
    expect(read.ok && writeQr(read.value)).to.equal(text);
    expect(readVietQr(text)).to.deep.equal({ ok: false, why: "beneficiary" });
  });
});

describe("comparing signatures", () => {
  it("either of two keys holds while one is replaced, and nothing matches nothing (R7, R18)", () => {
    expect(isOneOf("ab12", ["00", "AB12"])).to.equal(true);
    expect(isOneOf("ab12", ["AB12", "00"])).to.equal(true);
    expect(isOneOf("ab12", [])).to.equal(false);
    expect(isOneOf(undefined, ["ab12"])).to.equal(false);
    expect(isOneOf("ab12 ", ["ab12"])).to.equal(false);
  });
});
