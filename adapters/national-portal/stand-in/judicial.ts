import { rowOf, type Asked, type Prepared } from "./asked.ts";
import { isRow, type Row } from "./fields.ts";
import type { HeldJudicial } from "./holdings.ts";
import { isMoment } from "./moments.ts";
import { done, json, refused, said, type Outcome } from "./outcome.ts";

export const judicialPath = "/v2/lyLichTuPhap/traKetQuaHoSoLLTP";

/** What the dossier does not leave any more, nor does it come again to where it is. 7 is a request: it may be declined. */
const last = new Set(["3", "8", "10"]);

/**
 * VNeID, as the side that is told how a judicial record goes: 00 taken, 01 refused, 03 come again.
 * @param keyOf what a caller brings in `x-api-key`; undefined: nothing is asked for.
 */
export function openJudicial(keyOf: () => string | undefined = () => undefined) {
  const held = new Map<string, { code: string; status: string | null; packets: Row[] }>();

  const take = (body: Row): Outcome => {
    const { maTinh, maHoSoMCDT, trangThaiXuLy, type, lyDoTuChoi, ngayHenTraKetQua, ketQuaXuLy } = body;
    for (const [name, value] of Object.entries({ maTinh, maHoSoMCDT, trangThaiXuLy, type }))
      if (typeof value !== "string" || value === "") return refused(`Trường ${name} bắt buộc nhập`);
    const one = held.get(String(maHoSoMCDT));
    if (!one) return refused(said.absent(String(maHoSoMCDT)));
    const status = String(trangThaiXuLy);
    if (!/^([1-9]|10)$/.test(status)) return refused("Trường trangThaiXuLy có giá trị không hợp lệ");
    if (type !== "ketqua" && type !== "thuhoi") return refused("Trường type có giá trị không hợp lệ");
    if (typeof ngayHenTraKetQua === "string" && ngayHenTraKetQua !== "" && !isMoment(ngayHenTraKetQua, "dd/MM/yyyy"))
      return refused("Trường ngayHenTraKetQua không đúng định dạng dd/MM/yyyy");
    if (["3", "5"].includes(status) && (typeof lyDoTuChoi !== "string" || lyDoTuChoi === ""))
      return refused("Trường lyDoTuChoi bắt buộc nhập");
    const paper = type === "thuhoi" ? "quyetDinhThuHoi" : "phieuLLTP";
    const hasPaper = isRow(ketQuaXuLy) && isBase64(ketQuaXuLy[paper]);
    // a decision that issues nothing says why
    const isDenial = type === "ketqua" && typeof lyDoTuChoi === "string" && lyDoTuChoi !== "" && !isRow(ketQuaXuLy);
    if ((type === "thuhoi" || status === "9") && !hasPaper && !isDenial)
      return refused(`Trường ketQuaXuLy.${paper} bắt buộc nhập, base64`);
    if (type === "ketqua" && (one.status === status || last.has(one.status ?? "")))
      return refused(`Không thể cập nhật lên trạng thái ${status}`);
    one.packets.push(body);
    one.status = status;
    return done("Cập nhật thành công");
  };

  return {
    /** VNeID filed it under this code, which the province reserved. */
    add(code: string): void {
      if (!held.has(code)) held.set(code, { code, status: null, packets: [] });
    },
    prepare({ method, path, body, headers }: Asked): Prepared | undefined {
      if (method !== "POST" || path !== judicialPath) return undefined;
      const row = rowOf(body);
      return {
        dialect: "vneid",
        service: "vneid/traKetQuaHoSoLLTP",
        subject: typeof row["maHoSoMCDT"] === "string" ? row["maHoSoMCDT"] : "",
        perform: () => {
          const key = keyOf();
          return key === undefined || headers["x-api-key"] === key ? take(row) : refused("Sai khóa", 401);
        },
        encode: ({ code, message, status = 200 }) =>
          json(
            code === "0"
              ? { statusCode: "00", data: message, errorDetail: "" }
              : message === said.undecided
                ? { statusCode: "03", data: null, errorDetail: "Yêu cầu bị gián đoạn" }
                : { statusCode: "01", data: null, errorDetail: message },
            status,
          ),
      };
    },
    held: (): HeldJudicial[] => [...held.values()],
  };
}

const isBase64 = (value: unknown) => typeof value === "string" && /^[A-Za-z0-9+/]+={0,2}$/.test(value);
