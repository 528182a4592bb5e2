import { expect } from "chai";
import { readFileSync } from "node:fs";
import { fromRoot } from "../../platform/root.ts";

/** | 18 | what the hub does | `test/portal/links.spec.ts`, … | */
const rows = readFileSync(fromRoot("docs", "national-portal.md"), "utf8")
  .split("\n")
  .flatMap((line) => {
    const [, number, duty, files] = /^\| (\d+) +\| (.+?) +\| (.+?) +\|$/.exec(line) ?? [];
    return number && duty && files
      ? [{ number, duty, files: [...files.matchAll(/`([^`]+)`/g)].map(([, file]) => file) }]
      : [];
  });

describe("the table of quirks (docs/national-portal.md)", () => {
  it("has all 32, in their order", () => {
    expect(rows.map(({ number }) => Number(number))).to.deep.equal(Array.from({ length: 32 }, (_, at) => at + 1));
  });
  for (const { number, files } of rows)
    it(`quirk ${number} is named by a test in each file of its row`, () => {
      expect(files).to.not.deep.equal([]);
      for (const file of files)
        expect(readFileSync(fromRoot(`${file}.spec.ts`), "utf8"), file).to.match(new RegExp(`quirk ${number}(?!\\d)`));
    });
});
