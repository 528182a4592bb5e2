import { expect } from "chai";
import type { EdxmlDocument, EdxmlStatus } from "../../contracts/edxml/message.ts";
import { notationOf } from "../../mappings/edoc/agencies.ts";
import type { EdxmlForm } from "../../mappings/edxml/write-form.ts";
import { writeEdxml, type EdxmlContent } from "../../mappings/edxml/write.ts";
import {
  aBusiness,
  aFile,
  aForm,
  aLetter,
  anOrgan,
  aPdf,
  aState,
  contentOf,
  judgeBySchema,
  textsAt,
  writtenText,
} from "../support/edxml-write.ts";
import { entriesOf } from "../support/zip-entries.ts";

const header = "//e:MessageHeader";
const faultsOf = async (
  message: EdxmlDocument | EdxmlStatus,
  form: EdxmlForm = aForm(),
  contents: readonly EdxmlContent[] = message.kind === "status" ? [] : message.attachments.map(() => aPdf),
) => {
  const written = await writeEdxml(message, contents, form);
  return written.ok ? [] : written.faults.map(({ code, at }) => `${code} ${at}`);
};

describe("what is written as edXML", () => {
  it("a letter, to the letter", async () => {
    const text = await writtenText(aLetter({ content: "A < B & C > D" }), [contentOf("%PDF-1.4")]);
    expect(text).to.equal(
      `<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">
  <edXML:edXMLEnvelope xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">
    <edXML:edXMLHeader>
      <edXML:MessageHeader>
        <edXML:From>
          <edXML:OrganId>000.00.00.H99</edXML:OrganId>
          <edXML:OrganName>Cơ quan tập 000.00.00.H99 (giả lập)</edXML:OrganName>
        </edXML:From>
        <edXML:To>
          <edXML:OrganId>000.00.01.H99</edXML:OrganId>
          <edXML:OrganName>Cơ quan tập 000.00.01.H99 (giả lập)</edXML:OrganName>
        </edXML:To>
        <edXML:DocumentId>000.00.00.H99,2026/11/20,12/CV-TAP</edXML:DocumentId>
        <edXML:Code>
          <edXML:CodeNumber>12</edXML:CodeNumber>
          <edXML:CodeNotation>CV-TAP</edXML:CodeNotation>
        </edXML:Code>
        <edXML:PromulgationInfo>
          <edXML:Place>Hà Nội</edXML:Place>
          <edXML:PromulgationDate>2026/11/20</edXML:PromulgationDate>
        </edXML:PromulgationInfo>
        <edXML:DocumentType>
          <edXML:Type>2</edXML:Type>
          <edXML:TypeDetail>18</edXML:TypeDetail>
          <edXML:TypeName>Công văn</edXML:TypeName>
        </edXML:DocumentType>
        <edXML:Subject>V/v lấy ý kiến (tập)</edXML:Subject>
        <edXML:Content>A &lt; B &amp; C &gt; D</edXML:Content>
      </edXML:MessageHeader>
      <edXML:TraceHeaderList>
        <edXML:TraceHeader>
          <edXML:OrganId>000.00.00.H99</edXML:OrganId>
          <edXML:Timestamp>2026/11/20 10:04:05</edXML:Timestamp>
        </edXML:TraceHeader>
        <edXML:Bussiness>
          <edXML:BussinessDocType>0</edXML:BussinessDocType>
          <edXML:Paper>0</edXML:Paper>
        </edXML:Bussiness>
      </edXML:TraceHeaderList>
    </edXML:edXMLHeader>
    <edXML:edXMLBody>
      <edXML:edXMLManifest version="1.0">
        <edXML:Reference>
          <edXML:ContentId>cid:1</edXML:ContentId>
          <edXML:ContentType>application/pdf</edXML:ContentType>
          <edXML:AttachmentName>cong-van.pdf</edXML:AttachmentName>
        </edXML:Reference>
      </edXML:edXMLManifest>
    </edXML:edXMLBody>
  </edXML:edXMLEnvelope>
  <AttachmentEncoded>
    <Attachment>
      <ContentId>cid:1</ContentId>
      <AttachmentName>cong-van.pdf</AttachmentName>
      <ContentType>application/pdf</ContentType>
      <edXML:ContentTransferEncoded xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">JVBERi0xLjQ=</edXML:ContentTransferEncoded>
    </Attachment>
  </AttachmentEncoded>
</edXML>
`,
    );
    judgeBySchema(text, "edxml");
  });

  it("a state, to the letter, at the clock of Viet Nam", async () => {
    const text = await writtenText(aState({ statusCode: "02", description: "Gửi nhầm nơi nhận" }));
    expect(text).to.equal(
      `<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">
  <edXML:edXMLEnvelope xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">
    <edXML:edXMLHeader>
      <edXML:MessageHeader>
        <edXML:From>
          <edXML:OrganId>000.00.01.H99</edXML:OrganId>
          <edXML:OrganName>Cơ quan tập 000.00.01.H99 (giả lập)</edXML:OrganName>
        </edXML:From>
        <edXML:ResponseFor>
          <edXML:OrganId>000.00.00.H99</edXML:OrganId>
          <edXML:Code>12/CV-TAP</edXML:Code>
          <edXML:DocumentId>000.00.00.H99,2026/11/20,12/CV-TAP</edXML:DocumentId>
          <edXML:PromulgationDate>2026/11/20</edXML:PromulgationDate>
        </edXML:ResponseFor>
        <edXML:StatusCode>02</edXML:StatusCode>
        <edXML:Description>Gửi nhầm nơi nhận</edXML:Description>
        <edXML:Timestamp>2026/11/21 00:00:00</edXML:Timestamp>
      </edXML:MessageHeader>
    </edXML:edXMLHeader>
  </edXML:edXMLEnvelope>
</edXML>
`,
    );
    judgeBySchema(text, "edxml-status");
  });

  for (const statusCode of ["01", "02", "03", "04", "05", "06", "13", "15", "16"] as const)
    for (const profile of ["axis", "bkav"] as const)
      it(`state ${statusCode} fits our schema, as ${profile} takes it`, async () => {
        const staff = { department: "Văn thư", staff: "Nguyễn Thị Thử (giả lập)", email: null, mobile: null };
        const text = await writtenText(aState({ statusCode, description: "lý do", staff }), [], aForm({ profile }));
        judgeBySchema(text, "edxml-status");
        expect(textsAt(text, `${header}/e:StatusCode`)).to.deep.equal([statusCode]);
      });

  const full = aLetter({
    from: anOrgan("000.00.00.H99", {
      ...{
        organizationInCharge: "Bộ Tập",
        organAdd: "1 phố Tập",
        email: "tap@tap.invalid",
        telephone: "024",
        fax: "1",
      },
      website: "tap.invalid",
    }),
    to: [anOrgan("000.00.01.H99"), anOrgan("H99.02")],
    ...{ content: "Nội dung", dueDate: { text: "", day: "2026-12-31" }, toPlaces: ["Như trên", "Lưu: VT"] },
    signer: { competence: "TM.", position: "Chủ tịch", fullName: "Trần Văn Thử (giả lập)" },
    otherInfo: {
      ...{ priority: "1", sphereOfPromulgation: "Nội bộ", typerNotation: "TVT", promulgationAmount: "3" },
      ...{ pageAmount: "2", direction: false, referenceCodes: ["H99-261120-0001", "H99-261120-0002"] },
      ...{ replyFors: ["H99.02,2026/11/01,3/CV"], appendixes: ["Phụ lục I", "Phụ lục II"] },
    },
    responseFor: [
      {
        ...{ organId: "H99.02", code: "3/CV", documentId: "H99.02,2026/11/01,3/CV" },
        promulgationDate: { text: "2014/02/30", day: null },
      },
      { organId: "H99.03", code: null, documentId: "d-2", promulgationDate: null },
    ],
    ...{ steeringType: "1", responseForTask: ["T-1", "T-2"], applicationType: "MCDT_DT" },
    attachments: [aFile("công văn.pdf", { contentId: "a-1", description: "bản chính" }), aFile("bang.xlsx")],
  });
  const contents = [aPdf, contentOf("PK\u0003\u0004 rest of it")];

  for (const profile of ["axis", "bkav"] as const)
    for (const lineEnd of ["lf", "crlf"] as const)
      it(`all fields fit our schema, as ${profile} takes it, with ${lineEnd}`, async () => {
        const text = await writtenText(full, contents, aForm({ profile, lineEnd }));
        judgeBySchema(text, "edxml");
        expect(textsAt(text, `${header}/e:To/e:OrganId`)).to.deep.equal(["000.00.01.H99", "H99.02"]);
        expect(textsAt(text, `${header}/e:OtherInfo/*`)).to.deep.equal([
          ...["1", "Nội bộ", "TVT", "3", "2", "H99.02,2026/11/01,3/CV", "false", "H99-261120-0001", "H99-261120-0002"],
          "\n            Phụ lục I\n            Phụ lục II\n          ",
        ]);
        // theirs, as it stood: they know it so
        expect(textsAt(text, `${header}/e:ResponseFor/e:PromulgationDate`)[0]).to.equal("2014/02/30");
        expect(textsAt(text, `${header}/e:DueDate`)).to.deep.equal(["2026/12/31"]);
        expect(textsAt(text, `${header}/e:ResponseForTask/e:TaskCode`)).to.deep.equal(["T-1", "T-2"]);
        expect(textsAt(text, `${header}/*[last()]/e:Place`)).to.deep.equal(["Như trên", "Lưu: VT"]);
        expect(textsAt(text, "//e:Reference/e:ContentId")).to.deep.equal(["cid:a-1", "cid:2"]);
        expect(textsAt(text, "//e:Attachment/e:ContentId")).to.deep.equal(["cid:a-1", "cid:2"]);
        expect(/[^\r]\n/.test(text)).to.equal(lineEnd === "lf");
      });

  it("what one reader wants present stands there empty, and Content repeats the subject", async () => {
    const text = await writtenText(aLetter(), [aPdf], aForm({ profile: "bkav" }));
    judgeBySchema(text, "edxml");
    expect(textsAt(text, `${header}/e:From/*`)).to.have.length(8);
    expect(textsAt(text, `${header}/e:To/*`)).to.have.length(8);
    expect(textsAt(text, `${header}/e:Content`)).to.deep.equal(["V/v lấy ý kiến (tập)"]);
    for (const name of ["SignerInfo", "DueDate", "ToPlaces", "OtherInfo", "SteeringType"])
      expect(textsAt(text, `${header}/e:${name}`), name).to.have.length(1);
    expect(textsAt(text, `${header}/e:ResponseFor`)).to.have.length(0);
    expect(textsAt(text, "//e:ReplacementInfoList")).to.have.length(0);
  });

  it("nothing empty stands there otherwise", async () => {
    const text = await writtenText(aLetter({ content: " N/A ", place: "null" }));
    expect(textsAt(text, "//*[not(node())]")).to.deep.equal([]);
    expect(textsAt(text, `${header}/e:Content`)).to.deep.equal([]);
  });

  it("everything under the envelope has the prefix edXML; nothing else of ours but the base64 has it", async () => {
    const text = await writtenText(full, contents);
    const envelope = text.slice(text.indexOf("<edXML:edXMLEnvelope"), text.indexOf("</edXML:edXMLEnvelope>"));
    expect([...envelope.matchAll(/<\/?(?!\/?edXML:)/g)]).to.have.length(0);
    const after = text.slice(text.indexOf("</edXML:edXMLEnvelope>") + 22);
    expect([...after.matchAll(/<(edXML:\w+)/g)].map(([, name]) => name)).to.deep.equal([
      "edXML:ContentTransferEncoded",
      "edXML:ContentTransferEncoded",
    ]);
  });

  it("the base64 stands on one line and has no space around it", async () => {
    const long = contentOf(`%PDF-1.4\n${"x".repeat(100_000)}`);
    const [encoded = ""] = textsAt(await writtenText(aLetter(), [long]), "//e:ContentTransferEncoded");
    expect(encoded).to.match(/^[A-Za-z0-9+/]+={0,2}$/);
    expect(Buffer.from(encoded, "base64").toString()).to.equal(`%PDF-1.4\n${"x".repeat(100_000)}`);
  });

  for (const sizes of [[1], [2], [3], [1, 1, 1, 1], [2, 3, 5, 7, 11], [0, 1, 0, 4], [196_608], [196_609, 5]])
    it(`content in pieces of ${sizes.join(", ")} bytes is the same content`, async () => {
      const pieces = sizes.map((size, at) => Buffer.alloc(size, at + 65));
      const form = aForm({ demand: "form", zip: "never" });
      const text = await writtenText(aLetter({ attachments: [aFile("a.bin")] }), [contentOf(...pieces)], form);
      const [encoded = ""] = textsAt(text, "//e:ContentTransferEncoded");
      expect(Buffer.from(encoded, "base64").equals(Buffer.concat(pieces))).to.equal(true);
    });

  it("the same message gives the same bytes, zips too", async () => {
    expect(await writtenText(full, contents)).to.equal(await writtenText(full, contents));
  });

  it("identifiers are written in the notation that is asked for", async () => {
    const agencies = [["H99.DN.001", "001.22.00.H99"], ["H99.02"]];
    const letter = aLetter({ to: [anOrgan("H99.DN.001"), anOrgan("000.00.02.H99"), anOrgan("vxp.saas.02")] });
    const of = async (notation: "given" | "QCVN102" | "QD20") =>
      textsAt(
        await writtenText(letter, [aPdf], aForm({ organIdOf: notationOf(agencies, notation) })),
        `${header}/*/e:OrganId`,
      );
    expect(await of("given")).to.deep.equal(["000.00.00.H99", "H99.DN.001", "000.00.02.H99", "vxp.saas.02"]);
    expect(await of("QCVN102")).to.deep.equal(["000.00.00.H99", "001.22.00.H99", "000.00.02.H99", "vxp.saas.02"]);
    expect(await of("QD20")).to.deep.equal(["H99", "H99.DN.001", "H99.02", "vxp.saas.02"]);
  });
});

