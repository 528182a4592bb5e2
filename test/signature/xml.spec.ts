import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { checkXml } from "../../mappings/signature/xml.ts";
import { readTrust, type Trust } from "../../mappings/signature/trust.ts";
import { fromRoot } from "../../platform/root.ts";
import { randomOf } from "../support/edxml-mutants.ts";
import { aSigner, type Signer } from "../support/signers.ts";
import { receivedOn, told } from "../support/signed-world.ts";
import { exclusive, xmlSigner, type XmlWanted } from "../support/signed-xml.ts";

const qcvn = "http://www.mic.gov.vn/TBT/QCVN_102_2016";
const dsig = "http://www.w3.org/2000/09/xmldsig#";

const header = (subject: string) =>
  `<edXML:MessageHeader><edXML:DocumentId>000.00.00.H41,2026/03/01,12/UBND</edXML:DocumentId><edXML:Subject>${subject}</edXML:Subject></edXML:MessageHeader>`;
const envelope = (subject: string, id = "") =>
  `<edXML:edXMLEnvelope xmlns:edXML="${qcvn}"${id}><edXML:edXMLHeader>${header(subject)}</edXML:edXMLHeader></edXML:edXMLEnvelope>`;
const files =
  "<AttachmentEncoded><Attachment><ContentTransferEncoded>JVBERi0=</ContentTransferEncoded></Attachment></AttachmentEncoded>";
const message = (inner = envelope("V/v lấy ý kiến") + files) => `<edXML xmlns="${qcvn}">${inner}</edXML>`;

