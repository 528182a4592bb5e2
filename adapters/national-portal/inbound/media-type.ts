const beginnings: readonly (readonly [string, string])[] = [
  ["25504446", "application/pdf"],
  ["ffd8ff", "image/jpeg"],
  ["89504e470d0a1a0a", "image/png"],
  ["49492a00", "image/tiff"],
  ["4d4d002a", "image/tiff"],
  // also docx, xlsx, odt
  ["504b0304", "application/zip"],
  ["d0cf11e0a1b11ae1", "application/msword"],
];

/** By its first bytes: what a packet says of a file's kind is a name. Not recognised: application/octet-stream. */
export function mediaTypeOf(bytes: Buffer): string {
  const head = bytes.subarray(0, 8).toString("hex");
  return beginnings.find(([beginning]) => head.startsWith(beginning))?.[1] ?? "application/octet-stream";
}
