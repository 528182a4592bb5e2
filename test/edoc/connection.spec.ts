import { mkdtempSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readEdocConnection } from "../../adapters/edoc/connection.ts";
import { fromRoot } from "../../platform/root.ts";
import { openSecretFile } from "../../platform/secret-file.ts";
import { StartError } from "../../platform/start-error.ts";

const folder = mkdtempSync(join(tmpdir(), "edoc-"));
const put = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const secretFile = put("secret", "bi-mat-tap\n");

const account = (more = "") => `
accounts:
  - name: truc
    face: knobstick
    endpoint: https://truc.invalid/x//
    systemId: he-thong
    secretFile: ${secretFile}
    units: [{ organId: 000.00.10.H99, unit: H99.10, name: Sở Tập }]
${more}`;

const faultOf = (text: string): string => {
  try {
    readEdocConnection(put("edoc.yaml", text));
  } catch (error) {
    expect(error).to.be.instanceOf(StartError);
    return (error as Error).message;
  }
  return "";
};

describe("the connection file of the axis", () => {
  it("fills in what is not said", () => {
    const { accounts, limits, trust, keep } = readEdocConnection(put("edoc.yaml", account()));
    expect({ limits, trust, keep }).to.deep.equal({
      limits: { messageMegabytes: 300 },
      trust: { roots: [] },
      keep: { rawDays: 730 },
    });
    const { secret, ...rest } = accounts[0]!;
    expect(secret()).to.equal("bi-mat-tap");
    expect(rest).to.deep.equal({
      ...{ name: "truc", face: "knobstick", endpoint: "https://truc.invalid/x", systemId: "he-thong", login: null },
      units: [{ organId: "000.00.10.H99", unit: "H99.10", name: "Sở Tập", inCharge: null }],
      axisNames: [],
      ...{ notation: "given", writing: { profile: "axis", lineEnd: "lf", zip: "others" } },
      ...{
        recallsBy: "status",
        pollMinutes: 5,
        listDays: 7,
        quietSeconds: 60,
        transferMinutes: 30,
        receiversPerCall: 50,
      },
      ...{ hashFile: "unpadded", stateWords: { processing: "processing", done: "done", fail: "fail" }, codes: {} },
    });
  });

  it("the example is taken, once its secrets are there", () => {
    const text = readFileSync(fromRoot("deploy", "edoc.example.yaml"), "utf8");
    const { accounts } = readEdocConnection(put("example.yaml", text.replaceAll(/\/run\/secrets\/\S+/g, secretFile)));
    expect(accounts.map(({ name, face }) => [name, face])).to.deep.equal([
      ["truc-quoc-gia", "knobstick"],
      ["lgsp-tinh", "lgsp"],
    ]);
    expect(accounts[1]?.login?.password()).to.equal("bi-mat-tap");
    // a fault after which a letter may be there: the face cannot be asked, and retry would send it twice
    expect(accounts[1]?.codes["20"]).to.equal(undefined);
  });

  for (const [what, text, said] of [
    ["nothing in it", "", /accounts|object/],
    ["no YAML", "a: [", /edoc\.yaml/],
    ["a name that is none", account().replace("name: truc", "name: Trục"), /accounts\.0\.name/],
    ["a slip of the pen", account("    pollMinute: 5"), /pollMinute/],
    ["no unit", account().replace(/units: .*/, "units: []"), /units/],
    ["a unit that is none", account().replace("unit: H99.10", "unit: sở"), /accounts\.truc\.units: sở/],
    ["no secret", account().replace(secretFile, "/nowhere/secret"), /secretFile \/nowhere\/secret: ENOENT/],
    ["an empty secret", account().replace(secretFile, put("empty", " \n")), /secretFile .*empty: empty/],
    [
      "a login where there is none",
      account("    login: { username: a, passwordFile: b, applicationCode: c }"),
      /accounts\.0/,
    ],
    ["no login where there is one", account().replace("knobstick", "lgsp"), /login/],
    ["an account twice", account() + account().replace("\naccounts:\n", ""), /truc twice/],
    [
      "a unit of two accounts",
      account() + account().replace("\naccounts:\n", "").replace("name: truc", "name: khac"),
      /000\.00\.10\.H99 twice/,
    ],
    ["a name on the axis that is none", account("    axisNames: [Nền tảng]"), /axisNames/],
    ["a name on the axis twice", account("    axisNames: [nen-tang, nen-tang]"), /axisNames/],
    ["a code that means what nothing means", account('    codes: { "20": again }'), /codes/],
  ] as const)
    it(`${what} is told in both languages`, () => {
      const sentence = faultOf(text);
      expect(sentence).to.match(said).and.contain("Tệp kết nối trục văn bản").and.contain("The connection file");
      expect(sentence).not.to.contain("bi-mat-tap");
    });

  it("a file that is not there is told", () => {
    expect(() => readEdocConnection(join(folder, "none.yaml"))).to.throw(StartError, /ENOENT/);
  });
});

describe("a secret in a file", () => {
  it("is read again when the file changed, and kept while it is away or empty", () => {
    let now = 0;
    const path = put("rotating", "one");
    const secret = openSecretFile(path, () => now);
    expect(secret()).to.equal("one");
    const next = put("next", "two-longer");
    renameSync(next, path);
    expect(secret(), "looked at a moment ago").to.equal("one");
    now += 2_000;
    expect(secret()).to.equal("two-longer");
    writeFileSync(path, "");
    now += 2_000;
    expect(secret()).to.equal("two-longer");
    renameSync(path, `${path}.old`);
    now += 2_000;
    expect(secret()).to.equal("two-longer");
    writeFileSync(path, "three");
    now += 2_000;
    expect(secret()).to.equal("three");
  });
});
