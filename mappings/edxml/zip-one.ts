import { pipeline, Readable } from "node:stream";
import { crc32, createDeflateRaw } from "node:zlib";

/**
 * A zip of one entry, while its content flows: sizes and sum follow behind it, as the axis' own kit has it. The same content
 * gives the same bytes: it bears no time.
 * @param name of the entry; ASCII.
 */
export async function* zipOfOne(name: string, content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  const entry = Buffer.from(name, "ascii");
  let [sum, size, packed] = [0, 0, 0];
  async function* counted(): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of content) {
      sum = crc32(chunk, sum);
      size += chunk.length;
      yield chunk;
    }
  }
  yield Buffer.concat([header(0x04034b50, [version, ...common, 0, 0, 0, 0, 0, 0, entry.length, 0]), entry]);
  const deflate = createDeflateRaw();
  // what goes wrong ends the stream that is read here
  pipeline(Readable.from(counted(), { objectMode: false }), deflate, () => undefined);
  for await (const chunk of deflate as AsyncIterable<Buffer>) {
    packed += chunk.length;
    yield chunk;
  }
  const sums = [...halves(sum), ...halves(packed), ...halves(size)];
  const descriptor = header(0x08074b50, sums);
  const start = 30 + entry.length + packed + descriptor.length;
  const directory = Buffer.concat([
    header(0x02014b50, [version, version, ...common, ...sums, entry.length, 0, 0, 0, 0, 0, 0, 0, 0]),
    entry,
  ]);
  yield descriptor;
  yield directory;
  yield header(0x06054b50, [0, 0, 1, 1, ...halves(directory.length), ...halves(start), 0]);
}

const version = 20;
/** Sizes behind the content, names in UTF-8; deflated; midnight of 1 January 1980. */
const common = [0x0808, 8, 0, 0x0021];

const halves = (value: number): readonly [number, number] => [value & 0xffff, (value >>> 16) & 0xffff];

/** A signature, then numbers of two bytes each. */
function header(signature: number, fields: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + fields.length * 2);
  bytes.writeUInt32LE(signature);
  fields.forEach((field, at) => bytes.writeUInt16LE(field, 4 + at * 2));
  return bytes;
}
