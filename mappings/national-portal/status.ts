import { dayOf, parseDay, type Day } from "../../core/domain/day.ts";
import { states, type State } from "../../core/domain/state.ts";
import type { ToldDossier } from "../../core/domain/told-dossier.ts";
import { foldText } from "./text.ts";

/**
 * What the portal is told of a dossier's state (P8), as dated rows: the first row that holds on the day counts, an
 * installation's own rows before these. Nothing here looks at anything but our state and how it came to it; nothing is
 * told better than it is (quirks 13, 14). A state that a flow has no honest word for is refused, never folded into another.
 */
export const statusTableVersion = "2026-11-22";

/**
 * `sync`: dossiers and their progress. `filed`: what was filed on the portal, which takes 2 and 5 alone. `linked`: birth
 * and death (DVCLT). `vneid`: judicial records. `igate2026`: the interface of that year.
 */
export const statusFlows = ["sync", "filed", "linked", "vneid", "igate2026"] as const;
export type StatusFlow = (typeof statusFlows)[number];

/** Of a dossier all of it; of a step of its history the state after it. */
export type StatusFacts = Pick<ToldDossier, "state"> &
  Partial<Pick<ToldDossier, "stateBefore" | "outcome" | "stopReason" | "refusedAt" | "returnedAt">>;

export interface Words {
  readonly vi: string;
  readonly en: string;
}

export interface StatusRow {
  readonly flow: StatusFlow;
  readonly state: State;
  /** Further facts that must hold; a fact that is not known holds for no condition. */
  readonly when?: Condition;
  /** The portal's code, or why there is none. */
  readonly tell: string | Refused;
  readonly from: Day;
  /** The last day; null: still. */
  readonly until: Day | null;
  readonly sure: "two" | "one" | "inferred";
}

interface Refused {
  /** False: there is nothing to be told of, and nobody needs to look at it. */
  readonly forPerson: boolean;
  readonly reason: Words;
}

type Condition =
  | { readonly outcome: "granted" | "refused" | "returned" }
  | { readonly stopped: true }
  | { readonly refusedAtReceipt: true }
  | { readonly resultReturned: true };

export type PortalStatus =
  | { readonly kind: "mapped"; readonly code: string; readonly name: string; readonly sure: StatusRow["sure"] }
  | ({ readonly kind: "refused" } & Refused);

const since = parseDay("2019-12-25"); // QCVN 120:2019/BTTTT
const atWork = ["processing", "appraising", "verifying", "consulting", "signing"] as const;

const rows = (
  flow: StatusFlow,
  sure: StatusRow["sure"],
  told: readonly (readonly [State | readonly State[], string | Refused, Condition?])[],
): StatusRow[] =>
  told.flatMap(([of, tell, when]) =>
    (typeof of === "string" ? [of] : of).map((state) => ({
      flow,
      state,
      ...(when && { when }),
      tell,
      from: since,
      until: null,
      sure,
    })),
  );

const notYet: Refused = {
  forPerson: false,
  reason: {
    vi: "Hồ sơ nháp chưa được nộp nên chưa thông báo.",
    en: "A draft has not been filed: there is nothing to tell.",
  },
};
const stored: Refused = {
  forPerson: false,
  reason: {
    vi: "Lưu trữ không có mã trạng thái ở Cổng; trạng thái đã báo trước đó vẫn giữ nguyên.",
    en: "The portal has no status for storage: what it was told last stays.",
  },
};
const noWord = (vi: string, en: string): Refused => ({
  forPerson: true,
  reason: {
    vi: `Luồng này của Cổng không có trạng thái cho ${vi}; cán bộ quyết định cách thông báo.`,
    en: `This flow of the portal has no status for ${en}; a person decides how it is told.`,
  },
});
const silent = (vi: string, en: string): Refused => ({
  forPerson: false,
  reason: {
    vi: `Luồng này của Cổng không có trạng thái cho ${vi}; lần thông báo sau sẽ nói kết cục.`,
    en: `This flow of the portal has no status for ${en}; what comes of it is told next.`,
  },
});

const withdrawal = silent("hồ sơ đang được yêu cầu rút", "a withdrawal that is asked for");
const payment = silent("hồ sơ chờ nghĩa vụ tài chính", "a payment that is awaited");
const stop = noWord("hồ sơ dừng giải quyết", "a dossier that was stopped");
const givenBack = noWord("hồ sơ trả lại, không có quyết định", "a dossier given back undecided");

/** The national list 1 to 10 (one-stop rules §2.2; TrangThaiHoSo). */
const national = (flow: StatusFlow, sure: StatusRow["sure"]): StatusRow[] => [
  ...rows(flow, sure, [
    ["draft", notYet],
    ["submitted", "1"],
    ["accepted", "2"],
    ["receiptRefused", "3"],
    [atWork, "4"],
    [["supplementBeforeReceipt", "supplement"], "5"],
    ["waitingForPayment", "6"],
    ["withdrawRequested", "7"],
    ["stopped", "8"],
    // refused and given back are finished too; local practice differs (3, 8): the installation's rows say so
    ["done", "9"],
    ["resultReturned", "10"],
  ]),
  // stored away it is still what it was before: the packet repeats that, and the step is not told
  ...rows(flow, "inferred", [
    ["archived", "10", { resultReturned: true }],
    ["archived", "8", { stopped: true }],
    ["archived", "3", { refusedAtReceipt: true }],
    ["archived", "9", { outcome: "granted" }],
    ["archived", "9", { outcome: "refused" }],
    ["archived", "9", { outcome: "returned" }],
    ["archived", stored],
  ]),
];

