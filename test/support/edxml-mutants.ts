import { deflateRawSync } from "node:zlib";
import { documentXml, pdf, qcvn, statusXml } from "./edxml.ts";
import { zipOf } from "./zip.ts";

/** Numbers from a seed, the same on every machine (mulberry32). */
export function randomOf(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return { below, pick: <T>(list: readonly T[]): T => list[below(list.length)] as T };
}

type Random = ReturnType<typeof randomOf>;

/** Messages to begin with, where there are none of others. */
export const ownMessages = (): readonly Buffer[] =>
  [
    documentXml({ files: [{ content: pdf }] }),
    documentXml({
      trace: `<edXML:TraceHeaderList><edXML:Bussiness><edXML:BussinessDocType>2</edXML:BussinessDocType></edXML:Bussiness><edXML:TraceHeader><edXML:Timestamp>2026/01/05 08:00:00</edXML:Timestamp></edXML:TraceHeader></edXML:TraceHeaderList>`,
      signature: "<Signature><SignedInfo><Reference URI=''/></SignedInfo></Signature>",
      files: [
        { name: "a.txt", id: "cid:1", content: zipOf({ name: "x.txt", content: Buffer.from("một") }) },
        {
          name: "b.xlsx",
          id: "cid:2",
          content: zipOf({ name: "[Content_Types].xml", content: pdf }, { name: "xl/a", content: pdf }),
        },
      ],
    }),
    documentXml().replaceAll("edXML:", "").replaceAll("xmlns:edXML", "xmlns"),
    statusXml("01"),
    statusXml("13", "<edXML:StaffInfo><edXML:Staff>Người Thử</edXML:Staff></edXML:StaffInfo>"),
    `<message><![CDATA[${Buffer.from(documentXml()).toString("base64")}]]></message>`,
    `--b\r\nContent-Type: text/xml\r\n\r\n${documentXml()}\r\n--b\r\nContent-Transfer-Encoding: base64\r\nContent-Type: application/pdf; name="a.pdf"\r\n\r\n${pdf.toString("base64")}\r\n--b--\r\n`,
    `<EdXMLEnvelope xmlns="http://www.go.vn/eDoc"><MessageHeader><From><OrganId>A</OrganId></From><To><OrganId>B</OrganId></To><Subject>c</Subject><DocumentId>d</DocumentId></MessageHeader><Manifest><Attachment><Content>QUJD</Content><FileName>a.txt</FileName></Attachment></Manifest></EdXMLEnvelope>`,
  ].map((text) => Buffer.from(text));

const replaceAt = (bytes: Buffer, at: number, length: number, by: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, at), by, bytes.subarray(at + length)]);

/** Somewhere in the markup: before or behind a tag, or in a text. */
function placeIn(text: string, { below, pick }: Random): number {
  const at = text.indexOf(pick(["<", ">", "</"]), below(text.length));
  return at < 0 ? below(text.length + 1) : at + below(2);
}

const bombs: readonly (() => Buffer)[] = [
  () => zipOf({ name: "x", content: Buffer.alloc(5_000_000) }),
  () => zipOf({ name: "x", content: Buffer.alloc(3_000_000), says: { size: 9 } }),
  () => zipOf({ name: "../x", content: pdf, says: { crc: 7 } }),
  () => zipOf({ name: "x", content: zipOf({ name: "y", content: Buffer.alloc(2_000_000) }) }),
  () => zipOf(...Array.from({ length: 300 }, (_, n) => ({ name: `${n}`, content: pdf }))),
  () => zipOf({ name: "x", content: pdf, says: { size: 0xffffffff, method: 12 } }),
  () => Buffer.concat([Buffer.from("PK\x03\x04"), deflateRawSync(Buffer.alloc(1_000_000))]),
  () => Buffer.from(pdf.toString("utf8")),
];

const inserts: readonly string[] = [
  "<!-- a -->",
  "<![CDATA[",
  "]]>",
  "<!DOCTYPE a [<!ENTITY b 'c'>]>",
  "<?php ?>",
  "&amp;",
  "&x;",
  "&#0;",
  "&#xFFFFFFFF;",
  "&#13;",
  "<edXML:StatusCode>06</edXML:StatusCode>",
  "<edXML:MessageHeader>",
  "</edXML:MessageHeader>",
  `<A xmlns="${qcvn}">`,
  '<e:A xmlns:e="http://e.example/"/>',
  "<Signature>",
  "</Signature>",
  "<ContentTransferEncoded>QUJD</ContentTransferEncoded>",
  "<message>",
  "null",
  "=",
  "%PDF-",
  "\u0000",
  "\ufffe",
  "\r\n--b\r\n",
  "<ErrorList><Error><ErrCode>1</ErrCode></Error></ErrorList>",
  "a\u0323\u0301".repeat(40),
];

