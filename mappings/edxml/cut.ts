import { base64Decoder, type Base64Decoder, type Room } from "./base64.ts";
import { checkText, textOfBytes, valueOf, withoutEntities } from "./characters.ts";
import { pathOf, type EdxmlSpace, type XmlElement } from "./element.ts";
import { EdxmlRefusal, shown, type Warnings } from "./fault.ts";
import { xmlLimits, type EdxmlLimits } from "./limits.ts";

/** Decoded bytes of an attachment, in order; `null`: of a message that is wrapped in this one. */
export interface CutBytes {
  readonly file: number | null;
  readonly bytes: Uint8Array;
}

/** What is left of a document once the content of attachments is out. Grows while it is read: a header is there before the files. */
export interface Skeleton {
  root: XmlElement | null;
  header: XmlElement | null;
  /** In the header of SOAP: a status of CV 2803. */
  status: XmlElement | null;
  readonly errorLists: XmlElement[];
  readonly references: XmlElement[];
  readonly attachments: XmlElement[];
  signature: "none" | "empty" | "present";
}

export interface XmlCutter {
  /** Pieces of any size. @throws {EdxmlRefusal} */
  readonly take: (bytes: Uint8Array) => readonly CutBytes[];
  /** After the last piece. @throws {EdxmlRefusal} */
  readonly end: () => void;
  readonly skeleton: Skeleton;
}

interface Open {
  readonly element: XmlElement;
  /** Prefixes bound here; the others are bound outside. */
  readonly bound: ReadonlyMap<string, string>;
  readonly outer: Open | null;
  parts: string[];
  length: number;
  has: { comment: boolean; cdata: boolean; words: boolean };
  /** Of an attachment's content. */
  content: { readonly decoder: Base64Decoder; readonly file: number | null } | null;
  /** Signature or something in it: looked at for form alone, for it may hold passwords. */
  readonly isSigned: boolean;
}

const nameStart = "A-Za-z_\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff";
const part = `[${nameStart}][${nameStart}0-9.\\-\\u00b7]*`;
const tagStart = new RegExp(`^<((?:${part}:)?${part})`);
const attribute = new RegExp(`[ \\t\\n]+((?:${part}:)?${part})[ \\t\\n]*=[ \\t\\n]*(?:"([^"<]*)"|'([^'<]*)')`, "y");
const endTag = new RegExp(`^</((?:${part}:)?${part})[ \\t\\n]*>$`);

const none: ReadonlyMap<string, string> = new Map();
const roots: ReadonlySet<string> = new Set(["edxml", "edxmlenvelope", "envelope", "message"]);
const inSignature: ReadonlySet<string> = new Set([
  "edxml",
  "edxmlenvelope",
  "edxmlheader",
  "messageheader",
  "statuscode",
]);
const spaces: Readonly<Record<string, EdxmlSpace>> = {
  "http://www.mic.gov.vn/TBT/QCVN_102_2016": "qcvn",
  "http://www.e-doc.vn/Schema/": "edoc",
  "http://www.inetcloud.vn/ns/edxml": "cv2803",
  "http://www.go.vn/eDoc": "flat",
  "http://schemas.xmlsoap.org/soap/envelope/": "soap",
  "http://www.w3.org/2003/05/soap-envelope": "soap",
  "": "none",
};
/** Met without a declaration: SharePoint's export, and xlink in the oldest sample. */
const oftenUndeclared = /^(?:edxml|soap|soap-env|xlink|xsi|xsd)$/i;

/** Local, small, one spelling. */
function plainName(local: string): string {
  const small = local.toLowerCase();
  return small.startsWith("buss") ? small.replace("bussiness", "business") : small;
}

/**
 * Takes an XML document apart while it comes: elements stay, small; the base64 of attachments is decoded and given out. Well-formed
 * with namespaces, one root, no DTD, no instruction, no entity but the five; bounded in depth, elements, attributes and
 * length. What is not so is refused where it stands (P14). No part is looked at twice, so what it costs grows with its length alone.
 * @param isWrapped it came within another message.
 * @param newFile number of the next file that is cut out.
 * @param room for what is decoded.
 */
