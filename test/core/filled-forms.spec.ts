import { expect } from "chai";
import { fillForm, type PaperSources } from "../../core/domain/papers/fill.ts";
import type { StepForm } from "../../core/domain/papers/forms.ts";
import { fillTransferForm } from "../../core/domain/papers/transfer-form.ts";
import { aLeg, after, begun, construction, interior, justice, oneStop } from "../support/chains.ts";
import { at } from "../support/clocks.ts";

/** Fields as in one-stop.md §4. What the hub does not know is null and named in `missing`; nothing is invented. */
const sources = (but: Partial<PaperSources> = {}): PaperSources => ({
  code: "H38.91-261102-0001",
  agency: "UBND xã Trạm Tấu",
  agencyAbove: "UBND tỉnh Lào Cai",
  oneStop: "Một cửa xã Trạm Tấu",
  procedure: {
    ...{ code: "1.002693", version: "2026-01-01", name: "Cấp giấy phép chặt hạ cây xanh" },
    ...{
      limit: { value: 10, unit: "working_day" },
      limitText: "10 ngày làm việc",
      feeVnd: 30_000,
      feeText: "30.000 đ",
    },
  },
  channel: "direct",
  filed: {},
  register: null,
  receivedAt: "2026-11-02T02:00:00.000Z",
  dueAt: "2026-11-16T10:30:00.000Z",
  appointedBefore: null,
  supplementDueAt: null,
  supplementMode: "RESUME",
  supplements: 0,
  withdrawalRequestedAt: null,
  stateBefore: null,
  stopReason: null,
  money: "none",
  result: null,
  asked: null,
  event: anEvent(),
  said: {},
  ...but,
});
const anEvent = (but: Partial<PaperSources["event"]> = {}): PaperSources["event"] => ({
  ...{ step: "receive", from: null, at: "2026-11-10T03:00:00.000Z", officer: "cb-01", reason: "lý do", ...but },
});
const header = {
  ...{ agencyAbove: "UBND tỉnh Lào Cai", agency: "UBND xã Trạm Tấu", oneStop: "Một cửa xã Trạm Tấu" },
  code: "H38.91-261102-0001",
  procedure: { code: "1.002693", version: "2026-01-01", name: "Cấp giấy phép chặt hạ cây xanh" },
};
const contact = { agency: "UBND xã Trạm Tấu", officer: "cb-01", phone: null };
const letter = { letterNo: "7/XL", reasonCategory: "workload", approvedBy: "ld-02" } as const;
const sent = [{ channel: "sms", at: "2026-11-13T03:00:00.000Z" }] as const;
const result = { kind: "Giấy phép", number: "12/GP-SXD" };

