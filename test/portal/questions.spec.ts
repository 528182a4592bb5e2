import { expect } from "chai";
import { pushOnce } from "../../adapters/national-portal/push-once.ts";
import { pullQuestions, pushAnswers } from "../../adapters/national-portal/questions.ts";
import { answerQuestion, listQuestions } from "../../core/service/portal-questions.ts";
import { reach } from "../../main/portal.ts";
import { toOwnQuestionRow } from "../../mappings/national-portal/to-own-question.ts";
import { toEvaluationRow } from "../../mappings/national-portal/to-evaluation.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { openPortalWorld, type PortalWorld } from "../support/portal.ts";

const signal = new AbortController().signal;
const now = new Date("2026-11-23T09:00:00+07:00");
const evaluation = {
  ...{
    NgayTongHop: "10-2026",
    TongSoNguoiDanhGia: 5,
    MaThuTuc: "",
    NoiDung: "Thái độ phục vụ",
    DanhSachNoiDungYKien: "",
  },
  ...{ PhanTramDanhGiaRatHaiLong: "60%", PhanTramDanhGiaHaiLong: "40%", PhanTramDanhGiaChuaHaiLong: "0%" },
  ...{
    PhanTramDanhGiaDichVuRatHaiLong: "60%",
    PhanTramDanhGiaDichVuHaiLong: "40%",
    PhanTramDanhGiaDichVuChuaHaiLong: "0%",
  },
  ...{ Madonvi: "H99.14", TenDonVi: "UBND xã Bình Minh" },
};

