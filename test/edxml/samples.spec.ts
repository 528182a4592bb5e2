import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { edxmlSamples, hasEdxmlSamples, readKept, readPure, statusOf } from "../support/edxml.ts";

const missing = hasEdxmlSamples ? "" : " (not here: ../shared/samples/edxml is missing)";
const sample = (path: string): Buffer => readFileSync(join(edxmlSamples, path));

/** What others wrote, read as it is. */
describe(`edXML messages of others${missing}`, () => {
  if (!hasEdxmlSamples) return;

  for (const [path, code] of [
    ["all4u1089__truclienthong-example/status.edxml", "01"],
    ["all4u1089__truclienthong-example/status_inbox_ 01.edxml", "01"],
    ["all4u1089__truclienthong-example/status_rejection_02.edxml", "02"],
    ["all4u1089__truclienthong-example/status_acceptance_03.edxml", "03"],
    ["all4u1089__truclienthong-example/status_assignment_04.edxml", "04"],
    ["all4u1089__truclienthong-example/status_processing_05.edxml", "05"],
    ["all4u1089__truclienthong-example/status_finish_06.edxml", "06"],
    ["all4u1089__truclienthong-example/status_cancellation_13.edxml", "13"],
    ["all4u1089__truclienthong-example/status_change-acceptance_15.edxml", "15"],
    ["all4u1089__truclienthong-example/status_change-rejection_16.edxml", "16"],
    ["QuangChuIT__edoc-integrator/status_processing_05.edxml", "05"],
  ] as const)
    it(`${path} says ${code}`, () => {
      const status = statusOf(sample(path));
      expect(status.statusCode).to.equal(code);
      expect(status.warnings).to.deep.equal([]);
      expect(status.responseFor.documentId).to.equal("000.00.00.G22,2015/09/30,7816/VPCP-TTĐT");
    });

  it("reads who reports, about what, when and why", () => {
    const status = statusOf(sample("all4u1089__truclienthong-example/status_rejection_02.edxml"));
    expect(status.from.organId).to.equal("000.00.00.H41");
    expect(status.from.website).to.equal("www.nghean.vn");
    expect(status.responseFor).to.deep.equal({
      organId: "000.00.00.G22",
      code: "7816/VPCP-TTĐT",
      documentId: "000.00.00.G22,2015/09/30,7816/VPCP-TTĐT",
      promulgationDate: { text: "2015/09/30", day: "2015-09-30" },
    });
    expect(status.description).to.equal("Văn thư - Phòng Văn thư - Lưu trữ: Từ chối không tiếp nhận văn bản điện tử");
    expect(status.timestamp).to.deep.equal({ text: "2015/09/20 11:08:36", at: "2015-09-20T04:08:36.000Z" });
    expect(status.staff?.department).to.equal("Phong hanh chinh");
  });

  it("reads a request to take back: who sends it is who sent the document", () => {
    const status = statusOf(sample("all4u1089__truclienthong-example/status_cancellation_13.edxml"));
    expect([status.from.organId, status.responseFor.organId]).to.deep.equal(["000.00.00.G22", "000.00.00.H41"]);
  });

  it("reads the same of a message with LF as of its twin with CRLF", () => {
    const [lf, crlf] = [
      sample("QuangChuIT__edoc-integrator/status_processing_05.edxml"),
      sample("all4u1089__truclienthong-example/status_processing_05.edxml"),
    ];
    expect(lf.equals(crlf)).to.equal(false);
    expect(statusOf(lf)).to.deep.equal(statusOf(crlf));
  });

  it("unpacks three texts that came as zips under text/plain", async () => {
    const { read, kept } = await readKept(
      sample("PVN-Organization__API-Gateway-iOffice/1da394ba-2117-4354-a23f-6ec3e47ba81b.edxml"),
    );
    if (read.kind !== "read" || read.message.kind !== "document") throw new Error("not read");
    expect(read.message.documentId).to.equal("1da394ba-2117-4354-a23f-6ec3e47ba81b");
    expect(read.message.codeNumber).to.equal("20251020104803");
    expect(read.message.steeringType).to.equal("0");
    expect(read.message.business.kind).to.equal("new");
    expect(read.message.trace).to.deep.equal([
      { organId: "vxp.saas.03", timestamp: { text: "2025/10/20 10:48:03", at: "2025-10-20T03:48:03.000Z" } },
    ]);
    expect(read.message.attachments.map(({ name }) => name)).to.deep.equal(["localA.txt", "localB.txt", "localC.txt"]);
    expect(read.files.map(({ sha256 }) => kept.get(sha256)?.toString())).to.deep.equal([
      "LOCAL AGG A",
      "LOCAL AGG B",
      "LOCAL AGG C",
    ]);
    expect(read.files.every(({ unpacked, type }) => unpacked && type === "text")).to.equal(true);
    expect(read.message.warnings).to.deep.equal([]);
  });

  it("reads a trace without an organisation and a document without business", async () => {
    const { read } = await readKept(
      sample("PVN-Organization__API-Gateway-iOffice/1f881896-6e3a-4a5f-87f1-c380878e148e.edxml"),
    );
    if (read.kind !== "read" || read.message.kind !== "document") throw new Error("not read");
    expect(read.message.trace[0]?.organId).to.equal(null);
    expect(read.message.business.kind).to.equal("new");
    expect(read.message.documentType).to.deep.equal({ type: "1", typeDetail: null, typeName: "Công văn" });
  });

  it("reads the smallest message met", async () => {
    const { read } = await readKept(sample("PVN-Organization__API-Gateway-iOffice/test_user_edxml.xml"));
    if (read.kind !== "read" || read.message.kind !== "document") throw new Error("not read");
    expect(read.message).to.deep.include({ documentId: "test-doc", subject: "Test", codeNumber: null, content: null });
    expect(read.files).to.have.length(1);
  });

  it("refuses a list of organisations, which is no message", () => {
    expect(readPure(sample("ngtheanh1910__dongbotruc/data.xml")).fault).to.deep.include({
      code: "not-edxml",
      detail: "the root is edXML:GetOrganizationsResponse",
    });
  });
});
