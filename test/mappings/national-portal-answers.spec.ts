import { expect } from "chai";
import { parseDay } from "../../core/domain/day.ts";
import { answerRules, type AnswerRule } from "../../mappings/national-portal/answer-rules.ts";
import { makeClassifyAnswer, type HeardAnswer } from "../../mappings/national-portal/classify-answer.ts";
import { readLookup } from "../../mappings/national-portal/read-lookup.ts";

const at = new Date("2026-10-12T02:00:00Z");
const classify = makeClassifyAnswer();
const heard = (but: Partial<HeardAnswer>): HeardAnswer => ({
  service: "DongBoHoSoMC",
  http: 200,
  code: "0",
  message: "",
  carries: false,
  unreadable: false,
  ...but,
});

/** By the rule that must decide: one row of the table, one row here. */
const rows: Readonly<Record<string, readonly [string, Partial<HeardAnswer>]>> = {
  "http-401": ["auth", { http: 401, message: "Unauthorized" }],
  "http-429": ["retry", { http: 429 }],
  "http-5xx": ["retry", { http: 502, unreadable: true, code: undefined }],
  unreadable: ["retry", { unreadable: true, code: undefined }],
  "success-words": ["done", { message: "Đồng bộ THÀNH CÔNG" }],
  "read-answer": ["done", { service: "LayThuTuc", code: 0, carries: true }],
  "linked-acknowledged": ["done", { service: "linked.acknowledge", code: null, message: "Cập nhật thành công" }],
  "linked-read": ["done", { service: "linked.list", code: undefined, carries: true }],
  "linked-status-taken": ["done", { service: "linked.status", code: 200, message: "" }],
  "linked-errors": [
    "unknown",
    { service: "linked.status", code: 200, message: "Cập nhật thành công; soHoSoLT: x", errors: true },
  ],
  "vneid-00": ["done", { service: "vneid.status", code: "00" }],
  "vneid-already-past": [
    "done",
    { service: "vneid.status", code: "01", message: "…. Không thể cập nhật lên trạng thái 4" },
  ],
  "linked-already-past": [
    "done",
    { service: "linked.status", http: 400, code: 400, message: "trangThai: không thể cập nhật lên trạng thái 3" },
  ],
  "already-returned": [
    "done",
    { service: "linked.status", code: 400, message: "Hồ sơ đã trả kết quả, không được cập nhật" },
  ],
  "already-registered": ["done", { service: "linked.status", code: 400, message: "Hồ sơ đã hoàn thành đăng ký" }],
  "one-stop-has-it": [
    "done",
    { service: "linked.acknowledge", code: "1", message: "Đã tồn tại trong một cửa điện tử" },
  ],
  "igate-taken": ["done", { service: "igate.create", code: 200, message: "OK" }],
  "portal-has-it": ["flip", { code: "-3", message: "Hồ sơ đã tồn tại" }],
  "portal-has-it-not": ["flip", { code: -1, message: "Hồ sơ không tồn tại" }],
  "dossier-first": ["predecessor", { service: "CapNhatTienDoHoSoMC", code: "-1", message: "Hồ sơ không tồn tại" }],
  "earlier-status-first": [
    "predecessor",
    { service: "linked.status", code: 400, message: "Hồ sơ chưa cập nhật trạng thái 3" },
  ],
  "send-first": [
    "predecessor",
    { service: "linked.status", code: 400, message: "Chưa được gửi không thể cập nhật trạng thái" },
  ],
  "vneid-interrupted": ["retry", { service: "vneid.status", code: "03", message: "Yêu cầu bị gián đoạn" }],
  "server-error": ["retry", { code: "-1", message: "Server Error" }],
  "soap-fault": ["retry", { code: "-1", message: "Client received SOAP Fault from server" }],
  "adding-failed": ["retry", { code: "0", message: "Có lỗi trong quá trình thêm mới" }],
  "session-over": ["auth", { code: "-1", message: "Phiên làm việc đã hết hạn" }],
  logic: ["permanent", { code: "-1", message: "Logic xử lý không hợp lệ" }],
  "mandatory-words": ["permanent", { code: "-1", message: "Ngày tiếp nhận không được để trống" }],
  "field-named": ["permanent", { code: "-1", message: "Sai giá trị NgayXuLy" }],
  "sister-services": ["permanent", { code: -302, message: "" }],
  "vneid-01": ["permanent", { service: "vneid.status", code: "01", message: "Sai dữ liệu" }],
  "igate-4xx": ["permanent", { service: "igate.progress", http: 400, code: "400", message: "Bad request" }],
};

