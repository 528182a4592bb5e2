import { createHash, createHmac } from "node:crypto";
import { expect } from "chai";
import type { Ask, Profile, Reply } from "../../mappings/payment/profile.ts";
import { makeProfile } from "../../mappings/payment/profiles.ts";
import { toBillInfo, type FeeBill } from "../../mappings/payment/fee-bill.ts";
import { bankOf } from "../../mappings/payment/vietqr/banks.ts";
import { crcOf } from "../../mappings/payment/vietqr/crc.ts";
import { readVietQr, writeVietQr, type VietQr } from "../../mappings/payment/vietqr/vietqr.ts";
import { parseDay } from "../../core/domain/day.ts";
import { mostDong } from "../../core/domain/payment/dong.ts";
import * as gateways from "../support/gateways.ts";
import { aFeeBill, aPay, aQuery, aRefund, faultOf, hcm, json, query, requestOf } from "../support/gateways.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac512 = (text: string) => createHmac("sha512", "DEMOHASHSECRET0123456789ABCDEFGH").update(text).digest("hex");

/** In a word or two, what a reply was taken for. */
const said = (reply: Reply): string => {
  switch (reply.kind) {
    case "taken":
      return `taken ${reply.redirect ?? ""}`;
    case "report":
      return `report ${reply.report.outcome} ${String(reply.report.amount)}`;
    case "refund":
      return `refund ${reply.outcome}`;
    case "bill":
      return `bill ${reply.url ?? "itself"}`;
    case "unclear":
      return `unclear ${reply.fault ? `${reply.fault.why} ${reply.fault.field}` : reply.code}`.trim();
    case "absent":
    case "refused":
      return `${reply.kind} ${reply.code}`;
  }
};
const bill: Ask = { kind: "bill", reference: "DH0001", at: hcm("2026-01-15 10:05:00") };

