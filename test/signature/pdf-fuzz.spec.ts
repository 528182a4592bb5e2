import { expect } from "chai";
import { checkPdf } from "../../mappings/signature/pdf.ts";
import type { ByteSource } from "../../mappings/signature/byte-source.ts";
import { aPdf, append, sign, streamOf, type Draft } from "../support/pdfs.ts";
import { randomOf } from "../support/edxml-mutants.ts";
import { checked, receivedOn, signedWorld, told, type SignedWorld } from "../support/signed-world.ts";

const tokens =
  "<< >> [ ] ( ) < > /Prev /Length /Kids /Contents /ByteRange 0 -1 99999999999 1e9 4294967296 R obj endobj stream endstream xref trailer startxref %%EOF null true \\ # /Type/Sig /XRefStm 7 0 R".split(
    " ",
  );

function mutant(bytes: Buffer, pick: (below: number) => number): Buffer {
  let out = Buffer.from(bytes);
  for (let times = 1 + pick(4); times > 0; times--) {
    const at = pick(out.length);
    const span = 1 + pick(64);
    switch (pick(6)) {
      case 0:
        out[at] = pick(256);
        break;
      case 1:
        out = Buffer.concat([out.subarray(0, at), out.subarray(at + span)]);
        break;
      case 2:
        out = Buffer.concat([out.subarray(0, at), out.subarray(Math.max(0, at - span))]);
        break;
      case 3:
        out = Buffer.concat([
          out.subarray(0, at),
          Buffer.from(` ${tokens[pick(tokens.length)] ?? ""} `),
          out.subarray(at),
        ]);
        break;
      case 4:
        out = out.subarray(0, at);
        break;
      default: {
        // numbers are where structure hangs: another digit
        const digits = [...out.keys()].filter(
          (i) => (out[i] ?? 0) >= 48 && (out[i] ?? 0) <= 57 && i > out.length - 2500,
        );
        out[digits[pick(Math.max(1, digits.length))] ?? 0] = 48 + pick(10);
      }
    }
  }
  return out;
}

