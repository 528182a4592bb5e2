import { buffer } from "node:stream/consumers";
import { fromBufferPromise } from "yauzl";

/** The entries of a zip, as another program than ours reads them. */
export async function entriesOf(
  bytes: Buffer,
): Promise<readonly { readonly name: string; readonly content: Buffer }[]> {
  const zip = await fromBufferPromise(bytes);
  const entries: { name: string; content: Buffer }[] = [];
  for await (const entry of zip.eachEntry())
    entries.push({ name: entry.fileName, content: await buffer(await zip.openReadStreamPromise(entry)) });
  return entries;
}
