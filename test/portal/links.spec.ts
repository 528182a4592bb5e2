import { expect } from "chai";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { makeFetchFile } from "../../adapters/national-portal/inbound/fetch-file.ts";
import { samplePromotionChange, samplePromotion } from "../../adapters/national-portal/stand-in/samples.ts";
import { makeTryLink } from "../../adapters/national-portal/try-links.ts";
import { defaultFileLimits } from "../../core/service/take-file.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { reach } from "../../main/portal.ts";
import { eventually } from "../support/eventually.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";
import { openPortalWorld, type PortalWorld } from "../support/portal.ts";
import { testInbound, type TestInbound } from "../support/portal-inbound.ts";

const signal = new AbortController().signal;

describe("quirk 18: a link is tried before a packet with it leaves", () => {
  let server: Server;
  const asked: string[] = [];
  beforeEach(async () => {
    asked.length = 0;
    server = createServer(({ method = "", url = "" }, response) => {
      asked.push(`${method} ${url}`);
      if (url === "/moved") response.writeHead(302, { location: "/there" }).end();
      else if (url === "/silent") return;
      else response.writeHead(url === "/there" ? 200 : 404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  const at = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

  for (const [path, expected, timeoutMs] of [
    ["/there", undefined, 10_000],
    ["/gone", "HTTP 404", 10_000],
    ["/moved", "HTTP 302", 10_000],
    ["/silent", "ERR_CANCELED", 1_000],
  ] as const)
    it(`${path}: ${expected ?? "it opens"}`, async () => {
      expect(await makeTryLink({ timeoutMs })(at(path), signal)).to.equal(expected);
      expect(asked).to.deep.equal([`HEAD ${path}`]);
    });
  it("a host that is not there: says so", async () => {
    expect(await makeTryLink()("http://127.0.0.1:9/d/x", signal)).to.match(/^ECONNREFUSED|^ERR_/);
  });
  it("one that opened is not tried again for an hour; one that did not is", async () => {
    let clock = 0;
    const tryLink = makeTryLink({ now: () => clock });
    for (const minutes of [0, 59, 61]) {
      clock = minutes * 60_000;
      await tryLink(at("/there"), signal);
      await tryLink(at("/gone"), signal);
    }
    expect(asked).to.deep.equal(["HEAD /there", "HEAD /gone", "HEAD /gone", "HEAD /there", "HEAD /gone"]);
  });
});

describe("files between the hub and the portal", () => {
  let gateway: TestGateway;
  let inbound: TestInbound;
  let world: PortalWorld;
  let token: string;
  const { commune, procedure } = walkNow;
  const national = "G22.99.07-260301-0044";
  const change = "G22.99.07-260305-0051";
  beforeEach(async () => {
    gateway = await testGateway();
    await gateway.register("unit", [commune, "H38.16"]);
    token = await gateway.tokenOf("unit");
  });
  afterEach(async () => {
    await world.close();
    await inbound.close();
    await gateway.close();
  });
  const files = () => ({
    ...{ db: gateway.database.db, folder: gateway.folder, newId: () => crypto.randomUUID() },
    limits: { ...defaultFileLimits, freeBytes: 0 },
  });
  const received = async () => {
    const bytes = Buffer.from("%PDF-1.4 đơn thử nghiệm");
    const sha256 = Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
    const put = await gateway.send("PUT", `/v1/files/${sha256}`, {
      token,
      raw: bytes,
    });
    expect(put.status, JSON.stringify(put.body)).to.be.oneOf([200, 201]);
    const answer = await gateway.send("POST", "/v1/dossiers", {
      ...{ token, key: aKey() },
      body: {
        ...{ by: commune, procedure, officer: "cb-1", resultChannel: "counter" },
        applicant: { name: "Trần Thị Thử Nghiệm", idKind: "CCCD", idNumber: "099301000017" },
        files: [{ sha256, name: "don.pdf", mediaType: "application/pdf", size: bytes.length, kind: "application" }],
      },
    });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return answer.body.dossier.code as string;
  };

  it("quirk 18: the portal opens the links of what it is told", async () => {
    inbound = await testInbound(gateway);
    world = await openPortalWorld(gateway.database, {
      connection: { tryLinks: true, links: `${inbound.url}/d` },
      rules: { opensLinks: true },
    });
    const code = await received();
    await world.settled();
    const told = world.standIn.holdings().dossiers.find((each) => each.code === code);
    expect(told?.packet["TaiLieuNop"]).to.have.length(1);
    expect(world.standIn.holdings().rejected).to.deep.equal([]);
  });

  it("quirk 18: nothing is told while a link does not open; it goes on when it does", async () => {
    inbound = await testInbound(gateway);
    const { port } = new URL(inbound.url);
    await inbound.close();
    world = await openPortalWorld(gateway.database, { connection: { tryLinks: true, links: `${inbound.url}/d` } });
    const code = await received();
    const fault = await eventually("it waits", async () => {
      const [row] = await gateway.database.sql<{ fault: string; detail: string }>(
        `select d.first_fault as fault, a.detail from hub.delivery_attempt a
           join hub.delivery d using (message_id) where d.receiver = 'G22'`,
      );
      return row;
    });
    expect(fault.fault).to.equal("portal-link-dead");
    // whoever knows the link has the file
    expect(fault.detail).to.match(/^tệp [0-9a-f]{12}…: (ECONNREFUSED|ERR_)/);
    expect(world.standIn.holdings().calls).to.not.have.property("DongBoHoSoMC");
    inbound = await testInbound(gateway, {}, {}, undefined, Number(port));
    // its pauses are minutes long: they are over
    await eventually("it is told", async () => {
      await gateway.database.sql("update hub.delivery set next_attempt_at = now() where state = 'waiting'");
      return world.standIn.holdings().dossiers.length > 0;
    });
    await world.settled();
    expect(world.standIn.holdings().dossiers.map((each) => each.code)).to.deep.equal([code]);
  });

  it("quirk 19: a path of the portal's own is fetched by its service getfile", async () => {
    inbound = await testInbound(gateway);
    world = await openPortalWorld(gateway.database);
    const { ask } = reach(gateway.database.db, world.connection);
    const settings = { hosts: [], rewrite: {}, mediaTypes: ["application/pdf"], seconds: 5 };
    const fetchFile = makeFetchFile(files(), settings, 1 << 20, ask.file);
    await inbound.portal.filePromotion({ ...samplePromotion(national), MaTTHC: procedure });
    await inbound.takeIn();
    await inbound.portal.changePromotion(
      samplePromotionChange(change, national, "/mau/to-khai.pdf", { MaTTHC: procedure }),
    );
    await inbound.takeIn({ fetchFile });
    expect((await inbound.standing())[1]).to.match(/^taken /);
    expect(world.standIn.holdings().calls).to.include({ getfile: 1 });
    const link = (url: string) => fetchFile({ field: "URLTepDangKy", url, name: "a.pdf" });
    // "no such file" is said in words; after some tries a person reads them
    expect(await link("/khong/co.pdf")).to.deep.include({ kind: "later" });
    expect(await link("/../../etc/passwd")).to.deep.include({ kind: "fault", code: "portal-file-elsewhere" });
    expect(await link("//evil.example/a.pdf")).to.deep.include({ kind: "fault", code: "portal-file-elsewhere" });
    world.standIn.misbehave({ kind: "timeout-before", on: "getfile" });
    expect(await link("/mau/to-khai.pdf")).to.deep.include({ kind: "later" });
    world.standIn.catalogue.files["/mau/trang.html"] = Buffer.from("<html>không phải tệp</html>");
    expect(await link("/mau/trang.html")).to.deep.include({ kind: "fault", code: "portal-file-unfit" });
  });

  it("quirk 19: a file of getfile that is too large is nobody's to fetch again: it waits for a person at once", async () => {
    inbound = await testInbound(gateway);
    world = await openPortalWorld(gateway.database, { connection: { readSeconds: 30 } });
    const { ask } = reach(gateway.database.db, world.connection);
    const settings = { hosts: [], rewrite: {}, mediaTypes: ["application/pdf"], seconds: 60 };
    const fetchFile = makeFetchFile(files(), settings, 100 << 20, ask.file);
    const unfit = { kind: "fault", code: "portal-file-unfit", values: { field: "URLTepDangKy" } };
    // larger than a file may be, and larger than an answer may be
    for (const megabytes of [21, 49]) {
      const path = `/mau/${megabytes}.pdf`;
      world.standIn.catalogue.files[path] = Buffer.alloc(megabytes << 20, "%PDF-1.4\n");
      expect(await fetchFile({ field: "URLTepDangKy", url: path, name: "a.pdf" }), path).to.deep.equal(unfit);
    }
    await inbound.portal.filePromotion({ ...samplePromotion(national), MaTTHC: procedure });
    await inbound.takeIn();
    await inbound.portal.changePromotion(samplePromotionChange(change, national, "/mau/21.pdf", { MaTTHC: procedure }));
    await inbound.takeIn({ fetchFile });
    expect((await inbound.standing())[1]).to.equal("parked portal-file-unfit");
  });
});
