import { expect } from "chai";
import {
  documentOf,
  documentXml,
  faultOf,
  pdf,
  qcvn,
  readPure,
  statusOf,
  statusXml,
  warningsOf,
} from "../support/edxml.ts";

const field = (name: string, ...content: readonly string[]): string =>
  `<edXML:${name}>${content.join("")}</edXML:${name}>`;
const trace = (...content: readonly string[]): string => field("TraceHeaderList", ...content);
const business = (...content: readonly string[]): string => trace(field("Bussiness", ...content));
const soap = "http://schemas.xmlsoap.org/soap/envelope/";

describe("QCVN 102, as it is met", () => {
  it("is read without prefix, with another prefix, and in another order alike", () => {
    const usual = documentXml({ files: [{ content: pdf }] });
    const bare = usual.replaceAll("edXML:", "").replaceAll("xmlns:edXML", "xmlns");
    const other = usual.replaceAll("edXML:", "ns2:").replaceAll("xmlns:edXML", "xmlns:ns2");
    const [, from = "", rest = ""] = /(<edXML:From>.*<\/edXML:From>)(.*)(?=<\/edXML:MessageHeader>)/s.exec(usual) ?? [];
    const turned = usual.replace(from + rest, rest + from);
    expect(turned).not.to.equal(usual);
    for (const written of [bare, other, turned]) expect(documentOf(written)).to.deep.equal(documentOf(usual));
    expect(documentOf(usual).warnings).to.deep.equal([]);
  });

  for (const spelling of ["Bussiness", "Business"])
    it(`${spelling} is understood`, () => {
      const xml = documentXml({ trace: business(field("BussinessDocType", "1"), field("BussinessDocReason", "nhầm")) });
      const read = documentOf(xml.replaceAll("Bussiness", spelling)).business;
      expect([read.kind, read.reason]).to.deep.equal(["recall", "nhầm"]);
    });

  it("reads business before the traces and after them", () => {
    const header = field("TraceHeader", field("OrganId", "null"), field("Timestamp", "2026/01/05 08:00:00"));
    const kind = field("Bussiness", field("BussinessDocType", "2"));
    for (const list of [trace(kind, header), trace(header, kind)]) {
      const read = documentOf(documentXml({ trace: list }));
      expect(read.business.kind).to.equal("update");
      expect(read.trace).to.deep.equal([
        { organId: null, timestamp: { text: "2026/01/05 08:00:00", at: "2026-01-05T01:00:00.000Z" } },
      ]);
    }
  });

  for (const [number, kind] of [
    ["0", "new"],
    ["1", "recall"],
    ["02", "update"],
    ["3", "replace"],
  ] as const)
    it(`BussinessDocType ${number} is ${kind}`, () => {
      expect(documentOf(documentXml({ trace: business(field("BussinessDocType", number)) })).business.kind).to.equal(
        kind,
      );
    });

  it("a kind of business on no list is refused, its text told", () => {
    expect(readPure(documentXml({ trace: business(field("BussinessDocType", "7")) })).fault).to.deep.include({
      ...{ code: "business-unknown", detail: "7", answer: "02" },
      about: { from: "000.00.01.H99", documentId: "000.00.01.H99,2026/01/05,12/STN-VP", code: "12/STN-VP" },
    });
  });

  it("reads an update: what changed, who is dropped and who is added", () => {
    const read = documentOf(
      documentXml({
        trace: business(
          field("DocumentId", "cũ"),
          field("BussinessDocType", "2"),
          field(
            "BussinessDocumentInfo",
            field("DocumentInfo", "0"),
            field("DocumentReceiver", "1"),
            field(
              "ReceiverList",
              field("Receiver", field("OrganId", "H99.03"), field("ReceiverType", "0")),
              field("Receiver", field("OrganId", "H99.04"), field("ReceiverType", "1")),
              field("Receiver", field("OrganId", "H99.05"), field("ReceiverType", "9")),
              field("Receiver", field("OrganId", "H99.06"), field("ReceiverType", "constructor")),
            ),
          ),
          field("StaffInfo", field("Department", "Văn thư"), field("Staff", "Người Thử Nghiệm")),
        ),
      }),
    ).business;
    expect(read).to.deep.equal({
      ...{ kind: "update", reason: null, documentId: "cũ", paper: null, replaced: [] },
      changed: { document: false, receivers: true },
      receivers: [
        { organId: "H99.03", change: "removed" },
        { organId: "H99.04", change: "added" },
        { organId: "H99.05", change: null },
        { organId: "H99.06", change: null },
      ],
      staff: { department: "Văn thư", staff: "Người Thử Nghiệm", email: null, mobile: null },
    });
  });

  it("reads a replacement with each document it replaces, the same one twice too", () => {
    const one = field(
      "ReplacementInfo",
      field("DocumentId", "a"),
      field("OrganIdList", field("OrganId", "H99.02"), field("OrganId", "H99.03")),
    );
    const read = documentOf(
      documentXml({ trace: business(field("BussinessDocType", "3"), field("ReplacementInfoList", one, one)) }),
    ).business;
    expect(read.replaced).to.deep.equal([
      { documentId: "a", organIds: ["H99.02", "H99.03"] },
      { documentId: "a", organIds: ["H99.02", "H99.03"] },
    ]);
  });

  it("reads many receivers, of both generations of identifiers, each once", () => {
    const to = ["000.00.17.H99", "H99.17", "14.00.W00", "vxp.saas.02", "H99.17"].map((id) =>
      field("To", field("OrganId", id)),
    );
    const read = documentOf(documentXml({ fields: { to: to.join("") } }));
    expect(read.to.map(({ organId }) => organId)).to.deep.equal([
      "000.00.17.H99",
      "H99.17",
      "14.00.W00",
      "vxp.saas.02",
    ]);
    expect(read.warnings).to.deep.equal([
      {
        code: "to-twice",
        at: "/edXML/edXML:edXMLEnvelope/edXML:edXMLHeader/edXML:MessageHeader/edXML:To[5]",
        detail: "H99.17",
      },
    ]);
  });

  for (const nothing of ["", "null", "N/A", "   "])
    it(`“${nothing}” is no value`, () => {
      const read = documentOf(documentXml({ fields: { rest: field("Content", nothing) + field("DueDate", nothing) } }));
      expect([read.content, read.dueDate]).to.deep.equal([null, null]);
    });

  it("values stay text: 0012 is 0012, 1e3 is 1e3", () => {
    const rest =
      field("SteeringType", "01") + field("OtherInfo", field("Priority", "1e3"), field("PageAmount", "0012"));
    const read = documentOf(documentXml({ fields: { rest } }));
    expect([read.steeringType, read.otherInfo.priority, read.otherInfo.pageAmount]).to.deep.equal([
      "01",
      "1e3",
      "0012",
    ]);
  });

  it("values are NFC and trimmed, entities and numbers resolved, line ends one", () => {
    const rest = field("Content", "  A &amp; B &#7877; e\u0323\u0302\r\nhai  ");
    expect(documentOf(documentXml({ fields: { rest } })).content).to.equal("A & B ễ ệ\nhai");
  });

  it("reads the rest of the header", () => {
    const rest =
      field(
        "SignerInfo",
        field("Competence", "KT."),
        field("Position", "Phó Giám đốc"),
        field("FullName", "Người Thử"),
      ) +
      field("ToPlaces", field("Place", "Như trên"), field("Place", "Lưu VT")) +
      field(
        "OtherInfo",
        field("Direction", "false"),
        field("ReferenceCodes", "H99.01-260105-0001; H99.01-260105-0002"),
        field("Appendixes", field("Appendix", "Phụ lục 1")),
      ) +
      field(
        "ResponseFor",
        field("OrganId", "H99.02"),
        field("Code", "7/ABC"),
        field("DocumentId", "H99.02,2025/12/31,7/ABC"),
        field("PromulgationDate", "2025/12/31"),
      ) +
      "<edXML:ResponseFor />" +
      field("ResponseForTask", field("TaskCode", "T-1"), field("TaskCode", "T-2")) +
      field("ApplicationType", "MCDT_DT");
    const read = documentOf(documentXml({ fields: { rest } }));
    expect(read.signer).to.deep.equal({ competence: "KT.", position: "Phó Giám đốc", fullName: "Người Thử" });
    expect(read.toPlaces).to.deep.equal(["Như trên", "Lưu VT"]);
    expect(read.otherInfo.direction).to.equal(false);
    expect(read.otherInfo.referenceCodes).to.deep.equal(["H99.01-260105-0001", "H99.01-260105-0002"]);
    expect(read.otherInfo.appendixes).to.deep.equal(["Phụ lục 1"]);
    expect(read.responseFor).to.deep.equal([
      {
        organId: "H99.02",
        code: "7/ABC",
        documentId: "H99.02,2025/12/31,7/ABC",
        promulgationDate: { text: "2025/12/31", day: "2025-12-31" },
      },
    ]);
    expect(read.responseForTask).to.deep.equal(["T-1", "T-2"]);
    expect(read.applicationType).to.equal("MCDT_DT");
  });

  it("a reply's document identifiers keep their commas", () => {
    const rest = field(
      "OtherInfo",
      field("ReplyFors", "000.00.01.H99,2026/01/05,12/STN-VP"),
      field("ReferenceCodes", "000.00.01.H99,2026/01/05,12/STN-VP"),
    );
    const { replyFors, referenceCodes } = documentOf(documentXml({ fields: { rest } })).otherInfo;
    expect([replyFors, referenceCodes]).to.deep.equal([
      ["000.00.01.H99,2026/01/05,12/STN-VP"],
      ["000.00.01.H99,2026/01/05,12/STN-VP"],
    ]);
  });

  for (const [text, day, warning] of [
    ["2026/01/05", "2026-01-05", []],
    ["2026/01/05 00:00:00", "2026-01-05", []],
    ["30/10/2020", "2020-10-30", ["date-form"]],
    ["2020-10-30", "2020-10-30", ["date-form"]],
    ["2014/02/30", null, ["date-unreadable"]],
    ["2014/13/01", null, ["date-unreadable"]],
    ["2026/1/5", null, ["date-unreadable"]],
    ["hôm qua", null, ["date-unreadable"]],
    ["0000/00/00", null, ["date-unreadable"]],
    // shortly before midnight in UTC is the next day here
    ["2026-05-19T18:00:00.000Z", "2026-05-20", ["date-form"]],
  ] as const)
    it(`the date ${text} is ${day ?? "none"}`, () => {
      const read = documentOf(documentXml({ fields: { rest: field("DueDate", text) } }));
      expect(read.dueDate).to.deep.equal({ text, day });
      expect(read.warnings.map(({ code }) => code)).to.deep.equal(warning);
    });

  it("an identifier of a document is opaque, whatever its form", () => {
    for (const id of [
      "1da394ba-2117-4354-a23f-6ec3e47ba81b",
      "VPCP-00021",
      "17",
      "H99-2026-12/STN",
      "000.00.01.H99,2014/02/30,1/A",
    ])
      expect(documentOf(documentXml({ fields: { documentId: field("DocumentId", id) } })).documentId).to.equal(id);
  });

  it("a field that stands twice and says the same is told, and refused when it says another thing", () => {
    expect(warningsOf(documentXml({ fields: { rest: field("Subject", "V/v xin ý kiến") } }))).to.deep.equal([
      "element-twice",
    ]);
    expect(faultOf(documentXml({ fields: { rest: field("Subject", "V/v khác") } }))).to.equal("element-twice");
  });

  for (const [what, fields, code] of [
    ["From", { from: "" }, "from-missing"],
    ["From's OrganId", { from: field("From", field("OrganName", "A")) }, "from-missing"],
    ["To", { to: "" }, "to-missing"],
    ["To's OrganId", { to: field("To", field("OrganName", "A")) }, "to-missing"],
    ["DocumentId", { documentId: "" }, "document-id-missing"],
    ["Subject", { subject: "" }, "subject-missing"],
  ] as const)
    it(`without ${what} it is refused`, () => {
      expect(readPure(documentXml({ fields })).fault).to.deep.include({ code, answer: "02" });
    });

  it("a recall may come without a subject", () => {
    const read = documentOf(documentXml({ fields: { subject: "" }, trace: business(field("BussinessDocType", "1")) }));
    expect([read.subject, read.warnings.map(({ code }) => code)]).to.deep.equal(["", ["subject-missing"]]);
  });

  it("a namespace of another year or with another end is told and taken", () => {
    const xml = documentXml();
    expect(warningsOf(xml.replaceAll("QCVN_102_2016", "QCVN_102_2022"))).to.deep.equal(["namespace-variant"]);
    expect(warningsOf(xml.replaceAll("QCVN_102_2016", "QCVN_102_2016/"))).to.deep.equal(["namespace-variant"]);
  });

  for (const [signature, expected] of [
    ["", "none"],
    ["<edXML:DigitalSignature/>", "empty"],
    ["<Signature> </Signature>", "empty"],
    ['<Signature><SignedInfo><Reference URI=""/></SignedInfo></Signature>', "present"],
    ['<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo/></ds:Signature>', "present"],
  ] as const)
    it(`a signature ${signature === "" ? "that is not there" : signature} is ${expected}`, () => {
      expect(documentOf(documentXml({ signature })).signature).to.equal(expected);
    });

  it("a password in KeyInfo is nowhere in what was read", () => {
    const signature = "<Signature><KeyInfo><OrganId>x</OrganId><Token>bi-mat-thu-nghiem</Token></KeyInfo></Signature>";
    expect(JSON.stringify(readPure(documentXml({ signature })))).not.to.include("bi-mat");
  });
});

