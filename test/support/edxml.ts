import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readMessage } from "../../adapters/edoc/read-message.ts";
import type { EdxmlDocument, EdxmlFault, EdxmlMessage, EdxmlRead, EdxmlStatus } from "../../contracts/edxml/message.ts";
import { edxmlLimits, sliceBytes, type EdxmlLimits } from "../../mappings/edxml/limits.ts";
import { edxmlReader, type EdxmlPiece } from "../../mappings/edxml/read.ts";
import { openFileFolder } from "../../platform/file-folder.ts";
import { fromRoot } from "../../platform/root.ts";

/** Messages of others, beside the checkout. */
export const edxmlSamples = fromRoot("..", "shared", "samples", "edxml");
export const hasEdxmlSamples = existsSync(edxmlSamples);

export const qcvn = "http://www.mic.gov.vn/TBT/QCVN_102_2016";

/** A file of a message written here; `content` may be text in base64 that is none. */
export interface TestFile {
  readonly name?: string | null;
  readonly id?: string | null;
  readonly content: Uint8Array | string;
  readonly type?: string;
}

const base64 = (content: Uint8Array | string): string =>
  typeof content === "string" ? content : Buffer.from(content).toString("base64");

const referenceOf = ({ name = "cong-van.pdf", id = "cid:1", type = "application/pdf" }: TestFile): string =>
  `<edXML:Reference>${id === null ? "" : `<edXML:ContentId>${id}</edXML:ContentId>`}<edXML:ContentType>${type}</edXML:ContentType>` +
  `${name === null ? "" : `<edXML:AttachmentName>${name}</edXML:AttachmentName>`}</edXML:Reference>`;

export const attachmentOf = ({
  name = "cong-van.pdf",
  id = "cid:1",
  type = "application/pdf",
  content,
}: TestFile): string =>
  `<Attachment>${id === null ? "" : `<ContentId>${id}</ContentId>`}${name === null ? "" : `<AttachmentName>${name}</AttachmentName>`}` +
  `<ContentType>${type}</ContentType><edXML:ContentTransferEncoded xmlns:edXML="${qcvn}">${base64(content)}</edXML:ContentTransferEncoded></Attachment>`;

/** What a header holds unless a test says otherwise; every person and unit here is invented. */
export const headerFields = {
  from: "<edXML:From><edXML:OrganId>000.00.01.H99</edXML:OrganId><edXML:OrganName>Sở Thử nghiệm</edXML:OrganName></edXML:From>",
  to: "<edXML:To><edXML:OrganId>H99.02</edXML:OrganId></edXML:To>",
  documentId: "<edXML:DocumentId>000.00.01.H99,2026/01/05,12/STN-VP</edXML:DocumentId>",
  code: "<edXML:Code><edXML:CodeNumber>12</edXML:CodeNumber><edXML:CodeNotation>STN-VP</edXML:CodeNotation></edXML:Code>",
  promulgation:
    "<edXML:PromulgationInfo><edXML:Place>Thử Nghiệm</edXML:Place><edXML:PromulgationDate>2026/01/05</edXML:PromulgationDate></edXML:PromulgationInfo>",
  type: "<edXML:DocumentType><edXML:Type>2</edXML:Type><edXML:TypeDetail>18</edXML:TypeDetail><edXML:TypeName>Công văn</edXML:TypeName></edXML:DocumentType>",
  subject: "<edXML:Subject>V/v xin ý kiến</edXML:Subject>",
  rest: "",
};

export interface TestMessage {
  readonly fields?: Partial<typeof headerFields>;
  readonly trace?: string;
  readonly signature?: string;
  readonly files?: readonly TestFile[];
  /** Instead of what the files make. */
  readonly references?: string;
  readonly attachments?: string;
  readonly declaration?: string;
  readonly before?: string;
}

/** A document of QCVN 102 as the SDK writes it. */
export function documentXml({ fields, trace = "", signature = "", files = [], ...own }: TestMessage = {}): string {
  const header = Object.values({ ...headerFields, ...fields }).join("");
  const references = own.references ?? files.map(referenceOf).join("");
  const attachments = own.attachments ?? files.map(attachmentOf).join("");
  return (
    `${own.before ?? ""}${own.declaration ?? '<?xml version="1.0" encoding="UTF-8"?>\r\n'}<edXML xmlns="${qcvn}">` +
    `<edXML:edXMLEnvelope xmlns:edXML="${qcvn}"><edXML:edXMLHeader><edXML:MessageHeader>${header}</edXML:MessageHeader>` +
    `${trace}${signature}</edXML:edXMLHeader><edXML:edXMLBody><edXML:edXMLManifest version="1.0">${references}</edXML:edXMLManifest>` +
    `</edXML:edXMLBody></edXML:edXMLEnvelope><AttachmentEncoded>${attachments}</AttachmentEncoded></edXML>`
  );
}