export const statusTable: readonly StatusRow[] = [
  ...national("sync", "two"),
  ...national("vneid", "two"),
  ...national("igate2026", "one"),
  ...rows("filed", "one", [
    ["draft", notYet],
    ["submitted", silent("hồ sơ chưa được tiếp nhận", "a dossier not yet received")],
    [["accepted", ...atWork], "2"],
    // "supplement asked for, or refused": one code for both
    [["supplementBeforeReceipt", "supplement", "receiptRefused"], "5"],
    // it stays received while these last
    ["waitingForPayment", payment],
    ["withdrawRequested", withdrawal],
    ["stopped", stop],
    [["done", "resultReturned"], "2", { outcome: "granted" }],
    [["done", "resultReturned"], "5", { outcome: "refused" }],
    [["done", "resultReturned"], givenBack],
    ["archived", stored],
  ]),
  ...rows("linked", "two", [
    ["draft", notYet],
    ["submitted", "1"],
    [["supplementBeforeReceipt", "supplement"], "2"],
    ["accepted", "3"],
    ["receiptRefused", "6"],
    ["waitingForPayment", payment],
    ["withdrawRequested", withdrawal],
    ["stopped", stop],
    ["done", "4", { outcome: "granted" }],
    ["resultReturned", "5", { outcome: "granted" }],
    [["done", "resultReturned"], "6", { outcome: "refused" }],
    [["done", "resultReturned"], givenBack],
    ["archived", stored],
  ]),
  // that whoever works on it is the justice officer, is our reading
  ...rows("linked", "inferred", [[atWork, "7"]]),
];

const nationalNames: Readonly<Record<string, string>> = {
  "1": "Mới đăng ký",
  "2": "Được tiếp nhận",
  "3": "Không được tiếp nhận",
  "4": "Đang xử lý",
  "5": "Yêu cầu bổ sung giấy tờ",
  "6": "Yêu cầu thực hiện nghĩa vụ tài chính",
  "7": "Công dân yêu cầu rút hồ sơ",
  "8": "Dừng xử lý",
  "9": "Đã xử lý xong",
  "10": "Đã trả kết quả",
};

/** The codes of each flow with the portal's own names. */
export const statusNames: Readonly<Record<StatusFlow, Readonly<Record<string, string>>>> = {
  sync: nationalNames,
  vneid: nationalNames,
  igate2026: nationalNames,
  filed: { "2": "Tiếp nhận", "5": "Yêu cầu bổ sung/từ chối" },
  linked: {
    "1": "Tiếp nhận vào hệ thống",
    "2": "Yêu cầu bổ sung",
    "3": "Đủ điều kiện giải quyết",
    "7": "Đã chuyển tư pháp",
    "4": "Hoàn thành đăng ký",
    "5": "Trả kết quả",
    "6": "Từ chối",
  },
};

const holds = (condition: Condition | undefined, facts: StatusFacts): boolean => {
  if (condition === undefined) return true;
  if ("outcome" in condition) return facts.outcome === condition.outcome;
  if ("stopped" in condition) return (facts.stopReason ?? null) !== null;
  if ("refusedAtReceipt" in condition) return (facts.refusedAt ?? null) !== null;
  return (facts.returnedAt ?? null) !== null;
};

const countsOn = ({ from, until }: StatusRow, on: Day): boolean => from <= on && (until === null || on <= until);

/**
 * The one way from a state of ours to a code of the portal's.
 * @param own the installation's rows, before the table's.
 */
export function toPortalStatus(
  flow: StatusFlow,
  facts: StatusFacts,
  at: Date,
  own: readonly StatusRow[] = [],
): PortalStatus {
  const on = dayOf(at);
  const row = [...own, ...statusTable].find(
    (each) => each.flow === flow && each.state === facts.state && countsOn(each, on) && holds(each.when, facts),
  );
  if (!row) return { kind: "refused", ...noWord(`trạng thái “${facts.state}”`, `the state "${facts.state}"`) };
  if (typeof row.tell !== "string") return { kind: "refused", ...row.tell };
  return { kind: "mapped", code: row.tell, name: statusNames[flow][row.tell] ?? row.tell, sure: row.sure };
}

export type ClaimedStatus =
  /** The states of ours that this code is the word for. */
  | { readonly kind: "claims"; readonly code: string; readonly states: readonly State[] }
  | { readonly kind: "unreadable"; readonly text: string };

/**
 * What the portal claims of a dossier by a code (number or text) or by the code's Vietnamese name. A code that is not
 * of the flow claims nothing: it is shown as it came.
 */
export function fromPortalStatus(
  flow: StatusFlow,
  value: unknown,
  at: Date,
  own: readonly StatusRow[] = [],
): ClaimedStatus {
  const text = typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
  const folded = foldText(text);
  const names = Object.entries(statusNames[flow]);
  const code = names.find(([each, name]) => each === folded || foldText(name) === folded)?.[0];
  if (code === undefined) return { kind: "unreadable", text };
  const on = dayOf(at);
  const table = [...own, ...statusTable].filter((row) => row.flow === flow && countsOn(row, on));
  const claimed = states.filter((state) => table.some((row) => row.state === state && row.tell === code));
  return { kind: "claims", code, states: claimed };
}