describe("replies of the national payment platform", () => {
  const direct = makeProfile(gateways.payPlatform);
  const wrapped = makeProfile({ ...gateways.payPlatform, isWrapped: true });
  const queried = (but: object = {}, signed = true) => {
    const fields = {
      ...{ LoaiBanTin: "QUERY", MaLoi: "00", MaDoiTac: "DEMO01", MaThamChieu: "DH0001", SoTien: "150000" },
      ...{ MaTienTe: "VND", MaGiaoDich: "PP1", MaNganHang: "VCB", ThoiGianGD: "20260115093155", ThongTinGiaoDich: "x" },
      ...{ TrangThaiGD: "1", ...but },
    };
    const names =
      "LoaiBanTin MaLoi MaDoiTac MaThamChieu SoTien MaTienTe MaGiaoDich MaNganHang ThoiGianGD ThongTinGiaoDich".split(
        " ",
      );
    const text = [...names.map((name) => fields[name as keyof typeof fields]), "S3cr3t-PayPlatform-Demo"].join("|");
    return json({ ...fields, MaXacThuc: signed ? sha256(text) : "0" });
  };
  const url = "https://pay.example/x?id=1";
  for (const [what, profile, ask, received, expected] of [
    ["taken", direct, aPay(), json({ MaLoi: "00", UrlThanhToan: url }), `taken ${url}`],
    ["taken without an address", direct, aPay(), json({ MaLoi: "00" }), "unclear 00"],
    [
      "taken with an address of another kind",
      direct,
      aPay(),
      json({ MaLoi: "00", UrlThanhToan: "javascript:1" }),
      "unclear 00",
    ],
    ["refused", direct, aPay(), json({ MaLoi: "07", MoTaLoi: "Sai" }), "refused 07"],
    ["R4: nothing", direct, aPay(), json({}), "unclear"],
    ["R4: HTML", direct, aPay(), { form: "json", text: "<html>" }, "unclear unreadable"],
    [
      "wrapped",
      wrapped,
      aPay(),
      json({ error_code: "0", message: JSON.stringify({ MaLoi: "00", UrlThanhToan: url }) }),
      `taken ${url}`,
    ],
    [
      "wrapped, refused by the wrapper",
      wrapped,
      aPay(),
      json({ error_code: "-1", message: "x" }),
      "unclear unreadable",
    ],
    ["QUERY: paid", direct, aQuery(), queried(), "report paid 150000"],
    ["QUERY: failed", direct, aQuery(), queried({ TrangThaiGD: "4" }), "report failed 150000"],
    ["R4: QUERY: how it ended nobody knows", direct, aQuery(), queried({ TrangThaiGD: "3" }), "report unknown 150000"],
    ["QUERY: a state that no table knows", direct, aQuery(), queried({ TrangThaiGD: "2" }), "report unknown 150000"],
    ["QUERY: unsigned", direct, aQuery(), queried({}, false), "unclear signature MaXacThuc"],
    [
      "QUERY: unsigned, as agreed",
      makeProfile({ ...gateways.payPlatform, isQuerySigned: false }),
      aQuery(),
      queried({}, false),
      "report paid 150000",
    ],
    [
      "QUERY: about another payment",
      direct,
      aQuery(),
      queried({ MaThamChieu: "DH0002" }),
      "unclear foreign MaThamChieu",
    ],
    ["the receipt itself", direct, bill, { form: "pdf", text: "" }, "bill itself"],
    [
      "where the receipt is",
      direct,
      bill,
      json({ UrlBienLai: "https://pay.example/b.pdf" }),
      "bill https://pay.example/b.pdf",
    ],
    ["no receipt", direct, bill, json({ MaLoi: "99" }), "unclear 99"],
  ] as const)
    it(what, () => expect(said(profile.readReply(ask, received))).to.equal(expected));

  const cancelling = makeProfile({
    ...gateways.payPlatform,
    receipt: { ...gateways.payPlatform.receipt, cancelled: ["HUY"] },
  });
  const none = { kind: "bill", url: null, number: null, series: null, issuedOn: null, isCancelled: false };
  const link = "https://pay.example/b.pdf";
  for (const [what, fields, expected] of [
    ["a link alone", { UrlBienLai: link }, { ...none, url: link }],
    [
      "number, series and day",
      { UrlBienLai: link, SoBienLai: " 0000123 ", KyHieuBienLai: "BL/26E", NgayBienLai: "15/01/2026" },
      { ...none, url: link, number: "0000123", series: "BL/26E", issuedOn: "2026-01-15" },
    ],
    ["a moment", { UrlBienLai: link, NgayBienLai: "20260115093155" }, { ...none, url: link, issuedOn: "2026-01-15" }],
    ["a day that none is", { UrlBienLai: link, NgayBienLai: "31/02/2026" }, { ...none, url: link }],
    ["a number that is too long is not cut", { UrlBienLai: link, SoBienLai: "1".repeat(101) }, { ...none, url: link }],
    ["cancelled", { SoBienLai: "0000123", TrangThaiBienLai: "HUY" }, { ...none, number: "0000123", isCancelled: true }],
    ["another state", { UrlBienLai: link, TrangThaiBienLai: "MOI" }, { ...none, url: link }],
  ] as const)
    it(`what a receipt says of itself: ${what}`, () =>
      expect(cancelling.readReply(bill, json(fields))).to.deep.equal(expected));
});

