import { expect } from "chai";
import { differenceOf, isDifferent, keepsSubstance } from "../../core/domain/version-difference.ts";

type Version = Parameters<typeof differenceOf>[0];
const aVersion = (but: Partial<Version> = {}): Version => ({
  name: "Đăng ký kết hôn",
  field: "Hộ tịch",
  levels: ["commune"],
  limit: { value: 5, unit: "working_day" },
  limitText: "5 ngày làm việc",
  legalLimit: null,
  startMode: null,
  supplementMode: null,
  paymentMode: null,
  solvedBy: null,
  feeVnd: 0n,
  feeText: "Miễn phí",
  documents: [{ name: "Tờ khai" }, { name: "Giấy xác nhận tình trạng hôn nhân" }],
  ...but,
});
const limit = (value: number) => ({ value, unit: "working_day" as const });

describe("The difference between two versions of a procedure", () => {
  for (const [what, after, part, difference] of [
    ["its name", aVersion({ name: "Kết hôn" }), "name", { before: "Đăng ký kết hôn", after: "Kết hôn" }],
    ["its field", aVersion({ field: null }), "field", { before: "Hộ tịch", after: null }],
    [
      "its limit",
      aVersion({ limit: limit(3), limitText: "3 ngày" }),
      "limit",
      { before: { limit: limit(5), limitText: "5 ngày làm việc" }, after: { limit: limit(3), limitText: "3 ngày" } },
    ],
    [
      "a limit that only words state now",
      aVersion({ limit: null, limitText: "Theo hẹn" }),
      "limit",
      { before: { limit: limit(5), limitText: "5 ngày làm việc" }, after: { limit: null, limitText: "Theo hẹn" } },
    ],
    [
      "its fee",
      aVersion({ feeVnd: 30_000n, feeText: null }),
      "fee",
      { before: { feeVnd: 0n, feeText: "Miễn phí" }, after: { feeVnd: 30_000n, feeText: null } },
    ],
    [
      "the centre's limit beside the province's",
      aVersion({ legalLimit: limit(7) }),
      "legalLimit",
      { before: null, after: { value: 7, unit: "working_day" } },
    ],
    [
      "when its clock starts, by default the next working day",
      aVersion({ startMode: "B" }),
      "time",
      {
        before: { start: "A", supplement: "RESTART", payment: "PAUSE" },
        after: { start: "B", supplement: "RESTART", payment: "PAUSE" },
      },
    ],
    [
      "what a supplement does to its clock",
      aVersion({ supplementMode: "RESUME" }),
      "time",
      {
        before: { start: "A", supplement: "RESTART", payment: "PAUSE" },
        after: { start: "A", supplement: "RESUME", payment: "PAUSE" },
      },
    ],
    [
      "what a payment does to its clock",
      aVersion({ paymentMode: "RUN" }),
      "time",
      {
        before: { start: "A", supplement: "RESTART", payment: "PAUSE" },
        after: { start: "A", supplement: "RESTART", payment: "RUN" },
      },
    ],
    ["who settles it", aVersion({ solvedBy: "ministry" }), "solvedBy", { before: null, after: "ministry" }],
    ["its levels", aVersion({ levels: ["province"] }), "levels", { added: ["province"], removed: ["commune"] }],
    [
      "its papers",
      aVersion({ documents: [{ name: "Tờ  khai" }, { name: "Căn cước" }, { name: "Căn cước" }] }),
      "papers",
      { added: ["Căn cước"], removed: ["Giấy xác nhận tình trạng hôn nhân"] },
    ],
  ] as const)
    it(`names ${what}, and nothing else`, () => {
      const found = differenceOf(aVersion(), after);
      expect(found).to.deep.equal({
        ...{ name: null, field: null, limit: null, fee: null, levels: null, papers: null },
        ...{ legalLimit: null, time: null, solvedBy: null },
        [part]: difference,
      });
      expect(isDifferent(found)).to.equal(true);
    });

  for (const [what, before, after, parts] of [
    ["another unit, same number", {}, { limit: { value: 5, unit: "day" } }, "limit"],
    ["a number where only words were", { limit: null }, {}, "limit"],
    ["only words where a number was", {}, { limit: null }, "limit"],
    ["other words, where there is no number", { limit: null }, { limit: null, limitText: "Theo hẹn" }, "limit"],
    ["the same words, where there is no number", { limit: null }, { limit: null }, ""],
    ["other words of a fee without amount", { feeVnd: null }, { feeVnd: null, feeText: "Theo trang" }, "fee"],
    ["the same words of a fee without amount", { feeVnd: null }, { feeVnd: null }, ""],
    ["an amount where only words were", { feeVnd: null }, {}, "fee"],
  ] as const)
    it(`${what}: ${parts || "nothing"}`, () => {
      const found = differenceOf(aVersion(before), aVersion(after));
      expect(
        Object.entries(found)
          .filter(([, part]) => part !== null)
          .map(([name]) => name)
          .join(),
      ).to.equal(parts);
    });

  it("names papers that came as they came", () => {
    const after = aVersion({ documents: [{ name: "Tờ khai" }, null, 7, { code: "x" }, { name: 3 }] });
    expect(differenceOf(aVersion(), after).papers).to.deep.equal({
      added: ["null", "7", '{"code":"x"}', "3"],
      removed: ["Giấy xác nhận tình trạng hôn nhân"],
    });
  });

  for (const [what, after] of [
    ["the same", aVersion()],
    ["the law's defaults, stated now", aVersion({ startMode: "A", supplementMode: "RESTART", paymentMode: "PAUSE" })],
    ["the words of a limit whose number stays", aVersion({ limitText: "05 ngày làm việc" })],
    ["the words of a fee whose amount stays", aVersion({ feeText: "Không" })],
    [
      "letters composed otherwise, other spaces",
      aVersion({ documents: [{ name: " Tờ khai".normalize("NFD") }, "Giấy xác nhận tình trạng hôn nhân"] }),
    ],
  ] as const)
    it(`is none for ${what}`, () => expect(isDifferent(differenceOf(aVersion(), after))).to.equal(false));
});

