import type { EdxmlAttachment } from "../../contracts/edxml/message.ts";
import { childOf, childrenOf, pathOf, wordsOf, type XmlElement } from "./element.ts";
import { shown, type Warnings } from "./fault.ts";
import { safeName } from "./file-name.ts";

/** A part of MIME that is no XML: its content is file number `file`. */
export interface MimeFile {
  readonly file: number;
  readonly contentId: string | null;
  readonly name: string | null;
  readonly contentType: string | null;
}

/** What one of the two places says of a file. */
interface Said {
  readonly at: () => string;
  readonly contentId: string | null;
  readonly name: string | null;
  readonly description: string | null;
  readonly contentType: string | null;
}

const bareId = (id: string | null): string | null =>
  id
    ?.replace(/^cid:/i, "")
    .replace(/^<(.*)>$/, "$1")
    .trim() ?? null;

/**
 * Files with what is said of them in the manifest, by ContentId, else by name, else by place (facts §2.6). What stands at the file itself
 * goes before what its reference says, but for its name: XML signatures cover the manifest, and seldom the files.
 * @returns attachments in the order of the files, and which of the cut contents each of them is.
 */
export function readAttachments(
  references: readonly XmlElement[],
  attachments: readonly XmlElement[],
  parts: readonly MimeFile[],
  warn: Warnings["warn"],
): { readonly attachments: readonly EdxmlAttachment[]; readonly files: readonly number[] } {
  const files: { readonly said: Said; readonly file: number }[] = parts.map(
    ({ file, contentId, name, contentType }) => ({
      file,
      said: { at: () => `part ${file + 1}`, contentId: bareId(contentId), name, description: null, contentType },
    }),
  );
  const listed: Said[] = [];
  for (const element of [...references, ...attachments]) {
    const said = saidOf(element, warn);
    const content = childrenOf(element, "contenttransferencoded", "content");
    for (const { file } of content) if (file !== null) files.push({ said, file });
    // a file whose content is a part of MIME, or did not come
    if (!content.some(({ file }) => file !== null)) listed.push(said);
  }
  const ids = new Set<string>();
  for (const { said } of files) {
    if (said.contentId !== null && ids.has(said.contentId)) warn("content-id-twice", said.at, shown(said.contentId));
    if (said.contentId !== null) ids.add(said.contentId);
  }
  const partners = pair(
    files.map(({ said }) => said),
    listed,
    warn,
  );
  const taken = new Set(partners);
  for (const [place, said] of listed.entries())
    if (!taken.has(place)) warn("reference-without-file", said.at, shown(said.name ?? said.contentId ?? ""));
  return {
    files: files.map(({ file }) => file),
    attachments: files.map(({ said }, place) => {
      const partner = listed[partners[place] ?? -1];
      if (!partner && listed.length > 0) warn("file-without-reference", said.at, shown(said.name ?? ""));
      const name = partner?.name ?? said.name;
      if (said.name !== null && said.name !== name) warn("file-name-differs", said.at, shown(said.name));
      const safe = name === null ? null : safeName(name);
      if (safe !== name) warn("file-name-changed", said.at, shown(safe ?? ""));
      return {
        contentId: said.contentId ?? partner?.contentId ?? null,
        name: safe,
        description: said.description ?? partner?.description ?? null,
        contentType: said.contentType ?? partner?.contentType ?? null,
      };
    }),
  };
}

function saidOf(element: XmlElement, warn: Warnings["warn"]): Said {
  const words = (...names: readonly string[]): string | null => wordsOf(childOf(element, warn, ...names));
  return {
    at: () => pathOf(element),
    contentId: bareId(words("contentid") ?? element.attributes.get("href") ?? null),
    name: words("attachmentname", "filename"),
    description: words("description"),
    contentType: words("contenttype", "mimetype", "filetype"),
  };
}

/** @returns for each file the place of its partner in `listed`; -1: it has none. */
function pair(files: readonly Said[], listed: readonly Said[], warn: Warnings["warn"]): readonly number[] {
  const partners = files.map(() => -1);
  const free = new Set(listed.keys());
  const take = (key: (said: Said) => string | null, told?: "paired-by-name"): void => {
    const places = new Map<string, number[]>();
    for (const place of free) {
      const value = key(listed[place] as Said);
      if (value === null) continue;
      const same = places.get(value);
      if (same) same.push(place);
      else places.set(value, [place]);
    }
    for (const [place, said] of files.entries()) {
      const value = key(said);
      if (partners[place] !== -1 || value === null) continue;
      const partner = places.get(value)?.shift();
      if (partner === undefined) continue;
      partners[place] = partner;
      free.delete(partner);
      if (told) warn(told, said.at);
    }
  };
  // both agree; one identifier on several is settled by the name
  take(({ contentId, name }) => (contentId === null || name === null ? null : `${contentId}\n${name}`));
  take(({ contentId }) => contentId);
  take(({ name }) => name, "paired-by-name");
  for (const [place, said] of files.entries()) {
    if (partners[place] !== -1 || !free.has(place)) continue;
    partners[place] = place;
    free.delete(place);
    warn("paired-by-place", said.at);
  }
  return partners;
}