describe("replies of VNPT Pay", () => {
  const profile = makeProfile(gateways.vnptPay);
  const reply = (fields: Readonly<Record<string, string>>, ...order: string[]) =>
    json({
      ...fields,
      SECURE_CODE: sha256([...order.map((name) => fields[name] ?? ""), "S3cr3t-VnptPay-Demo"].join("|")),
    });
  const taken = { RESPONSE_CODE: "00", DESCRIPTION: "OK", REDIRECT_URL: "https://vnpt.example/x" };
  const order = ["RESPONSE_CODE", "MERCHANT_ORDER_ID", "AMOUNT", "TRANS_STATUS"];
  const queried = { RESPONSE_CODE: "00", MERCHANT_ORDER_ID: "DH0001", AMOUNT: "150000", TRANS_STATUS: "1" };
  const taught = makeProfile({
    ...gateways.vnptPay,
    queryStatus: { field: "TRANS_STATUS", outcomes: { "1": "paid" }, order },
  });
  for (const [what, by, ask, received, expected] of [
    ["taken", profile, aPay(), reply(taken, ...gateways.vnptPay.replyOrder), "taken https://vnpt.example/x"],
    ["taken, wrongly signed", profile, aPay(), json({ ...taken, SECURE_CODE: "0" }), "unclear signature SECURE_CODE"],
    ["refused: a bad signature of ours", profile, aPay(), json({ RESPONSE_CODE: "07" }), "refused 07"],
    ["R4: a timeout of theirs", profile, aPay(), json({ RESPONSE_CODE: "04" }), "unclear 04"],
    ["R4: maintenance", profile, aPay(), json({ RESPONSE_CODE: "96" }), "unclear 96"],
    ["R4: other", profile, aPay(), json({ RESPONSE_CODE: "99" }), "unclear 99"],
    ["QUERY: not known there", profile, aQuery(), json({ RESPONSE_CODE: "05" }), "absent 05"],
    ["QUERY: nothing is read that nobody explained", profile, aQuery(), reply(queried, ...order), "unclear 00"],
    ["QUERY: as the installation explains it", taught, aQuery(), reply(queried, ...order), "report paid 150000"],
    ["QUERY: unsigned", taught, aQuery(), json(queried), "unclear signature SECURE_CODE"],
    [
      "QUERY: about another payment",
      taught,
      aQuery(),
      reply({ ...queried, MERCHANT_ORDER_ID: "DH2" }, ...order),
      "unclear foreign MERCHANT_ORDER_ID",
    ],
  ] as const)
    it(what, () => expect(said(by.readReply(ask, received))).to.equal(expected));
});

describe("replies of KeyPay", () => {
  const v3 = makeProfile(gateways.keyPay3);
  const v1 = makeProfile(gateways.keyPay1);
  const detail = { transaction_id: "DH0001", trans_amount: 150000, status: "0" };
  for (const [what, profile, ask, received, expected] of [
    ["v3 taken", v3, aPay(), json({ redirect_url: "https://kp.example/x" }), "taken https://kp.example/x"],
    ["v3 without an address", v3, aPay(), json({ return_code: -1 }), "unclear -1"],
    ["R9: v3 detail says the status", v3, aQuery(), json(detail), "report paid 150000"],
    ["v3 detail of another", v3, aQuery(), json({ ...detail, transaction_id: "X" }), "unclear foreign transaction_id"],
    [
      "v3 detail without an amount",
      v3,
      aQuery(),
      json({ ...detail, trans_amount: null }),
      "unclear amount trans_amount",
    ],
    ["v3 refund: its reply is not known", v3, aRefund(), json({ return_code: 0 }), "unclear 0"],
    ["v1: its codes are not known", v1, aQuery(), json({ response_code: "0" }), "unclear 0"],
  ] as const)
    it(what, () => expect(said(profile.readReply(ask, received))).to.equal(expected));

  it("v1 has no callback; what the browser brings says only what to ask about (R8)", () => {
    expect(v1.readCallback(query("merchant_trans_id=DH0001&response_code=0")).ok).to.equal(false);
    expect(v1.readReturn!(query("merchant_trans_id=DH0001&response_code=0"))).to.deep.equal({ reference: "DH0001" });
    expect(v1.readReturn!(query("response_code=0"))).to.equal(undefined);
  });
  it("v1 asks with good_code, merchant, reference and their number, the secret first", () => {
    const { signed, method, query: sent } = requestOf(v1.build(aQuery({ theirNumber: "T1" })));
    expect([method, signed]).to.deep.equal(["GET", "H2026000001DEMODH0001T1"]);
    expect(new URLSearchParams(sent!).get("secure_hash")).to.equal(
      createHash("md5").update("KP1-DEMO-KEYH2026000001DEMODH0001T1").digest("hex").toUpperCase(),
    );
  });
});

