import { dayOf, type Day } from "../../../core/domain/day.ts";
import { fault, type HandedTaxNotice } from "../../../core/domain/handed-down.ts";
import type { Refusal } from "../../../core/domain/refusal.ts";
import { cleanText } from "../text.ts";
import { readTime } from "../time.ts";
import { findAll, readXml, type XmlElement } from "../xml.ts";
import { amountOf, missing, unreadable } from "./fields.ts";

/**
 * The XML inside `nhantbthuedvcqg`: DATA/BODY/ROW_LIST with the dossier's code and a row for each sum. Rows of one tax
 * number and decision are one notice.
 */
export function fromTaxNotice(xml: string): { readonly ok: true; readonly value: HandedTaxNotice } | Refusal {
  const read = readXml(xml);
  if (!read.ok) return fault("portal-packet-broken", { layer: `XML (${read.detail})` }, "FileThongBaoThue");
  const [code, ...others] = [...new Set(findAll(read.root, "MA_HSO").map(({ text }) => cleanText(text)))];
  if (code === undefined || code === "") return missing("MA_HSO");
  if (others.length > 0) return unreadable("MA_HSO", "mã của đúng một hồ sơ", "the code of one dossier");
  // a sum whose tax number is missing is no less owed: nothing of the notice is passed over
  const rows = withChild(read.root, ["MA_SO_THUE", "SO_QUYET_DINH", "SO_TIEN"]);
  if (rows.length === 0) return missing("MA_SO_THUE");
  const notices = new Map<string, Notice>();
  for (const row of rows) {
    const taxNumber = childText(row, "MA_SO_THUE");
    const decisionNo = childText(row, "SO_QUYET_DINH");
    if (taxNumber === "") return missing("MA_SO_THUE");
    if (decisionNo === "") return missing("SO_QUYET_DINH");
    const amountVnd = amountOf(childText(row, "SO_TIEN"));
    if (amountVnd === undefined)
      return unreadable("SO_TIEN", "số tiền đồng viết liền", "whole đồng without separators");
    const decided = readTime("dd-MM-yyyy", childText(row, "NGAY_QUYET_DINH"));
    if (!decided.ok && decided.why !== "absent")
      return unreadable(
        "NGAY_QUYET_DINH",
        "ngày có thật viết dạng dd-MM-yyyy",
        "a day that exists, written dd-MM-yyyy",
      );
    const what = childText(row, "TEN_TIEUMUC") || childText(row, "TEN_TIEU_MUC");
    const key = `${taxNumber}\n${decisionNo}`;
    const notice = notices.get(key) ?? {
      taxNumber,
      decisionNo,
      decidedOn: decided.ok ? dayOf(decided.at) : null,
      items: [],
    };
    notices.set(key, { ...notice, items: [...notice.items, { what, amountVnd }] });
  }
  return { ok: true, value: { kind: "taxNotice", code, notices: [...notices.values()] } };
}

interface Notice {
  readonly taxNumber: string;
  readonly decisionNo: string;
  readonly decidedOn: Day | null;
  readonly items: readonly { readonly what: string; readonly amountVnd: bigint }[];
}

const childText = ({ children }: XmlElement, name: string): string =>
  cleanText(children.find((child) => child.name === name)?.text ?? "");

/** Elements that have a child of one of these names, in the order of the document. */
const withChild = (element: XmlElement, names: readonly string[]): readonly XmlElement[] => [
  ...(element.children.some((child) => names.includes(child.name)) ? [element] : []),
  ...element.children.flatMap((child) => withChild(child, names)),
];
