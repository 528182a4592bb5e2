import { expect } from "chai";
import { decide, type Command, type Dossier } from "../../core/domain/dossier.ts";
import { aDossier, commune, district, monday, province, stranger, tuesday } from "../support/builders.ts";

/**
 * What a refusal tells: its code, the field at fault, and what its words are filled with. The officer reads these
 * words, so a value that is missing is a sentence with a hole.
 */
const code = "000.04.29.H63-190527-0001";
const mon = "2019-05-27T01:00:00.000Z";
const tue = "2019-05-28T01:00:00.000Z";

const accepted = aDossier();
const onItsWay = aDossier({ state: "processing", offer: { to: district, at: monday, stateBefore: "accepted" } });
const appraising = aDossier({ state: "appraising", heldBy: district, cameFrom: [commune] });
const waiting = aDossier({ state: "waitingForPayment", stateBefore: "accepted", money: "due" });

const table: readonly (readonly [
  what: string,
  dossier: Dossier,
  command: Omit<Command, "at">,
  code: string,
  field: string | undefined,
  values: Record<string, string>,
])[] = [
  [
    "another unit's dossier: who holds it, who asked",
    accepted,
    { step: "handOver", role: "officer", by: stranger, to: district },
    "not-your-dossier",
    "/by",
    { code, holder: "H63.29.04", unit: "H40.15" },
  ],
  [
    "another unit's hand-over: to whom it is on its way",
    onItsWay,
    { step: "acknowledge", role: "officer", by: province },
    "not-your-dossier",
    "/by",
    { code, holder: "H63.29", unit: "H63.12" },
  ],
  [
    "on its way: for whose receipt it waits",
    onItsWay,
    { step: "conclude", role: "signatory", by: commune },
    "handover-pending",
    undefined,
    { code, receiver: "H63.29", holder: "H63.29.04" },
  ],
  [
    "a step that the state does not know",
    accepted,
    { step: "returnResult", by: commune },
    "step-not-allowed",
    "/step",
    { code, step: "returnResult", state: "accepted" },
  ],
  [
    "an acknowledgement of what nobody handed over",
    accepted,
    { step: "acknowledge", role: "officer", by: commune },
    "step-not-allowed",
    "/step",
    { code, step: "acknowledge", state: "accepted" },
  ],
  [
    "sent back without ever having come from anybody",
    aDossier({ state: "appraising" }),
    { step: "sendBack", role: "officer", by: commune },
    "step-not-allowed",
    "/step",
    { code, step: "sendBack", state: "appraising" },
  ],
  [
    "a result returned elsewhere than it was asked for (L3)",
    aDossier({ state: "done", heldBy: district, cameFrom: [commune], outcome: "granted" }),
    { step: "returnResult", by: district },
    "step-not-allowed",
    "/step",
    { code, step: "returnResult", state: "done" },
  ],
  [
    "a role that may not: which ones may",
    appraising,
    { step: "assign", by: district, role: "handler", assignee: "cb-7" },
    "role-not-allowed",
    "/role",
    { step: "assign", role: "handler", roles: "agencyHead, oneStopHead" },
  ],
  [
    "a hand-over to oneself",
    accepted,
    { step: "handOver", role: "officer", by: commune, to: commune },
    "handover-to-self",
    "/to",
    { unit: "H63.29.04" },
  ],
  [
    "a moment before the last step: both moments",
    aDossier({ lastEventAt: new Date("2019-05-29T08:00:00+07:00") }),
    { step: "handOver", role: "officer", by: commune, to: district },
    "time-before-last-step",
    "/at",
    { at: tue, last: "2019-05-29T01:00:00.000Z" },
  ],
  [
    "a second supplement (NĐ61 11(2c))",
    { ...appraising, supplements: 1 },
    { step: "askSupplement", role: "handler", by: district },
    "supplement-already-asked",
    "/legalBasis",
    { code },
  ],
  [
    "a supplement after the return window: until when it was open (D14)",
    appraising,
    { step: "askSupplement", role: "handler", by: district, facts: { returnWindowEnds: monday } },
    "return-window-over",
    "/legalBasis",
    { code, until: mon },
  ],
  [
    "closed while the applicant still has time: until when (T22)",
    aDossier({ state: "supplement", supplements: 1 }),
    { step: "closeUnsupplemented", by: commune, facts: { applicantTimeEnds: tuesday } },
    "applicant-time-not-over",
    "/at",
    { code, until: tue },
  ],
  [
    "a second re-appointment (NĐ61 19(9))",
    { ...appraising, extensions: 1 },
    { step: "extend", role: "agencyHead", by: district, facts: { currentDue: monday, newDue: tuesday } },
    "extension-already-used",
    undefined,
    { code },
  ],
  [
    "a re-appointment to an earlier day: both days",
    appraising,
    { step: "extend", role: "agencyHead", by: district, facts: { currentDue: tuesday, newDue: monday } },
    "new-due-not-later",
    "/newDue",
    { due: tue, newDue: mon },
  ],
  [
    "a re-appointment to no day",
    appraising,
    { step: "extend", role: "agencyHead", by: district, facts: { currentDue: tuesday } },
    "new-due-not-later",
    "/newDue",
    { due: tue, newDue: "–" },
  ],
  [
    "a re-appointment of a dossier without a due",
    appraising,
    { step: "extend", role: "agencyHead", by: district },
    "dossier-without-due",
    undefined,
    { code: "000.04.29.H63-190527-0001" },
  ],
  [
    "deciding at the counter without delegation: the unit and the procedure (NĐ61 17(5))",
    accepted,
    { step: "conclude", by: commune, role: "officer" },
    "delegation-missing",
    "/officer",
    { unit: "H63.29.04", procedure: "2.002307" },
  ],
  [
    "a payment without its reference (T24)",
    waiting,
    { step: "confirmPayment", by: commune },
    "payment-not-confirmed",
    "/paymentReference",
    { code },
  ],
  [
    "a withdrawal asked for twice, by the one-stop whose step it is (T28)",
    aDossier({ state: "withdrawRequested", stateBefore: "appraising", heldBy: district, cameFrom: [commune] }),
    { step: "requestWithdrawal", by: commune },
    "step-not-allowed",
    "/step",
    { code, step: "requestWithdrawal", state: "withdrawRequested" },
  ],
  [
    "a withdrawal asked for by who only works on it",
    aDossier({ state: "withdrawRequested", stateBefore: "appraising", heldBy: district, cameFrom: [commune] }),
    { step: "requestWithdrawal", by: province },
    "not-your-dossier",
    "/by",
    { code, holder: `${district}, ${commune}`, unit: province },
  ],
  [
    "a reset by one person (T39)",
    appraising,
    {
      step: "reset",
      by: district,
      reason: "lý do",
      facts: { currentDue: tuesday, officer: "a", approvedBy: "a", decisionNo: "1" },
    },
    "second-person-missing",
    "/approvedBy",
    {},
  ],
  [
    "a reset without a decision",
    appraising,
    { step: "reset", by: district, reason: "lý do", facts: { currentDue: tuesday, officer: "a", approvedBy: "b" } },
    "decision-missing",
    "/decisionNo",
    {},
  ],
  [
    "a withdrawal after the result: which result (TT 03/2025 art. 7)",
    aDossier({ state: "withdrawRequested", stateBefore: "signing", outcome: "refused" }),
    { step: "confirmWithdrawal", by: commune },
    "result-already-issued",
    undefined,
    { code, outcome: "refused" },
  ],
];

describe("a refusal names what is wrong and where", () => {
  for (const [what, dossier, command, refusal, field, values] of table)
    it(`${what}: ${refusal}`, () => {
      expect(decide(dossier, { ...command, at: tuesday })).to.deep.equal({
        ok: false,
        code: refusal,
        values,
        ...(field === undefined ? {} : { field }),
      });
    });
});
