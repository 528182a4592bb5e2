import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { checkOf, type SignatureCheck } from "../../core/domain/letter/signature.ts";
import { checkPdf } from "../../mappings/signature/pdf.ts";
import type { Trust } from "../../mappings/signature/trust.ts";
import { checkXml } from "../../mappings/signature/xml.ts";
import { skeletonOf } from "../../mappings/signature/xml-skeleton.ts";

/**
 * What the signatures of a kept PDF are worth. Memory does not grow with the file.
 * @param at now.
 * @throws whatever the disk throws.
 */
export async function checkPdfFile(path: string, trust: Trust, at: Date): Promise<SignatureCheck> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const read = async (from: number, to: number): Promise<Uint8Array> => {
      const bytes = new Uint8Array(to - from);
      let done = 0;
      while (done < bytes.length) {
        const { bytesRead } = await file.read(bytes, done, bytes.length - done, from + done);
        if (bytesRead === 0) throw new Error("the file became shorter while it was read");
        done += bytesRead;
      }
      return bytes;
    };
    return await checkPdf({ size, read }, trust, at);
  } finally {
    await file.close();
  }
}

/**
 * What the XML signature of a kept message is worth; it says nothing of its attachments, which are checked by themselves.
 * @param at now.
 * @throws whatever the disk throws.
 */
export async function checkMessageFile(path: string, trust: Trust, at: Date): Promise<SignatureCheck> {
  const skeleton = await skeletonOf(createReadStream(path), randomUUID());
  return typeof skeleton === "string" ? checkOf([], [skeleton]) : checkXml(skeleton, trust, at);
}
