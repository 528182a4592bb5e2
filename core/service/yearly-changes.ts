import type { ChangeKind } from "../domain/publishing-decision.ts";
import { contradictsItself } from "../domain/publishing-decision.ts";
import { countChanges, figuresOf, type FigureOfDecision } from "../store/decisions.ts";
import type { Database } from "../../platform/database.ts";
import type { Words } from "./import-report.ts";

export interface YearlyChanges {
  readonly year: number;
  readonly decisions: number;
  readonly changes: Readonly<Record<ChangeKind, number>>;
  readonly total: number;
  readonly sentence: Words;
  /** As printed, each with its decision; never computed anew. */
  readonly figures: readonly (FigureOfDecision & { readonly contradictsItself: boolean })[];
}

/** What the decisions signed in a year changed, in numbers and in the sentence of the yearly report. */
export async function yearlyChanges(db: Database, year: number): Promise<YearlyChanges> {
  const { decisions, changes } = await countChanges(db, year);
  // corrections of wording are no changes of the law: the report's sentence has four kinds, and one more when there are some
  const total = changes.new + changes.amended + changes.replaced + changes.abolished;
  const figures = await figuresOf(db, year);
  return {
    ...{ year, decisions, changes, total },
    sentence: sentence(year, decisions, changes, total),
    figures: figures.map((figure) => ({ ...figure, contradictsItself: contradictsItself(figure) })),
  };
}

function sentence(year: number, decisions: number, of: YearlyChanges["changes"], total: number): Words {
  if (decisions === 0)
    return {
      vi: `Năm ${year}: hệ thống chưa có quyết định công bố nào.`,
      en: `${year}: no publishing decision is known here.`,
    };
  const vi = (count: number) => count.toLocaleString("vi");
  const en = (count: number) => count.toLocaleString("en");
  return {
    vi:
      `Năm ${year}: ban hành ${vi(decisions)} quyết định công bố ${vi(total)} thủ tục hành chính, trong đó sửa đổi, bổ sung ${vi(of.amended)}, ` +
      `ban hành mới ${vi(of.new)}, thay thế ${vi(of.replaced)}, bãi bỏ ${vi(of.abolished)} thủ tục${of.corrected > 0 ? `; đính chính ${vi(of.corrected)} thủ tục` : ""}.`,
    en:
      `${year}: ${en(decisions)} publishing decisions on ${en(total)} procedures: ${en(of.amended)} amended, ` +
      `${en(of.new)} new, ${en(of.replaced)} replaced, ${en(of.abolished)} abolished${of.corrected > 0 ? `; ${en(of.corrected)} corrected` : ""}.`,
  };
}
