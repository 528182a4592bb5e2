import { expect } from "chai";
import { claimChecks } from "../../core/domain/dossier-file.ts";
import { detailsOf, exclusionOf, type StepDetails } from "../../core/domain/step-details.ts";
import { at } from "../support/clocks.ts";

describe("what a unit states with a step", () => {
  for (const [what, said] of [
    ["the law of a second supplement", { legalBasis: "Điều 9 luật thử nghiệm" }],
    ["the head who agreed, and the decision", { approvedBy: "ld-01", decisionNo: "12/QĐ" }],
    ["the new date, and the letter of apology (O1)", { newDue: "2026-11-20", apology: { letterNo: "7/XL" } }],
    ["until when an opinion is asked for", { opinionDue: "2026-11-20T10:30:00.000Z" }],
    ["the payment's reference", { paymentReference: "FT26005" }],
    ["money that went back", { refund: { reference: "FT26006", amountVnd: 30_000 } }],
    ["papers asked for", { items: [{ name: "Căn cước", legalBasis: "Điều 5" }] }],
    ["papers handed in", { papers: [{ name: "Tờ khai", kind: "original", copies: 1 }], sets: 2 }],
    ["how the result is to come", { resultChannel: "post" }],
    ["why it is not received, and where to go (NĐ61 17(2a))", { ground: "wrongAuthority", rightAgency: "UBND xã Thử" }],
    ["the document that the result is", { result: { kind: "Giấy phép", number: "12/GP" } }],
    ["papers lost (NĐ61 21(2))", { incident: { kind: "lost", items: ["Tờ khai"] } }],
    [
      "a stretch that does not count (D23)",
      { exclusion: { reason: "council", evidence: "TB 1", from: "2026-11-20", to: "2026-11-25" } },
    ],
  ] as const satisfies readonly (readonly [string, StepDetails])[])
    it(`is kept with the event: ${what}`, () => expect(detailsOf(said)).to.deep.equal(said));

  it("nothing else of the request is kept: persons are kept apart (P12), and what is left out leaves no trace", () => {
    const request = { applicant: { name: "Trần Thị Thử Nghiệm" }, reason: "lý do", decisionNo: "12/QĐ" };
    expect(detailsOf(request)).to.deep.equal({ decisionNo: "12/QĐ" });
    expect(detailsOf(request)).to.have.all.keys("decisionNo");
  });

  it("a stretch that does not count is read in moments (D23)", () =>
    expect(
      exclusionOf({
        ...{ reason: "verification", evidence: "TB 1", legalBasis: "Điều 5" },
        ...{ from: "2026-11-20T08:00:00+07:00", to: "2026-11-25T03:00:00Z" },
      }),
    ).to.deep.equal({
      ...{ reason: "verification", evidence: "TB 1", legalBasis: "Điều 5" },
      ...{ from: at("2026-11-20 08:00"), to: at("2026-11-25 10:00") },
    }));
});

describe("what travels in place of a file (P12)", () => {
  it("tells what it is and how large, and not its name, which may tell of a person", () => {
    const [first, second] = ["ab".repeat(32), "cd".repeat(32)] as const;
    expect(
      claimChecks([
        {
          sha256: first,
          name: "Đơn của Trần Thị Thử.pdf",
          mediaType: "application/pdf",
          size: 1200,
          kind: "application",
        },
        { sha256: second, name: "ảnh.jpg", mediaType: "image/jpeg", size: 7, kind: "paper" },
      ]),
    ).to.deep.equal([
      { sha256: first, mediaType: "application/pdf", size: 1200, kind: "application" },
      { sha256: second, mediaType: "image/jpeg", size: 7, kind: "paper" },
    ]);
  });
});