describe("replies of VNPAY", () => {
  const profile = makeProfile(gateways.vnpay);
  const names =
    "ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate TransactionNo TransactionType TransactionStatus OrderInfo PromotionCode PromotionAmount".split(
      " ",
    );
  const fields = {
    ...{
      ResponseId: "r1",
      Command: "querydr",
      ResponseCode: "00",
      Message: "ok",
      TmnCode: "DEMOV210",
      TxnRef: "DH0001",
    },
    ...{ Amount: "15000000", BankCode: "NCB", PayDate: "20260115093155", TransactionNo: "14226112" },
    ...{ TransactionType: "01", TransactionStatus: "00", OrderInfo: "Truy van" },
  };
  const reply = (order: readonly string[], but: Readonly<Record<string, string>> = {}) => {
    const values: Readonly<Record<string, string>> = { ...fields, ...but };
    return json({
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`vnp_${name}`, value])),
      vnp_SecureHash: hmac512(order.map((name) => values[name] ?? "").join("|")),
    });
  };
  for (const [what, but, expected] of [
    ["paid", {}, "report paid 150000"],
    ["not finished", { TransactionStatus: "01" }, "report pending 150000"],
    ["an error", { TransactionStatus: "02" }, "report failed 150000"],
    ["debited and not taken", { TransactionStatus: "04" }, "report reversed 150000"],
    ["suspected", { TransactionStatus: "07" }, "report unknown 150000"],
    ["of a refund, which says nothing of the payment", { TransactionType: "02" }, "report unknown 150000"],
    ["not known there", { ResponseCode: "91" }, "absent 91"],
    ["R4: asked twice within the window", { ResponseCode: "94" }, "unclear 94"],
    ["no whole dong", { Amount: "15000050" }, "unclear amount vnp_Amount"],
    ["of another payment", { TxnRef: "DH0002" }, "unclear foreign vnp_TxnRef"],
    ["of another terminal", { TmnCode: "OTHER210" }, "unclear foreign vnp_TmnCode"],
  ] as const)
    it(`querydr: ${what}`, () => expect(said(profile.readReply(aQuery(), reply(names, but)))).to.equal(expected));
  it("querydr: wrongly signed", () =>
    expect(said(profile.readReply(aQuery(), reply(names.slice(0, 13))))).to.equal("unclear signature vnp_SecureHash"));

  const refund = { Command: "refund", TransactionType: "02" };
  for (const [what, but, expected] of [
    ["done", {}, "refund done"],
    ["on its way", { TransactionStatus: "05" }, "refund underWay"],
    ["sent to the bank", { TransactionStatus: "06" }, "refund underWay"],
    ["refused", { TransactionStatus: "09" }, "refund refused"],
    ["a state that no table knows", { TransactionStatus: "02" }, "refund unknown"],
    ["asked for before", { ResponseCode: "94" }, "refund underWay"],
    ["no payment that succeeded", { ResponseCode: "95" }, "refund refused"],
    ["R4: other", { ResponseCode: "99" }, "refund unknown"],
    ["of another sum", { Amount: "100" }, "unclear amount vnp_Amount"],
    ["of another payment", { TxnRef: "DH0002" }, "unclear foreign vnp_TxnRef"],
  ] as const)
    it(`refund: ${what}; verified over the raw amount in hundredths`, () =>
      expect(said(profile.readReply(aRefund(), reply(names.slice(0, 13), { ...refund, ...but })))).to.equal(expected));

  it("a part is given back as type 03", () =>
    expect(requestOf(profile.build(aRefund({ isWhole: false, amount: 50_000n }))).fields).to.deep.include({
      vnp_TransactionType: "03",
      vnp_Amount: "5000000",
    }));
  it("a browser that comes back says only which payment to ask about, and only when it is signed (R8)", () => {
    const signed = "vnp_Amount=100&vnp_TmnCode=DEMOV210&vnp_TxnRef=DH0001";
    expect(profile.readReturn!(query(`${signed}&vnp_SecureHash=${hmac512(signed)}`))).to.deep.equal({
      reference: "DH0001",
    });
    expect(profile.readReturn!(query(`${signed}&vnp_SecureHash=00`))).to.equal(undefined);
  });
});

