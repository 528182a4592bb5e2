import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readConnection } from "../../adapters/national-portal/connection.ts";
import { readInbound } from "../../main/portal-inbound.ts";
import { StartError } from "../../platform/start-error.ts";

describe("VNeID in the connection file", () => {
  let folder: string;
  const secret = (name: string, value: string) => {
    writeFileSync(join(folder, name), `${value}\n`);
    return join(folder, name);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vneid-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const service = (but: object = {}) => ({
    ...{ name: "phieu", keyFile: secret("code-get", "khoa-thu-nghiem-0001"), unit: "000.00.03.H99" },
    ...{ procedure: "2.000488", ...but },
  });
  const section = (but: object = {}) => ({
    ...{ networks: ["10.20.0.6/32"], services: [service()], province: { code: "99", name: "Tỉnh Mẫu" } },
    ...{ status: { endpoint: "http://127.0.0.1:1" }, ...but },
  });
  const file = (vneid: object | undefined, but: object = {}) => {
    const whole = {
      ...{ dialect: "mapi", sender: "000.00.00.H99", username: "h99", passwordFile: secret("password", "x") },
      ...{ dstcode: "VN:GOV:000.00.00.G22:vpcpdvcprovider", since: "2026-01-01", links: "https://hub.example/d" },
      endpoints: { auth: "http://127.0.0.1:1", share: "http://127.0.0.1:1", integration: "http://127.0.0.1:1" },
      inbound: { callers: [{ name: "portal", networks: ["10.20.0.5/32"] }] },
      ...(vneid && { vneid }),
      ...but,
    };
    writeFileSync(join(folder, "portal.yaml"), JSON.stringify(whole));
    return join(folder, "portal.yaml");
  };

  it("says who may call with which key, for whom and what, and where it is told", () => {
    const { vneid } = readConnection(
      file(section({ status: { endpoint: "http://127.0.0.1:1", keyFile: secret("ours", "khoa-cua-ta") } })),
    );
    expect(vneid?.agency).to.equal("G01.VNEID");
    expect(vneid?.inbound).to.deep.include({
      services: [{ name: "phieu", key: "khoa-thu-nghiem-0001", unit: "H99.03", procedure: "2.000488" }],
      ...{ reference: undefined, province: "99", requester: { name: "nycHoTen", idNumber: "nycSoGiayTo" } },
    });
    expect(["10.20.0.6", "10.20.0.7"].map((from) => vneid?.inbound.mayCallFrom(from))).to.deep.equal([true, false]);
    expect(vneid?.status).to.deep.equal({
      ...{ endpoint: "http://127.0.0.1:1", path: "/v2/lyLichTuPhap/traKetQuaHoSoLLTP", dstcode: undefined },
      key: { header: "x-api-key", value: "khoa-cua-ta" },
    });
  });

  it("off when absent, and in the demonstration", () => {
    expect(readConnection(file(undefined)).vneid).to.equal(undefined);
    expect(readInbound({ portalFile: file(undefined), demo: false })?.records).to.equal(undefined);
    expect(readInbound({ portalFile: undefined, demo: true })?.records).to.equal(undefined);
    expect(readInbound({ portalFile: file(section()), demo: false })?.records?.province).to.equal("99");
  });

  for (const [what, vneid, said] of [
    ["no network", () => section({ networks: [] }), /vneid\.networks/],
    ["a network of everybody", () => section({ networks: ["0.0.0.0/0"] }), /vneid\.networks: 0\.0\.0\.0\/0/],
    ["no service", () => section({ services: [] }), /vneid\.services/],
    [
      "a key that is not there",
      () => section({ services: [service({ keyFile: join(folder, "none") })] }),
      /keyFile .*none: ENOENT/,
    ],
    ["a short key", () => section({ services: [service({ keyFile: secret("short", "ngan") })] }), /shorter than 16/],
    [
      "an agency of no notation",
      () => section({ services: [service({ unit: "xã Mẫu" })] }),
      /vneid\.services\.unit: xã Mẫu/,
    ],
    [
      "a procedure of no code",
      () => section({ services: [service({ procedure: "LLTP" })] }),
      /vneid\.services\.0\.procedure/,
    ],
    [
      "a name twice",
      () => section({ services: [service(), service({ keyFile: secret("b", "khoa-thu-nghiem-0002") })] }),
      /a name twice/,
    ],
    ["a key twice", () => section({ services: [service(), service({ name: "khac" })] }), /a key twice/],
    ["no province", () => section({ province: undefined }), /province/],
    ["a reference out of the body", () => section({ reference: { in: "body", name: "x" } }), /vneid\.reference\.in/],
    ["a word too many", () => section({ keyfile: "x" }), /keyfile/],
  ] as const)
    it(`${what} is named before anything starts`, () => {
      expect(() => readConnection(file(vneid()))).to.throw(StartError, said);
    });

  it("without a door for the portal there is none for VNeID, and it is said", () => {
    expect(() => readConnection(file(section(), { inbound: undefined }))).to.throw(StartError, /inbound/);
  });
});
