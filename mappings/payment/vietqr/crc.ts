const encoder = new TextEncoder();

/** CRC-16/CCITT-FALSE over UTF-8 (lengths in a QR count characters, this counts bytes): four upper-case hex digits. */
export function crcOf(text: string): string {
  let crc = 0xffff;
  for (const byte of encoder.encode(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc & 0x8000) !== 0 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, "0");
}
