import { expect } from "chai";
import { keepSession } from "../../adapters/national-portal/session.ts";

describe("the portal's session (quirk 30)", () => {
  let logins: number;
  let time: number;
  let refuse: boolean;
  beforeEach(() => {
    logins = 0;
    time = 0;
    refuse = false;
  });
  const open = () =>
    keepSession({
      login: async () => {
        await Promise.resolve();
        if (refuse) throw new Error("sai mật khẩu");
        logins += 1;
        return `session-${logins}`;
      },
      lifetimeMs: 600_000,
      now: () => time,
    });

  it("quirk 30: ten callers at once are one login", async () => {
    const sessions = open();
    const got = await Promise.all(Array.from({ length: 10 }, () => sessions.get()));
    expect(new Set(got)).to.deep.equal(new Set(["session-1"]));
    expect(logins).to.equal(1);
  });

  it("is used for its lifetime and not longer", async () => {
    const sessions = open();
    await sessions.get();
    time = 599_999;
    expect(await sessions.get()).to.equal("session-1");
    time = 600_000;
    expect(await sessions.get()).to.equal("session-2");
  });

  it("quirk 30: one that was refused is replaced once, however many were refused with it", async () => {
    const sessions = open();
    const [first, second] = await Promise.all([sessions.get(), sessions.get()]);
    sessions.giveBack(first);
    expect(await sessions.get()).to.equal("session-2");
    sessions.giveBack(second); // the same old one, told late
    expect(await sessions.get()).to.equal("session-2");
    expect(logins).to.equal(2);
  });

  it("a login that fails is everybody's failure, and nobody's for ever", async () => {
    const sessions = open();
    refuse = true;
    const failed = await Promise.allSettled([sessions.get(), sessions.get()]);
    expect(failed.map(({ status }) => status)).to.deep.equal(["rejected", "rejected"]);
    refuse = false;
    expect(await sessions.get()).to.equal("session-1");
  });
});