describe("states", () => {
  for (const [written, code] of [
    ["01", "01"],
    ["1", "01"],
    ["6", "06"],
    ["13", "13"],
    [" 16 ", "16"],
  ] as const)
    it(`“${written}” is ${code}`, () => expect(statusOf(statusXml(written)).statusCode).to.equal(code));

  for (const written of ["14", "07", "999", "00", "đã nhận", "", "0x1"])
    it(`“${written}” is on no list: refused with its text, and never answered`, () => {
      expect(readPure(statusXml(written)).fault).to.deep.include({
        code: "status-unknown",
        detail: written,
        answer: null,
      });
    });

  it("13 may come without a reason", () => {
    expect(statusOf(statusXml("13"))).to.deep.include({ description: null, statusCode: "13" });
  });

  it("one that is about nothing is refused", () => {
    expect(faultOf(statusXml("01").replace(/<edXML:ResponseFor>.*<\/edXML:ResponseFor>/, ""))).to.equal(
      "response-for-missing",
    );
  });

  it("a message that is a document and a status at once is refused", () => {
    expect(faultOf(statusXml("01", field("Subject", "V/v")))).to.equal("kind-unclear");
  });

  it("names of clerks are read, for those who may see them", () => {
    const staff = field("StaffInfo", field("Staff", "Người Thử Nghiệm"), field("Mobile", "0900000000"));
    expect(statusOf(statusXml("02", staff)).staff).to.deep.equal({
      ...{ department: null, staff: "Người Thử Nghiệm", email: null, mobile: "0900000000" },
    });
  });

  it("its time may lie before the document's date", () => {
    const early = statusXml("03").replace("2026/01/05 17:25:11", "2015/01/01 00:00:00");
    expect(statusOf(early).timestamp?.at).to.equal("2014-12-31T17:00:00.000Z");
  });
});

