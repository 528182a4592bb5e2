import type { Day } from "../../core/domain/day.ts";
import type { PostalCode, PostOrder } from "../../core/domain/post/order.ts";

export const dossier = "H29.1.1-260115-0001";

/** A citizen's papers from a commune of Ho Chi Minh City to a counter in Ha Noi; both invented. */
export const aPostOrder = (but: Partial<PostOrder> = {}): PostOrder => ({
  dossierCode: dossier,
  purpose: "sendDossier",
  attempt: 1,
  customerCode: "KH01",
  sender: {
    name: "Nguyễn Văn Thử Nghiệm",
    phone: "0900000001",
    email: null,
    address: { provinceCode: "79", communeCode: "26734", line: "Số 1 đường Thử" },
  },
  receiver: {
    name: "Bộ phận một cửa phường Mẫu",
    phone: "02400000002",
    email: "motcua@example.vn",
    address: { provinceCode: "01", communeCode: "00004", line: "Số 2 phố Mẫu" },
  },
  contents: "Tờ khai, 2 bản sao",
  weightGrams: 250,
  collect: null,
  ...but,
});

export const postalCodes: readonly PostalCode[] = [
  ["79", 70, 7001],
  ["01", 10, 1001],
].map(([provinceCode, province, district]) => ({
  provinceCode: String(provinceCode),
  communeCode: null,
  province: Number(province),
  district: Number(district),
  from: "2025-07-01" as Day,
  until: null,
}));
