import { readdir, readFile } from "node:fs/promises";
import { expect } from "chai";
import { isSamePerson, systemLogin } from "../../core/domain/payment/two-persons.ts";
import { MoneyFault } from "../../core/domain/payment/money-fault.ts";
import { whoRuns } from "../../main/cli/who-runs.ts";

describe("who runs a command", () => {
  it("is the login; a number without a name, as exec --user gives one, is a login of its own", () => {
    const nameless = () => {
      throw new Error("ENOENT: uv_os_get_passwd");
    };
    expect(whoRuns(() => "ketoan01")).to.equal("ketoan01");
    expect(whoRuns(nameless)).to.equal(`uid ${process.getuid?.() ?? "?"}`);
    const [one, other] = ["uid 2001", "uid 2002"].map(systemLogin) as [string, string];
    expect(isSamePerson({ by: "Trần Thị Thử", login: one }, { by: "Lê Văn Thử", login: other })).to.equal(false);
    expect(isSamePerson({ by: "Trần Thị Thử", login: one }, { by: "Lê Văn Thử", login: one })).to.equal(true);
  });

  it("no command asks the machine for the name by itself: one without a name could run none", async () => {
    const asking = [];
    for (const name of await readdir("main/cli"))
      if ((await readFile(`main/cli/${name}`, "utf8")).includes("userInfo(")) asking.push(name);
    // the name beside an erasure, with the number in its place where there is none
    expect(asking.sort()).to.deep.equal(["evidence.ts", "who-runs.ts"]);
  });

  it("one login is one person, and the fault says what to do in a container", () => {
    const { vi, en } = new MoneyFault("same-person", "ketoan, login:node").words;
    for (const words of [vi, en]) expect(words).to.contain("login:node").and.contain("exec --user");
  });
});