type Row = readonly [what: string, form: StepForm, but: Partial<PaperSources>, fields: object, missing: string];
const rows: readonly Row[] = [
  [
    "form 01 (§4.1): all that was handed in, the appointment, its row in the register",
    "GIAY_TIEP_NHAN",
    {
      filed: {
        papers: [{ name: "Đơn đề nghị", kind: "original", copies: 2 }, { name: "Ảnh chụp" }],
        ...{ sets: 1, resultChannel: "counter" },
      },
      register: { year: 2026, number: 17 },
    },
    {
      ...{ qr: "H38.91-261102-0001", receivingPoint: "direct" },
      papers: [
        { name: "Đơn đề nghị", kind: "original", copies: 2 },
        { name: "Ảnh chụp", kind: null, copies: null },
      ],
      ...{ sets: 1, legalLimit: { value: 10, unit: "working_day" }, legalLimitText: "10 ngày làm việc" },
      ...{ receivedAt: "2026-11-02T02:00:00.000Z", dueAt: "2026-11-16T10:30:00.000Z" },
      ...{ resultChannel: "counter", resultPlace: "Một cửa xã Trạm Tấu", feeVnd: 30_000, feeText: "30.000 đ" },
      ...{ registerBook: 2026, registerNo: 17, receiver: "cb-01", submitterSignature: null },
    },
    "submitterSignature",
  ],
  [
    "form 01 of a dossier of which little is known: no result is fetched by post at the one-stop",
    "GIAY_TIEP_NHAN",
    { filed: { resultChannel: "post" }, dueAt: null, event: anEvent({ officer: null }) },
    {
      ...{ qr: "H38.91-261102-0001", receivingPoint: "direct", papers: null, sets: null },
      ...{ legalLimit: { value: 10, unit: "working_day" }, legalLimitText: "10 ngày làm việc" },
      ...{ receivedAt: "2026-11-02T02:00:00.000Z", dueAt: null, resultChannel: "post", resultPlace: null },
      ...{ feeVnd: 30_000, feeText: "30.000 đ" },
      ...{ registerBook: null, registerNo: null, receiver: null, submitterSignature: null },
    },
    "papers, sets, dueAt, resultPlace, registerBook, registerNo, receiver, submitterSignature",
  ],
  [
    "form 01 where nobody said how the result is to come",
    "GIAY_TIEP_NHAN",
    { filed: { papers: [], sets: 2 }, register: { year: 2026, number: 1 } },
    {
      ...{ qr: "H38.91-261102-0001", receivingPoint: "direct", papers: [], sets: 2 },
      ...{ legalLimit: { value: 10, unit: "working_day" }, legalLimitText: "10 ngày làm việc" },
      ...{ receivedAt: "2026-11-02T02:00:00.000Z", dueAt: "2026-11-16T10:30:00.000Z" },
      ...{ resultChannel: null, resultPlace: null, feeVnd: 30_000, feeText: "30.000 đ" },
      ...{ registerBook: 2026, registerNo: 1, receiver: "cb-01", submitterSignature: null },
    },
    "resultChannel, resultPlace, submitterSignature",
  ],
  [
    "form 02 (§4.2) after appraisal (T20): in the clock mode of the procedure, the law of each paper",
    "YEU_CAU_BO_SUNG",
    {
      ...{ supplements: 1, supplementDueAt: "2026-12-01T10:30:00.000Z" },
      event: anEvent({ step: "askSupplement", from: "appraising" }),
      said: { items: [{ name: "Bản vẽ", legalBasis: "Điều 5" }, { name: "Căn cước" }], legalBasis: "Điều 9" },
    },
    {
      stage: "afterAppraisal",
      items: [
        { name: "Bản vẽ", legalBasis: "Điều 5" },
        { name: "Căn cước", legalBasis: "Điều 9" },
      ],
      ...{ reason: "lý do", contact, guide: "cb-01", applicantDeadline: "2026-12-01T10:30:00.000Z" },
      ...{ clockMode: "RESUME", sequence: 1 },
    },
    "contact.phone",
  ],
  [
    "form 02 before receipt (T07): counted from the start after full receipt, whatever the procedure (T08)",
    "YEU_CAU_BO_SUNG",
    {
      ...{ supplements: 1, supplementDueAt: "2026-12-01T10:30:00.000Z" },
      event: anEvent({ step: "askSupplement", from: "submitted" }),
      said: { items: [{ name: "Căn cước" }] },
    },
    {
      ...{ stage: "beforeReceipt", items: [{ name: "Căn cước", legalBasis: null }], reason: "lý do", contact },
      ...{ guide: "cb-01", applicantDeadline: "2026-12-01T10:30:00.000Z", clockMode: "RESTART", sequence: 1 },
    },
    "contact.phone",
  ],
  [
    "form 02 of a contact (T04): guidance, without code and without clock",
    "YEU_CAU_BO_SUNG",
    { code: null, supplements: 1, event: anEvent({ step: "guide", officer: null }) },
    {
      ...{ code: null, stage: "guidance", items: [], reason: "lý do", contact: { ...contact, officer: null } },
      ...{ guide: null, applicantDeadline: null, clockMode: null, sequence: 1 },
    },
    "code, contact.officer, contact.phone, guide, applicantDeadline, clockMode",
  ],
  [
    "form 03 (§4.3): not received, the right agency is named (NĐ61 17(2a))",
    "TU_CHOI",
    { event: anEvent({ step: "refuseReceipt", from: "submitted" }), said: { rightAgency: "UBND xã Thử" } },
    { stage: "receipt", reason: "lý do", rightAgency: "UBND xã Thử", contact, submitterSignature: null },
    "contact.phone, submitterSignature",
  ],
  [
    "form 03: refused after appraisal (NĐ61 19(8))",
    "TU_CHOI",
    { event: anEvent({ step: "conclude", from: "signing" }) },
    { stage: "afterAppraisal", reason: "lý do", rightAgency: null, contact, submitterSignature: null },
    "rightAgency, contact.phone, submitterSignature",
  ],
  [
    "form 04 (§4.4): the first appointment, the new one, the letter of apology (O13)",
    "XIN_LOI",
    {
      ...{ appointedBefore: "2026-11-16T10:30:00.000Z", event: anEvent({ step: "extend" }) },
      said: { newDue: "2026-11-20", apology: { ...letter, sent }, approvedBy: "ld-01", decisionNo: "9/QĐ" },
    },
    {
      ...{ receivedAt: "2026-11-02T02:00:00.000Z", appointedAt: "2026-11-16T10:30:00.000Z" },
      ...{ reasonCategory: "workload", reason: "lý do", proposedDue: "2026-11-20", approvedBy: "ld-02" },
      ...{ letterNo: "7/XL", sentAt: [{ channel: "sms", at: "2026-11-13T03:00:00.000Z" }] },
    },
    "",
  ],
  [
    "form 04 without a letter of its own: who agreed and the decision stand for it",
    "XIN_LOI",
    { event: anEvent({ step: "extend" }), said: { approvedBy: "ld-01", decisionNo: "9/QĐ" } },
    {
      ...{ receivedAt: "2026-11-02T02:00:00.000Z", appointedAt: null, reasonCategory: null, reason: "lý do" },
      ...{ proposedDue: null, approvedBy: "ld-01", letterNo: "9/QĐ", sentAt: null },
    },
    "appointedAt, reasonCategory, proposedDue, sentAt",
  ],
  [
    "form 04 of which nothing is said",
    "XIN_LOI",
    { event: anEvent({ step: "extend", reason: null }), said: { apology: {} } },
    {
      ...{ receivedAt: "2026-11-02T02:00:00.000Z", appointedAt: null, reasonCategory: null, reason: null },
      ...{ proposedDue: null, approvedBy: null, letterNo: null, sentAt: null },
    },
    "appointedAt, reasonCategory, reason, proposedDue, approvedBy, letterNo, sentAt",
  ],
  [
    "form 05 of 2025 (§4.5): withdrawn (T29), with the state in which it was asked for",
    "DUNG_GIAI_QUYET",
    {
      ...{ withdrawalRequestedAt: "2026-11-09T03:00:00.000Z", stateBefore: "appraising", stopReason: "applicant" },
      ...{ money: "toRefund", event: anEvent({ step: "confirmWithdrawal", from: "withdrawRequested" }) },
    },
    {
      ...{ requestedAt: "2026-11-09T03:00:00.000Z", stateAtRequest: "appraising", stopReason: "applicant" },
      ...{ reason: "lý do", decidedAt: "2026-11-10T03:00:00.000Z", originalsReturned: null, feeHandling: "toRefund" },
    },
    "originalsReturned",
  ],
  [
    "form 05 of 2025: the supplement never came (T22), nobody asked for the end",
    "DUNG_GIAI_QUYET",
    { stopReason: "noSupplement", event: anEvent({ step: "closeUnsupplemented", from: "supplement" }) },
    {
      ...{ requestedAt: null, stateAtRequest: "supplement", stopReason: "noSupplement", reason: "lý do" },
      ...{ decidedAt: "2026-11-10T03:00:00.000Z", originalsReturned: null, feeHandling: "none" },
    },
    "requestedAt, originalsReturned",
  ],
  [
    "the receipt of a result (§4.8)",
    "BIEN_NHAN_KET_QUA",
    { result },
    {
      ...{ returnedBy: "cb-01", returnedAt: "2026-11-10T03:00:00.000Z", resultKind: "Giấy phép" },
      ...{ resultNumber: "12/GP-SXD", resultSummary: null, receiverSignature: null },
    },
    "resultSummary, receiverSignature",
  ],
  [
    "the receipt of a result whose document was never named",
    "BIEN_NHAN_KET_QUA",
    {},
    {
      ...{ returnedBy: "cb-01", returnedAt: "2026-11-10T03:00:00.000Z", resultKind: null, resultNumber: null },
      ...{ resultSummary: null, receiverSignature: null },
    },
    "resultKind, resultNumber, resultSummary, receiverSignature",
  ],
  [
    "the request for an opinion (NĐ61 19(5)): its content and its deadline",
    "PHIEU_LAY_Y_KIEN",
    { asked: "Sở Tư pháp", said: { opinionDue: "2026-11-13T10:30:00.000Z" } },
    { asked: "Sở Tư pháp", content: "lý do", deadline: "2026-11-13T10:30:00.000Z" },
    "",
  ],
  [
    "the request for an opinion without a deadline",
    "PHIEU_LAY_Y_KIEN",
    { asked: "Sở Tư pháp" },
    { asked: "Sở Tư pháp", content: "lý do", deadline: null },
    "deadline",
  ],
  ["the notice to pay (T23)", "THONG_BAO_NOP_TIEN", {}, { feeVnd: 30_000, feeText: "30.000 đ", reason: "lý do" }, ""],
  [
    "the receipt of money (T24): the amount is the bank's to say",
    "BIEN_LAI",
    { said: { paymentReference: "FT26005" } },
    { paymentReference: "FT26005", amountVnd: null, method: null, paidAt: "2026-11-10T03:00:00.000Z" },
    "amountVnd, method",
  ],
  [
    "the receipt of money without a reference",
    "BIEN_LAI",
    {},
    { paymentReference: null, amountVnd: null, method: null, paidAt: "2026-11-10T03:00:00.000Z" },
    "paymentReference, amountVnd, method",
  ],
  [
    "the minutes of handing over to the post (QĐ45): the result is what is handed over",
    "BIEN_BAN_BUU_DIEN",
    { result },
    {
      papers: [{ kind: "Giấy phép", number: "12/GP-SXD" }],
      ...{ handedOverAt: "2026-11-10T03:00:00.000Z", handedOverBy: "cb-01" },
      ...{ sealNo: null, trackingNo: null, postClerk: null },
    },
    "sealNo, trackingNo, postClerk",
  ],
  [
    "the minutes of handing over to the post a result that was never named",
    "BIEN_BAN_BUU_DIEN",
    {},
    {
      ...{ papers: null, handedOverAt: "2026-11-10T03:00:00.000Z", handedOverBy: "cb-01" },
      ...{ sealNo: null, trackingNo: null, postClerk: null },
    },
    "papers, sealNo, trackingNo, postClerk",
  ],
  [
    "the record of an incident (T37): the loss is the agency's, the clock runs on",
    "BIEN_BAN_SU_CO",
    {
      said: {
        incident: {
          ...{ kind: "lost", items: ["Tờ khai"], happenedAt: "2026-11-09T01:00:00.000Z" },
          ...{ minutesNo: "3/BB", remedy: "Xin cấp lại" },
        },
      },
    },
    {
      ...{ kind: "lost", items: ["Tờ khai"], happenedAt: "2026-11-09T01:00:00.000Z", heldBy: "UBND xã Trạm Tấu" },
      ...{ minutesNo: "3/BB", remedy: "Xin cấp lại", reason: "lý do", clockAffected: false },
    },
    "",
  ],
  [
    "the record of an incident of which little is said",
    "BIEN_BAN_SU_CO",
    { said: { incident: { kind: "damaged", items: [] } } },
    {
      ...{ kind: "damaged", items: [], happenedAt: null, heldBy: "UBND xã Trạm Tấu" },
      ...{ minutesNo: null, remedy: null, reason: "lý do", clockAffected: false },
    },
    "happenedAt, minutesNo, remedy",
  ],
  [
    "the record of an incident that was not described",
    "BIEN_BAN_SU_CO",
    {},
    {
      ...{ kind: null, items: null, happenedAt: null, heldBy: "UBND xã Trạm Tấu" },
      ...{ minutesNo: null, remedy: null, reason: "lý do", clockAffected: false },
    },
    "kind, items, happenedAt, minutesNo, remedy",
  ],
  [
    "a notice: about which step, with the appointment that counts now and the decision",
    "THONG_BAO",
    { event: anEvent({ step: "reset" }), said: { decisionNo: "9/QĐ" } },
    {
      ...{ about: "reset", at: "2026-11-10T03:00:00.000Z", reason: "lý do" },
      ...{ dueAt: "2026-11-16T10:30:00.000Z", decisionNo: "9/QĐ" },
    },
    "",
  ],
  [
    "a notice without a decision",
    "THONG_BAO",
    { event: anEvent({ step: "declineWithdrawal" }), dueAt: null },
    { about: "declineWithdrawal", at: "2026-11-10T03:00:00.000Z", reason: "lý do", dueAt: null, decisionNo: null },
    "dueAt, decisionNo",
  ],
];