describe("what an answer of the portal means", () => {
  for (const { id } of answerRules)
    it(`the row ${id}`, () => {
      const row = rows[id];
      expect(row, "a rule without a test").to.not.equal(undefined);
      expect(classify(heard(row![1]), at)).to.deep.equal({ class: row![0], rule: id });
    });
  it("has no row twice", () => expect(new Set(answerRules.map(({ id }) => id)).size).to.equal(answerRules.length));

  for (const [name, answer] of [
    ["quirk 2: 0 without a word", {}],
    ["quirk 2: 0 with words nobody knows", { message: "Đã ghi nhận" }],
    ["quirk 2: 0 and 'không thành công'", { message: "Đồng bộ không thành công" }],
    ["quirk 2: 0 and 'thành công 0, lỗi 1'", { message: "Thành công 0, lỗi 1" }],
    ["success words with another code", { code: "5", message: "Thành công" }],
    ["success words without a code", { code: undefined, message: "Thành công" }],
    ["success words under HTTP 302", { http: 302, message: "Thành công" }],
    ["a lookup that brought no list", { service: "TraCuuHoSo", code: 0 }],
    ["a dossier told as past its return", { code: "-1", message: "Hồ sơ đã trả kết quả, không được cập nhật" }],
    ["-1 without a field", { code: "-1", message: "Có sự cố" }],
  ] as const)
    it(`${name}: unknown, never done`, () =>
      expect(classify(heard(answer), at)).to.deep.equal({ class: "unknown", rule: null }));

  for (const code of [0, "0", " 0 "])
    it(`quirk 1: error_code ${JSON.stringify(code)} is the same`, () =>
      expect(classify(heard({ code, message: "Thành công" }), at).class).to.equal("done"));

  it("quirk 3: finds words that came decomposed, in capitals, with other spaces", () =>
    expect(classify(heard({ code: "-3", message: "HỒ SƠ ĐÃ\u00a0 TỒN\nTẠI".normalize("NFD") }), at).class).to.equal(
      "flip",
    ));

  it("an installation's rows come first, in their dates; its words are folded as well", () => {
    const own: AnswerRule = {
      id: "own",
      class: "done",
      codes: ["0"],
      contains: ["ĐÃ  ghi nhận"],
      from: parseDay("2026-10-12"),
      until: parseDay("2026-10-12"),
      sure: "one",
    };
    const judge = makeClassifyAnswer([own]);
    expect(judge(heard({ message: "Đã ghi nhận" }), at)).to.deep.equal({ class: "done", rule: "own" });
    expect(judge(heard({ message: "Đã ghi nhận" }), new Date("2026-10-12T17:00:00Z")).class).to.equal("unknown");
    expect(judge(heard({ message: "Đã ghi nhận" }), new Date("2026-10-11T16:59:59Z")).class).to.equal("unknown");
  });
});

describe("whether the portal has a dossier", () => {
  const code = "000.09.31.H99-261012-0042";
  const answer = (but: object) => ({ code: "0", message: "", rows: null, ...but });
  for (const [name, heardOf, kind] of [
    ["a row of it", answer({ rows: [{ MaHoSo: code }] }), "exists"],
    ["a row without a code", answer({ rows: [{ TrangThaiHoSo: 4 }] }), "exists"],
    ["no row", answer({ rows: [] }), "absent"],
    ["words that it is not there", answer({ code: "-1", message: "Hồ sơ KHÔNG tồn tại" }), "absent"],
    ["a row of another dossier", answer({ rows: [{ MaHoSo: "000.09.31.H99-261012-0043" }] }), "unknown"],
    ["0 and no list", answer({}), "unknown"],
    ["no row and words of trouble", answer({ rows: [], message: "Lỗi kết nối" }), "unknown"],
    ["no row and a code of failure", answer({ code: "-1", rows: [] }), "unknown"],
    ["no code", answer({ code: null, rows: [] }), "unknown"],
    ["nothing readable", null, "unknown"],
  ] as const)
    it(`quirk 5: ${name} says ${kind}`, () => expect(readLookup(code, heardOf).kind).to.equal(kind));
});
