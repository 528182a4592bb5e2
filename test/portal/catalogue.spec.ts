import { expect } from "chai";
import { readConnection, type PortalConnection } from "../../adapters/national-portal/connection.ts";
import { PullFailed } from "../../adapters/national-portal/catalogue.ts";
import { procedure } from "../../adapters/national-portal/stand-in/catalogue.ts";
import {
  portalDstcode,
  practiceAccount,
  startPortalStandIn,
  type PortalStandIn,
} from "../../adapters/national-portal/stand-in/index.ts";
import { parseDay } from "../../core/domain/day.ts";
import { parseProcedureCode } from "../../core/domain/procedure.ts";
import { importProcedures } from "../../core/service/import-procedures.ts";
import { textSource } from "../../core/service/import-source.ts";
import { procedureVersions } from "../../core/store/procedures.ts";
import { pull } from "../../main/portal.ts";
import { fromProcedure } from "../../mappings/national-portal/from-procedure.ts";
import { contradiction, fromLocalProcedure, toLocalProcedure } from "../../mappings/national-portal/local-codes.ts";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silent } from "../support/bus.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

const birth = parseProcedureCode("1.990193");
const monday = new Date("2026-11-23T03:40:00+07:00");
const tuesday = new Date("2026-11-24T03:40:00+07:00");

