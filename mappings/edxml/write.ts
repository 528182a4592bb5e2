import type { EdxmlAttachment, EdxmlDocument, EdxmlMessage } from "../../contracts/edxml/message.ts";
import { faultsOf } from "./write-check.ts";
import { endingOf, plain, type EdxmlForm, type EdxmlWriteFault } from "./write-form.ts";
import { headerOf, type Element } from "./write-header.ts";
import { endOf, escaped, linesOf } from "./write-xml.ts";
import { zipOfOne } from "./zip-one.ts";

/** Bytes of an attachment, from their beginning each time. */
export type EdxmlContent = () => AsyncIterable<Uint8Array>;

export type Written =
  | { readonly ok: true; readonly bytes: AsyncIterable<Buffer> }
  | { readonly ok: false; readonly faults: readonly EdxmlWriteFault[] };

const namespace = "http://www.mic.gov.vn/TBT/QCVN_102_2016";

/**
 * Writes a message as the strictest known reader takes it (documents-edxml.md §2, §4, §13): UTF-8 without BOM, root and attachments
 * without a prefix, all under the envelope with `edXML:`. Contents flow through: memory does not grow with them. The same
 * message gives the same bytes.
 * @param contents of the attachments, in their order; of a status none.
 */
export async function writeEdxml(
  message: EdxmlMessage,
  contents: readonly EdxmlContent[],
  form: EdxmlForm,
): Promise<Written> {
  const faults = [...faultsOf(message, form)];
  const attachments = message.kind === "status" ? [] : message.attachments;
  if (contents.length !== attachments.length)
    faults.push({ code: "file-count", at: "/attachments", detail: `${attachments.length}, ${contents.length}` });
  else if (form.demand === "law")
    for (const [place, attachment] of attachments.entries()) {
      const fault = await contentFault(attachment, contents[place]);
      if (fault) faults.push({ ...fault, at: `/attachments/${place}` });
    }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, bytes: bytesOf(message, contents, form) };
}