/** Header and Body of SOAP with a document of the older forms. */
const soapXml = (namespace: string, header: string, body = "", prefix = "soap-env"): string =>
  `<?xml version="1.0" encoding="utf-8"?><${prefix}:Envelope xmlns:${prefix}="${soap}"${namespace === "" ? "" : ` xmlns:edXML="${namespace}"`}>` +
  `<${prefix}:Header>${header}</${prefix}:Header><${prefix}:Body>${body}</${prefix}:Body></${prefix}:Envelope>`;

const older =
  '<edXML:MessageHeader OriginalBodyRequested="false"><edXML:From><edXML:OrganId type="edXMLString">000.00.01.H99</edXML:OrganId></edXML:From>' +
  "<edXML:To><edXML:OrganId>000.00.02.H99</edXML:OrganId></edXML:To><edXML:Code><edXML:CodeNumber>12</edXML:CodeNumber>" +
  "<edXML:CodeNotation>STN-VP</edXML:CodeNotation></edXML:Code><edXML:PromulgationInfo><edXML:Place>Thử</edXML:Place>" +
  "<edXML:PromulgationDate>05/01/2026</edXML:PromulgationDate></edXML:PromulgationInfo><edXML:Subject>V/v cũ</edXML:Subject>" +
  "<edXML:Content/><edXML:Author><edXML:Competence>TM.</edXML:Competence><edXML:Function>Chủ tịch</edXML:Function><edXML:FullName>Người Thử</edXML:FullName></edXML:Author>" +
  "</edXML:MessageHeader>";

