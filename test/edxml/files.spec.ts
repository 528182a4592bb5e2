import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { edxmlLimits } from "../../mappings/edxml/limits.ts";
import { safeName } from "../../mappings/edxml/file-name.ts";
import { fromRoot } from "../../platform/root.ts";
import { documentXml, pdf, readKept, type TestFile } from "../support/edxml.ts";
import { zipOf } from "../support/zip.ts";
import { program } from "../support/program.ts";

const text = Buffer.from("một tệp thử");
const read = (...files: readonly TestFile[]) => readKept(documentXml({ files }));

/** What became of one file: its type and content, or why the message was refused. */
async function fate(file: TestFile): Promise<string> {
  const { read: result, kept, parts } = await read(file);
  if (parts > 0) return "something was left";
  if (result.kind === "refused")
    return kept.size > 0 ? "something was kept" : `${result.fault.code} ${result.fault.answer ?? ""}`;
  const [one] = result.files;
  if (!one || result.message.kind !== "document") return "no file";
  const said = result.message.warnings.map(({ code }) => code).join(" ");
  const content = kept.get(one.sha256);
  if (content?.length !== one.size) return "its content is not there";
  return [one.type, one.unpacked ? "unpacked" : "", said].filter((word) => word !== "").join(" ");
}

const types = { name: "[Content_Types].xml", content: Buffer.from("<Types/>") };
const docx = zipOf(types, { name: "word/document.xml", content: text });
const xlsx = zipOf(types, { name: "xl/workbook.xml", content: text });
const pptx = zipOf(types, { name: "ppt/presentation.xml", content: text });
const odt = zipOf(
  { name: "mimetype", content: Buffer.from("application/vnd.oasis.opendocument.text"), stored: true },
  { name: "content.xml", content: text },
);
const spoilt = Buffer.from(pdf.toString("utf8"), "utf8");

