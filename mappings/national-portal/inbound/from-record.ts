import type { ReadHandedDown } from "../../../core/domain/handed-down.ts";
import { readTime } from "../time.ts";
import { fromLocalProcedureCode } from "../identifiers.ts";
import { atMost, fileName, isRow, missing, momentIn, rowIn, rowsIn, textOf, type Row } from "./fields.ts";

/** What `toKhai` calls who asks: of the connection file, as one implementation was seen and no text names them. */
export interface RequesterFields {
  readonly name: string;
  readonly idNumber: string;
}

export const requesterFields: RequesterFields = { name: "nycHoTen", idNumber: "nycSoGiayTo" };

/** A judicial record asked for in VNeID (`TaoHoSo`). Its procedure and agency are those of its number. */
export function fromRecordFiling(packet: Row, requester: RequesterFields): ReadHandedDown {
  const form = rowIn(packet, "toKhai");
  const name = atMost(textOf(form, requester.name), 200);
  if (name === undefined) return missing(`toKhai.${requester.name}`);
  const filedAt = momentIn(packet, "ngayTiepNhan", "dd/MM/yyyy");
  if (!filedAt.ok) return filedAt;
  const idNumber = textOf(form, requester.idNumber);
  const idKind = /^\d{12}$/.test(idNumber) ? "CCCD" : /^\d{9}$/.test(idNumber) ? "CMND" : undefined;
  return {
    ok: true,
    value: {
      ...{ kind: "filing", procedure: null, accountId: null, filedAt: filedAt.at },
      applicant: { name, ...(idKind && { idKind, idNumber }) },
      ...{ agency: null, commune: null, earlier: null },
      papers: rowsIn(form, "giayToDinhKem").map((paper) => ({
        ...{ name: fileName(textOf(paper, "ten"), "giấy tờ"), kind: "electronic", copies: 1 },
      })),
      ...{ resultChannel: null, links: [] },
    },
  };
}

const extensions: Readonly<Record<string, string>> = {
  "application/pdf": ".pdf",
  "image/jpeg": ".jpg",
  "image/png": ".png",
};

/** Where its files are, each with a name for people. */
export const filesOfRecord = (packet: Row): { readonly row: Row; readonly name: string }[] =>
  rowsIn(rowIn(packet, "toKhai"), "giayToDinhKem").flatMap((paper) =>
    rowsIn(paper, "danhSach").map((row, index, { length }) => {
      const name = textOf(paper, "ten") + (length > 1 ? ` (${index + 1})` : "");
      return { row, name: fileName(name, "giấy tờ") + (extensions[textOf(row, "loai")] ?? "") };
    }),
  );

/** Which kind of paper was asked for: 1 or 2. */
export const kindOfRecord = (packet: Row): string => textOf(rowIn(packet, "toKhai"), "loaiPhieu");

/**
 * All that stands against taking it, in words for its sender; empty: nothing.
 * @param province `maTinh` of this installation.
 */
export function faultsOfRecord(packet: Row, province: string, requester: RequesterFields): string[] {
  const faults: string[] = [];
  const must = (field: string, text: string) => {
    if (text === "") faults.push(`Thiếu trường ${field}`);
  };
  must("maHoSoMCDT", textOf(packet, "maHoSoMCDT"));
  must("maTinh", textOf(packet, "maTinh"));
  const said = textOf(packet, "maTinh");
  if (said !== "" && said !== province) faults.push(`Trường maTinh không phải ${province}`);
  const day = readTime("dd/MM/yyyy", packet["ngayTiepNhan"]);
  if (!day.ok && (day.why !== "absent" || isOther(packet["ngayTiepNhan"])))
    faults.push("Trường ngayTiepNhan không phải ngày có thật viết dạng dd/MM/yyyy");
  if (!isRow(packet["toKhai"])) faults.push("Trường toKhai phải là đối tượng");
  else faults.push(...faultsOfForm(packet["toKhai"], requester));
  const receipt = packet["thongTinBienLai"];
  if (!isNothing(receipt) && !isRow(receipt)) faults.push("Trường thongTinBienLai phải là đối tượng");
  return faults;
}

function faultsOfForm(form: Row, requester: RequesterFields): string[] {
  const faults: string[] = [];
  const name = form[requester.name];
  if (isOther(name)) faults.push(`Trường toKhai.${requester.name} phải là chuỗi`);
  else if (textOf(form, requester.name) === "") faults.push(`Thiếu trường toKhai.${requester.name}`);
  if (textOf(form, "loaiPhieu") === "") faults.push("Thiếu trường toKhai.loaiPhieu");
  else if (!["1", "2"].includes(textOf(form, "loaiPhieu"))) faults.push("Trường toKhai.loaiPhieu phải là 1 hoặc 2");
  const authorised = form["uyQuyen"];
  if (!isNothing(authorised) && !["0", "1"].includes(textOf(form, "uyQuyen")))
    faults.push("Trường toKhai.uyQuyen phải là 0 hoặc 1");
  if (textOf(form, "uyQuyen") === "1" && !isRow(form["thongTinUyQuyen"]))
    faults.push("Trường toKhai.thongTinUyQuyen phải là đối tượng khi uyQuyen là 1");
  if (!isListOrNothing(form["quaTrinhCTNNNLV"])) faults.push("Trường toKhai.quaTrinhCTNNNLV phải là danh sách");
  return [...faults, ...faultsOfPapers(form["giayToDinhKem"])];
}

function faultsOfPapers(papers: unknown): string[] {
  if (isNothing(papers)) return [];
  if (!Array.isArray(papers)) return ["Trường toKhai.giayToDinhKem phải là danh sách"];
  return papers.flatMap((paper: unknown, i) => {
    const at = `toKhai.giayToDinhKem[${i}]`;
    if (!isRow(paper)) return [`Trường ${at} phải là đối tượng`];
    const files = paper["danhSach"];
    if (isNothing(files)) return [];
    if (!Array.isArray(files)) return [`Trường ${at}.danhSach phải là danh sách`];
    return files.flatMap((file: unknown, j) => {
      if (!isRow(file)) return [`Trường ${at}.danhSach[${j}] phải là đối tượng`];
      const content = file["duLieu"];
      return typeof content === "string" && content.trim() !== ""
        ? []
        : [`Thiếu trường ${at}.danhSach[${j}].duLieu (base64)`];
    });
  });
}

/** Whether the receipt of its payment speaks of another procedure than its number. */
export function isForOtherProcedure(packet: Row, procedure: string): boolean {
  const said = textOf(rowIn(packet, "thongTinBienLai"), "maTTHC");
  return said !== "" && fromLocalProcedureCode(said) !== procedure;
}

const isNothing = (value: unknown): boolean => value === undefined || value === null || value === "";
/** Stated, and neither text nor number. */
const isOther = (value: unknown): boolean =>
  !isNothing(value) && typeof value !== "string" && typeof value !== "number";
const isListOrNothing = (value: unknown): boolean => isNothing(value) || Array.isArray(value);
