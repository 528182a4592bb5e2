import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { states } from "../../core/domain/state.ts";
import { toLinkedTellings } from "../../mappings/national-portal/linked-order.ts";
import {
  fromPortalStatus,
  type StatusFlow,
  toPortalStatus,
  type StatusFacts,
} from "../../mappings/national-portal/status.ts";
import { aToldStep } from "../support/told.ts";

const at = new Date("2026-10-12T02:00:00Z");
const told = (flow: StatusFlow, facts: StatusFacts): string => {
  const status = toPortalStatus(flow, facts, at);
  return status.kind === "mapped" ? status.code : status.forPerson ? "person" : "nothing";
};

/** What each flow is told of a state: a code, `nothing` to tell, or a question to a `person`. */
const table = {
  //                         sync  filed     linked
  draft: ["nothing", "nothing", "nothing"],
  submitted: ["1", "nothing", "1"],
  supplementBeforeReceipt: ["5", "5", "2"],
  receiptRefused: ["3", "5", "6"],
  accepted: ["2", "2", "3"],
  processing: ["4", "2", "7"],
  appraising: ["4", "2", "7"],
  verifying: ["4", "2", "7"],
  consulting: ["4", "2", "7"],
  signing: ["4", "2", "7"],
  supplement: ["5", "5", "2"],
  waitingForPayment: ["6", "nothing", "nothing"],
  withdrawRequested: ["7", "nothing", "nothing"],
  stopped: ["8", "person", "person"],
  done: ["9", "person", "person"],
  resultReturned: ["10", "person", "person"],
  archived: ["nothing", "nothing", "nothing"],
} as const;

describe("the portal's statuses", () => {
  for (const state of states)
    it(`quirk 13: ${state} has one answer in each flow, by the state alone`, () => {
      const [sync, filed, linked] = table[state];
      expect(told("sync", { state })).to.equal(sync);
      expect(told("vneid", { state })).to.equal(sync);
      expect(told("igate2026", { state })).to.equal(sync);
      expect(told("filed", { state })).to.equal(filed);
      expect(told("linked", { state })).to.equal(linked);
    });

  for (const [flow, facts, code] of [
    ["sync", { state: "done", outcome: "refused" }, "9"],
    ["sync", { state: "archived", returnedAt: at }, "10"],
    ["sync", { state: "archived", stopReason: "applicant" }, "8"],
    ["sync", { state: "archived", refusedAt: at }, "3"],
    ["sync", { state: "archived", outcome: "granted", returnedAt: null }, "9"],
    ["filed", { state: "done", outcome: "granted" }, "2"],
    ["filed", { state: "done", outcome: "refused" }, "5"],
    ["filed", { state: "done", outcome: "returned" }, "person"],
    ["linked", { state: "done", outcome: "granted" }, "4"],
    ["linked", { state: "resultReturned", outcome: "granted" }, "5"],
    ["linked", { state: "resultReturned", outcome: "refused" }, "6"],
    ["linked", { state: "done", outcome: "returned" }, "person"],
  ] as const)
    it(`${flow}: ${JSON.stringify(facts)} is ${code}`, () => expect(told(flow, facts)).to.equal(code));

  it("quirk 14: 5, 6 and 8 stay what they are, and the state is not touched", () => {
    const facts = Object.freeze({ state: "supplement", outcome: null } as const);
    expect(told("sync", facts)).to.equal("5");
    expect(told("sync", { state: "waitingForPayment" })).to.equal("6");
    expect(told("sync", { state: "stopped" })).to.equal("8");
  });

  it("the flow of filed dossiers is told 2 and 5, and nothing else", () => {
    const codes = states.flatMap((state) =>
      ([null, "granted", "refused", "returned"] as const).map((outcome) => told("filed", { state, outcome })),
    );
    expect([...new Set(codes)].sort()).to.deep.equal(["2", "5", "nothing", "person"]);
  });

  it("a refusal says why in both languages", () => {
    const status = toPortalStatus("filed", { state: "stopped" }, at);
    expect(status).to.deep.include({ kind: "refused", forPerson: true });
    expect(status.kind === "refused" && status.reason.vi).to.contain("dừng giải quyết");
    expect(status.kind === "refused" && status.reason.en).to.contain("stopped");
  });

  it("an installation's own row counts within its dates, before the table's", () => {
    const own = [
      {
        flow: "sync",
        state: "done",
        when: { outcome: "refused" },
        tell: "8",
        from: parseDay("2026-10-01"),
        until: parseDay("2026-10-12"),
        sure: "one",
      },
    ] as const;
    const codeOn = (day: string, outcome: "refused" | "granted") => {
      const status = toPortalStatus("sync", { state: "done", outcome }, new Date(day), own);
      return status.kind === "mapped" && status.code;
    };
    expect(codeOn("2026-10-12T16:59:59Z", "refused")).to.equal("8");
    expect(codeOn("2026-10-12T17:00:00Z", "refused")).to.equal("9");
    expect(codeOn("2026-09-30T16:59:59Z", "refused")).to.equal("9");
    expect(codeOn("2026-10-12T02:00:00Z", "granted")).to.equal("9");
  });

  for (const [value, claimed] of [
    ["4", ["processing", "appraising", "verifying", "consulting", "signing"]],
    [5, ["supplementBeforeReceipt", "supplement"]],
    ["Đã trả kết quả".normalize("NFD"), ["resultReturned", "archived"]],
    ["ĐANG  XỬ LÝ", ["processing", "appraising", "verifying", "consulting", "signing"]],
  ] as const)
    it(`${value} at the portal claims ${claimed.join(", ")}`, () => {
      const status = fromPortalStatus("sync", value, at);
      expect(status.kind === "claims" && status.states).to.deep.equal(claimed);
    });
  for (const value of ["11", "0", "", null, "04", {}])
    it(`${JSON.stringify(value)} at the portal claims nothing`, () =>
      expect(fromPortalStatus("sync", value, at).kind).to.equal("unreadable"));
});