const kinds: Readonly<Record<string, (bytes: Buffer, random: Random) => Buffer>> = {
  flip: (bytes, { below }) => {
    const changed = Buffer.from(bytes);
    for (let n = below(8) + 1; n > 0; n -= 1) changed[below(changed.length)] = below(256);
    return changed;
  },
  cut: (bytes, { below }) => bytes.subarray(0, below(bytes.length)),
  drop: (bytes, { below }) => replaceAt(bytes, below(bytes.length), below(60), Buffer.alloc(0)),
  repeat: (bytes, { below }) => {
    const at = below(bytes.length);
    const piece = bytes.subarray(at, at + below(200));
    return replaceAt(bytes, at, 0, Buffer.concat(Array.from({ length: below(20) + 1 }, () => piece)));
  },
  move: (bytes, { below }) => {
    const [from, length] = [below(bytes.length), below(300)];
    return replaceAt(
      replaceAt(bytes, from, length, Buffer.alloc(0)),
      below(bytes.length - length + 1) || 0,
      0,
      bytes.subarray(from, from + length),
    );
  },
  insert: (bytes, random) => {
    const text = bytes.toString("latin1");
    return replaceAt(bytes, placeIn(text, random), 0, Buffer.from(random.pick(inserts)));
  },
  element: (bytes, { below, pick }) => {
    // an element away, twice, or under another name
    const text = bytes.toString("latin1");
    const tags = [...text.matchAll(/<([\w:]+)[^<>]*>[^<]*<\/\1>/g)];
    if (tags.length === 0) return bytes;
    const { index, 0: element, 1: name = "" } = pick(tags);
    const by = pick([
      "",
      element + element,
      element.replaceAll(name, `evil:${name}`),
      element.replaceAll(name, pick(["Subject", "edXML:To", "a"])),
      element.replace(/>[^<]*</, `>${"9".repeat(below(30))}<`),
    ]);
    return replaceAt(bytes, index, element.length, Buffer.from(by, "latin1"));
  },
  prefix: (bytes, { pick }) =>
    Buffer.from(
      bytes
        .toString("utf8")
        .replaceAll(pick(["edXML:", "xmlns:edXML", "QCVN_102_2016", "edXMLEnvelope", "Attachment>"]), () =>
          pick(["", "x:", "xmlns", "edXML:", "abc"]),
        ),
    ),
  deep: (bytes, random) => {
    const name = random.pick(["edXML:A", "From", "a"]);
    const times = random.pick([3, 70, 5_000]);
    const isClosed = random.below(2) === 0;
    const text = `<${name}>`.repeat(times) + (isClosed ? `</${name}>`.repeat(times) : "");
    return replaceAt(bytes, placeIn(bytes.toString("latin1"), random), 0, Buffer.from(text));
  },
  many: (bytes, random) => {
    const text = random.pick([
      '<edXML:A b="c"/>'.repeat(random.pick([100, 9_000, 25_000])),
      `<edXML:A ${Array.from({ length: random.pick([60, 3_000]) }, (_, n) => `a${n}="&lt;"`).join(" ")}/>`,
      "<edXML:To><edXML:OrganId>A</edXML:OrganId></edXML:To>".repeat(4_500),
      `<edXML:A ${Array.from({ length: 60 }, (_, n) => `xmlns:p${n}="u${n}"`).join(" ")}>`.repeat(60),
      "<edXML:Content>&#65;</edXML:Content>".repeat(2_000),
      `<edXML:Content>${"&#65;".repeat(20_000)}</edXML:Content>`,
    ]);
    return replaceAt(bytes, placeIn(bytes.toString("latin1"), random), 0, Buffer.from(text));
  },
  file: (bytes, { pick }) => {
    const text = bytes.toString("latin1");
    const contents = [...text.matchAll(/(?<=(?:ContentTransferEncoded[^<>]*|<Content)>)[A-Za-z0-9+/=]+/g)];
    if (contents.length === 0) return bytes;
    const { index, 0: content } = pick(contents);
    return replaceAt(bytes, index, content.length, Buffer.from(pick(bombs)().toString("base64")));
  },
  encoding: (bytes, { pick }) =>
    pick([
      () => Buffer.from(`\ufeff${bytes.toString("utf8")}`, "utf16le"),
      () => Buffer.from(bytes.toString("utf8"), "utf16le").subarray(0, -1),
      () => Buffer.from(bytes.toString("utf8"), "latin1"),
      () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
      () => Buffer.from(bytes.toString("latin1"), "utf8"),
      () => Buffer.from(`<message>${bytes.toString("base64")}</message>`),
    ])(),
};

/** A message and what was done to it: one change, or a few. */
export function mutantOf(
  messages: readonly Buffer[],
  random: Random,
): { readonly did: string; readonly bytes: Buffer } {
  let bytes = random.pick(messages);
  const did: string[] = [];
  for (let n = random.pick([1, 1, 1, 2, 3]); n > 0; n -= 1) {
    if (bytes.length === 0) break;
    const name = random.pick(Object.keys(kinds));
    bytes = kinds[name]?.(bytes, random) ?? bytes;
    did.push(name);
  }
  return { did: did.join("+"), bytes };
}
