import { expect } from "chai";
import { fromPromotion } from "../../mappings/national-portal/inbound/from-promotion.ts";
import { fromPromotionChange } from "../../mappings/national-portal/inbound/from-promotion-change.ts";
import { fromTaxNotice } from "../../mappings/national-portal/inbound/from-tax-notice.ts";
import { fromTaxVoucher } from "../../mappings/national-portal/inbound/from-tax-voucher.ts";

const promotion = {
  ...{
    MaHoSo: "G22.99.07-260301-0044",
    MaTTHC: "2.990033.H99",
    TenThuongNhan: "Công ty Thử Nghiệm",
    MaSoThue: "0100000019",
  },
  ...{ NgayNopHoSo: "20260301093000", DienThoai: "0240000019", Email: "thu@mau.example" },
  DiaChiDoanhNghiep: { MaTinh: "99", MaHuyen: "", MaXa: "99001", DiaChiChiTiet: "12 phố Mẫu" },
  TaiLieuNop: [{ TenTepDinhKem: "the-le.pdf", Base64: "sha256:…" }],
};
const ending = (read: { readonly ok: boolean; readonly code?: string; readonly field?: string }) =>
  read.ok ? "ok" : `${read.code} ${read.field}`;

describe("packets that the portal hands down", () => {
  it("a promotion says its procedure in the national form, its trader, its commune and the day of filing", () => {
    expect(fromPromotion(promotion)).to.deep.equal({
      ok: true,
      value: {
        kind: "filing",
        procedure: "2.990033",
        applicant: { name: "Công ty Thử Nghiệm", phone: "0240000019", email: "thu@mau.example", address: "12 phố Mẫu" },
        accountId: null,
        filedAt: new Date("2026-03-01T02:30:00Z"),
        agency: null,
        commune: "99001",
        earlier: null,
        papers: [{ name: "the-le.pdf", kind: "electronic", copies: 1 }],
        resultChannel: null,
        links: [],
      },
    });
  });

  for (const [what, but, expected] of [
    ["no district", { DiaChiDoanhNghiep: { MaXa: "99001" } }, "ok"],
    ["no address at all", { DiaChiDoanhNghiep: undefined }, "ok"],
    ["no day of filing", { NgayNopHoSo: "" }, "ok"],
    ["numbers as numbers (quirk 1)", { MaSoThue: 100000019, NgayNopHoSo: 20260301093000 }, "ok"],
    ["a decomposed name", { TenThuongNhan: "Công ty Thử Nghiệm".normalize("NFD") }, "ok"],
    ["30 February", { NgayNopHoSo: "20260230093000" }, "portal-field-unreadable NgayNopHoSo"],
    ["hour 25", { NgayNopHoSo: "20260301253000" }, "portal-field-unreadable NgayNopHoSo"],
    ["dd/MM/yyyy HH:mm:ss", { NgayNopHoSo: "01/03/2026 09:30:00" }, "portal-field-unreadable NgayNopHoSo"],
    ["dd/MM/yyyy", { NgayNopHoSo: "01/03/2026" }, "portal-field-unreadable NgayNopHoSo"],
    ["yyyy-MM-dd", { NgayNopHoSo: "2026-03-01" }, "portal-field-unreadable NgayNopHoSo"],
    ["dd-MM-yyyy", { NgayNopHoSo: "01-03-2026" }, "portal-field-unreadable NgayNopHoSo"],
    ["yyyyMMdd", { NgayNopHoSo: "20260301" }, "portal-field-unreadable NgayNopHoSo"],
    ["no name", { TenThuongNhan: " \u0000 " }, "portal-field-missing TenThuongNhan"],
    ["no procedure", { MaTTHC: "khuyến mại" }, "procedure-unknown MaTTHC"],
  ] as const)
    it(`a promotion with ${what}: ${expected}`, () => {
      expect(ending(fromPromotion({ ...promotion, ...but }))).to.equal(expected);
    });

  for (const stated of [["20260301093000"], { at: "20260301093000" }])
    it(`a moment that is stated as ${JSON.stringify(stated)} is not taken for none`, () => {
      expect(ending(fromPromotion({ ...promotion, NgayNopHoSo: stated }))).to.equal(
        "portal-field-unreadable NgayNopHoSo",
      );
    });

  it("a single paper without its list is one paper", () => {
    const read = fromPromotion({ ...promotion, TaiLieuNop: { TenTepDinhKem: "the-le.pdf" } });
    expect(read.ok && read.value.kind === "filing" && read.value.papers.map(({ name }) => name)).to.deep.equal([
      "the-le.pdf",
    ]);
  });

  it("names come composed and without control characters; a path in a file's name is no path", () => {
    const read = fromPromotion({
      ...promotion,
      TenThuongNhan: "Công ty\u0007 Thử | Nghiệm".normalize("NFD"),
      TaiLieuNop: [{ TenTepDinhKem: "../../etc/thể lệ.pdf" }],
    });
    if (!read.ok || read.value.kind !== "filing") throw new Error("not read");
    expect(read.value.applicant.name).to.equal("Công ty Thử | Nghiệm");
    expect(read.value.papers[0]?.name).to.equal(".._.._etc_thể lệ.pdf");
  });

  it("a change files under what its service means here, and needs its trader or the earlier filing", () => {
    const change = {
      service: "NhanHoSoSua",
      data: { MaHoSoQG: "x", ThongTinDaNop: { MaHoSoQGDNP: "G22.99.07-260301-0044" } },
    };
    expect(ending(fromPromotionChange(change, {}))).to.equal("portal-flow-unknown service");
    expect(ending(fromPromotionChange(change, { NhanHoSoSua: "2.990034" }))).to.equal("ok");
    expect(ending(fromPromotionChange({ ...change, data: { MaHoSoQG: "x" } }, { NhanHoSoSua: "2.990034" }))).to.equal(
      "portal-field-missing TenThuongNhan",
    );
  });

  const row = (but = "") =>
    `<ROW><MA_SO_THUE>0800000031</MA_SO_THUE><SO_QUYET_DINH>LTB-1</SO_QUYET_DINH>` +
    `<NGAY_QUYET_DINH>20-02-2026</NGAY_QUYET_DINH><TEN_TIEU_MUC>Thuế</TEN_TIEU_MUC><SO_TIEN>1250000</SO_TIEN>${but}</ROW>`;
  const xml = (rows: string) =>
    `<DATA><BODY><ROW_LIST><MA_HSO>H99.10-260220-0031</MA_HSO>${rows}</ROW_LIST></BODY></DATA>`;

  it("rows of one tax number and decision are one notice, its sums whole đồng, its numbers with their zeros", () => {
    expect(fromTaxNotice(xml(row() + row()))).to.deep.equal({
      ok: true,
      value: {
        kind: "taxNotice",
        code: "H99.10-260220-0031",
        notices: [
          {
            ...{ taxNumber: "0800000031", decisionNo: "LTB-1", decidedOn: "2026-02-20" },
            items: [
              { what: "Thuế", amountVnd: 1_250_000n },
              { what: "Thuế", amountVnd: 1_250_000n },
            ],
          },
        ],
      },
    });
  });

  for (const [what, text, expected] of [
    ["a DTD", `<!DOCTYPE DATA [<!ENTITY x "y">]>${xml(row())}`, "portal-packet-broken FileThongBaoThue"],
    ["an entity of its own", xml(row().replace("Thuế", "&x;")), "portal-packet-broken FileThongBaoThue"],
    ["a tag that does not close", "<DATA><BODY></DATA>", "portal-packet-broken FileThongBaoThue"],
    ["no rows", xml(""), "portal-field-missing MA_SO_THUE"],
    [
      "a sum whose tax number is missing",
      xml(row() + row().replace("<MA_SO_THUE>0800000031</MA_SO_THUE>", "")),
      "portal-field-missing MA_SO_THUE",
    ],
    ["no dossier", xml(row()).replaceAll("MA_HSO", "X"), "portal-field-missing MA_HSO"],
    ["two dossiers", xml(`<MA_HSO>H99.10-260220-0032</MA_HSO>${row()}`), "portal-field-unreadable MA_HSO"],
    ["a sum with separators", xml(row().replace("1250000", "1.250.000")), "portal-field-unreadable SO_TIEN"],
    ["a negative sum", xml(row().replace("1250000", "-1")), "portal-field-unreadable SO_TIEN"],
    ["31 February", xml(row().replace("20-02", "31-02")), "portal-field-unreadable NGAY_QUYET_DINH"],
  ] as const)
    it(`quirk 20: a tax notice with ${what}: ${expected}`, () => {
      expect(ending(fromTaxNotice(text))).to.equal(expected);
    });

  it("a voucher names what it pays", () => {
    const paid = {
      MaThongBaoThue: "LTB-1",
      ThoiGianThanhToan: "20260222140510",
      SoTien: "1250000",
      TrangThaiThanhToan: "1",
    };
    const data = { MaHoSo: "H99.10-260220-0031", MaSoThue: "0800000031", UrlFileChungTu: "", ThongTinThanhToan: paid };
    expect(fromTaxVoucher({ data })).to.deep.equal({
      ok: true,
      value: {
        ...{ kind: "taxVoucher", code: "H99.10-260220-0031", taxNumber: "0800000031", decisionNo: "LTB-1" },
        ...{ paidAt: new Date("2026-02-22T07:05:10Z"), amountVnd: 1_250_000n, isPaid: true, links: [] },
      },
    });
    expect(ending(fromTaxVoucher({ data: { ...data, MaSoThue: "" } }))).to.equal("portal-field-missing MaSoThue");
    expect(
      ending(fromTaxVoucher({ data: { ...data, ThongTinThanhToan: { ...paid, TrangThaiThanhToan: "2" } } })),
    ).to.equal("portal-field-unreadable TrangThaiThanhToan");
  });
});
