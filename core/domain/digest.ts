import { parseDossierCode, findDossierCode, type DossierCode } from "./dossier-code.ts";
import { findOrgCode, type OrgCode } from "./org-code.ts";
import { states } from "./state.ts";

/** What a receiver says it holds of a dossier: the last sequence it took over, and the state it shows. */
export interface Held {
  readonly receiver: OrgCode;
  readonly dossier: DossierCode;
  readonly sequence: number;
  readonly state: string;
}

/** What the hub knows of the same lane. */
export interface Told {
  readonly receiver: string;
  readonly dossier: string;
  /** Last sequence of the gap-free run that its receiver had taken over when it looked. */
  readonly settled: number;
  /** Last sequence given out. */
  readonly announced: number;
  /** The state told last up to what the receiver says it has, or up to `settled` where it has nothing; null: none was. */
  readonly state: string | null;
  /** What it says; null: it names no such dossier. */
  readonly theirs: { readonly sequence: number; readonly state: string } | null;
}

/**
 * `missing`: taken over, and not there. `behind`: later messages were taken over and are not there. `state`: the
 * messages are there, another state is shown. `ahead`: more messages than were ever given out. `unknown`: a dossier the
 * receiver was never told of.
 */
export type DifferenceClass = "missing" | "behind" | "state" | "ahead" | "unknown";

/** Where the two differ; undefined: they do not. What is under way is no difference. */
export function differenceOf({ settled, announced, state, theirs }: Told): DifferenceClass | undefined {
  if (!theirs) return settled > 0 ? "missing" : undefined;
  if (announced === 0) return "unknown";
  if (theirs.sequence < settled) return theirs.sequence === 0 ? "missing" : "behind";
  if (theirs.sequence > announced) return "ahead";
  return state !== null && theirs.state !== state ? "state" : undefined;
}

/** A difference in one sentence: what it is, and what happens or has to be done. */
export const explanations: Readonly<Record<DifferenceClass, { readonly vi: string; readonly en: string }>> = {
  missing: {
    vi: "Đơn vị đã nhận nhưng nay không còn hồ sơ này; trục gửi lại từ tin đầu.",
    en: "The receiver had taken it over and has it no more; the hub sends it again from the first message.",
  },
  behind: {
    vi: "Đơn vị thiếu các tin sau; trục gửi lại phần thiếu theo thứ tự.",
    en: "Later messages are gone at the receiver; the hub sends them again in order.",
  },
  state: {
    vi: "Đủ tin nhưng trạng thái khác; trục gửi một tin nêu trạng thái hiện tại.",
    en: "All messages are there, another state is shown; the hub sends a message that states the current one.",
  },
  ahead: {
    vi: "Đơn vị có nhiều tin hơn trục từng gửi: có thể cơ sở dữ liệu của trục được khôi phục từ bản cũ; cần người xem.",
    en: "The receiver has more messages than the hub ever sent: was the hub's database restored from an old backup? A person has to look.",
  },
  unknown: {
    vi: "Trục chưa từng báo hồ sơ này cho đơn vị; đơn vị cần gác lại và kiểm tra nguồn.",
    en: "The hub never told the receiver of this dossier; the receiver sets it aside and looks where it came from.",
  },
};

const itemLimit = 100_000;

/**
 * Reads what a partner answered as its digest: `{takenAt, items: [{receiver, dossier, sequence, state}]}`. Agencies in
 * either notation.
 * @returns what is wrong with it, in one clause, with the field at fault.
 */
export function readDigest(
  body: unknown,
):
  | { readonly ok: true; readonly takenAt: Date; readonly items: readonly Held[] }
  | { readonly ok: false; readonly field: string; readonly fault: { readonly vi: string; readonly en: string } } {
  const wrong = (field: string, en: string, vi: string) => ({ ok: false as const, field, fault: { en, vi } });
  if (typeof body !== "object" || body === null) return wrong("/", "is not an object", "không phải là một đối tượng");
  const { takenAt, items } = body as { takenAt?: unknown; items?: unknown };
  const at = typeof takenAt === "string" && /T.*(Z|[+-]\d\d:\d\d)$/.test(takenAt) ? Date.parse(takenAt) : Number.NaN;
  if (Number.isNaN(at)) return wrong("/takenAt", "is not a moment with its offset", "không phải thời điểm có múi giờ");
  if (!Array.isArray(items)) return wrong("/items", "is not a list", "không phải danh sách");
  if (items.length > itemLimit) return wrong("/items", `has more than ${itemLimit} items`, `có hơn ${itemLimit} dòng`);
  const seen = new Set<string>();
  const held: Held[] = [];
  for (const [place, item] of (items as unknown[]).entries()) {
    const field = `/items/${place}`;
    if (typeof item !== "object" || item === null)
      return wrong(field, "is not an object", "không phải là một đối tượng");
    const { receiver, dossier, sequence, state } = item as Record<string, unknown>;
    const agency = typeof receiver === "string" ? findOrgCode(receiver) : undefined;
    if (!agency) return wrong(`${field}/receiver`, "is not an agency's identifier", "không phải mã định danh đơn vị");
    if (typeof dossier !== "string" || !findDossierCode(dossier))
      return wrong(`${field}/dossier`, "is not a dossier code", "không phải mã hồ sơ");
    if (!Number.isInteger(sequence) || (sequence as number) < 0 || (sequence as number) > 2_147_483_647)
      return wrong(`${field}/sequence`, "is not a whole number from 0", "không phải số nguyên từ 0");
    const shown = states.find((one) => one === state);
    if (!shown) return wrong(`${field}/state`, "is not a state of a dossier", "không phải trạng thái hồ sơ");
    const lane = `${agency} ${dossier}`;
    if (seen.has(lane))
      return wrong(field, "names the same receiver and dossier twice", "ghi hai lần cùng đơn vị và hồ sơ");
    seen.add(lane);
    held.push({ receiver: agency, dossier: parseDossierCode(dossier), sequence: sequence as number, state: shown });
  }
  return { ok: true, takenAt: new Date(at), items: held };
}
