import { expect } from "chai";
import fc from "fast-check";
import { jsonCutter } from "../../mappings/edoc/cut-json.ts";

/** What is cut of a text that comes in pieces of `size` bytes. */
function cut(text: string, size: number) {
  const cutter = jsonCutter({ texts: ["data", "data.edxml"], rows: ["rows"], dropped: ["data.attachments.*.content"] });
  const bytes = Buffer.from(text, "utf8");
  const texts: Record<string, Buffer> = {};
  const rows: unknown[] = [];
  for (let at = 0; at < bytes.length; at += size)
    for (const piece of cutter.take(bytes.subarray(at, at + size)))
      if (piece.kind === "row") rows.push(piece.row);
      else texts[piece.path] = Buffer.concat([texts[piece.path] ?? Buffer.alloc(0), piece.bytes]);
  return {
    texts: Object.fromEntries(Object.entries(texts).map(([path, all]) => [path, all.toString("utf8")])),
    rows,
    rest: cutter.rest(),
  };
}

describe("JSON that is cut while it flows", () => {
  for (const size of [1, 2, 3, 7, 1_000])
    it(`in pieces of ${size}`, () => {
      expect(
        cut(
          '{ "Status" : "OK", "DATA": {"edXML":"<a b=\\"ệ\\">\\n\\u1ec7 \\ud83d\\ude00\\/</a>", "attachments":[{"content":"AAAA","n":1},{"content":""}]}, "n": -1.5e3 }',
          size,
        ),
      ).to.deep.equal({
        texts: { "data.edxml": '<a b="ệ">\nệ 😀/</a>' },
        rows: [],
        rest: {
          ...{ Status: "OK", n: -1500 },
          DATA: { edXML: "", attachments: [{ content: "", n: 1 }, { content: "" }] },
        },
      });
      expect(
        cut('{"rows":[ {"a":[1,{"b":"]}"}]} , 2, "x,y", null ,[] ],"data":"QUJD","z":"data"}', size),
      ).to.deep.equal({
        texts: { data: "QUJD" },
        rows: [{ a: [1, { b: "]}" }] }, 2, "x,y", null, []],
        rest: { rows: [], data: "", z: "data" },
      });
    });

  it("whatever stands in it, in whatever pieces", () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ maxDepth: 3 })),
        fc.string({ unit: "binary" }).filter((text) => text.isWellFormed()),
        fc.jsonValue({ maxDepth: 3 }),
        fc.integer({ min: 1, max: 40 }),
        (rows, data, other, size) => {
          const read = cut(JSON.stringify({ rows, other, data }), size);
          // -0 is written as 0
          expect(JSON.stringify(read.rows)).to.equal(JSON.stringify(rows));
          expect(read.texts["data"] ?? "").to.equal(data);
          expect(JSON.stringify(read.rest)).to.equal(JSON.stringify({ rows: [], other, data: "" }));
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });

  for (const text of [
    '{"data":"AA',
    '{"data":"A\\x"}',
    '{"data":"A\\u12G4"}',
    '{"data":"AA"',
    '{"rows":[1',
    "",
    '{"rows":[1,]}x',
    "{} {}",
  ])
    it(`${text} is no whole JSON`, () => {
      for (const size of [1, 100]) expect(() => cut(text, size)).to.throw(SyntaxError);
    });

  it("what is large beside the letter is not gathered", () => {
    expect(() => cut(`{"x":"${"a".repeat(5_000_000)}"}`, 65_536)).to.throw(SyntaxError, "4 MB");
    expect(() => cut(`{"rows":["${"a".repeat(300_000)}"]}`, 65_536)).to.throw(SyntaxError, "256 kB");
    expect(() => cut("[".repeat(65), 10)).to.throw(SyntaxError, "deep");
  });
});