describe("the portal's catalogue (DVCQG)", () => {
  let test: TestDatabase;
  let standIn: PortalStandIn;
  let folder: string;
  let connection: PortalConnection;
  const connect = (but: object = {}) => {
    const file = join(folder, "portal.yaml");
    writeFileSync(
      file,
      JSON.stringify({
        ...{ dialect: "mapi", sender: "000.00.00.H99", username: practiceAccount.username, dstcode: portalDstcode },
        passwordFile: join(folder, "password"),
        endpoints: { auth: standIn.url, share: standIn.url, integration: standIn.url },
        ...{ prefix: "/VXPAdapter/RestService/forward", since: "2019-01-01", links: "https://hub.example/d" },
        readSeconds: 2,
        ...but,
      }),
    );
    return readConnection(file);
  };
  const versions = async (code = birth) =>
    (await procedureVersions(test.db, code)).map(({ name, validFrom, validTo, listing }) => [
      name,
      validFrom,
      validTo,
      listing,
    ]);
  beforeEach(async () => {
    test = await freshDatabase();
    standIn = await startPortalStandIn({ log: silent });
    folder = mkdtempSync(join(tmpdir(), "portal-"));
    writeFileSync(join(folder, "password"), practiceAccount.password);
    connection = connect();
  });
  afterEach(async () => {
    await standIn.close();
    await test.drop();
    rmSync(folder, { recursive: true });
  });

  it("a preview tells what is new and leaves the catalogue as it was", async () => {
    const found = await pull(test.db, connection, false, monday);
    expect(found.added.map(({ code }) => code)).to.deep.equal(["1.990193", "2.990033", "1.990500"]);
    expect([found.applied, found.listed, found.changed, found.unread, found.unfit]).to.deep.equal([
      false,
      3,
      [],
      [],
      [],
    ]);
    expect(await versions()).to.deep.equal([]);
    expect(await test.sql("select applied from hub.portal_pull")).to.deep.equal([{ applied: false }]);
    expect(await test.sql("select * from hub.portal_catalogue")).to.deep.equal([]);
  });

  it("takes procedures in as versions of DVCQG, with the code of the field that outgoing packets carry", async () => {
    await pull(test.db, connection, true, monday);
    const [version] = await procedureVersions(test.db, birth);
    expect(version).to.deep.include({
      ...{ name: "Đăng ký khai sinh (mẫu)", field: "Hộ tịch", levels: ["commune"], source: "DVCQG" },
      ...{ limit: { value: 3, unit: "working_day" }, limitText: "Trực tiếp: 3 Ngày làm việc", feeVnd: 1_000_000n },
      ...{ validFrom: "2026-11-23", validTo: null, listing: "listed_by_portal" },
      documents: [{ name: "Tờ khai", code: "TP.99.000123", form: "mau01.pdf" }],
    });
    expect(version?.details).to.deep.equal({
      fieldCode: "G15-HT07",
      results: [{ code: "KQ.G99.000031", name: "Giấy mẫu" }],
      decision: "999/QĐ-MẪU",
    });
    const calls = standIn.holdings().calls;
    expect(calls["login"], "one session for all").to.equal(1);
  });

  it("quirk 25: nothing is asked again that was read last night, a list that is empty or null breaks nothing", async () => {
    Object.assign(standIn.catalogue.procedures[2] ?? {}, {
      ...{
        LINHVUCTHUCHIEN: null,
        CACHTHUCTHUCHIEN: [{ KENH: "1", THOIGIAN: null }],
        THANHPHANHOSO: [{ GIAYTO: null }],
      },
      ...{ KETQUATHUCHIEN: [null], CAPTHUCHIEN: [] },
    });
    await pull(test.db, connection, true, monday);
    const [bare] = await procedureVersions(test.db, parseProcedureCode("1.990500"));
    expect(bare).to.deep.include({ field: null, levels: [], limit: null, limitText: null, documents: [] });
    const before = standIn.holdings().calls["LayThuTuc"];
    const again = await pull(test.db, connection, true, new Date(monday.getTime() + 3_600_000));
    expect(standIn.holdings().calls["LayThuTuc"]).to.equal(before);
    expect([again.unchanged, again.changed, again.added]).to.deep.equal([3, [], []]);
  });

  it("other content opens a version from today; what was in force is never rewritten (P9)", async () => {
    await pull(test.db, connection, true, monday);
    Object.assign(standIn.catalogue.procedures[0] ?? {}, { TENTTHC: "Đăng ký khai sinh, tên mới (mẫu)" });
    const found = await pull(test.db, connection, true, tuesday);
    expect(found.changed).to.deep.equal([
      { code: "1.990193", name: "Đăng ký khai sinh, tên mới (mẫu)", what: ["name"] },
    ]);
    expect(await versions()).to.deep.equal([
      ["Đăng ký khai sinh (mẫu)", "2026-11-23", "2026-11-23", "listed_by_portal"],
      ["Đăng ký khai sinh, tên mới (mẫu)", "2026-11-24", null, "listed_by_portal"],
    ]);
  });

  it("what the portal has no word for stays: how time is read, who settles it, papers it does not list", async () => {
    const row = { code: "1.990193", name: "Tên cũ", levels: ["commune"], supplement_mode: "RESUME", start_mode: "B" };
    await importProcedures(test.db, textSource("mau.jsonl", JSON.stringify({ ...row, note: "giữ" })), {
      today: parseDay("2026-11-01"),
    });
    Object.assign(standIn.catalogue.procedures[0] ?? {}, { THANHPHANHOSO: [] });
    await pull(test.db, connection, true, monday);
    const now = (await procedureVersions(test.db, birth)).at(-1);
    expect(now).to.deep.include({ name: "Đăng ký khai sinh (mẫu)", supplementMode: "RESUME", startMode: "B" });
    expect(now?.documents).to.deep.equal([]);
    expect(now?.details["note"]).to.equal("giữ");
  });

  it("what is listed no more is marked unused, never deleted or ended, and is as before when it is back", async () => {
    connection = connect({ catalogue: { vanishedAtMost: 0.5 } });
    await pull(test.db, connection, true, monday);
    const [gone] = standIn.catalogue.procedures.splice(0, 1);
    expect((await pull(test.db, connection, true, tuesday)).vanished).to.deep.equal(["1.990193"]);
    expect(await versions()).to.deep.equal([["Đăng ký khai sinh (mẫu)", "2026-11-23", null, "not_listed_by_portal"]]);
    standIn.catalogue.procedures.push(gone ?? {});
    expect((await pull(test.db, connection, true, tuesday)).vanished).to.deep.equal([]);
    expect(await versions()).to.deep.equal([["Đăng ký khai sinh (mẫu)", "2026-11-23", null, "listed_by_portal"]]);
  });

  it("a list that suddenly lacks much is not believed; an empty one is a failure, and nothing changes", async () => {
    await pull(test.db, connection, true, monday);
    const all = standIn.catalogue.procedures.splice(1, 2);
    const found = await pull(test.db, connection, true, tuesday);
    expect([found.tooManyVanished, found.vanished.length]).to.deep.equal([true, 2]);
    expect(await versions(parseProcedureCode("2.990033"))).to.deep.equal([
      ["Thông báo hoạt động khuyến mại (mẫu)", "2026-11-23", null, "listed_by_portal"],
    ]);
    standIn.catalogue.procedures.length = 0;
    const failed = await pull(test.db, connection, true, tuesday).catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(PullFailed);
    expect(all).to.have.length(2);
  });

  it("particulars that were not to be had are named, and nothing is concluded from that (quirk 5)", async () => {
    standIn.misbehave({ kind: "html", on: "LayThuTuc" });
    const found = await pull(test.db, connection, true, monday);
    expect(found.unread.map(({ code }) => code)).to.deep.equal(["1.990193"]);
    expect(found.added.map(({ code }) => code)).to.deep.equal(["2.990033", "1.990500"]);
  });

  it("a session that expires half-way is renewed, and the pull goes on (quirk 30)", async () => {
    standIn.misbehave({ kind: "session-expired", on: "LayThuTuc" });
    const found = await pull(test.db, connection, true, monday);
    expect([found.added.length, found.unread]).to.deep.equal([3, []]);
    expect(standIn.holdings().calls["login"]).to.equal(2);
  });

  it("lists beside the procedures are kept, with what is new, other and gone", async () => {
    const first = await pull(test.db, connection, true, monday);
    expect(first.lists.find(({ list }) => list === "LayDanhMucCoQuan")?.added).to.deep.equal([
      "000.00.00.H99",
      "H99.14",
    ]);
    const agencies = standIn.catalogue.lists["LayDanhMucCoQuan"] ?? [];
    agencies.splice(0, 1, { TENDONVI: "không có mã" });
    Object.assign(agencies[1] ?? {}, { TENDONVI: "UBND xã Bình Minh mới" });
    const second = await pull(test.db, connection, true, tuesday);
    expect(second.lists.find(({ list }) => list === "LayDanhMucCoQuan")).to.deep.equal({
      ...{
        list: "LayDanhMucCoQuan",
        rows: 1,
        added: [],
        changed: ["H99.14"],
        vanished: ["000.00.00.H99"],
        nameless: 1,
      },
    });
  });

  it("a procedure that has ended here is not reopened; one that is not published is not taken in", async () => {
    const row = { code: "1.990193", name: "Đã bãi bỏ", valid_to: "2026-06-30", valid_from: "2020-01-01" };
    await importProcedures(test.db, textSource("mau.jsonl", JSON.stringify(row)), { today: parseDay("2026-11-01") });
    Object.assign(standIn.catalogue.procedures[1] ?? {}, { TRANGTHAI: "0" });
    const found = await pull(test.db, connection, true, monday);
    expect([found.ended, found.unpublished]).to.deep.equal([["1.990193"], ["2.990033"]]);
    expect(await versions()).to.deep.equal([["Đã bãi bỏ", "2020-01-01", "2026-06-30", "unstated"]]);
    expect(await versions(parseProcedureCode("2.990033"))).to.deep.equal([]);
  });

  it("levels that nobody knows are named with their field, and known by the connection file", async () => {
    Object.assign(standIn.catalogue.procedures[0] ?? {}, { CAPTHUCHIEN: [{ CAPTHUCHIEN: "4" }] });
    const found = await pull(test.db, connection, true, monday);
    expect(found.unfit.map(({ code, field }) => [code, field])).to.deep.equal([["1.990193", "CAPTHUCHIEN"]]);
    const known = await pull(test.db, connect({ catalogue: { levels: { "4": "ministry" } } }), true, monday);
    expect(known.unfit).to.deep.equal([]);
  });

  it("times and sums: one for all is taken, what differs or is words is kept as words", () => {
    const told = (channels: unknown) => {
      const read = fromProcedure({ ...procedure("1.990193", "Mẫu", "3"), CACHTHUCTHUCHIEN: channels });
      return read.ok ? [read.value.limit, read.value.limitText, read.value.feeVnd, read.value.feeText] : read;
    };
    const time = (amount: unknown, unit: unknown, ...sums: unknown[]) => ({
      ...{ THOIGIANGIAIQUYET: amount, DONVITINH: unit, PHILEPHI: sums.map((SOTIEN) => ({ SOTIEN })) },
    });
    const table: readonly [unknown, unknown[]][] = [
      [
        [{ KENH: 2, THOIGIAN: [time(1, "ngày  làm việc", "Không")] }],
        [{ value: 1, unit: "working_day" }, "Trực tuyến: 1 ngày  làm việc", 0, "Không"],
      ],
      [
        [{ KENH: "1", THOIGIAN: [time("0,5", "Ngày", "8.000", 8000)] }],
        [{ value: 0.5, unit: "day" }, "Trực tiếp: 0,5 Ngày", 8000, "8.000; 8000"],
      ],
      [
        [{ KENH: "1", THOIGIAN: [time("3", "Ngày"), time("5", "Ngày", "1.000.000", "theo biểu")] }],
        [null, "Trực tiếp: 3 Ngày; Trực tiếp: 5 Ngày", null, "1.000.000; theo biểu"],
      ],
      [
        [{ KENH: "9", THOIGIAN: [time("02", "Tháng")] }],
        [{ value: 2, unit: "month" }, "Khác: 02 Tháng", undefined, undefined],
      ],
      [[{ KENH: "9", THOIGIAN: [time("1,5", "Tháng")] }], [null, "Khác: 1,5 Tháng", undefined, undefined]],
      [null, [undefined, undefined, undefined, undefined]],
    ];
    for (const [channels, expected] of table) expect(told(channels)).to.deep.equal(expected);
  });

  it("quirk 26: a national code means by level, module and day what the table of codes says", () => {
    const rows = [
      {
        national: "2.990986",
        level: "commune",
        module: "KS",
        local: "1.990193",
        from: parseDay("2025-07-01"),
        until: null,
      },
      {
        national: "2.990986",
        level: "district",
        local: "1.990194",
        from: parseDay("2020-01-01"),
        until: parseDay("2025-06-30"),
      },
      { national: "2.990986", local: "1.990999", from: parseDay("2020-01-01"), until: null },
    ] as const;
    const of = (
      level: "commune" | "district" | "province",
      on: string,
      module = "KS",
      national = "2.990986.000.00.00.H99",
    ) => toLocalProcedure({ national, level, module, on: parseDay(on) }, rows);
    expect(of("commune", "2026-01-01")).to.equal("1.990193");
    expect(of("commune", "2025-06-30")).to.equal("1.990999");
    expect(of("commune", "2026-01-01", "KT")).to.equal("1.990999");
    expect(of("district", "2025-06-30")).to.equal("1.990194");
    expect(of("district", "2025-07-01")).to.equal("1.990999");
    expect(of("province", "2026-01-01", "KS", "1.990777")).to.equal("1.990777");
    expect(of("province", "2026-01-01", "KS", "sai mã")).to.equal(undefined);
    expect(fromLocalProcedure("1.990193", "commune", parseDay("2026-01-01"), rows)).to.equal("2.990986");
    expect(fromLocalProcedure("1.990777", "commune", parseDay("2026-01-01"), rows)).to.equal("1.990777");
    expect(contradiction(rows)).to.equal(null);
    expect(contradiction([...rows, { ...rows[2], local: "1.990111", from: parseDay("2026-01-01") }])).to.have.length(2);
    expect(() => connect({ codes: [rows[2], { ...rows[2], local: "1.990111" }] })).to.throw(/codes: 2\.990986/);
  });
});