describe("what is not sent", () => {
  const platform = makeProfile(gateways.payPlatform);
  const vnpt = makeProfile(gateways.vnptPay);
  const v3 = makeProfile(gateways.keyPay3);
  const vnpay = makeProfile(gateways.vnpay);
  const withLine = (amount: bigint): FeeBill => ({
    ...(aFeeBill as Extract<FeeBill, { kind: "fee" }>),
    lines: [{ kind: "phi", code: "P1", name: "Phí", amount }],
  });
  for (const [what, profile, ask, expected] of [
    ["a bar in the description", platform, aPay({ description: "a|b" }), "bar ThongTinGiaoDich"],
    ["a bar in the reference", platform, aQuery({ reference: "a|b" }), "bar MaThamChieu"],
    ["a bar, VNPT Pay", vnpt, aPay({ description: "a|b" }), "bar DESCRIPTION"],
    ["a bar, KeyPay", v3, aRefund({ reason: "a|b" }), "bar reason"],
    ["a bar, VNPAY", vnpay, aRefund({ reason: "a|b" }), "bar vnp_OrderInfo"],
    ["no reference", platform, aPay({ reference: "" }), "missing MaThamChieu"],
    ["a reference that is too long", platform, aPay({ reference: "x".repeat(256) }), "tooLong MaThamChieu"],
    ["no description", platform, aPay({ description: " " }), "missing ThongTinGiaoDich"],
    ["no receipt", platform, aPay({ bill: null }), "missing ThongTinBienLai"],
    ["a receipt that does not add up", platform, aPay({ amount: 150_001n }), "sum PhiLePhi"],
    ["a line of nothing", platform, aPay({ bill: withLine(0n) }), "amount lines[0]"],
    ["a line below nothing", platform, aPay({ bill: withLine(-1n) }), "amount lines[0]"],
    ["nothing", platform, aPay({ amount: 0n, bill: withLine(0n) }), "amount SoTien"],
    ["over 10^15", platform, aPay({ amount: mostDong + 1n, bill: withLine(mostDong + 1n) }), "amount SoTien"],
    ["over twelve digits at VNPAY", vnpay, aPay({ amount: 10_000_000_000n }), "tooLong vnp_Amount"],
    ["less than nothing at VNPAY", vnpay, aPay({ amount: -1n }), "amount vnp_Amount"],
    ["a refund the platform does not know", platform, aRefund(), "notOffered"],
    ["a refund VNPT Pay does not know", vnpt, aRefund(), "notOffered"],
    ["a receipt VNPAY does not know", vnpay, bill, "notOffered"],
    ["anything at ViettelPay", makeProfile(gateways.viettelPay), aPay(), "notOffered"],
    ["anything at Vietcombank", makeProfile(gateways.vietcombank), aPay(), "notOffered"],
    ["a QR without its settings", makeProfile({ ...gateways.vnptPay, init: "qr" }), aPay(), "missing SERVICE_CATEGORY"],
  ] as const satisfies readonly (readonly [string, Profile, Ask, string])[])
    it(`${what}: ${expected}`, () => expect(faultOf(profile.build(ask))).to.equal(expected));

  it("the longest that VNPAY takes", () =>
    expect(faultOf(vnpay.build(aPay({ amount: 9_999_999_999n })))).to.equal("built"));
  it("VNPAY reads no accents", () =>
    expect(requestOf(vnpay.build(aPay({ description: "Nộp phí Đất – hồ sơ" }))).query).to.contain(
      "vnp_OrderInfo=Nop+phi+Dat+ho+so",
    ));
  it("VNPT Pay 1.0.5 asks with AMOUNT_DETAIL and without an agency", () => {
    const { signed } = requestOf(makeProfile({ ...gateways.vnptPay, version: "1.0.5", init: "plain" }).build(aPay()));
    expect(signed).to.equal(
      "INIT|1.0.5|470|DH0001|150000|150000|1|1|vi-VN|VND|VNPTPAY|Nop phi H2026000001|20260115093000|203.0.113.10",
    );
  });
});

