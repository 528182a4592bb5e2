import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { portalPartner } from "../../../core/service/connect-portal.ts";
import type { InboxFile } from "../../../core/service/portal-door.ts";
import { takeFile, type FileWorld } from "../../../core/service/take-file.ts";
import type { Refusal } from "../../../core/domain/refusal.ts";
import { mediaTypeOf } from "./media-type.ts";

/** A content under its SHA-256, brought by the portal. @param mediaType where it is ours, and so known. */
export async function storeFile(
  world: FileWorld,
  name: string,
  bytes: Buffer,
  mediaType = mediaTypeOf(bytes),
): Promise<{ readonly ok: true; readonly file: InboxFile } | Refusal> {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const upload = {
    partnerId: portalPartner,
    units: new Set<string>(),
    sha256,
    size: bytes.length,
    from: 0,
    open: () => once(bytes),
  };
  for (let tries = 1; ; tries++) {
    const taken = await takeFile(world, upload);
    if (taken.ok) return { ok: true, file: { sha256, name, mediaType, size: bytes.length } };
    // the same content in another request: it is there in a moment
    if (taken.code !== "file-upload-busy" || tries >= 20) return taken;
    await pause(100);
  }
}

async function* once(bytes: Buffer): AsyncIterable<Buffer> {
  yield await Promise.resolve(bytes);
}
