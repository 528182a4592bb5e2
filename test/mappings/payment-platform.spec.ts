import { expect } from "chai";
import { fromFeeLookup, fromPaymentResult } from "../../mappings/payment-platform/payment-result.ts";

const secret = "bi-mat-thu";
/** Signed with sha256sum over the fields in their order. */
const packet = {
  ...{ LoaiBanTin: "RESULT", MaLoi: "00", MaDoiTac: "H99DEMO", MaThamChieu: "H9926112300000001", SoTien: "8000" },
  ...{ MaTienTe: "VND", MaGiaoDich: "PP2611230099", MaNganHang: "DEMOBANK", ThoiGianGD: "20261123133241" },
  ThongTinGiaoDich: "Le phi ho so",
  MaXacThuc: "3870274acbd16f1d8a0440995564b4e791a67a2931523da0f0f7f7faf3e4e82e",
};
const ending = (but: object, by = secret) => {
  const read = fromPaymentResult({ ...packet, ...but }, by);
  return read.ok ? "ok" : `${read.why} ${read.field}`;
};

describe("the payment platform's packets", () => {
  it("quirk 32: a signed result is read: whole đồng, 24 hours of Viet Nam", () => {
    expect(fromPaymentResult(packet, secret)).to.deep.equal({
      ok: true,
      value: {
        ...{ reference: "H9926112300000001", isPaid: true, amountVnd: 8000n, transaction: "PP2611230099" },
        ...{ bank: "DEMOBANK", at: new Date("2026-11-23T06:32:41Z") },
      },
    });
    expect(ending({ MaXacThuc: packet.MaXacThuc.toUpperCase() })).to.equal("ok");
  });
  for (const [what, but, by] of [
    ["another sum", { SoTien: "80000" }, secret],
    ["another ending", { MaLoi: "99" }, secret],
    ["another reference", { MaThamChieu: "H9926112300000002" }, secret],
    ["another secret", {}, "bi-mat-khac"],
    ["no secret", {}, ""],
    ["no signature", { MaXacThuc: "" }, secret],
    ["a signature that is shorter", { MaXacThuc: packet.MaXacThuc.slice(0, 62) }, secret],
    ["a signature that is no hex", { MaXacThuc: "z".repeat(64) }, secret],
    ["a signature that is no text", { MaXacThuc: ["x"] }, secret],
  ] as const)
    it(`quirk 32: ${what} is not believed`, () => expect(ending(but, by)).to.equal("unsigned MaXacThuc"));
  for (const [what, but, expected] of [
    ["a sum as a number of JSON", { SoTien: 8000 }, "unreadable SoTien"],
    [
      "a sum with parts of a đồng",
      { SoTien: "8000.50", MaXacThuc: "2e320d285e5e5f362fdaa6264dc88f9b0080ad0b0ebfe8915cd6530acf3aa5b2" },
      "unreadable SoTien",
    ],
    [
      "another currency",
      { MaTienTe: "USD", MaXacThuc: "d24aa7bdfd5fd0397900acd655d55d62d7d029209e8a9ae06f816564ed49676c" },
      "unreadable MaTienTe",
    ],
    [
      "a moment that does not exist",
      { ThoiGianGD: "20260230133241", MaXacThuc: "90377acf76cd2cfb07b4bb8ae470ba62cd43a685fabc6f622814118c0cc71eae" },
      "unreadable ThoiGianGD",
    ],
  ] as const)
    it(`quirk 32: ${what}, though signed, is not taken`, () => expect(ending(but)).to.equal(expected));

  for (const [what, answer, expected] of [
    ["1 is a bill, not a duplicate", { error_code: "1", message: { MaTraCuuTT: "x" } }, "payable"],
    ["1 as a number", { error_code: 1, message: { MaTraCuuTT: "x" } }, "payable"],
    ["0 is nothing to pay", { error_code: "0", message: [] }, "nothing"],
    ["-1 is a failure", { error_code: "-1", message: "Không tìm thấy" }, "failed"],
    ["1 without a bill", { error_code: "1", message: "" }, "failed"],
    ["no answer", undefined, "failed"],
  ] as const)
    it(`quirk 32: of a fee look-up ${what}`, () => expect(fromFeeLookup(answer).kind).to.equal(expected));
});