describe("the linked services' enforced order", () => {
  const step = (eventId: string, state: (typeof states)[number], minute: number) =>
    aToldStep({ eventId, state, at: new Date(Date.UTC(2026, 9, 12, 2, minute)) });
  const life = [
    step("a", "accepted", 1),
    step("b", "processing", 2),
    step("c", "done", 3),
    step("d", "resultReturned", 4),
  ];
  const codes = (answer: ReturnType<typeof toLinkedTellings>) =>
    answer.kind === "tell"
      ? answer.tellings.map(({ code, eventId }) => `${code}${eventId ?? "-"}`).join(" ")
      : answer.kind;

  for (const [name, code, before, history, expected] of [
    ["fills in 1 for what was received at once", "3", [], life.slice(0, 1), "1- 3a"],
    ["tells all five in the enforced order", "5", [], life, "1- 3a 7b 4c 5d"],
    ["goes on where it stopped", "4", ["1", "3"], life, "7b 4c"],
    ["tells nothing twice", "3", ["1", "3"], life, "toldBefore"],
    ["tells nothing the dossier never reached", "4", ["1", "3"], life.slice(0, 2), "notReached"],
    ["asks for a supplement after 1", "2", [], [step("a", "accepted", 1), step("s", "supplement", 2)], "1- 2s"],
    [
      "goes back from a supplement",
      "7",
      ["1", "3", "7", "2"],
      [...life.slice(0, 2), step("s", "supplement", 3), step("e", "processing", 4)],
      "7e",
    ],
    ["invents no supplement", "2", ["1"], life, "notReached"],
  ] as const)
    it(`quirk 13: ${name}`, () => expect(codes(toLinkedTellings(code, before, history, "granted"))).to.equal(expected));

  it("tells what was passed at the time it was passed", () => {
    const answer = toLinkedTellings("3", [], life, "granted");
    expect(answer.kind === "tell" && answer.tellings[0]?.at.toISOString()).to.equal("2026-10-12T02:01:00.000Z");
  });
  it("a refusal is 6, once", () => {
    const refused = [step("a", "accepted", 1), step("r", "done", 2)];
    expect(codes(toLinkedTellings("6", ["1", "3"], refused, "refused"))).to.equal("6r");
    expect(codes(toLinkedTellings("6", ["1", "3", "6"], refused, "refused"))).to.equal("toldBefore");
  });
});
