import type { ProcedureRow } from "../../contracts/national-portal/catalogue.ts";
import { findProcedureCode, type LimitUnit, type ProcedureLevel } from "../../core/domain/procedure.ts";
import { fromLocalProcedureCode } from "./identifiers.ts";
import { isObject, scalar } from "./dialects/wire.ts";
import type { Words } from "./status.ts";
import { cleanText, foldText } from "./text.ts";

/** What the portal says of a procedure. What it says nothing of is undefined: that is not "none" (quirk 25). */
export interface ToldProcedure {
  readonly code: string;
  readonly name: string;
  readonly field: string | undefined;
  /** MaLinhVuc: outgoing packets carry it. */
  readonly fieldCode: string | undefined;
  readonly levels: readonly ProcedureLevel[] | undefined;
  /** Null: it differs by case or channel, or its words could not be read; they are in `limitText`. */
  readonly limit: { readonly value: number; readonly unit: LimitUnit } | null | undefined;
  readonly limitText: string | undefined;
  /** Whole đồng; null: it differs. */
  readonly feeVnd: number | null | undefined;
  readonly feeText: string | undefined;
  readonly documents: readonly ToldPaper[] | undefined;
  readonly results: readonly { readonly code: string | null; readonly name: string }[] | undefined;
  /** Number of the decision that published it, as it is told. */
  readonly decision: string | undefined;
  /** It is published (TRANGTHAI 1); undefined: not said. */
  readonly isPublished: boolean | undefined;
}

interface ToldPaper {
  readonly name: string;
  readonly code?: string;
  readonly case?: string;
  readonly form?: string;
}

export interface Unfit {
  readonly field: string;
  readonly reason: Words;
}

/** CAPTHUCHIEN, seen once; an installation's own codes go before. 2 existed until 30/06/2025. */
const levelCodes: Readonly<Record<string, ProcedureLevel>> = { "1": "province", "2": "district", "3": "commune" };

/** Reads `LayThuTuc`'s row; whatever may be missing, is. */
export function fromProcedure(
  row: unknown,
  ownLevels: Readonly<Record<string, ProcedureLevel>> = {},
): { readonly ok: true; readonly value: ToldProcedure } | { readonly ok: false; readonly unfit: Unfit } {
  if (!isObject(row)) return unfit("result", "không phải một đối tượng", "is no object");
  const of = row as Partial<ProcedureRow>;
  const said = textOf(of.MATTHC);
  const code = said === undefined ? undefined : (findProcedureCode(said) ?? fromLocalProcedureCode(said));
  if (code === undefined) return unfit("MATTHC", `không phải mã thủ tục: ${said ?? ""}`, `is no code: ${said ?? ""}`);
  const name = textOf(of.TENTTHC);
  if (name === undefined) return unfit("TENTTHC", "không có tên thủ tục", "the name is missing");
  const levels: ProcedureLevel[] = [];
  for (const { CAPTHUCHIEN: each } of objectsOf(of.CAPTHUCHIEN)) {
    const told = textOf(each);
    if (told === undefined) continue;
    const level = ownLevels[told] ?? levelCodes[told];
    if (level === undefined)
      return unfit(
        "CAPTHUCHIEN",
        `cấp thực hiện ${told} chưa biết; hãy ghi vào catalogue.levels của tệp kết nối`,
        `level ${told} is not known; state it in catalogue.levels of the connection file`,
      );
    levels.push(level);
  }
  const [field] = objectsOf(of.LINHVUCTHUCHIEN);
  const times = timesOf(of.CACHTHUCTHUCHIEN);
  const fees = objectsOf(of.CACHTHUCTHUCHIEN)
    .flatMap((channel) => objectsOf(channel["THOIGIAN"]))
    .flatMap((time) => objectsOf(time["PHILEPHI"]))
    .flatMap(({ SOTIEN }) => textOf(SOTIEN) ?? []);
  const papers = objectsOf(of.THANHPHANHOSO).flatMap(papersOf);
  const results = objectsOf(of.KETQUATHUCHIEN).flatMap(({ MAKETQUA, TENKETQUA }) => {
    const result = textOf(TENKETQUA) ?? codeOf(MAKETQUA);
    return result === undefined ? [] : [{ code: codeOf(MAKETQUA) ?? null, name: result }];
  });
  const published = textOf(of.TRANGTHAI);
  return {
    ok: true,
    value: {
      ...{ code, name, field: textOf(field?.["TENLINHVUC"]), fieldCode: codeOf(field?.["MALINHVUC"]) },
      levels: levels.length > 0 ? [...new Set(levels)] : undefined,
      limit: times.length > 0 ? only(times.map(({ limit }) => limit)) : undefined,
      limitText: times.length > 0 ? [...new Set(times.map(({ text }) => text))].join("; ") : undefined,
      feeVnd: fees.length > 0 ? only(fees.map(amountOf)) : undefined,
      feeText: fees.length > 0 ? [...new Set(fees)].join("; ") : undefined,
      documents: papers.length > 0 ? papers : undefined,
      results: results.length > 0 ? results : undefined,
      decision: textOf(of.QUYETDINH),
      isPublished: published === undefined ? undefined : published === "1",
    },
  };
}

