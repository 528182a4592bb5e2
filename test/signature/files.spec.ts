import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { checkMessageFile, checkPdfFile } from "../../adapters/edoc/check-signatures.ts";
import { openTrust } from "../../adapters/edoc/trust.ts";
import { signatureReasons } from "../../core/domain/letter/signature.ts";
import { laterWords, noteWords, reasonWords, verdictWords } from "../../core/domain/letter/signature-words.ts";
import { addEdxmlCommand } from "../../main/cli/edxml.ts";
import { addEdxmlVerifyCommand } from "../../main/cli/edxml-verify.ts";
import { signatureLine, signatureRecord } from "../../mappings/signature/evidence.ts";
import { shown } from "../../mappings/signature/shown.ts";
import { skeletonOf } from "../../mappings/signature/xml-skeleton.ts";
import { command, refusalOf } from "../support/command.ts";
import { aPdf, sign, streamOf, append } from "../support/pdfs.ts";
import { aSigner } from "../support/signers.ts";
import { xmlSigner } from "../support/signed-xml.ts";
import { receivedOn, signedWorld, told, type SignedWorld } from "../support/signed-world.ts";

describe("signatures of kept files", () => {
  let folder: string;
  let world: SignedWorld;
  const put = async (name: string, content: string | Uint8Array): Promise<string> => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "signatures-"));
    world = await signedWorld();
  });
  after(() => rm(folder, { recursive: true }));

  describe("the roots an operator names", () => {
    it("several files, intermediates among them", async () => {
      const between = await aSigner({ cn: "CA giữa", issuer: world.root, isCa: true });
      const files = [await put("a.pem", `# gốc\n${world.root.pem}`), await put("b.pem", between.pem)];
      const { trust, told: said } = openTrust(files, receivedOn);
      expect(trust.roots.map(({ subject }) => subject)).to.deep.equal(["CN=CA thử nghiệm gốc"]);
      expect(trust.intermediates.map(({ subject }) => subject)).to.deep.equal(["CN=CA giữa"]);
      expect(said).to.deep.equal([]);
    });
    it("one that has run out is told, with its file", async () => {
      const old = await aSigner({ cn: "CA cũ", isCa: true, from: "2010-01-01", to: "2020-01-01" });
      const file = await put("old.pem", old.pem);
      const { told: said } = openTrust([file], receivedOn);
      expect(said).to.have.length(1);
      expect(said[0]).to.contain("CN=CA cũ").and.to.contain(file).and.to.contain("has run out");
    });
    for (const [what, content] of [
      ["no certificate", "xin chào"],
      ["an unreadable one", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"],
    ] as const)
      it(`a file with ${what} stops the start, by its name`, async () => {
        const file = await put("bad.pem", content);
        expect(() => openTrust([file], receivedOn)).to.throw(file);
      });
    it("a file that is not there stops the start", () => {
      expect(() => openTrust([join(folder, "none.pem")], receivedOn)).to.throw("ENOENT");
    });
    it("none at all: nobody is believed", () => {
      expect(openTrust([], receivedOn)).to.deep.equal({ trust: { roots: [], intermediates: [] }, told: [] });
    });
  });

  it("a PDF on the disk is judged as its bytes are", async () => {
    const { bytes } = await sign(aPdf(), world.person);
    expect(told(await checkPdfFile(await put("one.pdf", bytes), world.trust, receivedOn))).to.equal("valid: | valid");
    expect(told(await checkPdfFile(await put("empty.pdf", ""), world.trust, receivedOn))).to.equal(
      "unreadable: notPdf",
    );
  });

  it("long values are taken out of a message, whatever the pieces it comes in, and leave a mark", async () => {
    const text = `<a><b>${"QUJD".repeat(20_000)}</b><c>Đà Nẵng</c></a>`;
    for (const size of [1, 7, 65_536, 1_000_000]) {
      const bytes = Buffer.from(text);
      // eslint-disable-next-line @typescript-eslint/require-await
      const source = async function* () {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      };
      const skeleton = await skeletonOf(source(), "MARK");
      if (typeof skeleton === "string") throw new Error(skeleton);
      expect(skeleton.isCut).to.equal(true);
      expect(skeleton.xml.replaceAll("QUJD", "")).to.match(/^<a><b>[QUJ]*MARK<\/b><c>Đà Nẵng<\/c><\/a>$/);
      expect(skeleton.xml.length).to.be.at.most(66_000);
    }
  });
  it("a message of other letters than UTF-8, or with too much beside its files, is not judged", async () => {
    const wide = await put("wide.edxml", Buffer.from("<a>Signature</a>", "utf16le"));
    const binary = await put("binary.edxml", Buffer.from([0x3c, 0x61, 0xff, 0xfe]));
    const much = await put("much.edxml", "<a>Signature</a>".repeat(100_000));
    for (const file of [wide, binary])
      expect(told(await checkMessageFile(file, world.trust, receivedOn))).to.equal("unreadable: xmlBroken");
    expect(told(await checkMessageFile(much, world.trust, receivedOn))).to.equal("unreadable: tooLarge");
  });

  it("the record of a check has the file's digest, the answer, the moment and who was believed", async () => {
    const check = await checkPdfFile(
      await put("one.pdf", (await sign(aPdf(), world.person)).bytes),
      world.trust,
      receivedOn,
    );
    const record = signatureRecord("ab".repeat(32), check, world.trust, receivedOn);
    expect(record).to.deep.equal({
      v: 1,
      file: "ab".repeat(32),
      check,
      at: "2026-03-02T01:00:00.000Z",
      roots: [world.trust.roots[0]?.fingerprint256.replaceAll(":", "").toLowerCase()],
      intermediates: [],
    });
    expect(signatureLine(check)).to.equal("valid; signature ETSI.CAdES.detached valid");
  });

  it("words out of files are told without controls, turned writing and half letters", () => {
    expect(shown("a\u0000b\ud800c\u202ed\u009f")).to.equal("abcd");
    expect(shown("😀😀", 3)).to.equal("😀");
    expect(shown("e\u0301".repeat(200)).length).to.equal(100);
  });

  it("every code has words in both languages, and no two the same", () => {
    const all = [verdictWords, reasonWords, noteWords, laterWords].flatMap((table) => Object.values(table));
    for (const { vi, en } of all) {
      expect(vi.length, en).to.be.greaterThan(5);
      expect(en.length, vi).to.be.greaterThan(5);
    }
    expect(Object.keys(reasonWords)).to.have.members(Object.keys(signatureReasons));
    for (const language of ["vi", "en"] as const) {
      const words = Object.values(reasonWords).map((one) => one[language]);
      expect(new Set(words).size).to.equal(words.length);
    }
  });

  describe("hub edxml verify", () => {
    let roots: string;
    const verify = async (...words: string[]) => {
      const before = process.exitCode;
      try {
        const said = await command(
          (program) => addEdxmlVerifyCommand(addEdxmlCommand(program)),
          "edxml",
          "verify",
          ...words,
        );
        return { said, code: process.exitCode ?? 0 };
      } finally {
        process.exitCode = before;
      }
    };
    before(async () => {
      roots = await put("roots.pem", world.root.pem);
    });

    it("a PDF signed by two: each with its name, exit 0", async () => {
      const both = await sign(await sign(aPdf(), world.person), world.agency);
      const { said, code } = await verify(await put("both.pdf", both.bytes), "--roots", roots);
      expect(code).to.equal(0);
      expect(said).to.contain("Chữ ký số hợp lệ / Validly signed");
      expect(said).to.contain("1. ✓ Trần Thị Ví Dụ, UBND xã Ví Dụ").and.to.contain("2. ✓ UBND xã Ví Dụ");
      expect(said).to.contain("a further signature");
    });
    it("changed after signing, unsigned, or without roots: why, exit 1", async () => {
      const signed = await sign(aPdf(), world.person);
      const changed = await put("changed.pdf", append(signed, { 4: streamOf("EVIL") }).bytes);
      const first = await verify(changed, "--roots", roots);
      expect(first.code).to.equal(1);
      expect(first.said).to.contain(
        "contentChanged: nội dung bị sửa sau khi ký / the content was changed after signing",
      );
      const second = await verify(await put("plain.pdf", aPdf().bytes), "--roots", roots);
      expect([second.code, second.said.includes("for reference only")]).to.deep.equal([1, true]);
      const third = await verify(await put("signed.pdf", signed.bytes));
      expect([third.code, third.said.includes("rootUnknown")]).to.deep.equal([1, true]);
    });
    it("as JSON", async () => {
      const file = await put("signed.pdf", (await sign(aPdf(), world.person)).bytes);
      const { said } = await verify(file, "--roots", roots, "--json");
      expect(JSON.parse(said)[0].check.signatures[0].signer.commonName).to.equal("Trần Thị Ví Dụ");
    });

    const message = (pdf: Buffer, name = "cong van.pdf") =>
      `<?xml version="1.0" encoding="utf-8"?><edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">` +
      `<edXML:edXMLEnvelope xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLHeader><edXML:MessageHeader>` +
      `<edXML:From><edXML:OrganId>000.00.01.H41</edXML:OrganId></edXML:From><edXML:To><edXML:OrganId>000.00.02.H41</edXML:OrganId></edXML:To>` +
      `<edXML:DocumentId>000.00.01.H41,2026/03/01,12/UBND</edXML:DocumentId><edXML:Code><edXML:CodeNumber>12</edXML:CodeNumber><edXML:CodeNotation>UBND</edXML:CodeNotation></edXML:Code>` +
      `<edXML:Subject>V/v lấy ý kiến</edXML:Subject></edXML:MessageHeader><edXML:TraceHeaderList><edXML:Bussiness><edXML:BussinessDocType>0</edXML:BussinessDocType></edXML:Bussiness></edXML:TraceHeaderList></edXML:edXMLHeader>` +
      `<edXML:edXMLBody><edXML:edXMLManifest><edXML:Reference><edXML:ContentId>cid:1</edXML:ContentId><edXML:AttachmentName>${name}</edXML:AttachmentName></edXML:Reference></edXML:edXMLManifest></edXML:edXMLBody></edXML:edXMLEnvelope>` +
      `<AttachmentEncoded><Attachment><ContentId>cid:1</ContentId><AttachmentName>${name}</AttachmentName><ContentTransferEncoded>${pdf.toString("base64")}</ContentTransferEncoded></Attachment></AttachmentEncoded></edXML>`;
    it("a message: its own signature, and each PDF's in it", async () => {
      const good = await sign(aPdf(), world.person);
      const first = await verify(await put("good.edxml", message(good.bytes)), "--roots", roots);
      expect(first.said).to.contain("good.edxml: Không có chữ ký số").and.to.contain("cong van.pdf: Chữ ký số hợp lệ");
      expect(first.code).to.equal(0);
      const bad = append(good, { 4: streamOf("EVIL") });
      const second = await verify(await put("bad.edxml", message(bad.bytes)), "--roots", roots);
      expect(second.said).to.contain("cong van.pdf: Bị sửa sau khi ký");
      expect(second.code).to.equal(1);
    });
    it("a message whose own signature is refused: exit 1, though each PDF in it is valid", async () => {
      const agency = await aSigner({ cn: "UBND xã Ví Dụ", issuer: world.root, rsa: 2048 });
      const whole = (await xmlSigner(agency))(message((await sign(aPdf(), world.person)).bytes));
      const first = await verify(await put("whole.edxml", whole), "--roots", roots);
      expect(first.said).to.contain("whole.edxml: Chữ ký số hợp lệ");
      expect(first.code).to.equal(0);
      const changed = await put("false.edxml", whole.replace("lấy ý kiến", "thu hồi"));
      const second = await verify(changed, "--roots", roots);
      expect(second.said).to.contain("digestWrong").and.to.contain("cong van.pdf: Chữ ký số hợp lệ");
      expect(second.code).to.equal(1);
    });
    for (const [what, name, text, reason] of [
      ["an empty PDF", "trong.pdf", "", "notPdf"],
      ["an empty message", "trong.edxml", "", "xmlBroken"],
      ["JSON", "m.json", '{"kind":"document"}', "xmlBroken"],
    ] as const)
      it(`${what} is not unsigned: it cannot be judged`, async () => {
        const { said, code } = await verify(await put(name, Buffer.from(text)), "--roots", roots);
        expect(said).to.contain(`✗ ${reason}`).and.not.contain("Không có chữ ký số");
        expect(code).to.equal(1);
      });
    it("a message that the reader refuses: exit 1, whatever is signed in it", async () => {
      const good = await sign(aPdf(), world.person);
      const signedTwice = message(good.bytes).replace(
        "<edXML:Subject>",
        "<edXML:Subject>khác</edXML:Subject><edXML:Subject>",
      );
      expect((await verify(await put("refused.edxml", signedTwice), "--roots", roots)).code).to.equal(1);
    });
    it("a file that is no PDF is listed, for reference: exit 1", async () => {
      const text = message(Buffer.from("QUYẾT ĐỊNH"), "quyet dinh.txt");
      const { said, code } = await verify(await put("text.edxml", text), "--roots", roots);
      expect(said).to.contain("quyet dinh.txt: Không có chữ ký số").and.to.contain("for reference only");
      expect(code).to.equal(1);
    });
    it("roots that cannot be read are a sentence", async () => {
      const file = await put("signed.pdf", aPdf().bytes);
      expect(await refusalOf(verify(file, "--roots", join(folder, "none.pem")))).to.contain("A PEM file is needed");
    });
  });
});