export function xmlCutter(
  { warn }: Warnings,
  limits: EdxmlLimits,
  isWrapped: boolean,
  newFile: () => number,
  room?: Room,
): XmlCutter {
  const skeleton: Skeleton = {
    ...{ root: null, header: null, status: null, errorLists: [], references: [], attachments: [] },
    signature: "none",
  };
  let pending: Uint8Array = new Uint8Array(0);
  let mode: "text" | "comment" | "cdata" = "text";
  let top: Open | null = null;
  let depth = 0;
  let [elements, kept, begun, isDeclared] = [0, 0, false, false];
  /** Words that have come since the last markup. */
  let run: Uint8Array[] = [];
  let runLength = 0;
  /** Ends of a comment or a section may be cut. */
  let dashes = 0;
  /** Of a comment, which has to be text, too. */
  let remark = new TextDecoder("utf-8", { fatal: true });
  let out: CutBytes[] = [];
  const ids = new Set<string>();
  const repeatedIds: string[] = [];
  const warnedSpaces = new Set<string>();

  const here = (): string => (top ? pathOf(top.element) : "/");
  function refuse(code: ConstructorParameters<typeof EdxmlRefusal>[0], detail = ""): never {
    throw new EdxmlRefusal(code, here(), detail);
  }

  const isOpen = (): boolean => mode !== "text";

  function keep(bytes: number): void {
    kept += bytes;
    if (kept > limits.skeleton) refuse("too-much-xml", `more than ${limits.skeleton} bytes beside the attachments`);
  }

  /** The innermost content of an attachment, through a wrapper in it. */
  const content = () => top?.content ?? null;

  function words(bytes: Uint8Array): void {
    const into = content();
    if (into) {
      if (bytes.length === 0) return;
      const decoded = into.decoder.take(bytes);
      if (decoded.length > 0) out.push({ file: into.file, bytes: decoded });
      return;
    }
    keep(bytes.length);
    runLength += bytes.length;
    if (runLength > xmlLimits.value) refuse(begun ? "value-too-long" : "junk-before", `${xmlLimits.value} bytes`);
    // a copy: the bytes are the caller's
    run.push(bytes.slice());
  }

  function joined(): Uint8Array {
    const [only] = run;
    const bytes = run.length === 1 && only ? only : Buffer.concat(run);
    run = [];
    runLength = 0;
    return bytes;
  }

  function endRun(isSection: boolean): void {
    if (content() || runLength === 0) return;
    const raw = textOfBytes(joined());
    if (!isSection && raw.includes("]]>")) refuse("malformed", "]]> in a text");
    const text = isSection ? raw : withoutEntities(raw);
    if (!top) {
      if (/^[ \t\n]*$/.test(raw) && !isSection) {
        if (!begun) warn("space-before", "/");
        return;
      }
      refuse(skeleton.root ? "after-root" : "junk-before", shown(raw));
    }
    const isBlank = text.trim() === "";
    if (!isBlank) top.has[isSection ? "cdata" : "words"] = true;
    if (top.isSigned || (isBlank && top.element.children.length > 0)) return;
    top.length += text.length;
    if (top.length > xmlLimits.value) refuse("value-too-long", `${xmlLimits.value} bytes`);
    top.parts.push(text);
  }

  /** @param bound of the element itself; the others it inherits. At most as many steps as it is deep. */
  function lookUp(prefix: string, bound: ReadonlyMap<string, string>): string | undefined {
    if (prefix === "xml") return "http://www.w3.org/XML/1998/namespace";
    const own = bound.get(prefix);
    if (own !== undefined) return own;
    for (let scope = top; scope; scope = scope.outer) {
      const uri = scope.bound.get(prefix);
      if (uri !== undefined) return uri;
    }
    return prefix === "" ? "" : undefined;
  }

  function spaceOf(uri: string, tag: string): EdxmlSpace {
    const known = Object.hasOwn(spaces, uri) ? spaces[uri] : undefined;
    if (known !== undefined) return known;
    const variant = /^https?:\/\/www\.mic\.gov\.vn\/TBT\/QCVN_102_\d{4}\/?$/i.test(uri)
      ? "qcvn"
      : Object.entries(spaces).find(([one]) => one !== "" && one.replace(/\/$/, "") === uri.replace(/\/$/, ""))?.[1];
    if (variant === undefined) refuse("namespace-unknown", `${shown(tag)} of ${shown(uri)}`);
    if (!warnedSpaces.has(uri)) warn("namespace-variant", here, shown(uri));
    warnedSpaces.add(uri);
    return variant;
  }

  function begin(token: string, isClosed: boolean): void {
    const tag = tagStart.exec(token)?.[1];
    if (tag === undefined) refuse("malformed", shown(token));
    if (!top && skeleton.root) refuse("after-root", shown(token));
    if (depth >= xmlLimits.depth) refuse("too-deep", `more than ${xmlLimits.depth} levels`);
    elements += 1;
    if (elements > xmlLimits.elements) refuse("too-many-elements", `more than ${xmlLimits.elements}`);
    const outer = top;
    const isSigned = outer?.isSigned ?? false;
    // most have no attributes
    const isBare = token.length === tag.length + (isClosed ? 3 : 2);
    const { bound, given } = isBare ? { bound: none, given: none } : attributesIn(token, tag);
    const colon = tag.indexOf(":");
    const prefix = tag.slice(0, Math.max(colon, 0));
    const name = plainName(tag.slice(colon + 1));
    const uri = lookUp(prefix, bound) ?? undeclared(prefix, tag);
    const isSignature = !isSigned && (name === "signature" || name === "digitalsignature");
    if (!outer && !roots.has(name)) refuse("not-edxml", `the root is ${shown(tag)}`);
    if (!outer && name === "message" && isWrapped) refuse("not-edxml", "a wrapper within a wrapper");
    if (isSigned && inSignature.has(name)) refuse("signature-wraps", shown(tag));
    // a file may come within a wrapper of its own
    if (outer?.content && !(name === "message" && outer.element.name !== "message"))
      refuse("element-in-file", shown(tag));
    const attributes = isBare ? none : attributesOf(given, bound);
    const element: XmlElement = {
      name,
      tag,
      space: isSigned || isSignature ? "none" : spaceOf(uri, tag),
      parent: outer?.element ?? null,
      children: [],
      attributes: isSigned ? none : attributes,
      text: "",
      file: null,
    };
    for (const [key, id] of attributes)
      if (/^id$/i.test(key)) {
        if (ids.has(id) && repeatedIds.length < 5) repeatedIds.push(`${here()}/${tag}`);
        ids.add(id);
      }
    if (isSigned) skeleton.signature = "present";
    else outer?.element.children.push(element);
    if (isSignature && skeleton.signature === "none") skeleton.signature = "empty";
    skeleton.root ??= element;
    top = {
      element,
      bound,
      outer,
      parts: [],
      length: 0,
      content: outer?.content ?? null,
      has: { comment: false, cdata: false, words: false },
      isSigned: isSigned || isSignature,
    };
    depth += 1;
    if (!isSigned && !isSignature) place(top);
    if (isClosed) finish();
  }

  function attributesIn(token: string, tag: string) {
    const bound = new Map<string, string>();
    const given = new Map<string, string>();
    attribute.lastIndex = tag.length + 1;
    let at = attribute.lastIndex;
    for (let found = attribute.exec(token); found; found = attribute.exec(token)) {
      at = attribute.lastIndex;
      const [, name = "", double, single] = found;
      const value = withoutEntities(double ?? single ?? "");
      if (given.has(name)) refuse("malformed", `attribute ${shown(name)} twice`);
      given.set(name, value);
      if (given.size > xmlLimits.attributes) refuse("too-many-attributes", `more than ${xmlLimits.attributes}`);
      if (name === "xmlns") bound.set("", value);
      else if (name.startsWith("xmlns:")) {
        if (value === "" || /^xmlns:xml(?:ns)?$/.test(name)) refuse("malformed", `${shown(name)}="${shown(value)}"`);
        bound.set(name.slice(6), value);
      }
    }
    if (!/^[ \t\n]*\/?>$/.test(token.slice(at))) refuse("malformed", shown(token));
    return { bound, given };
  }

  /** Taken for edXML's where writers have been seen to forget it. */
  function undeclared(prefix: string, name: string): string {
    if (!oftenUndeclared.test(prefix)) refuse("prefix-unbound", shown(name));
    if (!warnedSpaces.has(`:${prefix}`)) warn("prefix-undeclared", here, prefix);
    warnedSpaces.add(`:${prefix}`);
    return "";
  }

  function attributesOf(
    given: ReadonlyMap<string, string>,
    bound: ReadonlyMap<string, string>,
  ): ReadonlyMap<string, string> {
    // each name is there once already; only prefixes can make two of them one
    if (bound.size === 0 && ![...given.keys()].some((name) => name.includes(":"))) return given;
    const attributes = new Map<string, string>();
    const seen = new Set<string>();
    for (const [name, value] of given) {
      if (name === "xmlns" || name.startsWith("xmlns:")) continue;
      const colon = name.indexOf(":");
      const prefix = name.slice(0, Math.max(colon, 0));
      const local = name.slice(colon + 1);
      const key = `${prefix === "" ? "" : (lookUp(prefix, bound) ?? undeclared(prefix, name))} ${local}`;
      if (seen.has(key)) refuse("malformed", `attribute ${shown(name)} twice`);
      seen.add(key);
      if (!attributes.has(local)) attributes.set(local, value);
    }
    return attributes;
  }

  /** Remembers what a message is read from, and what content is cut out. */
  function place(open: Open): void {
    const { element } = open;
    const within = element.parent?.name;
    if (element.name === "messageheader") {
      if (skeleton.header) refuse("header-twice", pathOf(skeleton.header));
      skeleton.header = element;
    } else if (element.name === "status" && within === "header") {
      if (skeleton.status) refuse("header-twice", pathOf(skeleton.status));
      skeleton.status = element;
    } else if (element.name === "errorlist") skeleton.errorLists.push(element);
    else if (element.name === "reference" && within !== undefined && within.endsWith("manifest"))
      skeleton.references.push(element);
    else if (element.name === "attachment") skeleton.attachments.push(element);
    const isContent =
      element.name === "contenttransferencoded" || (element.name === "content" && within === "attachment");
    if (open.content || !(isContent || (element.name === "message" && element.parent === null))) return;
    const file = element.parent === null ? null : newFile();
    if (file !== null) {
      element.file = file;
      // a content without an Attachment around it is a file, too
      if (element.parent && within !== "attachment" && !skeleton.attachments.includes(element.parent))
        skeleton.attachments.push(element.parent);
      out.push({ file, bytes: new Uint8Array(0) });
    }
    open.content = { decoder: base64Decoder(pathOf(element), room), file };
  }

  function finish(): void {
    const open = top;
    if (!open) refuse("malformed", "an end without a beginning");
    const { element, has } = open;
    if (open.content && open.content !== open.outer?.content) {
      const { rest, ending } = open.content.decoder.end();
      if (rest.length > 0) out.push({ file: open.content.file, bytes: rest });
      if (ending) warn(ending, () => pathOf(element));
      if (open.content.file === null) warn("message-wrapped", "/", element.tag);
    } else if (!open.content) {
      if (open.isSigned) {
        if (has.words || has.cdata) skeleton.signature = "present";
      } else if (element.children.length > 0) {
        if (has.words || has.cdata) warn("mixed-content", () => pathOf(element));
      } else {
        if (has.comment && (has.words || has.cdata)) refuse("comment-in-value");
        if (has.cdata && has.words) refuse("cdata-in-value");
        if (has.cdata) warn("cdata", () => pathOf(element));
        element.text = valueOf(open.parts.join(""));
      }
    }
    top = open.outer;
    depth -= 1;
  }

  function tag(bytes: Uint8Array): void {
    keep(bytes.length);
    endRun(false);
    const token = textOfBytes(bytes);
    if (token.startsWith("</")) {
      const own = top?.element.tag;
      if (own === undefined || (token !== `</${own}>` && endTag.exec(token)?.[1] !== own))
        refuse("malformed", `${shown(token)} closes another element`);
      finish();
    } else if (token.startsWith("<?")) instruction(token);
    else begin(token, token.endsWith("/>"));
    begun = true;
  }

  function instruction(token: string): void {
    const found =
      /^<\?xml\s+version\s*=\s*(["'])1\.0\1(?:\s+encoding\s*=\s*(["'])([A-Za-z][\w.-]*)\2)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\4)?\s*\?>$/.exec(
        token,
      );
    if (!found || isDeclared || begun || skeleton.root) refuse("instruction", shown(token));
    isDeclared = true;
    const encoding = found[3] ?? "utf-8";
    if (!/^(?:utf-?8|us-ascii|utf-16(?:le|be)?)$/i.test(encoding)) warn("encoding-said", "/", shown(encoding));
  }

  /** Bytes of the markup that begins at `at`; undefined: its end has not come. */
  function markupEnd(data: Uint8Array, at: number): number | undefined {
    if (data[at + 1] === 0x3f) {
      for (let i = at + 2; i + 1 < data.length; i += 1) if (data[i] === 0x3f && data[i + 1] === 0x3e) return i + 2;
      return undefined;
    }
    let quote = 0;
    for (let i = at + 1; i < data.length; i += 1) {
      const byte = data[i] as number;
      if (quote !== 0) quote = byte === quote ? 0 : quote;
      else if (byte === 0x22 || byte === 0x27) quote = byte;
      else if (byte === 0x3e) return i + 1;
      // no attribute holds it: the tag was never closed
      else if (byte === 0x3c) refuse("malformed", "a tag within a tag");
    }
    return undefined;
  }

  /** A comment or a section, up to its end or that of the data. */
  function inside(data: Uint8Array, from: number, closer: 0x2d | 0x5d): number {
    for (let i = from; i < data.length; i += 1) {
      const byte = data[i] as number;
      if (byte === closer) {
        dashes += 1;
        continue;
      }
      const ended = dashes >= 2 && byte === 0x3e;
      if (mode === "comment") {
        if (dashes >= 2 && (!ended || dashes > 2)) refuse("malformed", "-- in a comment");
        if (ended) {
          [mode, dashes] = ["text", 0];
          return i + 1;
        }
      } else {
        // what looked like an end and was none is content
        if (ended) {
          if (dashes > 2) words(brackets(dashes - 2));
          [mode, dashes] = ["text", 0];
          endRun(true);
          return i + 1;
        }
        if (dashes > 0) words(brackets(dashes));
        const next = data.indexOf(closer, i);
        const to = next < 0 ? data.length : next;
        words(data.subarray(i, to));
        i = to - 1;
      }
      dashes = 0;
    }
    return data.length;
  }

  /** @returns where to go on; undefined: more bytes are needed to tell. */
  function markup(data: Uint8Array, at: number): number | undefined {
    const left = data.length - at;
    if (left < 2) return undefined;
    if (data[at + 1] === 0x21) {
      const start = Buffer.from(data.subarray(at, at + 9)).toString("latin1");
      for (const [opening, into] of [
        ["<!--", "comment"],
        ["<![CDATA[", "cdata"],
      ] as const) {
        if (start.startsWith(opening)) {
          endRun(false);
          if (into === "cdata" && !top) refuse(skeleton.root ? "after-root" : "junk-before", "CDATA");
          if (into === "comment") {
            remark = new TextDecoder("utf-8", { fatal: true });
            if (content()) refuse("element-in-file", "a comment");
            if (top) top.has.comment = true;
          }
          begun = true;
          [mode, dashes] = [into, 0];
          return at + opening.length;
        }
        if (left < opening.length && opening.startsWith(start)) return undefined;
      }
      refuse("doctype");
    }
    const end = markupEnd(data, at);
    if (end === undefined || end - at > xmlLimits.tag) {
      if (left > xmlLimits.tag) refuse("too-many-attributes", `a tag of more than ${xmlLimits.tag} bytes`);
      return undefined;
    }
    tag(data.subarray(at, end));
    return end;
  }

  return {
    skeleton,
    take: (bytes) => placed(() => taken(bytes)),
    end: () => placed(ended),
  };

  /** What found a fault in a text does not know where it stands. */
  function placed<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof EdxmlRefusal && error.at === null) throw new EdxmlRefusal(error.code, here(), error.detail);
      throw error;
    }
  }

  function taken(bytes: Uint8Array): readonly CutBytes[] {
    out = [];
    const data = pending.length > 0 ? Buffer.concat([pending, bytes]) : bytes;
    pending = new Uint8Array(0);
    let at = 0;
    while (at < data.length) {
      if (mode !== "text") {
        const from = at;
        const isComment = mode === "comment";
        at = inside(data, at, isComment ? 0x2d : 0x5d);
        if (isComment) {
          keep(at - from);
          checkText(remark, data.subarray(from, at), isOpen());
        }
        continue;
      }
      const next = data.indexOf(0x3c, at);
      const to = next < 0 ? data.length : next;
      if (to > at) words(data.subarray(at, to));
      at = to;
      if (next < 0) break;
      const further = markup(data, at);
      if (further === undefined) {
        pending = data.slice(at);
        break;
      }
      at = further;
    }
    return out;
  }

  function ended(): void {
    if (mode !== "text" || pending.length > 0 || top) refuse("truncated", top ? `${top.element.tag} does not end` : "");
    endRun(false);
    if (!skeleton.root) refuse(begun ? "truncated" : "empty");
    const [twice] = repeatedIds;
    if (twice !== undefined && skeleton.signature === "present") throw new EdxmlRefusal("id-twice", twice, "");
    for (const at of repeatedIds) warn("id-twice", at);
  }
}

const brackets = (count: number): Uint8Array => new Uint8Array(count).fill(0x5d);