const unfit = (field: string, vi: string, en: string) => ({
  ok: false as const,
  unfit: { field, reason: { vi: `${field}: ${vi}`, en: `${field}: ${en}` } },
});

/** Its words, cleaned; undefined: none. */
function textOf(value: unknown): string | undefined {
  const text = cleanText(scalar(value) ?? "", true);
  return text === "" ? undefined : text;
}

/** Codes were seen with a stray apostrophe before them. */
const codeOf = (value: unknown): string | undefined => textOf(value)?.replace(/^'+/, "");

const objectsOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

/** What all of them say; null: they differ, or one says nothing that could be read. */
function only<T>(all: readonly (T | null)[]): T | null {
  const [first = null] = all;
  return first !== null && all.every((each) => JSON.stringify(each) === JSON.stringify(first)) ? first : null;
}

const channelNames: Readonly<Record<string, string>> = { "1": "Trực tiếp", "2": "Trực tuyến", "3": "Bưu chính" };

function timesOf(value: unknown) {
  return objectsOf(value).flatMap((channel) =>
    objectsOf(channel["THOIGIAN"]).flatMap(({ THOIGIANGIAIQUYET, DONVITINH, MOTA }) => {
      const [amount, unit] = [textOf(THOIGIANGIAIQUYET), textOf(DONVITINH)];
      const words = [amount, unit].filter((each) => each !== undefined).join(" ") || textOf(MOTA);
      if (words === undefined) return [];
      const kenh = textOf(channel["KENH"]) ?? "";
      return [{ limit: limitOf(amount, unit), text: `${channelNames[kenh] ?? "Khác"}: ${words}` }];
    }),
  );
}

const units: Readonly<Record<string, LimitUnit>> = {
  "ngày làm việc": "working_day",
  ngày: "day",
  tháng: "month",
  giờ: "hour",
  "giờ làm việc": "hour",
};

function limitOf(amount: string | undefined, unit: string | undefined): ToldProcedure["limit"] & (object | null) {
  const of = units[foldText(unit ?? "")];
  if (of === undefined || amount === undefined || !/^\d{1,4}([.,]\d{1,2})?$/.test(amount)) return null;
  const value = Number(amount.replace(",", "."));
  // months are whole (limits in months)
  return value > 0 && (of !== "month" || Number.isInteger(value)) ? { value, unit: of } : null;
}

/** "Không", "8.000", "1.000.000", 8000; null: words. */
function amountOf(text: string): number | null {
  if (["không", "miễn phí", "0"].includes(foldText(text))) return 0;
  return /^(\d{1,12}|\d{1,3}([.,]\d{3})+)$/.test(text) ? Number(text.replaceAll(/[.,]/g, "")) : null;
}

function papersOf(group: Readonly<Record<string, unknown>>): ToldPaper[] {
  const of = textOf(group["TRUONGHOP"]);
  return objectsOf(group["GIAYTO"]).flatMap(({ MAGIAYTO, TENGIAYTO, TENMAUDON }) => {
    const name = textOf(TENGIAYTO);
    const [code, form] = [codeOf(MAGIAYTO), textOf(TENMAUDON)];
    if (name === undefined) return [];
    return [{ name, ...(code && { code }), ...(of && { case: of }), ...(form && { form }) }];
  });
}