describe("files of an edXML message", () => {
  for (const [what, file, expected] of [
    ["a PDF", { content: pdf }, "pdf"],
    ["a PDF that says it is text", { name: "a.pdf", type: "text/plain", content: pdf }, "pdf"],
    ["a PDF that was packed", { name: "a.pdf", content: zipOf({ name: "x.pdf", content: pdf }) }, "pdf unpacked"],
    ["a text that was packed", { name: "a.txt", content: zipOf({ name: "x", content: text }) }, "text unpacked"],
    [
      "one that was put into a folder",
      { name: "a.txt", content: zipOf({ name: "x/", content: Buffer.alloc(0) }, { name: "x/y", content: text }) },
      "text unpacked",
    ],
    ["a sheet that was packed", { name: "a.xlsx", content: zipOf({ name: "u.xlsx", content: xlsx }) }, "xlsx unpacked"],
    ["a sheet", { name: "a.xlsx", content: xlsx }, "xlsx"],
    ["a letter", { name: "a.docx", content: docx }, "docx"],
    [
      "a letter in a zip under the name of the zip",
      { name: "a.zip", content: zipOf({ name: "a.docx", content: docx }) },
      "zip",
    ],
    ["slides", { name: "a.pptx", content: pptx }, "pptx"],
    ["a letter of OpenDocument", { name: "a.odt", content: odt }, "odt"],
    ["a letter that is called .doc", { name: "a.doc", content: docx }, "docx"],
    ["a letter without a name", { name: null, content: docx }, "docx"],
    [
      "a zip within a zip",
      { name: "a.txt", content: zipOf({ name: "b", content: zipOf({ name: "c", content: text }) }) },
      "zip unpacked type-differs",
    ],
    ["a zip that is called one", { name: "a.zip", content: zipOf({ name: "x", content: text }) }, "zip"],
    [
      "two files in a zip",
      { name: "a.txt", content: zipOf({ name: "x", content: text }, { name: "y", content: text }) },
      "zip zip-many type-differs",
    ],
    ["a zip with nothing in it", { name: "a.bin", content: zipOf() }, "zip zip-empty"],
    [
      "a locked zip",
      { name: "a.bin", content: zipOf({ name: "x", content: text, says: { flags: 1 } }) },
      "zip zip-locked",
    ],
    [
      "a zip packed by a way unknown",
      { name: "a.bin", content: zipOf({ name: "x", content: text, says: { method: 99 } }) },
      "zip zip-locked",
    ],
    [
      "a zip slip: its name is nothing to us",
      { name: "a.txt", content: zipOf({ name: "../../../../tmp/edxml-slip", content: text }) },
      "text unpacked",
    ],
    [
      "a zip slip with a root",
      { name: "a.txt", content: zipOf({ name: "/etc/edxml-slip", content: text }) },
      "text unpacked",
    ],
    [
      "a zip slip of Windows",
      { name: "a.txt", content: zipOf({ name: "C:\\edxml-slip", content: text }) },
      "text unpacked",
    ],
    [
      "a zip bomb that says so",
      { name: "a.txt", content: zipOf({ name: "x", content: Buffer.alloc(200_000_000) }) },
      "zip-bomb 02",
    ],
    [
      "a zip bomb that lies",
      { name: "a.txt", content: zipOf({ name: "x", content: Buffer.alloc(20_000_000), says: { size: 100 } }) },
      "zip-broken 02",
    ],
    [
      "a zip whose checksum is another",
      { name: "a.txt", content: zipOf({ name: "x", content: text, says: { crc: 1 } }) },
      "zip-broken 02",
    ],
    ["half a zip", { name: "a.txt", content: zipOf({ name: "x", content: text }).subarray(0, 40) }, "zip-broken 02"],
    ["half a letter", { name: "a.docx", content: docx.subarray(0, 60) }, "zip-broken 02"],
    ["half a zip that is called one", { name: "a.zip", content: docx.subarray(0, 60) }, "zip-broken 02"],
    ["a PDF spoilt by a UTF-8 round trip", { name: "a.pdf", content: spoilt }, "pdf-spoilt 02"],
    ["a spoilt PDF under another name", { name: "a.bin", content: spoilt }, "pdf-spoilt 02"],
    ["a spoilt PDF in a zip", { name: "a.pdf", content: zipOf({ name: "x", content: spoilt }) }, "pdf-spoilt 02"],
    [
      "a PDF spoilt further in",
      { name: "a.pdf", content: Buffer.from(`%PDF-1.4\n1 0 obj\nstream\n${"\ufffd".repeat(20)}\n%%EOF`) },
      "pdf-spoilt 02",
    ],
    ["a text called PDF", { name: "a.pdf", content: text }, "pdf-not 02"],
    ["nothing called PDF", { name: "a.pdf", content: "" }, "pdf-not 02"],
    ["a letter called PDF", { name: "a.pdf", content: docx }, "docx type-differs"],
    ["a PDF with something before it", { content: Buffer.concat([Buffer.from("\r\n"), pdf]) }, "pdf pdf-late"],
    ["a PDF without its end", { content: pdf.subarray(0, 40) }, "pdf pdf-no-end"],
    ["nothing", { name: "a.txt", content: "" }, "text file-empty"],
    ["a letter of old Word", { name: "a.doc", content: Buffer.from("d0cf11e0a1b11ae100", "hex") }, "ole"],
    ["a picture", { name: "a.png", content: Buffer.from("89504e470d0a1a0a00", "hex") }, "png"],
    ["a photograph", { name: "a.jpg", content: Buffer.from("ffd8ffe000", "hex") }, "jpeg"],
    ["XML", { name: "a.edxml", content: Buffer.from("\ufeff<?xml version='1.0'?><a/>") }, "xml"],
    ["bytes", { name: "a.dat", content: Buffer.from([0, 1, 2, 255]) }, "other"],
  ] as readonly (readonly [string, TestFile, string])[])
    it(`${what}: ${expected}`, async () => {
      expect(await fate(file)).to.equal(expected);
    });

  it("a PDF may hold U+FFFD as a text", async () => {
    const content = Buffer.concat([pdf.subarray(0, 20), Buffer.from("(\ufffd)"), Buffer.from([0xff, 0xfe]), pdf]);
    expect(await fate({ content })).to.equal("pdf");
  });

  it("what unpacks to more than all files may have is refused", async () => {
    const content = zipOf({ name: "x", content: Buffer.from("ab\n".repeat(300_000)) });
    const { read: result } = await readKept(documentXml({ files: [{ name: "a.txt", content }] }), {
      ...edxmlLimits,
      files: 100_000,
    });
    expect(result.kind === "refused" && result.fault.code).to.equal("zip-bomb");
  });

  it("files that are large together are refused", async () => {
    const files = [1, 2, 3].map((n) => ({ id: `${n}`, name: `${n}.txt`, content: Buffer.alloc(40_000, 65) }));
    const { read: result, parts } = await readKept(documentXml({ files }), { ...edxmlLimits, files: 100_000 });
    expect([result.kind === "refused" && result.fault.code, parts]).to.deep.equal(["too-large", 0]);
  });

  it("one bad file refuses the message, and none of it stays", async () => {
    const { read: result, kept, parts } = await read({ content: pdf }, { id: "2", name: "b.pdf", content: text });
    expect(result.kind === "refused" && result.fault).to.deep.include({
      code: "pdf-not",
      at: "attachment 2",
      detail: "b.pdf",
      answer: "02",
    });
    expect([kept.size, parts]).to.deep.equal([0, 0]);
  });

  it("the same file twice lies there once", async () => {
    const { read: result, kept } = await read({ content: pdf }, { id: "2", name: "b.pdf", content: pdf });
    expect(result.kind === "read" && result.files.length).to.equal(2);
    expect(kept.size).to.equal(1);
  });

  const names = async (references: string, attachments: string) => {
    const { read: result } = await readKept(documentXml({ references, attachments }));
    if (result.kind !== "read" || result.message.kind !== "document") return [JSON.stringify(result)];
    return [
      ...result.message.attachments.map(({ name, contentType }) => `${name ?? "?"} ${contentType ?? "?"}`),
      ...result.message.warnings.map(({ code }) => code),
    ];
  };
  const reference = (id: string, name: string, type: string): string =>
    `<edXML:Reference><edXML:ContentId>${id}</edXML:ContentId><edXML:AttachmentName>${name}</edXML:AttachmentName><edXML:ContentType>${type}</edXML:ContentType></edXML:Reference>`;
  const attachment = (id: string, name: string): string =>
    `<Attachment><ContentId>${id}</ContentId><AttachmentName>${name}</AttachmentName><ContentTransferEncoded>QUJD</ContentTransferEncoded></Attachment>`;

  it("are paired by ContentId, with cid: and without", async () => {
    const references = reference("cid:1", "a.txt", "t/a") + reference("2", "b.txt", "t/b");
    expect(await names(references, attachment("cid:2", "") + attachment("1", ""))).to.deep.equal([
      "b.txt t/b",
      "a.txt t/a",
    ]);
  });

  it("are paired by name where ContentId is no help", async () => {
    const references = reference("x", "a.txt", "t/a") + reference("y", "b.txt", "t/b");
    expect(await names(references, attachment("1", "b.txt") + attachment("2", "a.txt"))).to.deep.equal([
      ...["b.txt t/b", "a.txt t/a"],
      ...["paired-by-name", "paired-by-name"],
    ]);
  });

  it("are called what the manifest calls them, which signatures cover, and another name at the file is told", async () => {
    expect(await names(reference("1", "quyet-dinh.txt", "t/a"), attachment("1", "cong-van.txt"))).to.deep.equal([
      "quyet-dinh.txt t/a",
      "file-name-differs",
    ]);
    expect(await names(reference("1", "", "t/a"), attachment("1", "cong-van.txt"))).to.deep.equal(["cong-van.txt t/a"]);
  });

  it("are paired by place where nothing else is any help", async () => {
    expect(await names(reference("x", "a.txt", "t/a"), attachment("1", ""))).to.deep.equal([
      "a.txt t/a",
      "paired-by-place",
    ]);
  });

  it("one ContentId on two is told, and settled by their names", async () => {
    const references = reference("1", "a.txt", "t/a") + reference("1", "b.txt", "t/b");
    expect(await names(references, attachment("1", "b.txt") + attachment("1", "a.txt"))).to.deep.equal([
      ...["b.txt t/b", "a.txt t/a"],
      "content-id-twice",
    ]);
  });

  it("that are listed and did not come are told, and those that came unlisted", async () => {
    const references = reference("1", "a.txt", "t/a") + reference("2", "b.txt", "t/b");
    expect(await names(references, attachment("1", "a.txt"))).to.deep.equal(["a.txt t/a", "reference-without-file"]);
    expect(
      await names(reference("1", "a.txt", "t/a"), attachment("1", "a.txt") + attachment("3", "c.txt")),
    ).to.deep.equal([...["a.txt t/a", "c.txt ?"], "file-without-reference"]);
  });

  it("a content without an Attachment around it is a file, too", async () => {
    expect(await names("", "<ContentTransferEncoded>QUJD</ContentTransferEncoded>")).to.deep.equal(["? ?"]);
  });

  for (const [written, safe] of [
    ["cong van.pdf", "cong van.pdf"],
    ["../../etc/passwd", "passwd"],
    ["C:\\Temp\\a.pdf", "a.pdf"],
    ["a\u202efdp.exe", "afdp.exe"],
    ["a\u0000b\r\n.txt", "ab.txt"],
    ["e\u0302.txt", "ê.txt"],
    ["..", null],
    ["a/", null],
    [" ", null],
    [`${"ệ".repeat(200)}.pdf`, `${"ệ".repeat(83)}.pdf`],
  ] as const)
    it(`the name ${JSON.stringify(written).slice(0, 40)} is kept as ${JSON.stringify(safe).slice(0, 40)}`, () => {
      expect(safeName(written)).to.equal(safe);
    });

  it("300 MB of files in less than 256 MB of process", async function () {
    this.timeout(600_000);
    const child = spawn(process.execPath, [...program("test/support/edxml-child.ts"), "300"], {
      cwd: fromRoot(),
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    await once(child, "close");
    const told = JSON.parse(said) as { kind: string; bytes: number; peakMb: number };
    expect(told).to.deep.include({ kind: "read", bytes: 314_572_800 });
    expect(told.peakMb).to.be.lessThan(256);
  });
});