describe("a PDF of any bytes", () => {
  let world: SignedWorld;
  before(async () => {
    world = await signedWorld();
  });

  for (const [form, seed] of [
    ["table", 20261122],
    ["stream", 20261123],
  ] as const)
    it(`400 mutants of a file signed twice are answered, none of them as valid (${form}, seed ${seed})`, async () => {
      const first = await sign(aPdf("Kinh gui", form), world.person, { place: 1200 });
      const { bytes } = await sign(first, world.agency, { place: 1200 });
      const pick = randomOf(seed).below;
      const verdicts = new Set<string>();
      for (let i = 0; i < 400; i++) {
        const made = mutant(bytes, pick);
        const { verdict } = await checked(made, world.trust);
        verdicts.add(verdict);
        if (verdict === "valid") expect(lettersOf(made), `mutant ${i}`).to.deep.equal(lettersOf(bytes));
      }
      expect([...verdicts]).to.include.members(["unreadable", "invalid"]);
    });

  /**
   * What a signature signs: all but Contents, in which the CMS has bytes that nobody signs (other certificates, lists of algorithms).
   * What follows the last end is white space.
   */
  const lettersOf = (bytes: Buffer) =>
    bytes
      .toString("latin1")
      .replaceAll(/(?<=\/Contents <)[\da-f]*(?=>)/gi, "")
      .trimEnd();

  const head = "%PDF-1.7\n";
  const withTable = (objects: readonly string[], trailer: string, more = ""): Buffer => {
    let text = head;
    const places = objects.map((body, i) => {
      const at = text.length;
      text += `${i + 1} 0 obj\n${body}\nendobj\n`;
      return at;
    });
    const start = text.length;
    const rows = places.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("");
    return Buffer.from(
      `${text}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}${more}trailer\n${trailer.replace("SELF", String(start))}\nstartxref\n${start}\n%%EOF\n`,
      "latin1",
    );
  };
  const root = "<< /Root 1 0 R >>";
  const form = (fields: string) => `<< /AcroForm << /Fields ${fields} >> >>`;
  const cases: readonly (readonly [what: string, bytes: () => Buffer, told: string])[] = [
    ["nothing", () => Buffer.alloc(0), "unreadable: notPdf"],
    ["words", () => Buffer.from("Kính gửi Uỷ ban"), "unreadable: notPdf"],
    ["a head alone", () => Buffer.from(head), "unreadable: structureBroken"],
    [
      "a section that is before itself",
      () => withTable(["<< >>"], "<< /Root 1 0 R /Prev SELF >>"),
      "unreadable: structureBroken",
    ],
    ["a section beyond the end", () => Buffer.from(`${head}startxref\n999999\n%%EOF\n`), "unreadable: structureBroken"],
    [
      "a hybrid's stream that is the table itself",
      () => withTable(["<< >>"], "<< /Root 1 0 R /XRefStm SELF >>"),
      "unreadable: structureBroken",
    ],
    ["a table of a thousand million rows", () => withTable(["<< >>"], root, "2 999999999\n"), "unreadable: tooLarge"],
    [
      "a table of thirty thousand empty parts",
      () => withTable(["<< >>"], root, "0 0\n".repeat(30_000)),
      "unreadable: tooLarge",
    ],
    ["no catalog", () => withTable(["<< >>"], "<< >>"), "unreadable: structureBroken"],
    ["a reference to itself", () => withTable(["1 0 R"], root), "unreadable: structureBroken"],
    ["references in a circle", () => withTable(["2 0 R", "1 0 R"], root), "unreadable: structureBroken"],
    [
      "fields that are their own kids",
      () => withTable([form("[2 0 R]"), "<< /Kids [2 0 R 2 0 R] >>"], root),
      "unsigned:",
    ],
    [
      "two fields that are each other's kids",
      () => withTable([form("[2 0 R]"), "<< /Kids [3 0 R] >>", "<< /Kids [2 0 R] >>"], root),
      "unsigned:",
    ],
    ["thirty thousand fields", () => withTable([form(`[${"<< >> ".repeat(30_000)}]`)], root), "unreadable: tooLarge"],
    [
      "lists within lists, a million deep",
      () => withTable([form("[".repeat(1_000_000))], root),
      "unreadable: structureBroken",
    ],
    [
      "dictionaries within dictionaries",
      () => withTable([form("<< /A ".repeat(100_000))], root),
      "unreadable: structureBroken",
    ],
    ["brackets within a string", () => withTable([form("(".repeat(2_000_000))], root), "unreadable: structureBroken"],
    ["a name without end", () => withTable([form(`/${"a".repeat(1_000_000)}`)], root), "unreadable: structureBroken"],
    [
      "an object of five megabytes",
      () => withTable([form(`[${"0 ".repeat(100_000)}${" ".repeat(40_000_000)}]`)], root),
      "unreadable: tooLarge",
    ],
    ["a million numbers", () => withTable([form(`[${"0 ".repeat(1_000_000)}]`)], root), "unreadable: tooLarge"],
    [
      "a length that is the stream's own",
      () => withTable([form("[2 0 R]"), "<< /Length 2 0 R >>\nstream\n\nendstream"], root),
      "unreadable: structureBroken",
    ],
    [
      "a packed object within itself",
      () =>
        Buffer.from(
          `${head}1 0 obj\n<< /Type /XRef /Size 2 /Root 1 0 R /W [1 1 1] /Length 6 >>\nstream\n\0\0\0\x02\x01\0\nendstream\nendobj\nstartxref\n9\n%%EOF\n`,
          "latin1",
        ),
      "unreadable: structureBroken",
    ],
    ["an encrypted one", () => withTable(["<< >>"], "<< /Root 1 0 R /Encrypt 2 0 R >>"), "unreadable: encrypted"],
  ];
  for (const [what, bytes, answer] of cases)
    it(`${what}: ${answer}`, async () => {
      expect(told(await checked(bytes(), world.trust))).to.equal(answer);
    });

  it("a stream of structure that inflates without end is not inflated", async () => {
    const { deflateSync } = await import("node:zlib");
    const bomb = deflateSync(Buffer.alloc(100_000_000)).toString("latin1");
    const section = `1 0 obj\n${streamOf(bomb, "/Type /XRef /Size 9 /Root 1 0 R /W [1 1 1] /Filter /FlateDecode")}\nendobj\n`;
    const bytes = Buffer.from(`${head}${section}startxref\n${head.length}\n%%EOF\n`, "latin1");
    expect(told(await checked(bytes, world.trust))).to.equal("unreadable: structureBroken");
  });

  it("a signature of half a megabyte of beginnings is refused", async () => {
    for (const bytes of ["3080", "30820000", "a080"]) {
      const der = () => Promise.resolve(Buffer.from(bytes.repeat(120_000), "hex"));
      const { bytes: made } = await sign(aPdf(), world.person, { place: 500_000, der });
      expect((await checked(made, world.trust)).verdict).to.equal("invalid");
    }
  });

  it("seventeen signatures are too many to judge", async () => {
    let draft: Draft = aPdf();
    for (let i = 0; i < 17; i++) draft = await sign(draft, world.person, { place: 1200 });
    expect(told(await checked(draft.bytes, world.trust))).to.equal("unreadable: tooManySignatures");
  });

  it("three hundred megabytes are read by pieces of four at most", async () => {
    const small = await sign(aPdf(), world.person);
    // nothing lies between the pieces that are asked for: the file is signed, then a hole of zeros is thought into it
    const size = 300 * 1024 * 1024;
    const at = small.bytes.length;
    let largest = 0;
    const source: ByteSource = {
      size,
      read(from, to) {
        largest = Math.max(largest, to - from);
        const out = Buffer.alloc(to - from);
        if (from < at) small.bytes.copy(out, 0, from, Math.min(to, at));
        const end = Buffer.from(`\nstartxref\n${small.start}\n%%EOF\n`);
        if (to > size - end.length)
          end.copy(out, Math.max(0, size - end.length - from), Math.max(0, from - (size - end.length)));
        return Promise.resolve(out);
      },
    };
    expect(told(await checkPdf(source, world.trust, receivedOn))).to.equal("changedAfter: | changedAfter strayBytes");
    expect(largest).to.be.at.most(4 * 1024 * 1024);
  });

  it("a revision appended a hundred times stays readable", async () => {
    let draft = await sign(aPdf(), world.person);
    for (let i = 0; i < 100; i++) draft = append(draft, { 6: `<< /Title (${i}) >>` });
    expect(told(await checked(draft.bytes, world.trust))).to.equal("valid: | valid");
  });
});