describe("older forms", () => {
  it("e-doc.vn in SOAP: no DocumentId, so it is made as the common one is", () => {
    const read = documentOf(soapXml("http://www.e-doc.vn/Schema/", `${older}<edXML:ErrorList/>`));
    expect(read).to.deep.include({
      dialect: "edoc",
      documentId: "000.00.01.H99,2026/01/05,12/STN-VP",
      subject: "V/v cũ",
    });
    expect(read.promulgationDate).to.deep.equal({ text: "05/01/2026", day: "2026-01-05" });
    expect(read.signer).to.deep.equal({ competence: "TM.", position: "Chủ tịch", fullName: "Người Thử" });
    expect(read.warnings.map(({ code }) => code)).to.deep.equal(["document-id-made"]);
  });

  it("CV 2803 with files as parts of MIME", () => {
    const xml = soapXml(
      "http://www.inetcloud.vn/ns/edxml",
      older,
      '<edXML:Manifest xmlns:xlink="http://www.w3.org/1999/xlink"><edXML:Reference xlink:href="cid:f1"><edXML:AttachmentName>công văn.pdf</edXML:AttachmentName></edXML:Reference></edXML:Manifest>',
      "SOAP-ENV",
    );
    const mime = [
      "MIME-Version: 1.0",
      'Content-Type: multipart/related; type="text/xml";\r\n boundary="=_thu"',
      "",
      "bỏ qua",
      "--=_thu",
      "Content-Type: text/xml; charset=utf-8",
      "Content-ID: <Document>",
      "",
      xml,
      "--=_thu",
      'Content-Type: application/pdf; name="khac.pdf"',
      "Content-ID: <f1>",
      "Content-Transfer-Encoding: base64",
      "",
      pdf.toString("base64").replaceAll(/.{20}/g, "$&\r\n"),
      "--=_thu--",
      "",
    ].join("\r\n");
    for (const step of [1, 7, 16_384]) {
      const { message, fault, contents } = readPure(mime, step);
      expect(fault).to.equal(null);
      expect(message).to.deep.include({ kind: "document", dialect: "cv2803" });
      expect(message?.kind === "document" && message.attachments).to.deep.equal([
        { contentId: "f1", name: "công văn.pdf", description: null, contentType: "application/pdf" },
      ]);
      expect(contents[0]?.equals(pdf)).to.equal(true);
    }
  });

  it("MIME that begins with its boundary, LF line ends, a file as it is and an empty one", () => {
    const xml = soapXml("http://www.inetcloud.vn/ns/edxml", older);
    const mime = `--b\nContent-Type: text/xml\n\n${xml}\n--b\nContent-Type: text/plain; name="a.txt"\n\ndòng 1\n--b-không phải\ndòng 3\n--b\nContent-Disposition: attachment; filename*=utf-8''r%E1%BB%97ng.txt\n\n--b--`;
    for (const step of [1, 5, 16_384]) {
      const { contents, message, fault } = readPure(mime.replace("--b-không", "--c-không"), step);
      expect(fault).to.equal(null);
      expect(contents.map(String)).to.deep.equal(["dòng 1\n--c-không phải\ndòng 3", ""]);
      expect(message?.kind === "document" && message.attachments.map(({ name }) => name)).to.deep.equal([
        "a.txt",
        "rỗng.txt",
      ]);
    }
  });

  for (const [what, mime, code] of [
    ["cut off", "--b\r\nContent-Type: text/xml\r\n\r\n<a>", "truncated"],
    ["without XML", "--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--", "mime"],
    [
      "in quoted-printable",
      "--b\r\nContent-Type: text/xml\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<a/>\r\n--b--",
      "mime-encoding",
    ],
    ["without a boundary", "Content-Type: text/plain\r\n\r\n<a/>", "mime"],
    ["with a header that never ends", `Content-Type: ${"x".repeat(40_000)}`, "mime"],
  ] as const)
    it(`MIME ${what} is refused`, () => expect(faultOf(mime)).to.equal(code));

  it("a status of CV 2803 stands beside the header, without a DocumentId", () => {
    const status =
      "<edXML:Status><edXML:ResponseFor><edXML:OrganId>000.00.02.H99</edXML:OrganId><edXML:Code>12/STN-VP</edXML:Code></edXML:ResponseFor>" +
      "<edXML:StatusCode>3</edXML:StatusCode><edXML:Timestamp>05/01/2026 17:25:11</edXML:Timestamp></edXML:Status>";
    const from =
      "<edXML:MessageHeader><edXML:From><edXML:OrganId>000.00.01.H99</edXML:OrganId></edXML:From></edXML:MessageHeader>";
    const read = statusOf(soapXml("http://www.inetcloud.vn/ns/edxml", from + status));
    expect(read).to.deep.include({ dialect: "cv2803", statusCode: "03" });
    expect(read.responseFor).to.deep.include({ code: "12/STN-VP", documentId: null });
    expect(read.timestamp).to.deep.equal({ text: "05/01/2026 17:25:11", at: "2026-01-05T10:25:11.000Z" });
    expect(read.warnings).to.deep.equal([]);
  });

  it("a list of errors is a refusal of what was sent, and is not answered", () => {
    const list =
      '<edXML:ErrorList id="e" highestSeverity="Error"><edXML:Error><edXML:ErrCode>M.From</edXML:ErrCode><edXML:ErrDescription>Sai mã</edXML:ErrDescription></edXML:Error></edXML:ErrorList>';
    expect(readPure(soapXml("http://www.e-doc.vn/Schema/", list)).fault).to.deep.include({
      ...{ code: "error-list", detail: "M.From: Sai mã", answer: null },
    });
  });

  it("SharePoint's export: the prefix edXML is bound to nothing", () => {
    const type = "<edXML:type><edXML:value>3</edXML:value><edXML:description>Công văn</edXML:description></edXML:type>";
    const read = documentOf(soapXml("", older.replace("<edXML:Subject>", `${type}<edXML:Subject>`)));
    expect(read.dialect).to.equal("cv2803");
    expect(read.documentType).to.deep.equal({ type: "3", typeDetail: null, typeName: "Công văn" });
    expect(read.warnings.map(({ code }) => code)).to.deep.equal(["prefix-undeclared", "document-id-made"]);
  });

  it("Đồng Nai's: no declaration, the prefix bound to SOAP's namespace, all of it base64 in a CDATA wrapper", () => {
    const type = "<edXML:DocumentType>6.1.0.1</edXML:DocumentType>";
    const inner = soapXml(soap, older.replace("<edXML:Subject>", `${type}<edXML:Subject>`)).replace(/^<\?.*?\?>/, "");
    const wrapped = `<message><![CDATA[${Buffer.from(inner).toString("base64")}]]></message>`;
    const read = documentOf(wrapped);
    expect(read.dialect).to.equal("edoc");
    expect(read.documentType).to.deep.equal({ type: "6.1.0.1", typeDetail: null, typeName: null });
    expect(read.warnings.map(({ code }) => code)).to.deep.equal(["message-wrapped", "document-id-made"]);
    expect(documentOf(inner).subject).to.equal("V/v cũ");
  });

  it("a wrapper within a wrapper is refused", () => {
    const once = (text: string): string => `<message>${Buffer.from(text).toString("base64")}</message>`;
    expect(faultOf(once(once(documentXml())))).to.equal("not-edxml");
  });

  it("go.vn's flat form, with either spelling of its root", () => {
    const flat = (root: string): string =>
      `<${root} xmlns="http://www.go.vn/eDoc"><MessageHeader><From><OrganId>H99.01</OrganId></From><To><OrganId>H99.02</OrganId></To>` +
      "<Code><CodeNumber>1</CodeNumber><CodeNotation>N/A</CodeNotation></Code><PromulgationInfo><Promulgator>Sở</Promulgator><PromulgationDate>2026-05-20</PromulgationDate></PromulgationInfo>" +
      "<DocumentType>Công văn</DocumentType><Subject>Phẳng</Subject><Content>tóm tắt</Content><SignerInfo><Signer>Người Thử</Signer></SignerInfo><DocumentId>uuid-1</DocumentId>" +
      "<TraceHeaderList><TraceHeader><Time>2026-05-20T08:00:00</Time></TraceHeader></TraceHeaderList></MessageHeader>" +
      `<Manifest><Attachment><Content>${pdf.toString("base64")}</Content><FileName>a.pdf</FileName><FileType>application/pdf</FileType></Attachment></Manifest></${root}>`;
    for (const root of ["EdXMLEnvelope", "edXMLEnvelope"]) {
      const read = documentOf(flat(root));
      expect(read).to.deep.include({
        dialect: "flat",
        documentId: "uuid-1",
        content: "tóm tắt",
        place: "Sở",
        codeNotation: null,
      });
      expect(read.documentType.typeName).to.equal("Công văn");
      expect(read.signer.fullName).to.equal("Người Thử");
      expect(read.trace[0]?.timestamp?.at).to.equal("2026-05-20T01:00:00.000Z");
      expect(read.attachments).to.deep.equal([
        { contentId: null, name: "a.pdf", description: null, contentType: "application/pdf" },
      ]);
      expect(readPure(flat(root)).contents[0]?.equals(pdf)).to.equal(true);
    }
  });

  it("the form of another system (edxml.gov.vn) is not ours", () => {
    expect(faultOf(documentXml().replaceAll(qcvn, "http://edxml.gov.vn/schema"))).to.equal("namespace-unknown");
  });
});