describe("ThongTinBienLai", () => {
  const words = { phi: "1", lePhi: "2" };
  it("of a fee, with the installation's words for its kinds; names are cut at 250", () => {
    const long = { ...aFeeBill, procedure: { code: "2.000002", name: "ê".repeat(251) } } as FeeBill;
    const made = toBillInfo(long, 150_000n, { phi: "Phi", lePhi: "LePhi" });
    expect(made.ok && made.info).to.deep.equal({
      ...{ MaDichVu: "2", MaDVC: "1.000001", TenDVC: "Dịch vụ thử", MaTTHC: "2.000002" },
      ...{ TenTTHC: `${"ê".repeat(249)}…`, MaDonVi: "H63.91", TenDonVi: "UBND phường Thử", MaHoSo: "H2026000001" },
      ...{ TKThuHuong: "0011001234567", MaNHThuHuong: "970436", TenTKThuHuong: "UBND PHUONG THU" },
      PhiLePhi: [
        { LoaiPhiLePhi: "Phi", MaPhiLePhi: "P1", TenPhiLePhi: "Phí thẩm định", SoTien: "100000" },
        { LoaiPhiLePhi: "LePhi", MaPhiLePhi: "L1", TenPhiLePhi: "Lệ phí cấp giấy", SoTien: "50000" },
      ],
      ...{ NoiDungThanhToan: "Nộp phí hồ sơ H2026000001", HoTenNguoiNop: "Nguyễn Văn Thử" },
      ...{ SoCMNDNguoiNop: "079000000001", DiaChiNguoiNop: "1 Phố Thử" },
    });
  });
  it("of a fine", () => {
    const fine: FeeBill = {
      ...{ kind: "fine", penalty: { code: "GT", name: "Giao thông" }, decidedBy: { code: "CA", name: "Công an" } },
      ...{ treasury: "KB01", decidedAt: hcm("2026-01-10 00:00:00"), decisionNo: "12/QĐ" },
      offence: { at: hcm("2026-01-05 22:15:00"), place: "Phố Thử", by: "Nguyễn Văn Thử" },
      lines: [{ name: "Tiền phạt", amount: 800_000n }],
      ...{ purpose: "Nộp phạt", payer: aFeeBill.payer, revenueAccount: "7111" },
    };
    const made = toBillInfo(fine, 800_000n, words);
    expect(made.ok && made.info).to.deep.include({
      ...{ MaDichVu: "1", NgayQD: "20260110000000", ThoiGianViPham: "20260105221500", TaiKhoanThuNSNN: "7111" },
      DSKhoanNop: [{ NoiDung: "Tiền phạt", SoTien: "800000" }],
    });
  });
  for (const idNumber of ["", "000000000", "000000000000"])
    it(`a payer without an identity number is not sent as “${idNumber}”`, () => {
      const made = toBillInfo({ ...aFeeBill, payer: { ...aFeeBill.payer, idNumber } }, 150_000n, words);
      expect(made.ok ? "made" : made.fault).to.deep.equal({ why: "missing", field: "SoCMNDNguoiNop" });
    });
});