async function* bytesOf(
  message: EdxmlMessage,
  contents: readonly EdxmlContent[],
  form: EdxmlForm,
): AsyncGenerator<Buffer, void> {
  const end = endOf(form);
  const prefixed = ` xmlns:edXML="${namespace}"`;
  const files = message.kind === "status" ? [] : filesOf(message, form);
  const header = headerOf(message, form);
  yield Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>${end}<edXML xmlns="${namespace}">${end}` +
      `  <edXML:edXMLEnvelope${prefixed}>${end}    <edXML:edXMLHeader>${end}` +
      linesOf(header, 3, form) +
      `    </edXML:edXMLHeader>${end}` +
      (message.kind === "status" ? "" : linesOf([bodyOf(files)], 2, form)) +
      `  </edXML:edXMLEnvelope>${end}`,
  );
  if (files.length > 0) {
    yield Buffer.from(`  <AttachmentEncoded>${end}`);
    for (const [place, file] of files.entries()) {
      const said = [
        `<ContentId>cid:${escaped(file.id)}</ContentId>`,
        `<AttachmentName>${escaped(file.name)}</AttachmentName>`,
        ...(file.description === null ? [] : [`<Description>${escaped(file.description)}</Description>`]),
        `<ContentType>${escaped(file.contentType)}</ContentType>`,
        `<edXML:ContentTransferEncoded${prefixed}>`,
      ];
      yield Buffer.from(`    <Attachment>${end}      ${said.join(`${end}      `)}`);
      const content = contents[place]?.();
      if (content) yield* base64Of(file.isZipped ? zipOfOne(entryOf(file), content) : content);
      yield Buffer.from(`</edXML:ContentTransferEncoded>${end}    </Attachment>${end}`);
    }
    yield Buffer.from(`  </AttachmentEncoded>${end}`);
  }
  yield Buffer.from(`</edXML>${end}`);
}

interface FileToWrite {
  /** Without `cid:`. */
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly isZipped: boolean;
  readonly contentType: string;
}

function filesOf({ attachments }: EdxmlDocument, { zip }: EdxmlForm): readonly FileToWrite[] {
  const taken = new Set(attachments.map(({ contentId }) => plain(contentId)));
  return attachments.map((attachment, place) => {
    const name = plain(attachment.name) ?? "";
    const isZipped = zip === "others" && !goesAsItIs.has(endingOf(name));
    // one that was given has the first right to its number
    let number = place + 1;
    while (taken.has(String(number))) number += attachments.length;
    return {
      id: plain(attachment.contentId) ?? String(number),
      name,
      description: plain(attachment.description),
      isZipped,
      contentType: isZipped ? "application/zip" : contentTypeOf(name, attachment),
    };
  });
}

/** What the axis' own kit sends without a zip around it. */
const goesAsItIs: ReadonlySet<string> = new Set(["pdf", "doc", "docx", "zip"]);
const contentTypes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    pdf: "application/pdf",
    doc: "application/msword",
    docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    xls: "application/vnd.ms-excel",
    xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    odt: "application/vnd.oasis.opendocument.text",
    zip: "application/zip",
    txt: "text/plain",
    xml: "application/xml",
    png: "image/png",
    jpg: "image/jpeg",
    jpeg: "image/jpeg",
  }),
);

const contentTypeOf = (name: string, { contentType }: EdxmlAttachment): string => {
  const said = plain(contentType);
  // a zip that is none is unpacked by readers who believe it
  const believed = said !== null && said !== "application/zip" && /^[\w.+-]+\/[\w.+-]+$/.test(said) ? said : null;
  return contentTypes.get(endingOf(name)) ?? believed ?? "application/octet-stream";
};

/** Entry of a zip: of ASCII alone, since readers take its ending and not its name. */
const entryOf = ({ id, name }: FileToWrite): string => {
  const ending = endingOf(name);
  return `${id.replaceAll(/[^\w-]/g, "_").slice(0, 60)}${ending === "" ? "" : `.${ending}`}`;
};

const bodyOf = (files: readonly FileToWrite[]): Element => ({
  name: "edXMLBody",
  content: [
    {
      name: "edXMLManifest",
      attributes: ' version="1.0"',
      content: files.map((file) => ({
        name: "Reference",
        content: [
          { name: "ContentId", content: `cid:${file.id}` },
          { name: "ContentType", content: file.contentType },
          { name: "Description", content: file.description, repeats: true },
          { name: "AttachmentName", content: file.name },
        ],
      })),
    },
  ],
});

const pieceSize = 192 * 1024;

/** On one line: readers exist that decode without passing over line ends. */
async function* base64Of(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  let held = Buffer.alloc(0);
  for await (const chunk of source)
    for (let at = 0; at < chunk.length; at += pieceSize) {
      const piece = chunk.subarray(at, at + pieceSize);
      const bytes = held.length === 0 ? Buffer.from(piece) : Buffer.concat([held, piece]);
      const whole = bytes.length - (bytes.length % 3);
      held = bytes.subarray(whole);
      if (whole > 0) yield Buffer.from(bytes.toString("base64", 0, whole), "latin1");
    }
  if (held.length > 0) yield Buffer.from(held.toString("base64"), "latin1");
}

const headSize = 1024;

/** What is wrong with a content as far as its first bytes tell: a spoilt letter is not sent. */
async function contentFault(
  { name }: EdxmlAttachment,
  content: EdxmlContent | undefined,
): Promise<Omit<EdxmlWriteFault, "at"> | undefined> {
  let head = Buffer.alloc(0);
  for await (const chunk of content?.() ?? []) {
    head = Buffer.concat([head, Buffer.from(chunk.subarray(0, headSize))]);
    if (head.length >= headSize) break;
  }
  const detail = plain(name) ?? "";
  if (head.length === 0) return { code: "file-empty", detail };
  const ending = endingOf(detail);
  const line = head.subarray(0, headSize).toString("latin1");
  if (ending === "pdf") {
    const at = line.indexOf("%PDF-");
    if (at < 0) return { code: "file-other", detail };
    // U+FFFD in the marker of binary content: it went through a program that took it for text
    if (line.slice(0, 64).includes("\u00ef\u00bf\u00bd")) return { code: "file-spoilt", detail };
  } else if (/^(docx|xlsx|pptx|odt|zip)$/.test(ending) && !/^PK(\x03\x04|\x05\x06)/.test(line))
    return { code: "file-other", detail };
  return undefined;
}