describe("official forms, filled in with what the hub knows (one-stop.md §4)", () => {
  for (const [what, form, but, fields, missing] of rows)
    it(what, () =>
      expect(fillForm(form, sources(but))).to.deep.equal({
        data: { ...header, ...fields },
        missing: missing === "" ? [] : missing.split(", "),
      }),
    );

  it("what a version's first day, its agency's superior or its fee lack is named, also inside a field", () => {
    const { procedure } = sources();
    const little = { agencyAbove: null, procedure: { ...procedure, version: null, feeVnd: null, feeText: null } };
    expect(fillForm("THONG_BAO_NOP_TIEN", sources(little)).missing).to.deep.equal([
      ...["agencyAbove", "procedure.version", "feeVnd", "feeText"],
    ]);
  });
});

describe("phiếu chuyển xử lý: the work and the deadline of each agency (NĐ61 19(6a), L1)", () => {
  const names: Readonly<Record<string, string>> = {
    ...{ [construction]: "Sở Xây dựng", [justice]: "Sở Tư pháp", [interior]: "Sở Nội vụ" },
  };
  // leg 1 of 3 working days from Monday 23/11/2026 08:00, 24/11 is a holiday: until Friday 27/11 17:30
  const chain = () =>
    begun([aLeg(1, []), aLeg(2, [1], { agency: justice, kind: "sign", work: "Trình ký" })], { lead: interior });
  const of = (legs: ReturnType<typeof chain>, number: number, but: object = {}) => {
    const leg = legs.legs.find((one) => one.number === number)!;
    const given = { givenAt: at("2026-11-23 08:00"), sentBackFor: null };
    const nameOf = (agency: string) => names[agency] ?? agency;
    return fillTransferForm({ ...sources({ code: legs.code }), chain: legs, leg, nameOf, ...given, ...but });
  };
  const agencies = [
    {
      ...{ leg: 1, agency: { code: "H38.16", name: "Sở Xây dựng" }, kind: "handle", work: "việc 1", after: [] },
      dueAt: "2026-11-27T10:30:00.000Z",
    },
    {
      ...{ leg: 2, agency: { code: "H38.14", name: "Sở Tư pháp" }, kind: "sign", work: "Trình ký", after: [1] },
      dueAt: "2026-12-17T10:30:00.000Z", // not started: as planned
    },
  ];

  it("to the agency whose turn it is: its own due, until when it answers (L5), the joint due (L7)", () =>
    expect(of(chain(), 1)).to.deep.equal({
      data: {
        ...{ ...header, code: "H38.91-261123-0001", leg: 1, childCode: "H38.91-261123-0001-L1" },
        ...{ givenTo: { code: "H38.16", name: "Sở Xây dựng" }, givenAt: "2026-11-23T01:00:00.000Z", work: "việc 1" },
        ...{ dueAt: "2026-11-27T10:30:00.000Z", answerBy: "2026-11-23T03:00:00.000Z" },
        ...{ jointDueAt: "2026-12-17T10:30:00.000Z", lead: { code: "H38.17", name: "Sở Nội vụ" }, agencies },
      },
      missing: [],
    }));

  it("a leg that has not started stands with its planned due, and no time to answer yet", () => {
    const { data, missing } = of(chain(), 2);
    expect(data).to.deep.include({ dueAt: "2026-12-17T10:30:00.000Z", answerBy: null });
    expect(missing).to.deep.equal(["answerBy"]);
  });

  it("without a lead none is missing, without a limit the joint due is", () => {
    const { data, missing } = of({ ...chain(), lead: null, jointDue: null }, 1);
    expect(data).to.not.have.any.keys("lead", "sentBackFor");
    expect(data).to.include({ jointDueAt: null });
    expect(missing).to.deep.equal(["jointDueAt"]);
  });

  it("given once more it says why it was sent back (L10)", () => {
    const back = after(chain(), "1 finish", "2 return");
    expect(of(back, 1, { sentBackFor: "thiếu bản vẽ" }).data).to.include({ leg: 1, sentBackFor: "thiếu bản vẽ" });
  });

  it("is given by the one-stop, which has no name of its own in it", () =>
    expect(of({ ...chain(), lead: oneStop }, 1).data["lead"]).to.deep.equal({ code: "H38.91", name: "H38.91" }));
});