describe("a correction of wording (đính chính, §9.2) keeps the substance", () => {
  for (const [what, but] of [
    ["nothing at all", {}],
    ["its name", { name: "Kết hôn" }],
    ["its field", { field: "Tư pháp" }],
    ["the words of its limit", { limitText: "05 ngày làm việc" }],
    ["the words of its fee", { feeText: "Không" }],
    ["how a paper's name is spaced", { documents: [{ name: "Tờ  khai" }, "Giấy xác nhận tình trạng hôn nhân"] }],
  ] as const)
    it(`may change ${what}`, () => expect(keepsSubstance(aVersion(), aVersion(but))).to.equal(true));

  for (const [what, but] of [
    ["its limit", { limit: limit(4) }],
    ["the unit of its limit", { limit: { value: 5, unit: "day" } }],
    ["that it has a limit", { limit: null }],
    ["the centre's limit", { legalLimit: limit(7) }],
    ["its fee", { feeVnd: 1n }],
    ["that its fee is known", { feeVnd: null }],
    ["when its clock starts", { startMode: "B" }],
    ["what a supplement does to its clock", { supplementMode: "RESUME" }],
    ["what a payment does to its clock", { paymentMode: "RUN" }],
    ["who settles it", { solvedBy: "ministry" }],
    ["its levels", { levels: ["commune", "province"] }],
    ["its papers", { documents: [{ name: "Tờ khai" }] }],
    ["its levels and its papers", { levels: ["province"], documents: [] }],
  ] as const)
    it(`may not change ${what}`, () => {
      expect(keepsSubstance(aVersion(), aVersion(but))).to.equal(false);
      expect(keepsSubstance(aVersion(but), aVersion())).to.equal(false);
    });

  it("of a version without any limit, too", () => {
    expect(keepsSubstance(aVersion({ limit: null }), aVersion({ limit: null, limitText: "Theo hẹn" }))).to.equal(true);
    const central = aVersion({ legalLimit: limit(7) });
    expect(keepsSubstance(central, aVersion({ legalLimit: { value: 7, unit: "day" } }))).to.equal(false);
    expect(keepsSubstance(central, aVersion({ legalLimit: limit(8) }))).to.equal(false);
    expect(keepsSubstance(central, aVersion({ legalLimit: limit(7) }))).to.equal(true);
  });
});
