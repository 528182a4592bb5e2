import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { parse } from "yaml";
import { readPaymentConnection } from "../../adapters/payment/connection.ts";
import { readPayments } from "../../main/payments.ts";
import { allowList } from "../../platform/allow-list.ts";
import { fromRoot } from "../../platform/root.ts";
import { StartError } from "../../platform/start-error.ts";

describe("the payment connection file", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hub-connection-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const example = parse(readFileSync(fromRoot("deploy/payment.example.yaml"), "utf8")) as {
    gateways: Record<string, unknown>[];
  };
  const fileWith = async (content: unknown): Promise<string> => {
    const file = join(folder, "payment.yaml");
    await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  };
  const faultOf = async (content: unknown): Promise<string> => {
    const file = await fileWith(content);
    try {
      readPaymentConnection(file);
    } catch (error) {
      expect(error).to.be.instanceOf(StartError);
      return (error as Error).message;
    }
    return "fits";
  };
  const [vnpay] = example.gateways;

  it("is as the example says, with what is left out filled in", async () => {
    const { gateways, sweep, account, messageDays } = readPaymentConnection(fromRoot("deploy/payment.example.yaml"));
    expect(gateways.map(({ name, profile }) => `${name} ${profile}`)).to.deep.equal([
      ...["vnpay vnpay", "dvcqg payplatform", "vcb vietcombank"],
    ]);
    expect(gateways[1]).to.deep.include({ version: "1.0.6", outcomes: { "00": "paid" }, readSeconds: 60 });
    expect(gateways[1]?.["receipt"]).to.deep.equal({
      ...{ number: "SoBienLai", series: "KyHieuBienLai", issuedOn: "NgayBienLai", state: "TrangThaiBienLai" },
      cancelled: [],
    });
    expect([
      messageDays,
      readPaymentConnection(await fileWith({ gateways: [vnpay], keep: { messageDays: 90 } })).messageDays,
    ]).to.deep.equal([365, 90]);
    expect(sweep).to.deep.equal({ firstMs: 1_800_000, everyMs: 1_800_000, lastMs: 259_200_000 });
    expect(account?.number).to.equal("0011001234567");
    expect(readPaymentConnection(await fileWith({ gateways: [vnpay] })).sweep.lastMs).to.equal(259_200_000);
  });

  it("that is unusable is one sentence in both languages", async () => {
    const unfit: [unknown, RegExp][] = [
      ["gateways: [", /payment\.yaml/],
      [{}, /gateways/],
      [{ gateways: [] }, /gateways/],
      [{ gateways: [vnpay], keep: { messageDays: 1 } }, /keep\.messageDays/],
      [{ gateways: [{ ...vnpay, profile: "momo" }] }, /profile/],
      [{ gateways: [{ ...vnpay, terminal: "short" }] }, /terminal/],
      [{ gateways: [{ ...vnpay, password: "x" }] }, /password/],
      [{ gateways: [{ ...vnpay, callers: ["0.0.0.0/0"] }] }, /vnpay\.callers: 0\.0\.0\.0\/0/],
      [{ gateways: [{ ...vnpay, callers: ["vnpay.vn"] }] }, /vnpay\.callers/],
      [{ gateways: [vnpay, vnpay] }, /gateways: vnpay/],
      [{ gateways: [{ ...vnpay, name: "transfer" }] }, /gateways: transfer/],
    ];
    for (const [content, words] of unfit) {
      const said = await faultOf(content);
      expect(said, JSON.stringify(content)).to.match(words);
      expect(said).to.match(/không dùng được.*cannot be used/s);
    }
  });

  it("names the gateway whose secret cannot be read", async () => {
    const secretFiles = [join(folder, "not-there")];
    const file = await fileWith({ gateways: [{ ...vnpay, secretFiles }] });
    expect(() => readPayments(file, "https://hub.example.gov.vn")).to.throw(StartError, /vnpay: ENOENT/);
    expect(readPayments(undefined, "https://hub.example.gov.vn").gateways.size).to.equal(0);
  });

  it("lets in the networks it names alone", () => {
    const mayCall = allowList(["203.0.113.0/24", "2001:db8::/32", "198.51.100.7"]);
    if (!mayCall.ok) throw new Error(mayCall.unfit);
    const asked = ["203.0.113.9", "::ffff:203.0.113.9", "2001:db8::1", "198.51.100.7", "198.51.100.8", "", "x", "::1"];
    expect(asked.map(mayCall.has)).to.deep.equal([true, true, true, true, false, false, false, false]);
  });
});
