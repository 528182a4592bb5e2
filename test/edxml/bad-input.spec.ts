import { expect } from "chai";
import { createHash } from "node:crypto";
import { edxmlLimits, sliceBytes } from "../../mappings/edxml/limits.ts";
import { edxmlReader } from "../../mappings/edxml/read.ts";
import { wordsOfEdxml, edxmlFaultWords, edxmlWarningWords } from "../../core/domain/letter/edxml-words.ts";
import {
  documentOf,
  documentXml,
  faultOf,
  headerFields,
  pdf,
  qcvn,
  readKept,
  readPure,
  statusXml,
  warningsOf,
} from "../support/edxml.ts";

const whole = documentXml({ files: [{ content: pdf }] });
const within = (rest: string): string => documentXml({ fields: { rest } });
const laughs = [...Array<undefined>(9).keys()].map((n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join("");
const doctype = (inside: string): string =>
  documentXml({ declaration: `<?xml version="1.0"?><!DOCTYPE edXML ${inside}>` });

describe("bad input of edXML", () => {
  for (const [what, xml, code] of [
    ["nothing", "", "empty"],
    ["only white space", " \r\n ", "empty"],
    ["only a declaration", '<?xml version="1.0"?>', "truncated"],
    ["no XML at all", "%PDF-1.4 abc", "junk-before"],
    ["JSON", '{"a":1}', "junk-before"],
    ["a page that says that a gateway is down", "<html><body>502</body></html>", "not-edxml"],
    ["junk before the declaration", `1212${whole}`, "junk-before"],
    ["a section before the root", `<![CDATA[x]]>${whole}`, "junk-before"],
    ["two roots", whole + whole.replace(/^<\?.*?\?>\s*/, ""), "after-root"],
    ["text behind the root", `${whole}x`, "after-root"],
    ["a section behind the root", `${whole}<![CDATA[]]>`, "after-root"],
    ["cut off in its header", whole.slice(0, 400), "truncated"],
    ["cut off in a file", whole.slice(0, whole.indexOf("JVBERi") + 21), "truncated"],
    ["cut off before the root ends", whole.slice(0, -8), "truncated"],
    ["cut off in a comment", `${whole}<!-- a`, "truncated"],
    ["cut off in a section", within("<edXML:Content><![CDATA[a]]").replace(/a\]\].*$/s, "a]]"), "truncated"],
    ["tags that cross", within("<edXML:A><edXML:B></edXML:A></edXML:B>"), "malformed"],
    ["an end too many", `${whole}</edXML>`, "malformed"],
    ["From opened twice", within("<edXML:From><edXML:From></edXML:From>"), "malformed"],
    ["an attribute without quotes", within("<edXML:A b=1/>"), "malformed"],
    ["an attribute twice", within('<edXML:A b="1" b="1"/>'), "malformed"],
    [
      "an attribute twice, under two prefixes of one namespace",
      within(`<edXML:A xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>`),
      "malformed",
    ],
    ["a tag in an attribute", within('<edXML:A b="<c>"/>'), "malformed"],
    ["the end of a section in a text", within("<edXML:A>a]]>b</edXML:A>"), "malformed"],
    ["dashes in a comment", within("<!-- a -- b -->"), "malformed"],
    ["a DTD", doctype(""), "doctype"],
    ["a DTD behind a comment", documentXml({ declaration: "<!-- --><!DOCTYPE edXML>" }), "doctype"],
    ["a DTD within the root", within("<!DOCTYPE a>"), "doctype"],
    ["an external entity", doctype('[<!ENTITY x SYSTEM "file:///etc/passwd">]').replace("V/v", "&x;"), "doctype"],
    ["entities that grow a billion times", doctype(`[<!ENTITY l0 "ha">${laughs}]`).replace("V/v", "&l9;"), "doctype"],
    ["an entity without a DTD", within("<edXML:A>&x;</edXML:A>"), "entity"],
    ["an entity by the name of a property", within("<edXML:A>&constructor;</edXML:A>"), "entity"],
    ["an ampersand by itself", within("<edXML:A>a & b</edXML:A>"), "entity"],
    ["a character that does not exist, by number", within("<edXML:A>&#xD800;</edXML:A>"), "entity"],
    // what these three are was an exception until a mutant had them
    ["a number that is none", within("<edXML:A>&#12a;</edXML:A>"), "entity"],
    ["a number without digits", within("<edXML:A>&#;</edXML:A>"), "entity"],
    ["a hexadecimal number without digits", within("<edXML:A>&#x;</edXML:A>"), "entity"],
    ["NUL by number", within("<edXML:A>&#0;</edXML:A>"), "entity"],
    ["an entity in an attribute", within('<edXML:A b="&x;"/>'), "entity"],
    ["a control character", within("<edXML:A>\u0007</edXML:A>"), "character-forbidden"],
    ["a control character in a comment", within("<!-- \u0007 -->"), "character-forbidden"],
    ["an instruction", within("<?php x ?>"), "instruction"],
    ["a style sheet", documentXml({ declaration: '<?xml-stylesheet href="a"?>' }), "instruction"],
    ["a second declaration", documentXml({ declaration: '<?xml version="1.0"?><?xml version="1.0"?>' }), "instruction"],
    ["XML 1.1", documentXml({ declaration: '<?xml version="1.1"?>' }), "instruction"],
    [
      "an evil prefix",
      within('<evil:StatusCode xmlns:evil="http://evil.example/">06</evil:StatusCode>'),
      "namespace-unknown",
    ],
    [
      "an evil prefix under the name edXML",
      within('<edXML:A xmlns:edXML="http://evil.example/"/>'),
      "namespace-unknown",
    ],
    ["an evil default namespace", within('<A xmlns="http://evil.example/"/>'), "namespace-unknown"],
    ["two dialects in one header", within('<A xmlns="http://www.e-doc.vn/Schema/"/>'), "namespace-unknown"],
    ["a prefix that is bound to nothing", within("<abc:A/>"), "prefix-unbound"],
    ["an attribute's prefix that is bound to nothing", within('<edXML:A abc:b="1"/>'), "prefix-unbound"],
    ["a prefix bound to the empty name", within('<edXML:A xmlns:p=""/>'), "malformed"],
    ["a comment within a value", statusXml("0<!-- -->6"), "comment-in-value"],
    ["a section within a value", statusXml("0<![CDATA[6]]>"), "cdata-in-value"],
    ["an element within a value", statusXml("0<edXML:b/>6"), "element-in-value"],
    ["two headers", within("</edXML:MessageHeader><edXML:MessageHeader>"), "header-twice"],
    ["a header within the header", within("<edXML:MessageHeader/>"), "header-twice"],
    [
      "a header in the wrong place",
      `<edXML xmlns="${qcvn}"><Extra><MessageHeader><Subject>a</Subject></MessageHeader></Extra></edXML>`,
      "not-edxml",
    ],
    ["no header", `<edXML xmlns="${qcvn}"/>`, "not-edxml"],
    [
      "more marks on a letter than any script has",
      within(`<edXML:Content>a${"\u0323\u0301".repeat(20)}</edXML:Content>`),
      "combining-marks",
    ],
    ["a value without end", within(`<edXML:Content>${"a".repeat(140_000)}</edXML:Content>`), "value-too-long"],
    ["depth 10,000", within("<edXML:A>".repeat(10_000)), "too-deep"],
    ["100,000 elements", within("<edXML:A/>".repeat(100_000)), "too-many-elements"],
    [
      "100,000 attributes",
      within(`<edXML:A ${[...Array(100_000).keys()].map((n) => `a${n}=""`).join(" ")}/>`),
      "too-many-attributes",
    ],
    [
      "65 attributes",
      within(`<edXML:A ${[...Array(65).keys()].map((n) => `a${n}=""`).join(" ")}/>`),
      "too-many-attributes",
    ],
    ["a name without end", within(`<edXML:${"A".repeat(100_000)}/>`), "too-many-attributes"],
    ["much of nothing", within(`<!--${"x".repeat(5_000_000)}-->`), "too-much-xml"],
  ] as const)
    it(`${what}: ${code}`, () => {
      expect(faultOf(xml)).to.equal(code);
      // however it is cut on the way; the long ones say the same at once
      if (xml.length < 20_000)
        for (const step of [1, 3])
          expect(readPure(xml, step).fault, `in steps of ${step}`).to.deep.equal(readPure(xml).fault);
    });

  it("says whom to answer, about what, as far as it was read", () => {
    const cut = whole.slice(0, whole.indexOf("<edXML:Subject>"));
    expect(readPure(cut).fault).to.deep.include({
      ...{ code: "truncated", answer: "02" },
      about: { from: "000.00.01.H99", documentId: "000.00.01.H99,2026/01/05,12/STN-VP", code: "12/STN-VP" },
    });
  });

  it("a status that is cut off is not answered: states would answer each other for ever", () => {
    const cut = statusXml("02");
    expect(readPure(cut.slice(0, cut.indexOf("<edXML:StatusCode>"))).fault).to.deep.include({
      code: "truncated",
      answer: null,
    });
  });

  it("bytes that are no UTF-8 are refused", () => {
    const [before = "", after = ""] = whole.split("V/v");
    const broken = Buffer.concat([Buffer.from(before), Buffer.from([0xc3, 0x28]), Buffer.from(after)]);
    expect(faultOf(broken)).to.equal("not-text");
    expect(faultOf(Buffer.from(whole.replace("utf-8", "iso-8859-1").replace("V/v", "Ý"), "latin1"))).to.equal(
      "not-text",
    );
  });

  it("another encoding that is declared and not used is told", () => {
    expect(warningsOf(documentXml({ declaration: '<?xml version="1.0" encoding="windows-1258"?>' }))).to.deep.equal([
      "encoding-said",
    ]);
  });

  it("a BOM is told, space before the declaration too", () => {
    expect(warningsOf(`\ufeff${whole}`)).to.deep.equal(["bom"]);
    expect(warningsOf(`\r\n ${whole}`)).to.deep.equal(["space-before"]);
  });

  for (const [what, bytes] of [
    ["little end first", Buffer.from(`\ufeff${whole.replace("UTF-8", "utf-16")}`, "utf16le")],
    ["without a BOM", Buffer.from(whole.replace("UTF-8", "utf-16"), "utf16le")],
    ["big end first", Buffer.from(`\ufeff${whole.replace("UTF-8", "utf-16")}`, "utf16le").swap16()],
  ] as const)
    it(`UTF-16, ${what}, is converted and told`, () => {
      for (const step of [1, 3, sliceBytes]) {
        const { message, contents } = readPure(bytes, step);
        expect(message?.warnings.map(({ code }) => code)).to.deep.equal(["utf-16"]);
        expect(message?.kind === "document" && message.subject).to.equal("V/v xin ý kiến");
        expect(contents[0]?.equals(pdf)).to.equal(true);
      }
    });

  it("UTF-16 that breaks off within a character is refused", () => {
    expect(faultOf(Buffer.from(`\ufeff${whole}`, "utf16le").subarray(0, -1))).to.equal("not-text");
  });

  it("CDATA as a whole value is told, comments between elements are nothing", () => {
    expect(warningsOf(within("<edXML:Content><![CDATA[A & B]]></edXML:Content><!-- a -->"))).to.deep.equal(["cdata"]);
    expect(documentOf(within("<edXML:Content><![CDATA[A & <B>]] >]]></edXML:Content>")).content).to.equal(
      "A & <B>]] >",
    );
  });

  it("words between elements are told and nothing", () => {
    expect(
      warningsOf(documentXml({ fields: { from: headerFields.from.replace("<edXML:OrganId>", "abc<edXML:OrganId>") } })),
    ).to.deep.equal(["mixed-content"]);
  });

  it("an Id that occurs twice is told, and refused beside a signature", () => {
    const twice = '<edXML:A Id="x"/><edXML:B id="x"/>';
    expect(warningsOf(within(twice))).to.deep.equal(["id-twice"]);
    const signature = '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo/></ds:Signature>';
    expect(faultOf(documentXml({ fields: { rest: twice }, signature }))).to.equal("id-twice");
  });

  for (const wrapped of ["edXMLEnvelope", "MessageHeader", "StatusCode"])
    it(`a signature that wraps a ${wrapped} is refused`, () => {
      const signature = `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:Object><${wrapped}>06</${wrapped}></ds:Object></ds:Signature>`;
      expect(faultOf(documentXml({ signature }))).to.equal("signature-wraps");
    });

  for (const [what, base64, code] of [
    ["a hole", "QUJD=QUJD", "base64-hole"],
    ["padding in the middle", "QQ==QUJD", "base64-hole"],
    ["padding too early", "Q===", "base64-hole"],
    ["padding without end", "=====", "base64-hole"],
    ["a letter too few", "QUJDQ", "base64-truncated"],
    ["a letter of base64url", "QU-_", "base64-letter"],
    ["a foreign letter", "QUJé", "base64-letter"],
    ["a star", "QUJD****", "base64-letter"],
    ["an entity", "QUJD&amp;", "base64-letter"],
    ["an entity without end", "QUJD&#1", "base64-letter"],
    ["an element", "QUJD<b/>", "element-in-file"],
    ["a comment", "QUJD<!-- -->", "element-in-file"],
  ] as const)
    it(`base64 with ${what}: ${code}`, () => {
      for (const step of [1, 5, sliceBytes])
        expect(readPure(documentXml({ files: [{ name: "a.txt", content: base64 }] }), step).fault?.code).to.equal(code);
    });

  it("says where in a file the wrong letter stands", () => {
    const { fault } = readPure(documentXml({ files: [{ name: "a.txt", content: "QUJD*" }] }));
    expect(fault).to.deep.include({
      at: "/edXML/AttachmentEncoded/Attachment/edXML:ContentTransferEncoded",
      detail: "0x2a at byte 4",
    });
  });

  for (const [what, base64, content, warning] of [
    ["wrapped lines", "QUJD\r\nREVG\r\n", "ABCDEF", []],
    ["wrapped lines as .NET writes them", "QUJD&#xD;\nREVG&#13;&#10;", "ABCDEF", []],
    ["spaces anywhere", " Q U J\tD ", "ABC", []],
    ["no padding", "QQ", "A", ["base64-unpadded"]],
    ["half its padding", "QQ=", "A", ["base64-unpadded"]],
    ["padding that is not needed", "QUJD=", "ABC", ["base64-padding"]],
    ["bits that say nothing", "QR==", "A", ["base64-bits"]],
    ["a section", "<![CDATA[QUJD]]>", "ABC", []],
    ["a section in a wrapper", "<message><![CDATA[QUJD]]></message>", "ABC", []],
  ] as const)
    it(`base64 with ${what} is read`, () => {
      for (const step of [1, 4, sliceBytes]) {
        const { message, contents } = readPure(documentXml({ files: [{ name: "a.txt", content: base64 }] }), step);
        expect(contents[0]?.toString()).to.equal(content);
        expect(message?.warnings.map(({ code }) => code)).to.deep.equal(warning);
      }
    });

  it("a message larger than is allowed is refused while it comes, and the rest is not asked for", async () => {
    let asked = 0;
    async function* endless(): AsyncGenerator<Uint8Array, void> {
      yield Buffer.from(whole.slice(0, whole.indexOf("JVBERi")));
      for (;;) {
        asked += 1;
        yield await Promise.resolve(Buffer.from("QUJD".repeat(16_384)));
      }
    }
    const { read, kept, parts } = await readKept(endless(), { ...edxmlLimits, message: 3_000_000 });
    expect(read).to.deep.include({ kind: "refused" });
    expect(read.kind === "refused" && read.fault).to.deep.include({ code: "too-large", answer: "02" });
    // 3,000,000 bytes are 45 pieces and some
    expect(asked).to.be.within(45, 50);
    expect([kept.size, parts]).to.deep.equal([0, 0]);
  });

  it("300 MB of it are read: one file of 225 MB, with the digest it has to have", async function () {
    this.timeout(300_000);
    const [before = "", after = ""] = documentXml({ files: [{ name: "a.txt", content: "@" }] }).split("@");
    async function* large(): AsyncGenerator<Uint8Array, void> {
      yield Buffer.from(before);
      const megabyte = Buffer.from("QUJD".repeat(262_144));
      for (let n = 0; n < 300; n += 1) yield await Promise.resolve(megabyte);
      yield Buffer.from(after);
    }
    const { read } = await readKept(large());
    const hash = createHash("sha256");
    for (let n = 0; n < 300; n += 1) hash.update(Buffer.alloc(786_432, "ABC"));
    const sha256 = hash.digest("hex");
    expect(read.kind === "read" && read.files[0]).to.deep.include({ size: 235_929_600, type: "text", sha256 });
  });

  it("no more than 16 kB are handled in one go", () => {
    const reader = edxmlReader();
    expect(sliceBytes).to.equal(16_384);
    expect(() => reader.take(new Uint8Array(sliceBytes + 1))).to.throw(RangeError);
  });

  it("more files than are allowed are refused", () => {
    const files = Array.from({ length: 501 }, (_, n) => ({ id: `${n}`, name: `${n}.txt`, content: "QQ==" }));
    expect(faultOf(documentXml({ files }))).to.equal("too-many-files");
  });

  it("a fault of the source is no fault of the message, and leaves nothing", async () => {
    async function* broken(): AsyncGenerator<Uint8Array, void> {
      yield Buffer.from(whole.slice(0, whole.indexOf("JVBERi") + 20));
      throw await Promise.resolve(new Error("the line is down"));
    }
    const said = await readKept(broken()).catch((error: unknown) => (error as Error).message);
    expect(said).to.equal("the line is down");
  });

  it("every fault and warning has words in two languages", () => {
    for (const words of [...Object.values(edxmlFaultWords), ...Object.values(edxmlWarningWords)])
      for (const text of [words.vi, words.en]) expect(text).to.match(/^\p{Lu}.*\.$/su);
    expect(wordsOfEdxml("fault", "constructor")).to.deep.equal({ vi: "constructor", en: "constructor" });
  });
});