describe("files in edXML", () => {
  for (const [name, zip, contentType, isZipped] of [
    ["a.pdf", "others", "application/pdf", false],
    ["a.PDF", "others", "application/pdf", false],
    ["a.doc", "others", "application/msword", false],
    ["a.docx", "others", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", false],
    ["a.zip", "others", "application/zip", false],
    ["a.xls", "others", "application/zip", true],
    ["a.xlsx", "others", "application/zip", true],
    ["a.png", "others", "application/zip", true],
    ["khong-duoi", "others", "application/zip", true],
    ["a.xlsx", "never", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false],
    ["a.bin", "never", "application/octet-stream", false],
  ] as const)
    it(`${name}, zipping ${zip}: ${contentType}, ${isZipped ? "in a zip" : "as it is"}`, async () => {
      const content = Buffer.from(`%PDF-1.4 hay PK ${"thử ".repeat(500)}`);
      const form = aForm({ zip, demand: "form" });
      const text = await writtenText(aLetter({ attachments: [aFile(name)] }), [contentOf(content)], form);
      expect(textsAt(text, "//e:ContentType")).to.deep.equal([contentType, contentType]);
      expect(textsAt(text, "//e:AttachmentName")).to.deep.equal([name, name]);
      const bytes = Buffer.from(textsAt(text, "//e:ContentTransferEncoded")[0] ?? "", "base64");
      if (!isZipped) expect(bytes.equals(content)).to.equal(true);
      else {
        const entries = await entriesOf(bytes);
        expect(entries.map((entry) => entry.name)).to.deep.equal([name.includes(".") ? `1${name.slice(1)}` : "1"]);
        expect(entries[0]?.content.equals(content)).to.equal(true);
      }
    });

  it("a number that is taken is not given twice", async () => {
    const attachments = [
      aFile("a.pdf"),
      aFile("b.pdf", { contentId: "1" }),
      aFile("c.pdf", { contentId: "6" }),
      aFile("d.pdf"),
    ];
    const text = await writtenText(aLetter({ attachments }));
    const ids = textsAt(text, "//e:Attachment/e:ContentId");
    expect(ids).to.deep.equal(["cid:5", "cid:1", "cid:6", "cid:4"]);
  });

  it("what a source throws comes through, from within a zip too", async () => {
    const broken = new Error("the disk");
    // eslint-disable-next-line @typescript-eslint/require-await
    const source: EdxmlContent = async function* () {
      yield Buffer.alloc(100_000);
      throw broken;
    };
    for (const name of ["a.pdf", "a.xls"]) {
      const ended = await writtenText(
        aLetter({ attachments: [aFile(name)] }),
        [source],
        aForm({ demand: "form" }),
      ).catch((error: unknown) => error);
      expect(ended, name).to.equal(broken);
    }
  });
});

describe("recall, update and replacement", () => {
  const bussiness = "//e:TraceHeaderList/e:Bussiness";

  it("a recall keeps the number and the identifier, and says why", async () => {
    const letter = aLetter({ business: aBusiness({ kind: "recall", reason: "Sai thể thức" }), attachments: [] });
    const text = await writtenText(letter);
    judgeBySchema(text, "edxml");
    expect(textsAt(text, `${bussiness}/*`)).to.deep.equal(["1", "Sai thể thức", "0"]);
    expect(textsAt(text, `${header}/e:DocumentId`)).to.deep.equal(["000.00.00.H99,2026/11/20,12/CV-TAP"]);
    expect(textsAt(text, "//e:AttachmentEncoded")).to.deep.equal([]);
  });

  it("an update names the letter, what changed, and who is added or dropped", async () => {
    const business = aBusiness({
      ...{ kind: "update", documentId: "d-1", reason: "Bổ sung", changed: { document: false, receivers: true } },
      receivers: [
        { organId: "000.00.02.H99", change: "added" },
        { organId: "000.00.03.H99", change: "removed" },
      ],
    });
    const text = await writtenText(aLetter({ business }));
    judgeBySchema(text, "edxml");
    expect(textsAt(text, `${bussiness}/e:DocumentId`)).to.deep.equal(["d-1"]);
    expect(textsAt(text, `${bussiness}/e:BussinessDocType`)).to.deep.equal(["2"]);
    expect(textsAt(text, `${bussiness}/e:BussinessDocumentInfo/e:DocumentInfo`)).to.deep.equal(["0"]);
    expect(textsAt(text, `${bussiness}/e:BussinessDocumentInfo/e:DocumentReceiver`)).to.deep.equal(["1"]);
    expect(textsAt(text, "//e:Receiver/e:OrganId")).to.deep.equal(["000.00.02.H99", "000.00.03.H99"]);
    expect(textsAt(text, "//e:Receiver/e:ReceiverType")).to.deep.equal(["1", "0"]);
  });

  it("a replacement names each letter that it replaces, and who holds it", async () => {
    const business = aBusiness({
      kind: "replace",
      replaced: [
        { documentId: "d-1", organIds: ["000.00.01.H99", "000.00.02.H99"] },
        { documentId: "d-2", organIds: [] },
      ],
    });
    const text = await writtenText(aLetter({ business }));
    judgeBySchema(text, "edxml");
    expect(textsAt(text, "//e:ReplacementInfo/e:DocumentId")).to.deep.equal(["d-1", "d-2"]);
    expect(textsAt(text, "//e:OrganIdList/e:OrganId")).to.deep.equal(["000.00.01.H99", "000.00.02.H99"]);
    expect(textsAt(text, `${bussiness}/e:BussinessDocType`)).to.deep.equal(["3"]);
  });
});

describe("what cannot be written as edXML is refused by field", () => {
  const long = (length: number) => "ộ".repeat(length);
  const signer = { competence: null, position: null, fullName: null };
  const other = aLetter().otherInfo;
  for (const [what, but, fault] of [
    ["no number", { codeNumber: null }, "required /codeNumber"],
    ["a number that is N/A", { codeNumber: "N/A" }, "required /codeNumber"],
    ["a number of 12 characters", { codeNumber: "123456789012" }, "too-long /codeNumber"],
    ["no notation", { codeNotation: " " }, "required /codeNotation"],
    ["a notation of 31 characters", { codeNotation: long(31) }, "too-long /codeNotation"],
    ["no date", { promulgationDate: null }, "required /promulgationDate"],
    [
      "a day that does not exist",
      { promulgationDate: { text: "2014/02/30", day: null } },
      "no-such-day /promulgationDate",
    ],
    ["the day after today", { promulgationDate: { text: "", day: "2026-11-23" } }, "day-to-come /promulgationDate"],
    ["no subject", { subject: "" }, "required /subject"],
    ["a subject of 501 characters", { subject: long(501) }, "too-long /subject"],
    ["a bell in the subject", { subject: "a\u0007b" }, "character /subject"],
    ["half of a pair in the subject", { subject: "a\ud800b" }, "character /subject"],
    ["U+FFFE in the content", { content: "a\ufffeb" }, "character /content"],
    [
      "no type's name",
      { documentType: { type: "2", typeDetail: null, typeName: null } },
      "required /documentType/typeName",
    ],
    ["no type", { documentType: { type: null, typeDetail: null, typeName: "x" } }, "required /documentType/type"],
    [
      "a type in words",
      { documentType: { type: "cv", typeDetail: null, typeName: "x" } },
      "not-a-number /documentType/type",
    ],
    ["nobody to receive it", { to: [] }, "required /to"],
    ["one receiver twice", { to: [anOrgan("H99.01"), anOrgan("H99.01")] }, "twice /to/1/organId"],
    ["an identifier with a space", { to: [anOrgan("H99 01")] }, "organ-id /to/0/organId"],
    ["an identifier of five groups", { to: [anOrgan("1.2.3.4.5")] }, "organ-id /to/0/organId"],
    ["an identifier of 14 characters", { to: [anOrgan("H99.0123456789")] }, "organ-id /to/0/organId"],
    ["a sender without a name", { from: anOrgan("H99", { organName: null }) }, "required /from/organName"],
    ["a name of 201 characters", { from: anOrgan("H99", { organName: long(201) }) }, "too-long /from/organName"],
    ["a position of 101", { signer: { ...signer, position: long(101) } }, "too-long /signer/position"],
    ["a signer of 51", { signer: { ...signer, fullName: long(51) } }, "too-long /signer/fullName"],
    ["priority 5", { otherInfo: { ...other, priority: "5" } }, "not-listed /otherInfo/priority"],
    ["priority in words", { otherInfo: { ...other, priority: "khẩn" } }, "not-a-number /otherInfo/priority"],
    ["1000 pages", { otherInfo: { ...other, pageAmount: "1000" } }, "too-long /otherInfo/pageAmount"],
    ["a typist of 11", { otherInfo: { ...other, typerNotation: long(11) } }, "too-long /otherInfo/typerNotation"],
    ["places of 1001 in all", { toPlaces: [long(501), long(500)] }, "too-long /toPlaces"],
    ["no trace", { trace: [] }, "required /trace"],
    [
      "a trace without its agency",
      { trace: [{ organId: null, timestamp: { text: "", at: "2026-11-20T03:04:05Z" } }] },
      "required /trace/0/organId",
    ],
    ["no file", { attachments: [] }, "no-file /attachments"],
    ["a file without a name", { attachments: [aFile("")] }, "file-name /attachments/0/name"],
    ["a file with a path", { attachments: [aFile("../a.pdf")] }, "file-name /attachments/0/name"],
    ["two files of one name", { attachments: [aFile("a.pdf"), aFile("A.pdf")] }, "twice /attachments/1/name"],
    [
      "one number twice",
      { attachments: [aFile("a.pdf", { contentId: "1" }), aFile("b.pdf", { contentId: "1" })] },
      "twice /attachments/1/contentId",
    ],
    ["a recall without a reason", { business: aBusiness({ kind: "recall" }) }, "required /business/reason"],
    ["an update of nothing", { business: aBusiness({ kind: "update" }) }, "required /business/documentId"],
    ["a replacement of nothing", { business: aBusiness({ kind: "replace" }) }, "required /business/replaced"],
  ] as const satisfies readonly (readonly [string, Partial<EdxmlDocument>, string])[])
    it(`${what}: ${fault}`, async () => {
      expect(await faultsOf(aLetter(but))).to.include(fault);
    });

  it("500 characters are taken, whatever their bytes; letters beyond the plane count as one", async () => {
    expect(await faultsOf(aLetter({ subject: long(500) }))).to.deep.equal([]);
    expect(await faultsOf(aLetter({ subject: "😀".repeat(500) }))).to.deep.equal([]);
  });

  it("a type beyond 1 and 2 is refused where its reader refuses it", async () => {
    const letter = aLetter({ documentType: { type: "18", typeDetail: "0", typeName: "Công văn" } });
    expect(await faultsOf(letter)).to.deep.equal([]);
    expect(await faultsOf(letter, aForm({ profile: "bkav" }))).to.deep.equal(["not-listed /documentType/type"]);
  });

  for (const [what, but, fault] of [
    ["no number and notation", { responseFor: { ...aState().responseFor, code: null } }, "required /responseFor/code"],
    ["nobody told", { responseFor: { ...aState().responseFor, organId: null } }, "required /responseFor/organId"],
    ["no document", { responseFor: { ...aState().responseFor, documentId: null } }, "required /responseFor/documentId"],
    ["02 without a reason", { statusCode: "02" }, "required /description"],
    ["13 without a reason", { statusCode: "13" }, "required /description"],
    ["16 without a reason", { statusCode: "16", description: "null" }, "required /description"],
    ["a reason of 1001", { statusCode: "02", description: long(1001) }, "too-long /description"],
    ["a code that no list has", { statusCode: "14" as "13" }, "not-listed /statusCode"],
    ["no time", { timestamp: null }, "required /timestamp"],
  ] as const satisfies readonly (readonly [string, Partial<EdxmlStatus>, string])[])
    it(`a state with ${what}: ${fault}`, async () => {
      expect(await faultsOf(aState(but))).to.deep.equal([fault]);
    });

  for (const [name, content, fault] of [
    ["a.pdf", "", "file-empty /attachments/0"],
    ["a.pdf", "PK\u0003\u0004", "file-other /attachments/0"],
    ["a.pdf", "%PDF-1.4\n%\ufffd\ufffd\ufffd\ufffd\n", "file-spoilt /attachments/0"],
    ["a.docx", "%PDF-1.4", "file-other /attachments/0"],
  ] as const)
    it(`${name} with ${JSON.stringify(content)}: ${fault}`, async () => {
      const letter = aLetter({ attachments: [aFile(name)] });
      expect(await faultsOf(letter, aForm(), [contentOf(content)])).to.deep.equal([fault]);
    });

  it("contents that are more or fewer than files", async () => {
    expect(await faultsOf(aLetter(), aForm(), [])).to.deep.equal(["file-count /attachments"]);
    expect(await faultsOf(aState(), aForm(), [aPdf])).to.deep.equal(["file-count /attachments"]);
  });

  it("all faults are told at once", async () => {
    expect(await faultsOf(aLetter({ codeNumber: null, subject: "", to: [] }))).to.deep.equal([
      "required /to",
      "required /codeNumber",
      "required /subject",
    ]);
  });

  it("as others wrote it, it is written: without number, with 14 digits, with a trace of nobody", async () => {
    const letter = aLetter({
      ...{ codeNumber: "20251016110432", codeNotation: null, promulgationDate: { text: "2014/02/30", day: null } },
      trace: [{ organId: null, timestamp: { text: "", at: "2026-11-20T03:04:05Z" } }],
    });
    const text = await writtenText(letter, [aPdf], aForm({ demand: "form" }));
    expect(textsAt(text, `${header}/e:Code/*`)).to.deep.equal(["20251016110432"]);
    expect(textsAt(text, "//e:TraceHeader/*")).to.deep.equal(["2026/11/20 10:04:05"]);
    expect(textsAt(text, `${header}/e:PromulgationInfo/e:PromulgationDate`)).to.deep.equal(["2014/02/30"]);
  });
});
