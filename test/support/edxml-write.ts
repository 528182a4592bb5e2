import { readFileSync } from "node:fs";
import { XmlDocument, XsdValidator } from "libxml2-wasm";
import type { EdxmlDocument, EdxmlOrganization, EdxmlStatus } from "../../contracts/edxml/message.ts";
import type { Day } from "../../core/domain/day.ts";
import type { EdxmlForm } from "../../mappings/edxml/write-form.ts";
import { writeEdxml, type EdxmlContent } from "../../mappings/edxml/write.ts";
import { fromRoot } from "../../platform/root.ts";

export const anOrgan = (organId: string, but: Partial<EdxmlOrganization> = {}): EdxmlOrganization => ({
  organId,
  ...{ organizationInCharge: null, organName: `Cơ quan tập ${organId} (giả lập)`, organAdd: null },
  ...{ email: null, telephone: null, fax: null, website: null },
  ...but,
});

/** A letter with one PDF; says only what it must. */
export const aLetter = (but: Partial<EdxmlDocument> = {}): EdxmlDocument => ({
  ...{ kind: "document", dialect: "qcvn", from: anOrgan("000.00.00.H99"), to: [anOrgan("000.00.01.H99")] },
  ...{ documentId: "000.00.00.H99,2026/11/20,12/CV-TAP", codeNumber: "12", codeNotation: "CV-TAP", place: "Hà Nội" },
  promulgationDate: { text: "2026/11/20", day: "2026-11-20" },
  documentType: { type: "2", typeDetail: "18", typeName: "Công văn" },
  ...{ subject: "V/v lấy ý kiến (tập)", content: null },
  signer: { competence: null, position: null, fullName: null },
  ...{ dueDate: null, toPlaces: [] },
  otherInfo: {
    ...{ priority: null, sphereOfPromulgation: null, typerNotation: null, promulgationAmount: null, pageAmount: null },
    ...{ direction: null, referenceCodes: [], replyFors: [], appendixes: [] },
  },
  ...{ responseFor: [], steeringType: null, responseForTask: [], applicationType: null, business: aBusiness() },
  trace: [{ organId: "000.00.00.H99", timestamp: { text: "", at: "2026-11-20T03:04:05.000Z" } }],
  attachments: [aFile("cong-van.pdf")],
  ...{ signature: "none", warnings: [] },
  ...but,
});

export const aBusiness = (but: Partial<EdxmlDocument["business"]> = {}): EdxmlDocument["business"] => ({
  ...{ kind: "new", reason: null, documentId: null, paper: null, changed: { document: null, receivers: null } },
  ...{ receivers: [], replaced: [], staff: null },
  ...but,
});

export const aFile = (
  name: string,
  but: Partial<EdxmlDocument["attachments"][number]> = {},
): EdxmlDocument["attachments"][number] => ({ contentId: null, name, description: null, contentType: null, ...but });

export const aState = (but: Partial<EdxmlStatus> = {}): EdxmlStatus => ({
  ...{ kind: "status", dialect: "qcvn", from: anOrgan("000.00.01.H99") },
  responseFor: {
    ...{ organId: "000.00.00.H99", code: "12/CV-TAP", documentId: "000.00.00.H99,2026/11/20,12/CV-TAP" },
    promulgationDate: { text: "2026/11/20", day: "2026-11-20" },
  },
  ...{ staff: null, statusCode: "01", description: null },
  timestamp: { text: "", at: "2026-11-20T17:00:00.000Z" },
  ...{ signature: "none", warnings: [] },
  ...but,
});

export const aForm = (but: Partial<EdxmlForm> = {}): EdxmlForm => ({
  ...{
    profile: "axis",
    lineEnd: "lf",
    zip: "others",
    demand: "law",
    organIdOf: (id) => id,
    today: "2026-11-22" as Day,
  },
  ...but,
});

export const contentOf = (...chunks: readonly (string | Buffer)[]): EdxmlContent =>
  // eslint-disable-next-line @typescript-eslint/require-await
  async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk as string);
  };

export const aPdf = contentOf("%PDF-1.4\n%âãÏÓ\n", "1 0 obj\n<< >>\nendobj\n%%EOF\n");

/** The message as text; fails where it is refused. */
export async function writtenText(
  message: EdxmlDocument | EdxmlStatus,
  contents: readonly EdxmlContent[] = message.kind === "status" ? [] : message.attachments.map(() => aPdf),
  form: EdxmlForm = aForm(),
): Promise<string> {
  const written = await writeEdxml(message, contents, form);
  if (!written.ok) throw new Error(JSON.stringify(written.faults));
  const chunks: Buffer[] = [];
  for await (const chunk of written.bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

const schemas = new Map<string, XsdValidator>();

/** Judged by our schema. @throws {Error} that says what does not fit. */
export function judgeBySchema(text: string, schema: "edxml" | "edxml-status"): void {
  let validator = schemas.get(schema);
  if (!validator) {
    const source = XmlDocument.fromBuffer(readFileSync(fromRoot("contracts", "edxml", `${schema}.xsd`)));
    validator = XsdValidator.fromDoc(source);
    schemas.set(schema, validator);
  }
  const document = XmlDocument.fromString(text);
  try {
    validator.validate(document);
  } finally {
    document.dispose();
  }
}

/** What stands at an XPath; `e:` is the form's namespace. */
export function textsAt(text: string, path: string): readonly string[] {
  const document = XmlDocument.fromString(text);
  try {
    return document
      .find(path, { e: "http://www.mic.gov.vn/TBT/QCVN_102_2016" })
      .map((node) => ("content" in node ? node.content : ""));
  } finally {
    document.dispose();
  }
}