describe("questions and evaluations of the portal", () => {
  let test: TestDatabase;
  let world: PortalWorld;
  const ask = () => reach(test.db, world.connection).ask;
  beforeEach(async () => {
    test = await freshDatabase();
    world = await openPortalWorld(test);
  });
  afterEach(async () => {
    await world.close();
    await test.drop();
  });

  it("fetches questions once, passes over those that are not for us", async () => {
    expect(await pullQuestions(test.db, ask().read, signal)).to.deep.equal({
      listed: 2,
      added: 1,
      passedOver: 1,
      nameless: 0,
    });
    expect(await pullQuestions(test.db, ask().read, signal)).to.deep.include({ added: 0 });
    expect((await listQuestions(test.db, "open")).map(({ id, askedFor }) => [id, askedFor])).to.deep.equal([
      ["55012", "000.00.00.H99"],
    ]);
  });

  it("quirk 6: hands an answer back once, also when the acknowledgement of it was lost", async () => {
    const parts = () => ({ db: test.db, read: ask().read, push: ask().push });
    await pullQuestions(test.db, ask().read, signal);
    const answer = { unit: "H99.14", by: "Cán Bộ Thử", title: "", text: "Cần giấy chứng sinh." };
    expect(await answerQuestion(test.db, "55012", answer, now)).to.equal(true);
    world.standIn.misbehave({ kind: "timeout-after", on: "DongBoKetQuaHoiDapGuiTuDVCQG" });
    expect((await pushAnswers(parts(), () => now, signal)).left.map(({ id, reply }) => [id, reply.kind])).to.deep.equal(
      [["55012", "unknown"]],
    );
    expect((await pushAnswers(parts(), () => now, signal)).told).to.deep.equal(["55012"]);
    expect((await pushAnswers(parts(), () => now, signal)).told).to.deep.equal([]);
    const { answers, duplicates } = world.standIn.holdings();
    expect(answers).to.deep.equal([
      {
        ...{ HOIDAPID: "55012", MADONVI: "H99.14", NGUOITRALOI: "Cán Bộ Thử", CHUCVUNGUOITRALOI: "" },
        ...{ NGAYTRALOI: "20261123090000", NOIDUNGTRALOI: "Cần giấy chứng sinh." },
      },
    ]);
    expect(duplicates).to.equal(0);
    expect(await answerQuestion(test.db, "55012", answer, now), "the portal has it").to.equal(false);
  });

  const evaluate = (rows: readonly object[], again = false) =>
    pushOnce({ db: test.db, push: ask().push }, "DongBoDanhGia", rows, again, signal);
  const rowsOf = (...contents: string[]) =>
    contents.map((NoiDung) => {
      const read = toEvaluationRow({ ...evaluation, NoiDung });
      if (!read.ok) throw new Error(JSON.stringify(read.faults));
      return read.row;
    });

  it("evaluations are taken by the portal, each once", async () => {
    expect(await evaluate(rowsOf("Thái độ", "Thời gian"))).to.deep.include({ told: [0, 1], before: [] });
    expect(await evaluate(rowsOf("Thái độ", "Kết quả"))).to.deep.include({ told: [1], before: [0] });
    expect(world.standIn.holdings()).to.deep.include({ duplicates: 0 });
    expect(world.standIn.holdings().evaluations).to.have.length(3);
  });

  it("quirk 6, quirk 7: an evaluation that left and was not answered is not sent twice unless a person says so", async () => {
    world.standIn.misbehave({ kind: "timeout-after", on: "DongBoDanhGia" });
    const first = await evaluate(rowsOf("Thái độ"));
    expect(first.left.map(({ at, reply }) => [at, reply.kind])).to.deep.equal([[0, "unknown"]]);
    expect(await evaluate(rowsOf("Thái độ"))).to.deep.include({ told: [], doubtful: [0], left: [] });
    expect(world.standIn.holdings().evaluations).to.have.length(1);
    expect(world.standIn.holdings()).to.deep.include({ duplicates: 0 });
    expect(await evaluate(rowsOf("Thái độ"), true)).to.deep.include({ told: [0] });
    expect(await evaluate(rowsOf("Thái độ"), true)).to.deep.include({ told: [], before: [0] });
  });

  it("quirk 11: of several rows the one that is refused takes no other with it, and goes again once it is mended", async () => {
    world.standIn.rules.refuses = ({ NoiDung }) => (NoiDung === "Sai" ? "Trường NoiDung không hợp lệ" : undefined);
    const ended = await evaluate(rowsOf("Thái độ", "Sai", "Thời gian"));
    expect([ended.told, ended.left.map(({ at, reply }) => [at, reply.kind])]).to.deep.equal([
      [0, 2],
      [[1, "permanent"]],
    ]);
    world.standIn.rules.refuses = () => undefined;
    expect(await evaluate(rowsOf("Sai"))).to.deep.include({ told: [0], doubtful: [] });
  });

  it("questions of ours are handed over once; one that is not in order is refused with the field's name", async () => {
    const question = {
      ...{ HOIDAPID: "H99-1", MaLinhVuc: "G15-HT07", NOIDUNG: "Câu hỏi thử?" },
      ...{ MADONVI: "H99.14", TENDONVI: "UBND xã Bình Minh" },
    };
    const read = toOwnQuestionRow(question);
    if (!read.ok) throw new Error("not read");
    const publish = () => pushOnce({ db: test.db, push: ask().push }, "DongBoHoiDap", [read.row], false, signal);
    expect(await publish()).to.deep.include({ told: [0] });
    expect(await publish()).to.deep.include({ before: [0] });
    expect(world.standIn.holdings().questions).to.deep.equal([question]);
    for (const [but, field] of [
      [{ HOIDAPID: "" }, "HOIDAPID"],
      [{ NOIDUNG: "  " }, "NOIDUNG"],
      [{ MADONVI: "xã" }, "MADONVI"],
      [{ HOVATEN: "Ai đó" }, "HOVATEN"],
      [{ TENDONVI: {} }, "TENDONVI"],
    ] as const) {
      const faulty = toOwnQuestionRow({ ...question, ...but });
      expect(faulty.ok ? [] : faulty.faults.map((each) => each.field)).to.deep.equal([field]);
    }
    expect(toOwnQuestionRow("x").ok).to.equal(false);
  });

  it("an evaluation that is not is refused with the field's name", () => {
    const fieldsOf = (but: object) => {
      const read = toEvaluationRow({ ...evaluation, ...but });
      return read.ok ? read.row.NgayTongHop : read.faults.map(({ field }) => field);
    };
    expect(fieldsOf({ NgayTongHop: "03-2026" })).to.equal("3-2026");
    expect(fieldsOf({ NgayTongHop: "13-2026" })).to.deep.equal(["NgayTongHop"]);
    expect(fieldsOf({ TongSoNguoiDanhGia: 1.5 })).to.deep.equal(["TongSoNguoiDanhGia"]);
    expect(fieldsOf({ PhanTramDanhGiaHaiLong: "140%" })).to.deep.equal(["PhanTramDanhGiaHaiLong"]);
    expect(fieldsOf({ Madonvi: "xã" })).to.deep.equal(["Madonvi"]);
    expect(fieldsOf({ Khac: "1" })).to.deep.equal(["Khac"]);
    expect(toEvaluationRow([]).ok).to.equal(false);
  });
});