export const statusXml = (code: string, fields = ""): string =>
  `<?xml version="1.0" encoding="utf-8"?><edXML xmlns="${qcvn}"><edXML:edXMLEnvelope xmlns:edXML="${qcvn}"><edXML:edXMLHeader>` +
  "<edXML:MessageHeader><edXML:From><edXML:OrganId>H99.02</edXML:OrganId></edXML:From><edXML:ResponseFor>" +
  "<edXML:OrganId>000.00.01.H99</edXML:OrganId><edXML:Code>12/STN-VP</edXML:Code><edXML:DocumentId>000.00.01.H99,2026/01/05,12/STN-VP</edXML:DocumentId>" +
  `</edXML:ResponseFor>${fields}<edXML:StatusCode>${code}</edXML:StatusCode><edXML:Timestamp>2026/01/05 17:25:11</edXML:Timestamp>` +
  "</edXML:MessageHeader></edXML:edXMLHeader></edXML:edXMLEnvelope></edXML>";

export const pdf = Buffer.from("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "latin1");

export interface PureRead {
  readonly message: EdxmlMessage | null;
  readonly fault: EdxmlFault | null;
  readonly contents: readonly Buffer[];
}

/** Reads without a disk, in slices of `step` bytes. */
export function readPure(text: string | Uint8Array, step = sliceBytes, limits: EdxmlLimits = edxmlLimits): PureRead {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  const reader = edxmlReader(limits);
  const pieces: EdxmlPiece[] = [];
  for (let at = 0; at < bytes.length; at += step) pieces.push(...reader.take(bytes.subarray(at, at + step)));
  for (const last of reader.end()) pieces.push(...last);
  const contents: Buffer[] = [];
  for (const piece of pieces)
    if (piece.kind === "bytes")
      contents[piece.file] = Buffer.concat([contents[piece.file] ?? Buffer.alloc(0), piece.bytes]);
  const last = pieces.at(-1);
  return {
    message: last?.kind === "message" ? last.message : null,
    fault: last?.kind === "refused" ? last.fault : null,
    contents: last?.kind === "message" ? last.files.map((file) => contents[file] ?? Buffer.alloc(0)) : [],
  };
}

export function documentOf(text: string | Uint8Array): EdxmlDocument {
  const { message, fault } = readPure(text);
  if (message?.kind !== "document") throw new Error(`no document: ${JSON.stringify(fault ?? message?.kind)}`);
  return message;
}

export function statusOf(text: string | Uint8Array): EdxmlStatus {
  const { message, fault } = readPure(text);
  if (message?.kind !== "status") throw new Error(`no status: ${JSON.stringify(fault ?? message?.kind)}`);
  return message;
}

/** The code with which it is refused; what it is instead. */
export const faultOf = (text: string | Uint8Array): string => {
  const { message, fault } = readPure(text);
  return fault?.code ?? `taken as a ${message?.kind ?? "nothing"}`;
};

export const warningsOf = (text: string | Uint8Array): readonly string[] => {
  const { message, fault } = readPure(text);
  return message?.warnings.map(({ code }) => code) ?? [`refused: ${fault?.code ?? ""}`];
};

export interface KeptRead {
  readonly read: EdxmlRead;
  /** Contents by digest. */
  readonly kept: ReadonlyMap<string, Buffer>;
  /** What was left of parts. */
  readonly parts: number;
}

/** Reads into a folder of its own, which is gone afterwards. */
export async function readKept(
  source: string | Uint8Array | AsyncIterable<Uint8Array>,
  limits: EdxmlLimits = edxmlLimits,
): Promise<KeptRead> {
  const root = await mkdtemp(join(tmpdir(), "edxml-test-"));
  try {
    const folder = await openFileFolder(root);
    const read = await readMessage(isAsync(source) ? source : once(source), folder, limits);
    const kept = new Map<string, Buffer>();
    for (const name of await readdir(root, { recursive: true }))
      if (/^[0-9a-f]{2}.[0-9a-f]{64}$/.test(name)) kept.set(name.slice(3), await readFile(join(root, name)));
    return { read, kept, parts: (await readdir(join(root, "incoming"))).length };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const isAsync = (source: string | Uint8Array | AsyncIterable<Uint8Array>): source is AsyncIterable<Uint8Array> =>
  typeof source === "object" && Symbol.asyncIterator in source;

// eslint-disable-next-line @typescript-eslint/require-await
async function* once(source: string | Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield typeof source === "string" ? Buffer.from(source) : source;
}
