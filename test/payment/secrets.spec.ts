import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openSecrets } from "../../adapters/payment/secrets.ts";
import { makeCounterparty } from "../../adapters/payment/stand-in/counterparties.ts";
import { newOrder } from "../../adapters/payment/stand-in/counterparty.ts";
import { vnpay } from "../support/gateways.ts";

const now = new Date("2026-11-16T02:00:00Z");
const messageWith = (secret: string): { form: "query"; text: string } => {
  const said = makeCounterparty({ ...vnpay, secrets: [secret] }).notify?.(
    newOrder("LT0000000000", 150_000n, ""),
    { outcome: "paid", number: "1" },
    now,
  );
  return { form: "query", text: said?.query ?? "" };
};

describe("secrets of gateways (R18)", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hub-secrets-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("R18 a rotation needs no restart: both are valid, then the new one alone; a file that is away changes nothing", async () => {
    const [fresh, old] = [join(folder, "new"), join(folder, "old")];
    await writeFile(fresh, "OLD-SECRET\n");
    await writeFile(old, "OLD-SECRET\n");
    const { secrets, ...said } = vnpay;
    expect(secrets).to.have.length(1);
    let clock = 0;
    const keyed = openSecrets(
      { ...said, name: "vnpay", callers: ["127.0.0.1"], secretFiles: [fresh, old] },
      () => clock,
    );
    const takes = (secret: string) => {
      clock += 5_000;
      return keyed().profile.readCallback(messageWith(secret)).ok;
    };
    expect([takes("OLD-SECRET"), takes("NEW-SECRET")]).to.deep.equal([true, false]);
    await writeFile(fresh, "NEW-SECRET-1\n");
    expect([takes("OLD-SECRET"), takes("NEW-SECRET-1")]).to.deep.equal([true, true]);
    await rm(fresh);
    expect([takes("OLD-SECRET"), takes("NEW-SECRET-1")]).to.deep.equal([true, true]);
    await writeFile(fresh, "NEW-SECRET-1\n");
    await writeFile(old, "NEW-SECRET-1\n");
    expect([takes("OLD-SECRET"), takes("NEW-SECRET-1")]).to.deep.equal([false, true]);
    await writeFile(fresh, "");
    expect(takes("NEW-SECRET-1")).to.equal(true);
    expect(() => openSecrets({ ...said, name: "vnpay", callers: ["127.0.0.1"], secretFiles: [fresh] })()).to.throw(
      "empty",
    );
  });
});