describe("the XML signature of an edXML message", () => {
  let signer: Signer;
  let signed: (xml?: string, wanted?: XmlWanted) => string;
  let trust: Trust;
  before(async () => {
    const root = await aSigner({ cn: "CA thử nghiệm gốc", isCa: true });
    signer = await aSigner({ cn: "UBND xã Ví Dụ", issuer: root, rsa: 2048 });
    const sign = await xmlSigner(signer);
    signed = (xml = message(), wanted = {}) => sign(xml, wanted);
    trust = readTrust(root.pem);
  });

  const check = (xml: string, isCut = false) => checkXml({ xml, isCut }, trust, receivedOn);
  const toldOf = async (xml: string, isCut = false) => told(await check(xml, isCut));

  it("over the whole message: valid, the files covered", async () => {
    const answer = await check(signed());
    expect(told(answer)).to.equal("valid: | valid");
    expect(answer.signatures[0]).to.deep.include({
      form: "xmldsig",
      covers: ["edXML"],
      notes: ["timeNotProven", "revocationNotChecked"],
    });
    expect(answer.signatures[0]?.signer?.commonName).to.equal("UBND xã Ví Dụ");
  });

  it("over the envelope by its id: valid, and the files are told as not covered", async () => {
    const xml = message(envelope("V/v lấy ý kiến", ' Id="e1"') + files);
    const answer = await check(signed(xml, { xpath: "//*[@Id='e1']" }), true);
    expect(told(answer)).to.equal("valid: | valid");
    expect(answer.signatures[0]?.covers).to.deep.equal(["edXML/edXMLEnvelope"]);
    expect(answer.signatures[0]?.notes).to.include("attachmentsNotCovered");
  });

  it("over files whose bytes were taken out: cannot be judged", async () => {
    expect(await toldOf(signed(), true)).to.equal("unreadable: | unreadable attachmentsCutOut");
  });

  it("a word changed, a file changed", async () => {
    expect(await toldOf(signed().replace("lấy ý kiến", "từ chối"))).to.equal("invalid: | invalid digestWrong");
    expect(await toldOf(signed().replace("JVBERi0=", "JVBERi1="))).to.equal("invalid: | invalid digestWrong");
  });
  it("what is signed changed with its digest: the value does not hold", async () => {
    const xml = signed().replace(
      /(<SignatureValue>)(.)/,
      (_, tag: string, letter: string) => tag + (letter === "A" ? "B" : "A"),
    );
    expect(await toldOf(xml)).to.equal("invalid: | invalid signatureWrong");
  });
  it("a root nobody named", async () => {
    expect(
      told(await checkXml({ xml: signed(), isCut: false }, { roots: [], intermediates: [] }, receivedOn)),
    ).to.equal("validUntrusted: | validUntrusted rootUnknown");
  });
  it("SHA-1 is told as weak", async () => {
    const xml = signed(message(), { method: `${dsig}rsa-sha1`, digest: `${dsig}sha1` });
    expect(await toldOf(xml)).to.equal("validUntrusted: | validUntrusted digestWeak");
  });

  describe("with hops that an axis added", () => {
    const trace = (hops = "", kind = "0") =>
      `<edXML:TraceHeaderList><edXML:TraceHeader><edXML:OrganId>000.00.01.H41</edXML:OrganId><edXML:Timestamp>2026/03/01 08:00:00</edXML:Timestamp></edXML:TraceHeader>${hops}` +
      `<edXML:Bussiness><edXML:BussinessDocType>${kind}</edXML:BussinessDocType></edXML:Bussiness></edXML:TraceHeaderList>`;
    const hop = "<edXML:TraceHeader><edXML:Timestamp>2026/03/01 08:01:00</edXML:Timestamp></edXML:TraceHeader>";
    const whole = () => signed(message(envelope("thật").replace("</edXML:edXMLHeader>", `${trace()}$&`) + files));
    const notesOf = async (xml: string) => (await check(xml)).notes;

    it("holds without them, and says so", async () => {
      const xml = whole();
      expect(await toldOf(xml)).to.equal("valid: | valid");
      expect(await notesOf(xml)).to.deep.equal([]);
      for (const more of [hop, hop + hop]) {
        const passed = xml.replace("<edXML:Bussiness>", `${more}$&`);
        expect(await toldOf(passed)).to.equal("valid: | valid");
        expect(await notesOf(passed)).to.deep.equal(["hopsAdded"]);
      }
    });
    for (const [what, change] of [
      ["something else changed as well", (xml: string) => xml.replace("thật", "giả")],
      [
        "the kind of letter is in a hop",
        (xml: string) =>
          xml.replace(
            "<edXML:Timestamp>2026/03/01 08:01:00</edXML:Timestamp>",
            "$&<edXML:Bussiness>1</edXML:Bussiness>",
          ),
      ],
      [
        "a hop stands first, whose time is read",
        (xml: string) => xml.replace(hop, "").replace("<edXML:TraceHeader>", `${hop}$&`),
      ],
      ["a hop stands elsewhere", (xml: string) => xml.replace("</edXML:MessageHeader>", `${hop}$&`)],
      ["a hop's letters stand in a value", (xml: string) => xml.replace("thật", `thật<![CDATA[${hop}]]>`)],
      ["a hop's letters stand in a comment", (xml: string) => xml.replace("thật", `thật<!--${hop}-->`)],
      ["a hop has an id", (xml: string) => xml.replace(hop, hop.replace("TraceHeader>", 'TraceHeader Id="x">'))],
    ] as const)
      it(`does not hold where ${what}`, async () => {
        const passed = change(whole().replace("<edXML:Bussiness>", `${hop}$&`));
        expect(await toldOf(passed)).to.equal("invalid: | invalid digestWrong");
        expect(await notesOf(passed)).to.deep.equal([]);
      });
  });

  describe("is none", () => {
    for (const [what, signature] of [
      ["in the form's own namespace", "<Signature><SignedInfo/><SignatureValue>MIIF</SignatureValue></Signature>"],
      ["an empty DigitalSignature", "<edXML:DigitalSignature/>"],
      ["in its own namespace, empty", `<Signature xmlns="${dsig}"/>`],
      [
        "placeholders",
        `<Signature xmlns="${dsig}"><SignedInfo/><SignatureValue>MIIFqTCCBJG</SignatureValue></Signature>`,
      ],
      ["a password in KeyInfo", `<Signature xmlns="${dsig}"><KeyInfo><Token>bi-mat-123</Token></KeyInfo></Signature>`],
    ] as const)
      it(`${what}: told so, and unsigned`, async () => {
        const xml = message(envelope("x").replace("</edXML:edXMLHeader>", `${signature}</edXML:edXMLHeader>`));
        const answer = await check(xml);
        expect(answer).to.deep.equal({ verdict: "unsigned", reasons: [], notes: ["notASignature"], signatures: [] });
      });

    it("a message without one", async () => {
      expect(await check(message())).to.deep.equal({ verdict: "unsigned", reasons: [], notes: [], signatures: [] });
    });
  });

  describe("signature wrapping", () => {
    const byId = () => signed(message(envelope("thật", ' Id="e1"')), { xpath: "//*[@Id='e1']" });
    const signatureOf = (xml: string) => /<Signature[\s\S]*<\/Signature>/.exec(xml)?.[0] ?? "";
    const partOf = (xml: string) => /<edXML:edXMLEnvelope[\s\S]*<\/edXML:edXMLEnvelope>/.exec(xml)?.[0] ?? "";

    it("the signed part moved aside, another read in its place", async () => {
      const moved = message(envelope("giả") + `<Khac>${partOf(byId())}</Khac>`);
      expect(await toldOf(moved)).to.equal("invalid: | invalid wrapped");
    });
    it("the signed part moved into the signature", async () => {
      const part = partOf(byId());
      const signature = signatureOf(part);
      const bare = part.replace(signature, "");
      const evil = message(
        envelope("giả").replace(
          "</edXML:edXMLHeader>",
          `${signature.replace("</Signature>", `<Object>${bare}</Object></Signature>`)}</edXML:edXMLHeader>`,
        ),
      );
      expect(await toldOf(evil)).to.equal("invalid: | invalid wrapped");
    });
    it("the same id twice", async () => {
      const twice = byId().replace("</edXML>", '<Khac Id="e1"/></edXML>');
      expect(await toldOf(twice)).to.equal("invalid: | invalid idTwice");
      const otherCase = byId().replace("</edXML>", '<Khac id="e1"/></edXML>');
      expect(await toldOf(otherCase)).to.equal("invalid: | invalid idTwice");
    });
    it("only something that is not read is signed", async () => {
      const aside = signed(message(`${envelope("thật")}<Khac Id="k1">vô hại</Khac>`), { xpath: "//*[@Id='k1']" });
      expect(await toldOf(aside)).to.equal("invalid: | invalid wrapped");
    });
    it("the header in a place that no reader reads", async () => {
      const xml = signed(`<edXML xmlns="${qcvn}"><Khac>${envelope("thật")}</Khac></edXML>`);
      expect(await toldOf(xml)).to.equal("invalid: | invalid wrapped");
    });
    describe("the header alone is signed, and beside it stands what is read too", () => {
      const trace = (kind: string) =>
        `<edXML:TraceHeaderList><edXML:Bussiness><edXML:BussinessDocType>${kind}</edXML:BussinessDocType></edXML:Bussiness></edXML:TraceHeaderList>`;
      const beside = (more: string) =>
        signed(message(envelope("thật").replace("</edXML:MessageHeader>", `</edXML:MessageHeader>${more}`)), {
          xpath: "//*[local-name()='MessageHeader']",
          transforms: [exclusive],
        });
      it("a new letter made a recall, and the letter as it was: nobody signed which it is", async () => {
        expect(await toldOf(beside(trace("0")).replace("DocType>0<", "DocType>1<"))).to.equal(
          "invalid: | invalid wrapped",
        );
        expect(await toldOf(beside(trace("0")))).to.equal("invalid: | invalid wrapped");
      });
      for (const more of [
        "<edXML:Business><edXML:BusinessDocType>1</edXML:BusinessDocType></edXML:Business>",
        "<edXML:Status><edXML:StatusCode>02</edXML:StatusCode></edXML:Status>",
        "<edXML:edXMLManifest><edXML:Reference><edXML:AttachmentName>a.pdf</edXML:AttachmentName></edXML:Reference></edXML:edXMLManifest>",
      ])
        it(more, async () => {
          expect(await toldOf(beside(more))).to.equal("invalid: | invalid wrapped");
        });
      it("nothing, or what is empty: valid", async () => {
        expect(await toldOf(beside(""))).to.equal("valid: | valid");
        expect(await toldOf(beside("<edXML:Status/><edXML:TraceHeaderList> </edXML:TraceHeaderList>"))).to.equal(
          "valid: | valid",
        );
      });
      it("covered with the envelope: valid", async () => {
        const xml = message(
          envelope("thật", ' Id="e1"').replace("</edXML:MessageHeader>", `</edXML:MessageHeader>${trace("1")}`),
        );
        expect(await toldOf(signed(xml, { xpath: "//*[@Id='e1']" }))).to.equal("valid: | valid");
      });
    });
    it("two signatures", async () => {
      const xml = signed();
      const signature = signatureOf(xml);
      expect(await toldOf(xml.replace("</edXML>", `${signature}</edXML>`))).to.equal("invalid: severalSignatures");
    });
    it("a second SignedInfo, a second method", async () => {
      for (const more of ["<SignedInfo/>", "<Object><SignedInfo/></Object>", "<Object><SignatureMethod/></Object>"])
        expect(await toldOf(signed().replace("</Signature>", `${more}</Signature>`))).to.equal(
          "invalid: | invalid wrapped",
        );
    });
    it("comments within the signature", async () => {
      expect(await toldOf(signed().replace("<DigestValue>", "<DigestValue><!-- x -->"))).to.equal(
        "invalid: | invalid wrapped",
      );
    });
  });

  describe("what it may refer to, and how", () => {
    const changed = (from: RegExp | string, to: string) => toldOf(signed().replace(from, to));
    it("another file, a path, nothing", async () => {
      for (const uri of ["http://example.invalid/x", "#xpointer(/)", "#khong-co"])
        expect(await changed('URI=""', `URI="${uri}"`)).to.equal("invalid: | invalid referenceUnknown");
      expect(await changed('URI=""', "")).to.equal("invalid: | invalid referenceUnknown");
    });
    it("a transform that is none, or that computes", async () => {
      for (const transform of [
        "http://www.w3.org/TR/xml-exc-c14n#",
        "http://www.w3.org/TR/1999/REC-xslt-19991116",
        "http://www.w3.org/TR/1999/REC-xpath-19991116",
      ])
        expect(await changed(`Transform Algorithm="${exclusive}"`, `Transform Algorithm="${transform}"`)).to.equal(
          "invalid: | invalid transformUnknown",
        );
    });
    it("an algorithm that is not known, a shared secret among them", async () => {
      for (const method of [`${dsig}hmac-sha1`, "urn:x", "constructor", "toString", "__proto__"])
        expect(await changed("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", method)).to.equal(
          "unreadable: | unreadable algorithmUnsupported",
        );
    });
    it("no certificate", async () => {
      expect(await changed(/<KeyInfo>[\s\S]*<\/KeyInfo>/, "<KeyInfo><Token>x</Token></KeyInfo>")).to.equal(
        "invalid: | invalid certificateMissing",
      );
    });
  });

  it("what is no XML, or has a DTD, is not read", async () => {
    expect(await toldOf(`${signed()}<`)).to.equal("unreadable: xmlBroken");
    expect(await toldOf(`<!DOCTYPE x [<!ENTITY a "b">]>${signed()}`)).to.equal("unreadable: xmlBroken");
    expect(await toldOf(signed().slice(0, -20))).to.equal("unreadable: xmlBroken");
  });
  it("ten thousand elements deep, ten thousand elements or attributes, more than a mebi letters: too large to judge", async () => {
    const more = (text: string) => toldOf(signed().replace("</edXML>", `${text}</edXML>`));
    expect(await more("<a>".repeat(10_000) + "</a>".repeat(10_000))).to.equal("unreadable: tooLarge");
    expect(await more("<a/>".repeat(10_000))).to.equal("unreadable: tooLarge");
    const attributes = Array.from({ length: 10_000 }, (_, i) => ` a${i}="1"`).join("");
    expect(await more(`<a${attributes}/>`)).to.equal("unreadable: tooLarge");
    expect(await more(`<a>${"x".repeat(1_100_000)}</a>`)).to.equal("unreadable: tooLarge");
  });
  it("300 mutants are answered, and what is valid reads as what was signed (seed 20261124)", async () => {
    const xml = signed();
    const pick = randomOf(20_261_124).below;
    const pieces = [
      "<",
      ">",
      "</",
      "/>",
      "&",
      "&#60;",
      '"',
      "<!--",
      "-->",
      "<![CDATA[",
      "]]>",
      "<?x?>",
      'Id="e1"',
      "xmlns=''",
      "\0",
    ];
    for (let i = 0; i < 300; i++) {
      const [at, span] = [pick(xml.length), pick(20)];
      const piece = pieces[pick(pieces.length)] ?? "";
      const made = pick(2) === 0 ? xml.slice(0, at) + piece + xml.slice(at) : xml.slice(0, at) + xml.slice(at + span);
      const { verdict } = await check(made);
      if (verdict === "valid") expect(readable(made), `mutant ${i}`).to.equal(readable(xml));
    }
  });
  /** What a reader sees of the message: comments are not signed, and not read; KeyInfo says which key, and signs nothing. */
  const readable = (xml: string) =>
    xml
      .replaceAll(/<!--[\s\S]*?-->/g, "")
      .replace(/<KeyInfo>[\s\S]*<\/KeyInfo>/, "")
      .replaceAll(/\s/g, "");
  it("nothing of KeyInfo's password is in the answer", async () => {
    const answer = await check(signed().replace("<KeyInfo>", "<KeyInfo><Token>bi-mat-123</Token>"));
    expect(JSON.stringify(answer)).not.to.contain("bi-mat-123");
  });

  const samples = fromRoot("..", "shared", "samples", "edxml");
  const isThere = existsSync(samples);
  it(`no sample's signature is one${isThere ? "" : " (../shared is missing: not read)"}`, async () => {
    if (!isThere) return;
    for (const file of filesOf(samples).filter((name) => /\.(edxml|xml)$/.test(name))) {
      const answer = await checkXml({ xml: readFileSync(file, "utf8"), isCut: false, largest: 1e7 }, trust, receivedOn);
      expect(answer.verdict, file).to.equal("unsigned");
    }
  });
});

const filesOf = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesOf(path) : [path];
  });
