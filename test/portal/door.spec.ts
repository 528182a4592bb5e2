import { expect } from "chai";
import { createHash } from "node:crypto";
import { request } from "node:http";
import { connect } from "node:net";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allowed } from "../../adapters/national-portal/inbound/fetch-file.ts";
import { makeNoteRefused, networkOf as prefixOf } from "../../adapters/national-portal/inbound/refused.ts";
import { isPortalPath } from "../../adapters/national-portal/inbound/index.ts";
import { networkOf } from "../../adapters/national-portal/inbound/settings.ts";
import { pathForms } from "../../adapters/national-portal/stand-in/hand-down.ts";
import { samplePromotion } from "../../adapters/national-portal/stand-in/samples.ts";
import { linksTo } from "../../core/service/portal-door.ts";
import { statement } from "../../core/store/portal-lookup.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";
import { testInbound, type TestInbound } from "../support/portal-inbound.ts";

type Row = Readonly<Record<string, unknown>>;
const national = "G22.99.07-260301-0044";
const tree = { ...samplePromotion(national), MaTTHC: "1.002693" };

describe("the door for the national portal", () => {
  let gateway: TestGateway;
  let inbound: TestInbound;
  let token: string;
  let code: string;
  const { commune, procedure } = walkNow;
  beforeEach(async () => {
    gateway = await testGateway();
    await gateway.register("unit", [commune, "H38.16"]);
    token = await gateway.tokenOf("unit");
    inbound = await testInbound(gateway);
    const body = {
      by: commune,
      procedure,
      applicant: { name: "Nguyễn Văn Thử Nghiệm", idKind: "CCCD", idNumber: "099301000017" },
    };
    const received = await gateway.send("POST", "/v1/dossiers", { token, key: aKey(), body });
    code = received.body.dossier.code as string;
  });
  afterEach(async () => {
    await inbound.close();
    await gateway.close();
  });

  describe("/search/call", () => {
    for (const form of pathForms)
      it(`answers the nine fields flat, by the ${form} path, and nothing more (P12)`, async () => {
        expect(await inbound.portal.askStatus(code, "000.00.00.H99", form)).to.deep.equal({
          status: 200,
          body: {
            ...{ MaHoSo: code, MaTTHC: "1.002693", TenTTHC: "Cấp giấy phép chặt hạ, dịch chuyển cây xanh" },
            ...{ MaLinhVuc: "", TenLinhVuc: "Hạ tầng kỹ thuật", LoaiDoiTuong: "1", TrangThaiHoSo: "2" },
            ...{ HinhThuc: "", DonViXuLy: "UBND xã Trạm Tấu" },
          },
        });
      });

    it("by the portal's own code, under that code", async () => {
      await inbound.portal.filePromotion(tree);
      await inbound.takeIn();
      const { body } = await inbound.portal.askStatus(national, "000.00.00.H99");
      expect(body).to.include({ MaHoSo: national, TrangThaiHoSo: "1", DonViXuLy: "Sở Xây dựng tỉnh Lào Cai" });
    });

    const noObject = "Nội dung không phải JSON UTF-8 của một đối tượng";
    for (const [what, body, message] of [
      ["a dossier that is not here", { masohoso: "H99.01-260101-0001" }, "Không tìm thấy hồ sơ"],
      ["the other name of the field", { mahoso: "H99.01-260101-0001" }, "Thiếu trường masohoso"],
      ["no code at all", {}, "Thiếu trường masohoso"],
      ["something else than a code", { masohoso: "' or 1=1 --" }, "Trường masohoso không phải mã hồ sơ"],
      ["an array", [], noObject],
      ["no JSON", "{", noObject],
      ["an empty body", "", noObject],
      ["bytes that are no UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), noObject],
    ] as const)
      it(`quirk 22: asked for ${what} it answers 200, -1 and a sentence`, async () => {
        expect(await inbound.post("/search/call", body)).to.deep.equal({
          status: 200,
          body: { error_code: "-1", message },
        });
      });

    it("reads no table from end to end", async () => {
      const compiled = statement([code]).compile(gateway.database.db);
      const plan = await gateway.database.db.transaction().execute(async (tx) => {
        await tx.executeQuery({ ...compiled, sql: "set local enable_seqscan = off", parameters: [] });
        const { rows } = await tx.executeQuery({
          ...compiled,
          sql: `explain ${compiled.sql.replace("/* prepared */", "")}`,
        });
        return rows.map((row) => Object.values(row as Row).join("")).join("\n");
      });
      expect(plan).not.to.contain("Seq Scan");
      for (const index of ["dossier_code_key", "dossier_national_code_national_code_key"])
        expect(plan).to.contain(index);
    });
  });

  describe("quirk 21: who may call", () => {
    it("nobody outside the named networks; the refusal is on record and whole", async () => {
      const closed = await testInbound(gateway, { callers: [{ name: "portal", networks: ["10.20.0.0/24"] }] });
      expect(await closed.post("/addtthcKhuyenMai", tree)).to.deep.equal({
        status: 200,
        body: { error_code: "-1", message: "Không được phép gọi dịch vụ này" },
      });
      expect((await closed.portal.askStatus(code, "")).body).to.include({ error_code: "-1" });
      expect(await closed.standing()).to.deep.equal([]);
      await closed.close();
    });

    it("nobody without the key where one is agreed; the key is nowhere on record", async () => {
      const keyFile = join(await mkdtemp(join(tmpdir(), "hub-key-")), "key");
      await writeFile(keyFile, "khoa-thu-nghiem-0123456789\n");
      const callers = [{ name: "portal", networks: ["127.0.0.0/8", "::1/128"], keyFile }];
      const keyed = await testInbound(gateway, { callers });
      expect((await keyed.post("/addtthcKhuyenMai", tree)).body).to.include({ error_code: "-1" });
      expect((await keyed.post("/addtthcKhuyenMai", tree, { "x-api-key": "khoa-thu" })).body).to.include({
        error_code: "-1",
      });
      const right = await keyed.post("/addtthcKhuyenMai", tree, { "x-api-key": "khoa-thu-nghiem-0123456789" });
      expect(right.body).to.include({ error_code: "0" });
      const calls = await gateway.database.sql<{ all: string }>(
        "select jsonb_agg(c)::text as all from hub.portal_call c",
      );
      expect(calls[0]?.all).not.to.contain("khoa-thu");
      await keyed.close();
    });

    it("each push is on record with its digest, replays too", async () => {
      await inbound.post("/addtthcKhuyenMai", tree);
      await inbound.post("/VXPAdapter/RestService/forward/addtthcKhuyenMai?dstcode=x", tree);
      const calls = await gateway.database.sql<{ service: string; caller: string; error_code: string; digest: string }>(
        "select service, caller, error_code, digest from hub.portal_call order by id",
      );
      expect(calls.map(({ service, caller, error_code }) => `${service} ${caller} ${error_code}`)).to.deep.equal([
        "addtthcKhuyenMai portal 0",
        "addtthcKhuyenMai portal 0",
      ]);
      expect(new Set(calls.map(({ digest }) => digest)).size).to.equal(1);
    });

    it("strangers and guesses are counted each, and on record once for a reason, a service, a network and an hour", async () => {
      const closed = await testInbound(gateway, { callers: [{ name: "portal", networks: ["10.20.0.0/24"] }] });
      const knock = async (times: number) => {
        for (let i = 0; i < times; i++) {
          await closed.post("/addtthcKhuyenMai", tree);
          await fetch(`${closed.url}/d/00000000-0000-4000-8000-${String(i).padStart(12, "0")}`);
        }
      };
      closed.setClock(new Date("2026-11-20T08:59:00+07:00"));
      await knock(20);
      closed.setClock(new Date("2026-11-20T09:00:00+07:00"));
      await knock(20);
      expect(closed.refusals).to.deep.equal({ stranger: 40, link: 40 });
      const calls = await gateway.database.sql<{ hour: Date; said: string }>(
        "select hour, concat_ws(' ', reason, service, address, coalesce(caller, '–'), error_code) as said from hub.portal_call order by hour, reason",
      );
      expect(calls.map(({ hour, said }) => `${hour.toISOString()} ${said}`)).to.deep.equal([
        "2026-11-20T01:00:00.000Z link download 127.0.0.0/24 – -1",
        "2026-11-20T01:00:00.000Z stranger addtthcKhuyenMai 127.0.0.0/24 – -1",
        "2026-11-20T02:00:00.000Z link download 127.0.0.0/24 – -1",
        "2026-11-20T02:00:00.000Z stranger addtthcKhuyenMai 127.0.0.0/24 – -1",
      ]);
      await closed.close();
    });

    it("however many networks they come from: beyond the limit they share a row", async () => {
      const counted: string[] = [];
      const at = () => new Date("2026-11-20T09:30:00+07:00");
      const refused = makeNoteRefused(gateway.database.db, at, (reason) => counted.push(reason), 3);
      for (let i = 0; i < 50; i++) await refused("stranger", "search/call", `10.0.${i}.7`, "-1");
      // another process, which has written nothing down yet
      const other = makeNoteRefused(gateway.database.db, at, (reason) => counted.push(reason), 3);
      await other("stranger", "search/call", "10.0.1.8", "-1");
      expect(counted).to.have.length(51);
      const rows = await gateway.database.sql<{ address: string }>(
        "select address from hub.portal_call order by address",
      );
      expect(rows.map(({ address }) => address)).to.deep.equal(["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24", "other"]);
    });

    for (const [address, network] of [
      ["203.0.113.7", "203.0.113.0/24"],
      ["::ffff:203.0.113.7", "203.0.113.0/24"],
      ["2001:db8:0012:3400::7", "2001:db8:12::/48"],
      ["2001:db8::7", "2001:db8:0::/48"],
      ["::1", "0:0:0::/48"],
      ["fe80::1%eth0", "fe80:0:0::/48"],
      ["", "–"],
    ] as const)
      it(`${address || "no address"} is of the network ${network}`, () => {
        expect(prefixOf(address)).to.equal(network);
      });

    for (const [address, networks, inside] of [
      ["10.20.0.5", ["10.20.0.0/24"], true],
      ["::ffff:10.20.0.5", ["10.20.0.0/24"], true],
      ["10.20.1.5", ["10.20.0.0/24"], false],
      ["", ["10.20.0.0/24"], false],
      ["fd00::7", ["fd00::/64"], true],
    ] as const)
      it(`${address || "no address"} is ${inside ? "" : "not "}of ${networks.join()}`, () => {
        expect(networkOf(networks)(address)).to.equal(inside);
      });

    it("a network of everybody is refused", () => {
      expect(() => networkOf(["0.0.0.0/0"])).to.throw(/inbound/);
    });
  });

  describe("bad input", () => {
    for (const [what, packet, message] of [
      ["a file that is no base64", { ...tree, TepDonDangKy: "%PDF-1.4" }, "Trường TepDonDangKy không phải base64"],
      ["no code", { ...tree, MaHoSo: "" }, "Thiếu trường MaHoSo"],
      ["a code that is none", { ...tree, MaHoSo: "G22|1" }, "Trường MaHoSo không phải mã hồ sơ"],
      ["no tax number", { ...tree, MaSoThue: null }, "Thiếu trường MaSoThue"],
      ["JSON inside JSON", JSON.stringify(JSON.stringify(tree)), "Nội dung không phải JSON UTF-8 của một đối tượng"],
      ["half of it", JSON.stringify(tree).slice(0, 200), "Nội dung không phải JSON UTF-8 của một đối tượng"],
    ] as const)
      it(`a filing with ${what} is sent back whole, and nothing is kept`, async () => {
        expect((await inbound.post("/addtthcKhuyenMai", packet)).body).to.deep.equal({ error_code: "-1", message });
        expect(await inbound.standing()).to.deep.equal([]);
      });

    it("quirk 20: a tax notice broken in its XML names the layer", async () => {
      const xml = (text: string) => ({
        service: "NhanThongBaoThueDat",
        data: { FileThongBaoThue: Buffer.from(text).toString("base64") },
      });
      const dtd = await inbound.post("/nhantbthuedvcqg", xml('<!DOCTYPE a [<!ENTITY b "c">]><DATA/>'));
      expect((dtd.body as Row)["message"]).to.match(/FileThongBaoThue.*XML/);
      expect((await inbound.post("/nhantbthuedvcqg", xml("không phải XML"))).body).to.include({ error_code: "-1" });
      expect(
        (await inbound.post("/nhantbthuedvcqg", { service: "x", data: { FileThongBaoThue: "@" } })).body,
      ).to.include({ error_code: "-1" });
    });

    it("base64 of 200 MB is refused by its announced length, before a byte is read", async () => {
      const { status, body } = await new Promise<{ status: number; body: string }>((resolve, reject) => {
        const asked = request(`${inbound.url}/addtthcKhuyenMai`, {
          method: "POST",
          headers: { "content-type": "application/json", "content-length": 200 * 2 ** 20 },
        });
        asked.on("response", (response) => {
          let text = "";
          response.on("data", (chunk: Buffer) => (text += chunk.toString()));
          response.on("end", () => {
            asked.destroy();
            resolve({ status: response.statusCode ?? 0, body: text });
          });
        });
        asked.on("error", reject);
        // the head alone leaves: not one byte of the body
        asked.flushHeaders();
      });
      expect(status).to.equal(200);
      expect(JSON.parse(body)).to.deep.equal({ error_code: "-1", message: "Nội dung vượt quá 60 MB" });
    });

    /** Sends so many MB over a socket of its own and reads nothing until all is sent, or the other side hangs up. */
    const sendAll = (url: string, megabytes: number) =>
      new Promise<{ sent: number; heard: string }>((resolve) => {
        const { port, host } = new URL(url);
        const socket = connect(Number(port), "127.0.0.1");
        const chunk = Buffer.alloc(2 ** 20, "A");
        let [sent, heard] = [0, ""];
        socket.pause();
        socket.on("data", (bytes: Buffer) => (heard += bytes.toString()));
        socket.on("error", () => undefined);
        socket.on("close", () => resolve({ sent, heard }));
        const send = () => {
          while (sent < megabytes) {
            sent += 1;
            if (!socket.write(chunk)) {
              socket.once("drain", send);
              return;
            }
          }
          socket.resume();
        };
        socket.write(
          `POST /addtthcKhuyenMai HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${megabytes * 2 ** 20}\r\n\r\n`,
        );
        send();
      });

    it("who sends 200 MB and reads nothing until all is sent reads our -1, not a broken connection", async () => {
      const { sent, heard } = await sendAll(inbound.url, 200);
      expect(sent).to.equal(200);
      expect(heard).to.match(/^HTTP\/1\.1 200 OK\r\n/);
      expect(heard.slice(heard.indexOf("\r\n\r\n") + 4)).to.equal(
        JSON.stringify({ error_code: "-1", message: "Nội dung vượt quá 60 MB" }),
      );
      expect((await inbound.post("/addtthcKhuyenMai", tree)).body).to.include({ error_code: "0" });
    });

    it("a stranger's 200 MB are broken off soon, and a known caller's endless body too", async () => {
      const closed = await testInbound(gateway, { callers: [{ name: "portal", networks: ["10.20.0.0/24"] }] });
      expect((await sendAll(closed.url, 200)).sent).to.be.lessThan(32);
      await closed.close();
      expect((await sendAll(inbound.url, 900)).sent).to.be.lessThan(400);
    });

    it("a file larger than one may be is refused by the length of its text", async () => {
      const small = await testInbound(gateway, { fileMegabytes: 1 });
      const answer = await small.post("/addtthcKhuyenMai", { ...tree, TepDonDangKy: "A".repeat(1_500_000) });
      expect(answer.body).to.deep.equal({ error_code: "-1", message: "Tệp ở trường TepDonDangKy vượt quá 1 MB" });
      await small.close();
    });

    it("a service that is not, a wrong method: whole answers", async () => {
      expect((await inbound.post("/searchcall", {})).body).to.include({ error_code: "-1" });
      const answer = await fetch(`${inbound.url}/search/call`);
      expect([answer.status, ((await answer.json()) as Row)["error_code"]]).to.deep.equal([200, "-1"]);
    });
  });

  it("quirk 22: a body that grows beyond what is taken, its length unsaid, is answered whole and on record", async () => {
    const small = await testInbound(gateway, { bodyMegabytes: 1 });
    const answer = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      const sent = request(`${small.url}/addtthcKhuyenMai`, { method: "POST" }, (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString()));
        response.on("end", () => resolve({ status: response.statusCode, text }));
      });
      sent.on("error", reject);
      // no length is announced: chunk by chunk
      sent.write(Buffer.alloc(2 ** 20, "A"));
      sent.write("A");
    });
    await small.close();
    expect(answer).to.deep.equal({
      status: 200,
      text: JSON.stringify({ error_code: "-1", message: "Nội dung vượt quá 1 MB" }),
    });
    const calls = await gateway.database.sql(
      "select error_code from hub.portal_call where service = 'addtthcKhuyenMai'",
    );
    expect(calls).to.deep.equal([{ error_code: "-1" }]);
  });

  for (const content of [5, { a: 1 }, ["JVBERi0="]])
    it(`a file stated as ${JSON.stringify(content)} is sent back, and not passed over`, async () => {
      const answer = await inbound.post("/addtthcKhuyenMai", {
        ...{ MaHoSo: national, MaTTHC: "1.002693", TenThuongNhan: "Công ty Thử Nghiệm", MaSoThue: "0100000019" },
        TepDonDangKy: content,
      });
      expect(answer.body).to.deep.equal({ error_code: "-1", message: "Trường TepDonDangKy không phải base64" });
    });

  describe("quirk 18: links to files", () => {
    let link: string;
    beforeEach(async () => {
      await inbound.portal.filePromotion({ ...tree, TenTepDonDangKy: "đơn đăng ký (1).pdf" });
      await inbound.takeIn();
      const [file] = await gateway.database.sql<{ id: bigint; sha256: string }>(
        "select dossier_id::int8 as id, sha256 from hub.dossier_file where name like 'đơn%'",
      );
      const links = await linksTo(gateway.database.db, BigInt(file?.id ?? 0), [file?.sha256 ?? ""]);
      link = links.get(file?.sha256 ?? "") ?? "";
      // made once
      expect(await linksTo(gateway.database.db, BigInt(file?.id ?? 0), [file?.sha256 ?? ""])).to.deep.equal(links);
    });

    it("opens with GET and HEAD, its name percent-encoded, saved and not shown", async () => {
      const answer = await fetch(`${inbound.url}/d/${link}`);
      expect(answer.status).to.equal(200);
      expect(answer.headers.get("content-type")).to.equal("application/pdf");
      expect(answer.headers.get("content-disposition")).to.equal(
        "attachment; filename*=UTF-8''%C4%91%C6%A1n%20%C4%91%C4%83ng%20k%C3%BD%20%281%29.pdf",
      );
      expect((await answer.text()).slice(0, 5)).to.equal("%PDF-");
      const head = await fetch(`${inbound.url}/d/${link}`, { method: "HEAD" });
      expect([head.status, head.headers.get("content-length")]).to.deep.equal([
        200,
        answer.headers.get("content-length"),
      ]);
      expect((await inbound.portal.downloadFile(link)).status).to.equal(200);
    });

    it("a guess opens nothing, nor what is no link at all; each that could be read is counted", async () => {
      const guess = await fetch(`${inbound.url}/d/00000000-0000-4000-8000-000000000000`);
      expect([guess.status, ((await guess.json()) as Row)["error_code"]]).to.deep.equal([404, "-1"]);
      for (const odd of ["..%2f..%2fetc", "%00", "%E0%A4%A"])
        expect((await fetch(`${inbound.url}/d/${odd}`)).status, odd).to.equal(404);
      expect(inbound.refusals).to.deep.equal({ stranger: 0, link: 3 });
    });

    it("who fetched what is on record by a digest: the record opens no file", async () => {
      await fetch(`${inbound.url}/d/${link}`);
      await inbound.portal.downloadFile(link);
      await fetch(`${inbound.url}/downloadfile/${link}`);
      const calls = await gateway.database.sql<{ all: string; digest: string }>(
        "select c::text as all, digest from hub.portal_call c where service = 'download'",
      );
      expect(calls.map(({ digest }) => digest)).to.deep.equal(
        calls.map(() => createHash("sha256").update(link).digest("hex")),
      );
      expect(calls).to.have.length(3);
      expect(calls.filter(({ all }) => all.includes(link))).to.deep.equal([]);
    });
  });

  describe("quirk 19: what links of packets may lead to", () => {
    const settings = {
      hosts: ["files.example"],
      rewrite: { "10.9.8.7:8080": { base: "http://ss.example:8080", dstcode: "VN:GOV:x" } },
    };
    for (const [text, expected] of [
      ["https://files.example/a.pdf", "https://files.example/a.pdf"],
      [
        "http://10.9.8.7:8080/a.pdf?b=c",
        "http://ss.example:8080/a.pdf?b=c&dstcode=VN%3AGOV%3Ax&providerurl=http%3A%2F%2F10.9.8.7%3A8080",
      ],
      // a path is no host, however it begins
      [
        "http://10.9.8.7:8080//169.254.169.254/latest",
        "http://ss.example:8080//169.254.169.254/latest?dstcode=VN%3AGOV%3Ax&providerurl=http%3A%2F%2F10.9.8.7%3A8080",
      ],
      [
        "http://10.9.8.7:8080/\\evil.example/a",
        "http://ss.example:8080//evil.example/a?dstcode=VN%3AGOV%3Ax&providerurl=http%3A%2F%2F10.9.8.7%3A8080",
      ],
      ["http://files.example:81/a.pdf", undefined],
      ["http://files.example.evil.example/a", undefined],
      ["http://files.example@evil.example/a", undefined],
      ["http://user:pass@files.example/a", undefined],
      ["file:///etc/passwd", undefined],
      ["http://127.0.0.1/a", undefined],
      ["http://[::1]/a", undefined],
      ["/kho/2025/03/17.pdf", undefined],
    ] as const)
      it(`${text}: ${expected ?? "nowhere"}`, () => {
        const url = allowed(text, settings);
        expect(typeof url === "string" ? undefined : url.href).to.equal(expected);
      });
  });

  it("only the portal's paths are the portal's", () => {
    const mine = ["/search/call", "/VXPAdapter/RestService/forward/nhanhsdvcqg?dstcode=x", "/d/1", "/downloadfile/1"];
    const others = ["/v1/dossiers", "/", "/docs", "/search/callx", "/v1/search/call", "/XrdAdapter/search/call"];
    expect([...mine, ...others].map(isPortalPath)).to.deep.equal([...mine.map(() => true), ...others.map(() => false)]);
  });
});
