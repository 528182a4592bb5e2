import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import { readFileSync } from "node:fs";
import { readPostConnection } from "../../adapters/post/connection.ts";
import { keepToken, type NoToken, type Token } from "../../platform/kept-token.ts";
import { makePostSend } from "../../adapters/post/http.ts";
import { fromRoot } from "../../platform/root.ts";

describe("the connection file of the post", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "post-file-"));
    writeFileSync(join(folder, "secret"), "mật khẩu thử\n");
    writeFileSync(join(folder, "empty"), "\n");
  });
  after(() => rmSync(folder, { recursive: true }));
  const account = (but: object = {}) => ({
    ...{ name: "hcc", profile: "VP-1", customerCode: "KH01", endpoint: "https://post.example/", key: "k" },
    ...{ secretFile: join(folder, "secret"), paths: { token: "/t", create: "/c", cancel: "/x", tracking: "/f" } },
    ...but,
  });
  const read = (said: object) => {
    const file = join(folder, "post.yaml");
    writeFileSync(file, stringify(said));
    return readPostConnection(file);
  };
  const refused = (said: object): string => {
    try {
      read(said);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("it was taken");
  };

  it("takes what it says, and the rest as the facts have it", () => {
    const { accounts, suffixes, keep } = read({ accounts: [account()] });
    expect(suffixes).to.deep.equal({ sendDossier: "", returnResult: "-KQ", both: "" });
    expect(keep).to.deep.equal({ callDays: 90, strangerDays: 365 });
    expect(accounts[0]).to.include({
      ...{ secret: "mật khẩu thử", endpoint: "https://post.example", tokenEndpoint: "https://post.example" },
      ...{ afterUnknown: "park", sharedWithOthers: false, readSeconds: 60, everyMinutes: 5 },
    });
    const vp4 = account({ profile: "VP-4", paths: undefined });
    expect(read({ accounts: [JSON.parse(JSON.stringify(vp4)) as object] }).accounts[0]).to.include({
      ...{ afterUnknown: "ask", sharedWithOthers: true },
    });
  });

  it("names the file and what is wrong with it, in both languages", () => {
    for (const [said, what] of [
      [{ accounts: [] }, "accounts"],
      [{ accounts: [account({ password: "x" })] }, "password"],
      [{ accounts: [account({ profile: "VP-5" })] }, "profile"],
      [{ accounts: [account({ endpoint: "ftp://x" })] }, "endpoint"],
      [{ accounts: [account({ paths: { token: "/t" } })] }, "create"],
      [
        { accounts: [account({ paths: { token: "/t", create: "/c?x=1", cancel: "/x", tracking: "/f" } })] },
        "paths.create",
      ],
      [{ accounts: [account(), account({ customerCode: "KH02" })] }, "hcc twice"],
      [{ accounts: [account(), account({ name: "other" })] }, "KH01 twice"],
      [{ accounts: [account({ units: ["???"] })] }, "???"],
      [{ accounts: [account({ secretFile: join(folder, "nowhere") })] }, "ENOENT"],
      [{ accounts: [account({ secretFile: join(folder, "empty") })] }, "empty"],
      [{ accounts: [account()], suffixes: { returnResult: "" } }, "suffixes"],
      [{ accounts: [account({ webhook: { networks: ["10.0.0.0/8"] } })] }, "accounts"],
      [{ accounts: [vp4({ webhook: { networks: ["0.0.0.0/0"] } })] }, "0.0.0.0/0"],
      [
        { accounts: [vp4({ webhook: { networks: ["10.0.0.1"], publicKeyFile: join(folder, "secret") } })] },
        "publicKeyFile",
      ],
    ] as const) {
      const message = refused(said);
      expect(message)
        .to.contain(what)
        .and.to.contain("post.yaml")
        .and.to.match(/không dùng được.*\/ The connection file/s);
      expect(message).not.to.contain("mật khẩu thử");
    }
  });
  const vp4 = (but: object) => ({
    ...(JSON.parse(JSON.stringify(account({ profile: "VP-4", paths: undefined }))) as object),
    ...but,
  });

  it("its example is right", () => {
    const example = parse(readFileSync(fromRoot("deploy", "post.example.yaml"), "utf8")) as {
      accounts: { secretFile: string; webhook?: { publicKeyFile?: string } }[];
    };
    for (const one of example.accounts) {
      one.secretFile = join(folder, "secret");
      delete one.webhook?.publicKeyFile;
    }
    expect(read(example).accounts.map(({ profile }) => profile)).to.deep.equal(["VP-2", "VP-4"]);
  });
});

describe("the token of an account", () => {
  const token = (number: number, lifetimeMs = 1_000): Token => ({
    ok: true,
    headers: { token: `${number}` },
    lifetimeMs,
  });

  it("one request serves all who wait, and it is used while it lives", async () => {
    let [asked, clock] = [0, 0];
    const tokens = keepToken(
      () => Promise.resolve(token(++asked)),
      () => clock,
    );
    expect(new Set(await Promise.all(Array.from({ length: 20 }, () => tokens.get())))).to.have.property("size", 1);
    clock = 999;
    await tokens.get();
    expect(asked).to.equal(1);
    clock = 1_000;
    await tokens.get();
    expect(asked).to.equal(2);
  });

  it("one that was refused is replaced once; none that came is not kept", async () => {
    let asked = 0;
    const answers: (Token | NoToken)[] = [token(1), token(2), { ok: false, refused: true, detail: "x" }, token(3)];
    const tokens = keepToken(
      () => Promise.resolve(answers[asked++] ?? token(9)),
      () => 0,
    );
    const [first, second] = [await tokens.get(), await tokens.get()];
    if (!first.ok || !second.ok) throw new Error("no token");
    tokens.giveBack(first);
    tokens.giveBack(second);
    const next = await tokens.get();
    tokens.giveBack(first);
    expect(await tokens.get()).to.equal(next);
    expect(asked).to.equal(2);
    if (next.ok) tokens.giveBack(next);
    expect(await tokens.get()).to.include({ ok: false });
    expect(await tokens.get()).to.include({ ok: true });
  });
});

describe("a call of the post", () => {
  it("does not leave the account's own host, whatever a path says", async () => {
    const request = { method: "GET", path: "@evil.example/x", headers: {}, body: null, isSafe: true } as const;
    let said = "";
    try {
      await makePostSend(1_000)("http://post.example", request, new AbortController().signal);
    } catch (error) {
      said = (error as Error).message;
    }
    expect(said).to.contain("would leave post.example");
  });
});
