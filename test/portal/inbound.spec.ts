import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import {
  samplePromotion,
  samplePromotionChange,
  sampleTaxNotice,
  sampleVoucher,
} from "../../adapters/national-portal/stand-in/samples.ts";
import type { HubAnswer } from "../../adapters/national-portal/stand-in/hand-down.ts";
import { decideInbox } from "../../core/service/decide-inbox.ts";
import { confirmSteps, portalStanding } from "../../core/service/reconcile-portal.ts";
import { readTold } from "../../core/service/read-told.ts";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import { walkNow } from "../../main/demo/walks.ts";
import { aKey, testGateway, type TestGateway } from "../support/gateway.ts";
import { testInbound, type TestInbound } from "../support/portal-inbound.ts";

const national = "G22.99.07-260301-0044";
const tree = { MaTTHC: "1.002693" };
const saidBy = ({ body }: HubAnswer) => `${(body as Row)["error_code"]} ${(body as Row)["message"]}`;
const codeOf = ({ answers }: { readonly answers: readonly HubAnswer[] }) =>
  saidBy(answers[0] as HubAnswer).split(" ")[0];
type Row = Readonly<Record<string, string>>;

describe("what the national portal hands down (ADR 16, point 7)", () => {
  let gateway: TestGateway;
  let inbound: TestInbound;
  let token: string;
  beforeEach(async () => {
    gateway = await testGateway();
    await gateway.register("unit", ["H38.16", "H38.91", "H38.92"]);
    token = await gateway.tokenOf("unit");
    inbound = await testInbound(gateway);
  });
  afterEach(async () => {
    await inbound.close();
    await gateway.close();
  });

  const dossiers = async () =>
    gateway.database.sql<{ code: string; state: string; held_by: string; channel: string; national_code: string }>(
      `select code, state, held_by, channel, national_code from hub.dossier d
       left join hub.dossier_national_code n on n.dossier_id = d.id order by d.id`,
    );
  const step = async (code: string, body: object) => {
    const answer = await gateway.send("POST", `/v1/dossiers/${code}/steps`, { token, key: aKey(), body });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  };
  const filed = async (but: object = {}) => {
    const handed = await inbound.portal.filePromotion({ ...samplePromotion(national), ...tree, ...but });
    await inbound.takeIn();
    return handed;
  };
  const onlyDossier = async () => {
    const [dossier] = await dossiers();
    if (!dossier) throw new Error("there is no dossier");
    return dossier;
  };

  it("a filing is acknowledged, and becomes an online filing of the procedure's agency with its files and both codes", async () => {
    expect(await filed()).to.deep.include({ acknowledged: true });
    const dossier = await onlyDossier();
    expect(dossier).to.deep.include({
      state: "submitted",
      held_by: "H38.16",
      channel: "online",
      national_code: national,
    });
    const told = await readTold(gateway.database.db, parseDossierCode(dossier.code));
    expect(told?.dossier.applicant.name).to.equal("Công ty TNHH Thử Nghiệm Sao Mai");
    expect(told?.dossier.files.map(({ name, kind, mediaType }) => `${kind} ${mediaType} ${name}`)).to.deep.equal([
      `application application/json ${national}.json`,
      "paper application/pdf don.pdf",
      "paper application/pdf the-le.pdf",
    ]);
    const read = await gateway.send("GET", `/v1/dossiers/${dossier.code}`, { token });
    expect(read.status).to.equal(200);
  });

  it("quirk 22: persisted first, answered whole after the commit, worked on later", async () => {
    const { answers } = await inbound.portal.filePromotion({ ...samplePromotion(national), ...tree });
    expect(answers[0]).to.deep.equal({
      status: 200,
      body: { error_code: "0", message: `${national}| create dossier success` },
    });
    expect(await inbound.standing()).to.deep.equal(["waiting –"]);
    expect(await dossiers()).to.have.length(0);
  });

  it("quirk 23: an identical repeat is answered 0 and makes nothing, however it orders its fields or composes its letters", async () => {
    await filed();
    const packet = { ...samplePromotion(national), ...tree };
    const other = Object.fromEntries(
      Object.entries(packet)
        .reverse()
        .map(([name, value]) => [name, typeof value === "string" ? value.normalize("NFD") : value]),
    );
    expect(saidBy(await inbound.post("/addtthcKhuyenMai", other))).to.equal(`0 ${national}| duplicate refId`);
    await inbound.takeIn();
    expect(await dossiers()).to.have.length(1);
    expect(await inbound.standing()).to.have.length(1);
  });

  it("quirk 23: 50 repeats at once are one filing", async () => {
    const packet = { ...samplePromotion(national), ...tree, TaiLieuNop: [], TepDonDangKy: "" };
    const answers = await Promise.all(Array.from({ length: 50 }, () => inbound.post("/addtthcKhuyenMai", packet)));
    const codes = answers.map((answer) => saidBy(answer));
    expect(codes.filter((said) => said === `0 ${national}| create dossier success`)).to.have.length(1);
    // the others found it there, or too many at once
    expect(codes.every((said) => said.startsWith("0 ") || said.includes("đang bận"))).to.equal(true);
    await inbound.takeIn();
    expect(await dossiers()).to.have.length(1);
  });

  it("quirk 23: where the portal is known to want 1 for a repeat, the configuration says so", async () => {
    const other = await testInbound(gateway, { repeatAnswer: "1" });
    const packet = { ...samplePromotion(national), ...tree };
    await other.post("/addtthcKhuyenMai", packet);
    expect(saidBy(await other.post("/addtthcKhuyenMai", packet))).to.equal(`1 ${national}| duplicate refId`);
    await other.close();
  });

  it("quirk 23: another content is taken only while a supplement is asked for", async () => {
    await filed();
    const changed = { ...samplePromotion(national), ...tree, NoiDungChiTiet: "Đã bổ sung thể lệ" };
    expect(codeOf(await inbound.portal.filePromotion(changed))).to.equal("-1");
    const { code } = await onlyDossier();
    await step(code, {
      by: "H38.16",
      step: "askSupplement",
      role: "officer",
      reason: "Thiếu thể lệ",
      items: [{ name: "Thể lệ", legalBasis: "Thử nghiệm, điều 1" }],
    });
    expect(codeOf(await inbound.portal.filePromotion(changed))).to.equal("0");
    await inbound.takeIn();
    expect((await onlyDossier()).state).to.equal("submitted");
    expect(await inbound.standing()).to.deep.equal([`taken ${code}`, `taken ${code}`]);
    expect(await dossiers()).to.have.length(1);
  });

  it("quirk 24: an unknown procedure waits for a person, is acknowledged, and is taken in after the release", async () => {
    expect(await filed({ MaTTHC: "9.999999" })).to.deep.include({ acknowledged: true });
    expect(await inbound.standing()).to.deep.equal(["parked procedure-unknown"]);
    // a corrected packet of the same code takes its place
    await filed();
    expect(await inbound.standing()).to.deep.equal(["replaced –", `taken ${(await onlyDossier()).code}`]);
  });

  it("quirk 24: a procedure without a receiving agency waits; a person names one", async () => {
    const bare = await testInbound(gateway, { receivers: [] });
    await bare.portal.filePromotion({ ...samplePromotion(national), MaTTHC: "2.000286", DiaChiDoanhNghiep: {} });
    await bare.takeIn();
    expect(await bare.standing()).to.deep.equal(["parked portal-receiver-unknown"]);
    const [row] = await gateway.database.sql<{ id: string }>("select id::text from hub.portal_inbox");
    const decided = await decideInbox(gateway.database.db, BigInt(row?.id ?? 0), "waiting", {
      ...{ at: new Date(), by: "thử nghiệm", reason: "giao cho xã", unit: "H38.91" },
    });
    expect(decided.ok).to.equal(true);
    await bare.takeIn();
    expect((await onlyDossier()).held_by).to.equal("H38.91");
    await bare.close();
  });

  it("quirk 24: an agency for which nobody fetches messages waits for a person", async () => {
    const bare = await testInbound(gateway, { receivers: [{ procedure: "1.002693", unit: "H38.14" }] });
    await bare.portal.filePromotion({ ...samplePromotion(national), ...tree });
    await bare.takeIn();
    expect(await bare.standing()).to.deep.equal(["parked portal-agency-unreached"]);
    await bare.close();
  });

  it("a refused packet is said to be refused when it comes again", async () => {
    await filed({ MaTTHC: "9.999999" });
    const [row] = await gateway.database.sql<{ id: string }>("select id::text from hub.portal_inbox");
    const decision = { at: new Date(), by: "thử nghiệm", reason: "không phải thủ tục của tỉnh" };
    await decideInbox(gateway.database.db, BigInt(row?.id ?? 0), "refused", decision);
    const again = await inbound.portal.filePromotion({ ...samplePromotion(national), MaTTHC: "9.999999" });
    expect(saidBy(again.answers[0] as HubAnswer)).to.equal(
      `-1 ${national}| đã bị từ chối: không phải thủ tục của tỉnh`,
    );
    const twice = await decideInbox(gateway.database.db, BigInt(row?.id ?? 0), "waiting", decision);
    expect(twice).to.deep.include({ ok: false, code: "portal-item-not-parked" });
  });

  describe("quirk 27: communes that merged", () => {
    // 2.000286 is received at communes; 04600 (Xã Trạm Tấu) became part of 04606 (Xã Trạm Tấu) on 01/07/2025
    const commune = (MaXa: string, NgayNopHoSo: string) => ({
      ...samplePromotion(national),
      ...{ MaTTHC: "2.000286", NgayNopHoSo },
      // no district: it is not asked for
      DiaChiDoanhNghiep: { MaTinh: "15", MaXa, DiaChiChiTiet: "Thôn Thử Nghiệm" },
    });
    const reasonOf = async () => {
      const [row] = await gateway.database.sql<{ reason: string }>(
        "select reason from hub.dossier_event where step = 'draft'",
      );
      return row?.reason ?? "";
    };

    it("a filing for today's commune lands there", async () => {
      await inbound.portal.filePromotion(commune("04606", "20260301093000"));
      await inbound.takeIn();
      expect((await onlyDossier()).held_by).to.equal("H38.91");
      expect(await reasonOf()).to.equal(`Nộp trên Cổng DVCQG, mã ${national}; ngày 01/03/2026`);
    });

    it("a filing for a merged commune lands at the successor, the old name kept", async () => {
      await inbound.portal.filePromotion(commune("04600", "20250620093000"));
      await inbound.takeIn();
      expect((await onlyDossier()).held_by).to.equal("H38.91");
      expect(await reasonOf()).to.equal(
        `Nộp trên Cổng DVCQG, mã ${national}; ngày 20/06/2025; nơi nhận ghi trên Cổng: Xã Trạm Tấu`,
      );
    });

    it("a code that another commune has now means the one of the day of filing", async () => {
      // 04606 was Xã Pá Hu until 30/06/2025
      await inbound.portal.filePromotion(commune("04606", "20250620093000"));
      await inbound.takeIn();
      expect(await reasonOf()).to.match(/nơi nhận ghi trên Cổng: Xã Pá Hu$/);
    });

    it("an old code that is still used after the merger is followed too", async () => {
      await inbound.portal.filePromotion(commune("04600", "20260301093000"));
      await inbound.takeIn();
      expect((await onlyDossier()).held_by).to.equal("H38.91");
    });

    it("a code that no commune ever had waits for a person", async () => {
      await inbound.portal.filePromotion(commune("99999", "20260301093000"));
      await inbound.takeIn();
      expect(await inbound.standing()).to.deep.equal(["parked portal-commune-unknown"]);
    });
  });

  describe("quirk 19: a change whose file lies behind a link", () => {
    let server: Server;
    let other: TestInbound;
    beforeEach(async () => {
      server = createServer(({ url = "" }, response) => {
        if (url === "/moved.pdf") response.writeHead(302, { location: "/don.pdf" }).end();
        else response.end(url === "/don.pdf" ? "%PDF-1.4 thử nghiệm" : "<html>không phải tệp</html>");
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      other = await testInbound(gateway, { fetch: { hosts: [host()] } });
      await filed();
    });
    afterEach(async () => {
      await other.close();
      await new Promise((resolve) => server.close(resolve));
    });
    const host = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const change = async (path: string) => {
      const data = samplePromotionChange("G22.99.07-260305-0051", national, `http://${host()}${path}`, tree);
      await other.portal.changePromotion(data);
      await other.takeIn();
      return (await other.standing())[1];
    };

    it("is fetched from an allowed host; agency and trader are those of the filing that it changes", async () => {
      await change("/don.pdf");
      const code = parseDossierCode((await dossiers())[1]?.code ?? "");
      const told = await readTold(gateway.database.db, code);
      expect(told?.dossier.holder.code).to.equal("H38.16");
      expect(told?.dossier.applicant.name).to.equal("Công ty TNHH Thử Nghiệm Sao Mai");
      expect(told?.dossier.files.map(({ name, mediaType }) => `${mediaType} ${name}`)).to.include(
        "application/pdf sua-doi.pdf",
      );
    });

    it("is not taken when it is of another kind", async () => {
      expect(await change("/trang.html")).to.equal("parked portal-file-unfit");
    });

    it("is not looked for where it is redirected to, and tried again later", async () => {
      expect(await change("/moved.pdf")).to.equal("waiting –");
    });
  });

  it("quirk 19: a link to a foreign host is not asked, and waits for a person", async () => {
    await filed();
    const data = samplePromotionChange(
      "G22.99.07-260305-0051",
      national,
      "http://169.254.169.254/latest/meta-data",
      tree,
    );
    await inbound.portal.changePromotion(data);
    await inbound.takeIn();
    expect((await inbound.standing())[1]).to.equal("parked portal-file-elsewhere");
  });

  it("a service whose procedure nobody stated waits for a person", async () => {
    await inbound.portal.changePromotion(samplePromotionChange("G22.99.07-260305-0051", national, ""));
    await inbound.takeIn();
    expect(await inbound.standing()).to.deep.equal(["parked portal-flow-unknown"]);
  });

  describe("land tax", () => {
    const { commune, procedure } = walkNow;
    let code: string;
    beforeEach(async () => {
      const body = { by: commune, procedure, applicant: { name: "Ngô Văn Thử Nghiệm" } };
      const received = await gateway.send("POST", "/v1/dossiers", { token, key: aKey(), body });
      code = received.body.dossier.code as string;
    });
    const stateOf = async () => (await onlyDossier()).state;
    const askPayment = () => step(code, { by: commune, step: "askPayment", role: "officer", reason: "Thuế trước bạ" });
    const voucher = (but: Row = {}, paid: Row = {}) => {
      const sample = sampleVoucher(code, but) as { ThongTinThanhToan: Row };
      return { ...sample, ThongTinThanhToan: { ...sample.ThongTinThanhToan, ...paid } };
    };

    it("a notice and its voucher are kept with the dossier, and confirm the payment that it waits for", async () => {
      await askPayment();
      expect(codeOf(await inbound.portal.sendTaxNotice(sampleTaxNotice(code)))).to.equal("0");
      expect(codeOf(await inbound.portal.sendTaxVoucher(voucher()))).to.equal("0");
      await inbound.takeIn();
      expect(await stateOf()).to.equal("accepted");
      const [event] = await gateway.database.sql<{ role: string; reference: string }>(
        "select role, details ->> 'paymentReference' as reference from hub.dossier_event where step = 'confirmPayment'",
      );
      expect(event).to.deep.equal({ role: "hub", reference: "LTB-99-000031" });
    });

    it("of several notices the last one paid confirms", async () => {
      await askPayment();
      const row = { taxNumber: "8000000031", decidedOn: "20-02-2026", what: "Thuế", amount: 500_000n };
      const rows = [
        { ...row, decision: "LTB-1" },
        { ...row, decision: "LTB-2" },
      ];
      await inbound.portal.sendTaxNotice({ code, rows });
      await inbound.portal.sendTaxVoucher(voucher({}, { MaThongBaoThue: "LTB-1", SoTien: "500000" }));
      await inbound.takeIn();
      expect(await stateOf()).to.equal("waitingForPayment");
      await inbound.portal.sendTaxVoucher(voucher({}, { MaThongBaoThue: "LTB-2", SoTien: "500000" }));
      await inbound.takeIn();
      expect(await stateOf()).to.equal("accepted");
    });

    for (const [name, but, faultCode] of [
      ["says another sum", { SoTien: "1250001" }, "portal-tax-amount-differs"],
      ["has no notice", { MaThongBaoThue: "LTB-0" }, "portal-tax-without-notice"],
      ["says that nothing was paid", { TrangThaiThanhToan: "0" }, "portal-tax-not-paid"],
      ["has a moment that does not exist", { ThoiGianThanhToan: "20260230140510" }, "portal-field-unreadable"],
      ["has a moment of another dialect", { ThoiGianThanhToan: "22/02/2026 14:05:10" }, "portal-field-unreadable"],
      ["writes its sum with separators", { SoTien: "1.250.000" }, "portal-field-unreadable"],
    ] as const)
      it(`a voucher that ${name} waits for a person and confirms nothing`, async () => {
        await askPayment();
        await inbound.portal.sendTaxNotice(sampleTaxNotice(code));
        await inbound.portal.sendTaxVoucher(voucher({}, but));
        await inbound.takeIn();
        expect((await inbound.standing())[1]).to.equal(`parked ${faultCode}`);
        expect(await stateOf()).to.equal("waitingForPayment");
      });

    it("a first voucher with a wrong sum stays a person's; the right one that comes later pays", async () => {
      await askPayment();
      await inbound.portal.sendTaxNotice(sampleTaxNotice(code));
      await inbound.portal.sendTaxVoucher(voucher({}, { SoTien: "1000000" }));
      await inbound.takeIn();
      expect(await stateOf()).to.equal("waitingForPayment");
      // another wrong one changes nothing
      await inbound.portal.sendTaxVoucher(voucher({}, { SoTien: "999", ThoiGianThanhToan: "20260223080000" }));
      await inbound.takeIn();
      await inbound.portal.sendTaxVoucher(voucher({}, { ThoiGianThanhToan: "20260301080000" }));
      await inbound.takeIn();
      expect(await stateOf()).to.equal("accepted");
      const differs = "parked portal-tax-amount-differs";
      expect((await inbound.standing()).slice(1)).to.deep.equal([differs, differs, `taken ${code}`]);
      const [tax] = await gateway.database.sql(
        "select paid_vnd::text as paid, paid_at, i.revision, i.state from hub.land_tax join hub.portal_inbox i on i.id = voucher_inbox",
      );
      expect(tax).to.deep.include({ paid: "1250000", paid_at: new Date("2026-03-01T08:00:00+07:00"), state: "taken" });
      // let go once more the wrong one is still wrong, and what was paid stays
      const [wrong] = await gateway.database.sql<{ id: string }>(
        "select id::text as id from hub.portal_inbox where state = 'parked' order by id limit 1",
      );
      await decideInbox(gateway.database.db, BigInt(wrong?.id ?? 0), "waiting", {
        ...{ at: new Date(), by: "vh-1", reason: "xem lại" },
      });
      await inbound.takeIn();
      expect((await inbound.standing()).slice(1)).to.deep.equal([differs, differs, `taken ${code}`]);
      expect(await stateOf()).to.equal("accepted");
    });

    it("a voucher for a dossier that waits for no payment waits for a person", async () => {
      await inbound.portal.sendTaxNotice(sampleTaxNotice(code));
      await inbound.portal.sendTaxVoucher(voucher());
      await inbound.takeIn();
      expect((await inbound.standing())[1]).to.equal("parked portal-tax-not-awaited");
    });

    it("a second payment of the same notice waits for a person; the first one stays", async () => {
      await askPayment();
      await inbound.portal.sendTaxNotice(sampleTaxNotice(code));
      await inbound.portal.sendTaxVoucher(voucher());
      await inbound.takeIn();
      await inbound.portal.sendTaxVoucher(voucher({}, { ThoiGianThanhToan: "20260301080000" }));
      await inbound.takeIn();
      expect((await inbound.standing())[2]).to.equal("parked portal-tax-paid-twice");
      expect(await stateOf()).to.equal("accepted");
    });

    it("a notice that says another sum after it was paid waits for a person; what was paid stays", async () => {
      const row = {
        taxNumber: "8000000031",
        decision: "LTB-1",
        decidedOn: "20-02-2026",
        what: "Thuế",
        amount: 500_000n,
      };
      await inbound.portal.sendTaxNotice({ code, rows: [row] });
      await inbound.portal.sendTaxVoucher(voucher({}, { MaThongBaoThue: "LTB-1", SoTien: "500000" }));
      await inbound.takeIn();
      await inbound.portal.sendTaxNotice({ code, rows: [{ ...row, amount: 700_000n }] });
      await inbound.takeIn();
      expect((await inbound.standing())[2]).to.equal("parked portal-tax-amount-differs");
      const [tax] = await gateway.database.sql<{ due: string; paid: string }>(
        "select amount_vnd::text as due, paid_vnd::text as paid from hub.land_tax",
      );
      expect(tax).to.deep.equal({ due: "500000", paid: "500000" });
    });

    it("a notice in other bytes than UTF-8 is sent back, and not read as other words", async () => {
      const inWindows1258 = Buffer.concat([
        Buffer.from(`<DATA><MA_HSO>${code}</MA_HSO><X>Thu`),
        Buffer.from([0xea, 0xec]),
      ]);
      const data = { FileThongBaoThue: inWindows1258.toString("base64") };
      expect(await inbound.post("/nhantbthuedvcqg", { service: "NhanThongBaoThueDat", data })).to.deep.equal({
        status: 200,
        body: { error_code: "-1", message: "FileThongBaoThue: XML không phải UTF-8" },
      });
      expect(await inbound.standing()).to.deep.equal([]);
    });

    it("one of a dossier that is not here is sent back, and not kept", async () => {
      const stranger = "000.00.10.H99-250220-0031";
      const answer = await inbound.portal.sendTaxVoucher(sampleVoucher(stranger));
      expect(saidBy(answer.answers[0] as HubAnswer)).to.equal(`-1 ${stranger} không tồn tại trên hệ thống`);
      expect(codeOf(await inbound.portal.sendTaxNotice(sampleTaxNotice(stranger)))).to.equal("-1");
      expect(await inbound.standing()).to.deep.equal([]);
    });

    it("a repeated voucher is answered 0 and confirms once", async () => {
      await askPayment();
      await inbound.portal.sendTaxNotice(sampleTaxNotice(code));
      await inbound.portal.sendTaxVoucher(voucher());
      await inbound.takeIn();
      expect(codeOf(await inbound.portal.sendTaxVoucher(voucher()))).to.equal("0");
      expect(await inbound.takeIn()).to.equal(0);
    });
  });

  it("a worker that dies after any of its writes is gone on with by the next, and nothing is done twice", async () => {
    await inbound.portal.filePromotion({ ...samplePromotion(national), ...tree });
    // once dead before the draft, once after it, once after the submission
    for (const at of [1, 2, 3]) {
      let calls = 0;
      const dying: NonNullable<Parameters<TestInbound["takeIn"]>[0]> = {
        newId: () => {
          calls += 1;
          if (calls === at) throw new Error("killed");
          return crypto.randomUUID();
        },
      };
      await inbound.takeIn(dying);
      await gateway.database.sql("update hub.portal_inbox set next_at = now() where state = 'waiting'");
    }
    await inbound.takeIn();
    expect(await dossiers()).to.have.length(1);
    expect((await onlyDossier()).state).to.equal("submitted");
    expect(await inbound.standing()).to.deep.equal([`taken ${(await onlyDossier()).code}`]);
  });

  /** Drafted with H38.16, and its submission refused; a person looks at it. */
  const refusedSubmission = async () => {
    await inbound.portal.filePromotion({ ...samplePromotion(national), ...tree });
    let calls = 0;
    // dead behind the draft
    await inbound.takeIn({
      newId: () => {
        calls += 1;
        if (calls === 2) throw new Error("killed");
        return crypto.randomUUID();
      },
    });
    await gateway.database.sql(
      'update hub.portal_inbox set state = \'parked\', next_at = now(), fault = \'{"code":"portal-tries-over","values":{}}\'',
    );
    const [item] = await gateway.database.sql<{ id: string }>("select id::text as id from hub.portal_inbox");
    expect(await onlyDossier()).to.deep.include({ state: "draft", held_by: "H38.16", national_code: national });
    return BigInt(item?.id ?? 0);
  };
  const release = (id: bigint, unit?: string) =>
    decideInbox(gateway.database.db, id, "waiting", { at: new Date(), by: "vh-1", reason: "giao nhầm (thử)", unit });

  it("quirk 24: a draft whose submission was refused goes on with the agency that a person names, under its code", async () => {
    const id = await refusedSubmission();
    const { code } = await onlyDossier();
    expect(await release(id, "H38.92")).to.deep.include({ ok: true });
    await inbound.takeIn();
    expect(await dossiers()).to.have.length(1);
    expect(await onlyDossier()).to.deep.include({
      code,
      state: "submitted",
      held_by: "H38.92",
      national_code: national,
    });
    expect(await inbound.standing()).to.deep.equal([`taken ${code}`]);
    const moved = await gateway.database.sql(
      "select role, from_org, to_org, by, reason from hub.readdressing order by role",
    );
    const said = { from_org: "H38.16", to_org: "H38.92", by: "vh-1", reason: "giao nhầm (thử)" };
    expect(moved).to.deep.equal([
      { role: "holder", ...said },
      { role: "returns", ...said },
    ]);
    // what the portal sends again is the same filing, with its new agency
    expect(codeOf(await inbound.portal.filePromotion({ ...samplePromotion(national), ...tree }))).to.equal("0");
    await step(code, { by: "H38.92", step: "accept", role: "officer" });
  });

  it("quirk 24: released without an agency, or with the one it has, the draft goes on where it is", async () => {
    const id = await refusedSubmission();
    expect(await release(id, "H38.16")).to.deep.include({ ok: true });
    await inbound.takeIn();
    expect(await onlyDossier()).to.deep.include({ state: "submitted", held_by: "H38.16" });
    expect(await gateway.database.sql("select from hub.readdressing")).to.deep.equal([]);
  });

  for (const [what, unit, fault] of [
    ["no code at all", "phường Mẫu", "unit-unknown"],
    ["a code that nobody has", "H99.99", "unit-unknown"],
    ["an agency for which nobody fetches", "H38.14", "portal-agency-unreached"],
  ] as const)
    it(`release --unit says at once what is wrong with ${what}; the packet waits as it did`, async () => {
      await filed({ MaTTHC: "9.999999" });
      const [item] = await gateway.database.sql<{ id: string }>("select id::text as id from hub.portal_inbox");
      expect(await release(BigInt(item?.id ?? 0), unit)).to.deep.include({ ok: false, code: fault });
      expect(await inbound.standing()).to.deep.equal(["parked procedure-unknown"]);
    });

  it("two contents of one filing at two workers make one dossier, and no draft is left behind", async () => {
    await inbound.portal.filePromotion({ ...samplePromotion(national), ...tree });
    await inbound.takeIn({
      // while the first is at it, the second arrives and is taken in by another worker
      async storeForm(item) {
        if (item.revision === 1) {
          await inbound.portal.filePromotion({ ...samplePromotion(national), ...tree, TenChuongTrinhKhuyenMai: "sửa" });
          await inbound.takeIn();
        }
        return inbound.storeForm(item);
      },
    });
    expect((await dossiers()).map(({ state }) => state)).to.deep.equal(["submitted"]);
    expect(await inbound.standing()).to.deep.equal(["replaced –", `taken ${(await onlyDossier()).code}`]);
  });

  it("what was filed there is there: hub portal show never says that the portal has it not, nor that steps were not told", async () => {
    await filed();
    const { code } = await onlyDossier();
    const shown = await portalStanding(gateway.database.db, parseDossierCode(code));
    expect(shown).to.deep.include({ nationalCode: national, presence: "present" });
    expect(shown?.steps.map(({ state }) => state)).to.deep.equal(["by-message", "by-message"]);
    expect(await confirmSteps(gateway.database.db, parseDossierCode(code), [1, 2])).to.equal(0);
    expect(await gateway.database.sql("select from hub.portal_step")).to.deep.equal([]);
  });
});