describe("VietQR", () => {
  const qr: VietQr = {
    ...{ bin: "970436", account: "0011001234567", kind: "account", isOnce: true, amount: 150_000n },
    ...{ billNumber: "LT0000000010", purpose: "LT0000000010" },
  };
  for (const [what, but] of [
    ["a purpose of 26", { purpose: "x".repeat(26) }],
    ["accents", { purpose: "nộp phí" }],
    ["an empty purpose", { purpose: "" }],
    ["a bill number of 26", { billNumber: "1".repeat(26) }],
    ["a BIN of five digits", { bin: "97043" }],
    ["an account of 20", { account: "1".repeat(20) }],
    ["an account with a blank", { account: "001 001" }],
    ["no account", { account: "" }],
    ["zero", { amount: 0n }],
    ["less than zero", { amount: -1n }],
    ["more than 13 digits", { amount: 10_000_000_000_000n }],
  ] as const)
    it(`is not written with ${what}`, () => expect(writeVietQr({ ...qr, ...but })).to.equal(undefined));
  it("reads back what it writes, at every length", () => {
    for (const length of [1, 9, 10, 24, 25]) {
      const made = { ...qr, purpose: "x".repeat(length) };
      expect(readVietQr(writeVietQr(made)!)).to.deep.equal({ ok: true, value: made });
    }
  });

  const body = (account: string, rest: string) => `000201010212${account}${rest}6304`;
  const beneficiary = "38570010A00000072701270006970436011300110012345670208QRIBFTTA";
  const code = (rest: string, account = beneficiary) => body(account, rest) + crcOf(body(account, rest));
  for (const [what, text, why] of [
    ["a wrong CRC", code("53037045802VN").replace(/.{4}$/, "0000"), "crc"],
    [
      "a CRC in small letters",
      "00020101021238570010A00000072701270006970436011300110012345670208QRIBFTTA530370454061500005802VN62250106DH00010811H20260000016304b26a",
      "crc",
    ],
    ["nothing", "", "crc"],
    ["only a CRC", "6304" + crcOf("6304"), "structure"],
    ["an object that is cut off", code("53037045802VN6299x"), "structure"],
    ["an ID twice", code("53037045303704"), "structure"],
    ["a length of none", code("53037045400"), "structure"],
    ["letters for a length", code("5303704540xx"), "structure"],
    ["another network", code("53037045802VN", beneficiary.replace("A000000727", "A000000728")), "beneficiary"],
    ["no beneficiary", code("53037045802VN", ""), "beneficiary"],
    [
      "a merchant's service",
      code("53037045802VN", "38560010A00000072701270006970436011300110012345670207QRPUSHX"),
      "beneficiary",
    ],
    ["dollars", code("53038405802VN"), "currency"],
    ["another country", code("53037045802US"), "country"],
    ["decimals", code("5303704540515.505802VN"), "amount"],
    ["an amount of zero", code("5303704540105802VN"), "amount"],
    ["blanks in the amount", code("5303704540650 0005802VN"), "amount"],
    ["additional data that is broken", code("53037045802VN62040899"), "additional"],
  ] as const)
    it(`is not read with ${what}: ${why}`, () => expect(readVietQr(text)).to.deep.equal({ ok: false, why }));
  it("50000. is formally an amount", () => {
    const read = readVietQr(code("5303704540650000.5802VN"));
    expect(read.ok && read.value.amount).to.equal(50_000n);
  });
  it("banks are dated rows, an installation's first", () => {
    expect(bankOf("970436")).to.equal("Vietcombank");
    expect(bankOf("000000")).to.equal(null);
    expect(bankOf("970436", [{ bin: "970436", bank: "VCB", asOf: parseDay("2026-01-01") }])).to.equal("VCB");
  });
});
