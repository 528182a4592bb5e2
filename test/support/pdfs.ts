import { deflateSync } from "node:zlib";
import { aCms, aStamp, type CmsWanted, type Signer } from "./signers.ts";

/** A PDF written by hand, revision by revision. */
export interface Draft {
  readonly bytes: Buffer;
  /** Where its newest section begins. */
  readonly start: number;
  /** The next number of an object. */
  readonly next: number;
  readonly form: "table" | "stream";
  readonly fields: readonly number[];
  readonly annots: readonly number[];
  /** Entries of the catalog beside pages and form. */
  readonly catalog: string;
}

/** Text of an object between `obj` and `endobj`. */
export type Objects = Readonly<Record<number, string>>;

export const streamOf = (content: string, dict = ""): string =>
  `<< /Length ${Buffer.byteLength(content, "latin1")} ${dict} >>\nstream\n${content}\nendstream`;

const pageOf = (annots: readonly number[]) =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >>` +
  `${annots.length === 0 ? "" : ` /Annots [${annots.map((n) => `${n} 0 R`).join(" ")}]`} >>`;

export const catalogOf = ({ fields, catalog }: Pick<Draft, "fields" | "catalog">) =>
  `<< /Type /Catalog /Pages 2 0 R ${catalog}` +
  `${fields.length === 0 ? "" : ` /AcroForm << /Fields [${fields.map((n) => `${n} 0 R`).join(" ")}] /SigFlags 3 >>`} >>`;

/** One page with some words; objects 1 to 6: catalog, pages, page, content, font, information. */
export function aPdf(words = "Kinh gui Uy ban", form: Draft["form"] = "table", more: Objects = {}): Draft {
  const empty: Draft = {
    bytes: Buffer.from("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "latin1"),
    start: -1,
    next: 7,
    form,
    fields: [],
    annots: [],
    catalog: "",
  };
  return append(empty, {
    1: catalogOf(empty),
    2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    3: pageOf([]),
    4: streamOf(`BT /F1 12 Tf 72 720 Td (${words}) Tj ET`),
    5: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    6: "<< /Title (Cong van) >>",
    ...more,
  });
}

/** A revision more: objects new or changed, their section, its end. In `stream` form what is no stream itself is packed. */
export function append(draft: Draft, objects: Objects, but: Partial<Draft> & { readonly free?: number } = {}): Draft {
  const parts: Buffer[] = [draft.bytes];
  let at = draft.bytes.length;
  const write = (text: string) => {
    const bytes = Buffer.from(text, "latin1");
    parts.push(bytes);
    at += bytes.length;
  };
  const rows: (readonly [number: number, type: number, a: number, b: number])[] = [];
  const numbers = Object.keys(objects).map(Number);
  let next = Math.max(draft.next, ...numbers.map((number) => number + 1));
  const isPacked = (number: number) => draft.form === "stream" && !/stream\n|\/ByteRange/.test(objects[number] ?? "");
  for (const number of numbers.filter((one) => !isPacked(one))) {
    rows.push([number, 1, at, 0]);
    write(`${number} 0 obj\n${objects[number] ?? ""}\nendobj\n`);
  }
  const packed = numbers.filter(isPacked);
  if (packed.length > 0) {
    const bodies = packed.map((number) => objects[number] ?? "");
    let offset = 0;
    const head = bodies.map((body, i) => {
      const pair = `${packed[i] ?? 0} ${offset}`;
      offset += body.length + 1;
      return pair;
    });
    const first = `${head.join(" ")}\n`;
    const data = deflateSync(Buffer.from(first + bodies.join("\n"), "latin1")).toString("latin1");
    packed.forEach((number, i) => rows.push([number, 2, next, i]));
    rows.push([next, 1, at, 0]);
    const dict = `/Type /ObjStm /N ${packed.length} /First ${first.length} /Filter /FlateDecode`;
    write(`${next} 0 obj\n${streamOf(data, dict)}\nendobj\n`);
    next++;
  }
  if (but.free !== undefined) rows.push([but.free, 0, 0, 1]);
  const start = at;
  const prev = draft.start < 0 ? "" : ` /Prev ${draft.start}`;
  if (draft.form === "table") {
    const table = rows
      .map(([number, type, a, b]) => `${number} 1\n${pad(a, 10)} ${pad(b, 5)} ${type === 0 ? "f" : "n"} \n`)
      .join("");
    write(`xref\n0 1\n0000000000 65535 f \n${table}trailer\n<< /Size ${next} /Root 1 0 R /Info 6 0 R${prev} >>\n`);
  } else {
    rows.push([next, 1, at, 0]);
    const sorted = rows.toSorted(([a], [b]) => a - b);
    const data = Buffer.concat(
      sorted.map(([, type, a, b]) => Buffer.from([type, a >> 24, (a >> 16) & 255, (a >> 8) & 255, a & 255, b])),
    );
    const dict =
      `/Type /XRef /Size ${next + 1} /Root 1 0 R /Info 6 0 R${prev} /W [1 4 1] ` +
      `/Index [${sorted.map(([number]) => `${number} 1`).join(" ")}] /Filter /FlateDecode ` +
      `/DecodeParms << /Predictor 12 /Columns 6 >>`;
    write(`${next} 0 obj\n${streamOf(deflateSync(upPredicted(data, 6)).toString("latin1"), dict)}\nendobj\n`);
    next++;
  }
  write(`startxref\n${start}\n%%EOF\n`);
  return { ...draft, ...but, bytes: Buffer.concat(parts), start, next };
}

const pad = (number: number, width: number) => String(number).padStart(width, "0");

function upPredicted(data: Buffer, columns: number): Buffer {
  const rows: Buffer[] = [];
  for (let row = 0; row * columns < data.length; row++) {
    const line = Buffer.alloc(columns + 1, 2);
    for (let i = 0; i < columns; i++)
      line[i + 1] = ((data[row * columns + i] ?? 0) - (row === 0 ? 0 : (data[(row - 1) * columns + i] ?? 0))) & 255;
    rows.push(line);
  }
  return Buffer.concat(rows);
}

export interface SignWanted {
  readonly form?: string;
  readonly name?: string;
  readonly cms?: CmsWanted;
  /** Entries of the signature beside the usual ones. */
  readonly more?: string;
  /** Entries of its field. */
  readonly fieldMore?: string;
  /** Other objects of the same revision. */
  readonly objects?: Objects;
  /** An empty field that is filled; else a new one is added. */
  readonly fill?: number;
  /** `M`. */
  readonly at?: string;
  /** What ByteRange says, made of what it should say; as wide as the right one. */
  readonly range?: (right: readonly [number, number, number, number]) => readonly number[];
  /** Contents of somebody's own making. */
  readonly der?: (covered: Buffer) => Promise<Uint8Array>;
  readonly place?: number;
}

export const emptyField = (number: number) =>
  `<< /FT /Sig /T (Cho ky ${number}) /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /P 3 0 R >>`;

/** A revision that signs the whole file. */
export async function sign(draft: Draft, signer: Signer, wanted: SignWanted = {}): Promise<Draft> {
  const { form = "ETSI.CAdES.detached", place = 4096 } = wanted;
  const value = draft.next;
  const field = wanted.fill ?? draft.next + 1;
  const hole = `<${"0".repeat(2 * place)}>`;
  const signature =
    `<< /Type /${form === "ETSI.RFC3161" ? "DocTimeStamp" : "Sig"} /Filter /Adobe.PPKLite /SubFilter /${form} ` +
    `/ByteRange [${" ".repeat(60)}] /Contents ${hole} ${wanted.at === undefined ? "" : `/M (${wanted.at})`} ${wanted.more ?? ""} >>`;
  const isNew = wanted.fill === undefined;
  const grown = isNew ? { fields: [...draft.fields, field], annots: [...draft.annots, field] } : {};
  const after = { ...draft, ...grown };
  const widget =
    `<< /FT /Sig /T (${isNew ? (wanted.name ?? `Chu ky ${field}`) : `Cho ky ${field}`}) /Type /Annot /Subtype /Widget ` +
    `/Rect [0 0 0 0] /P 3 0 R /V ${value} 0 R ${wanted.fieldMore ?? ""} >>`;
  const made = append(
    draft,
    {
      ...(isNew ? { 1: catalogOf(after), 3: pageOf(after.annots) } : {}),
      [value]: signature,
      [field]: widget,
      ...wanted.objects,
    },
    grown,
  );
  const bytes = Buffer.from(made.bytes);
  const from = bytes.indexOf(hole, draft.bytes.length, "latin1");
  const to = from + hole.length;
  const right = [0, from, to, bytes.length - to] as const;
  const range = (wanted.range?.(right) ?? right).join(" ").padEnd(60);
  bytes.write(range, bytes.indexOf("/ByteRange [", draft.bytes.length, "latin1") + "/ByteRange [".length, "latin1");
  const covered = Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  const der =
    (await wanted.der?.(covered)) ??
    (form === "ETSI.RFC3161"
      ? await aStamp(signer, covered, wanted.at ?? "2026-03-01T02:00:00Z", wanted.cms?.along)
      : await aCms(signer, covered, wanted.cms));
  if (der.length > place) throw new RangeError(`a signature of ${der.length} bytes does not fit`);
  bytes.write(Buffer.from(der).toString("hex"), from + 1, "latin1");
  return { ...made, bytes };
}
