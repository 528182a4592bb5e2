import { expect } from "chai";
import { isSamePerson, partnerLogin, systemLogin } from "../../core/domain/payment/two-persons.ts";

describe("two persons where money leaves (R11)", () => {
  const [commune, province] = [partnerLogin("commune"), partnerLogin("province")];
  const [lan, minh] = [systemLogin("lan"), systemLogin("minh")];
  for (const [what, one, other, same] of [
    ["two officers of one system", ["H38.91 cb-01", commune], ["H38.91 tbp-01", commune], false],
    ["one officer", ["H38.91 cb-01", commune], ["H38.91 cb-01", commune], true],
    ["one officer, in other letters", ["H38.91 cb-01", commune], ["H38.91  CB-01 ", commune], true],
    ["one officer for two agencies of the system", ["H38.91 cb-01", commune], ["H38.92 cb-01", commune], true],
    ["the same reference in two systems", ["H38.91 cb-01", commune], ["H38.10 cb-01", province], false],
    ["two names at one login of the command line", ["lan", lan], ["minh", lan], true],
    ["one name at two logins", ["lan", lan], ["Lan", minh], true],
    ["two names at two logins", ["lan", lan], ["minh", minh], false],
    ["before logins were kept, by the name", ["H38.91 cb-01", null], ["H38.91 tbp-01", commune], false],
    ["before logins were kept, the same", ["H38.91 cb-01", null], ["H38.91 cb-01", commune], true],
  ] as const)
    it(`${what}: ${same ? "one" : "two"}`, () =>
      expect(isSamePerson({ by: one[0], login: one[1] }, { by: other[0], login: other[1] })).to.equal(same));
});
