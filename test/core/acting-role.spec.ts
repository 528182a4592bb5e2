import { expect } from "chai";
import { roleAtReceipt } from "../../core/domain/acting-role.ts";
import { begin, decide, type Command, type Dossier } from "../../core/domain/dossier.ts";
import type { Role } from "../../core/domain/state.ts";
import { aDossier, commune, district, monday, tuesday } from "../support/builders.ts";

const appraising = aDossier({ state: "appraising", heldBy: district, cameFrom: [commune] });
const signing = aDossier({ state: "signing", heldBy: district, cameFrom: [commune] });
const onItsWay = aDossier({ state: "processing", offer: { to: district, at: monday, stateBefore: "accepted" } });
const archivable = aDossier({ state: "resultReturned", outcome: "granted", delivery: "delivered" });
const waiting = aDossier({ state: "waitingForPayment", stateBefore: "accepted", money: "due" });
const paid = { facts: { paymentReference: "BL-1" } } as const;

const answer = (dossier: Dossier, command: Omit<Command, "at">) => {
  const decision = decide(dossier, { ...command, at: tuesday });
  return decision.ok ? decision.event.role : decision;
};
const notSaid = (step: string, roles: string) => ({
  ok: false,
  code: "role-not-said",
  field: "/role",
  values: { step, roles },
});

describe("in which role a step is taken (§2.3)", () => {
  for (const [what, dossier, command, role] of [
    [
      "handing over what the counter received (T12)",
      aDossier(),
      { step: "handOver", by: commune, to: district },
      "officer",
    ],
    ["verifying (T17)", appraising, { step: "startVerification", by: district }, "handler"],
    ["back to the handler (T25)", signing, { step: "returnToHandler", by: district }, "signatory"],
    [
      "a payment, which the hub may confirm too (T24)",
      waiting,
      { step: "confirmPayment", by: commune, ...paid },
      "officer",
    ],
    ["the archive, which the hub may keep too (T40)", archivable, { step: "archive", by: commune }, "clericalOffice"],
  ] as const)
    it(`${what}: the only role a unit can have in it, when none is said`, () =>
      expect(answer(dossier, command)).to.equal(role));

  for (const [what, dossier, command, roles] of [
    [
      "a hand-over of what is being worked on",
      appraising,
      { step: "handOver", by: district, to: commune },
      "officer, handler, agencyHead, upperOneStop",
    ],
    [
      "an acknowledgement",
      onItsWay,
      { step: "acknowledge", by: district },
      "officer, handler, agencyHead, upperOneStop, coUnit",
    ],
    ["an assignment", appraising, { step: "assign", by: district }, "agencyHead, oneStopHead"],
    [
      "a conclusion at the counter, of a signatory or by delegation",
      aDossier(),
      { step: "conclude", by: commune },
      "signatory, officer",
    ],
    [
      "a conclusion after appraisal, though only a signatory may",
      appraising,
      { step: "conclude", by: district },
      "signatory",
    ],
    ["a signature", signing, { step: "conclude", by: district }, "signatory, clericalOffice"],
  ] as const)
    it(`${what}: is refused without one, and told which there are`, () =>
      expect(answer(dossier, command)).to.deep.equal(notSaid(command.step, roles)));

  it("leaving the role out passes no delegation by (NĐ61 17(5))", () => {
    const conclude = (role: Role | undefined, delegated: boolean) => {
      const given = answer(aDossier(), {
        step: "conclude",
        by: commune,
        outcome: "granted",
        facts: { delegated },
        ...(role ? { role } : {}),
      });
      return typeof given === "object" ? given.code : given;
    };
    expect(conclude(undefined, true)).to.equal("role-not-said");
    expect(conclude(undefined, false)).to.equal("role-not-said");
    expect(conclude("officer", false)).to.equal("delegation-missing");
    expect(conclude("officer", true)).to.equal("officer");
    expect(conclude("signatory", false)).to.equal("signatory");
  });

  it("whose dossier it is, and whether the step is open, is told before the role", () => {
    const code = (dossier: Dossier, command: Omit<Command, "at">) => {
      const given = answer(dossier, command);
      return typeof given === "object" ? given.code : given;
    };
    expect(code(appraising, { step: "conclude", by: commune })).to.equal("not-your-dossier");
    expect(code(archivable, { step: "conclude", by: commune })).to.equal("step-not-allowed");
  });

  it("a receipt is an officer's or a post clerk's, and says so", () => {
    const decision = begin(aDossier(), { step: "receive", by: commune, at: monday });
    expect(decision).to.deep.equal(notSaid("receive", "officer, postClerk"));
  });
});

describe("who receives, where the request leaves the role out (T03, QĐ45)", () => {
  for (const [step, channel, role] of [
    ["receive", "direct", "officer"],
    ["receive", "online", "officer"],
    ["receive", "post", undefined], // an officer or a post clerk: it has to be said
    ["draft", "direct", undefined],
    ["settleAtOnce", "direct", undefined],
  ] as const)
    it(`${step}, ${channel}: ${role ?? "as in any other step"}`, () =>
      expect(roleAtReceipt(step, channel)).to.equal(role));
});
