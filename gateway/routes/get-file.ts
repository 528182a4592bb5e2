import type { Response } from "express";
import { DoorRefusal, problem } from "../reply.ts";
import { streamRoute } from "../route.ts";

interface Files {
  /** Where the content lies, if this caller may read it. */
  readonly find: (
    sha256: string,
    partnerId: string,
    units: ReadonlySet<string>,
  ) => Promise<{ readonly root: string; readonly path: string; readonly mediaType: string | undefined } | undefined>;
  /** Bytes of the caller's own upload that is not whole. */
  readonly uploaded: (sha256: string, partnerId: string) => Promise<number>;
}

/** Long enough for a bad line to come back; a reader that takes nothing more holds a line for nothing. */
const idleMs = 60_000;

/** GET and HEAD of a file, whole or a range of it; what is served is saved, and runs nowhere. */
export const getFile = ({ find, uploaded }: Files) =>
  streamRoute("getFile", {
    allow: ["unit"],
    async stream({ path: { sha256 }, caller }, request, response) {
      const file = await find(sha256, caller.partnerId, caller.units);
      if (!file) {
        const offset = String(await uploaded(sha256, caller.partnerId));
        const code = offset === "0" ? "file-unknown" : "file-incomplete";
        return { ...problem({ code, values: { sha256, offset } }), headers: { "upload-offset": offset } };
      }
      response.set({
        etag: `"${sha256}"`,
        "content-disposition": `attachment; filename="${sha256}"`,
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-cache",
      });
      // set by hand: Express would add a character set to texts, and it is kept as it was given
      response.setHeader("content-type", file.mediaType ?? "application/octet-stream");
      response.setTimeout(idleMs, () => response.destroy());
      await send(response, file, request.get("range") ?? "");
      return undefined;
    },
  });

const send = (response: Response, { root, path }: { readonly root: string; readonly path: string }, range: string) =>
  new Promise<void>((resolve, reject) => {
    response.sendFile(
      path,
      { root, dotfiles: "allow", acceptRanges: true, cacheControl: false, lastModified: false },
      (error: unknown) => {
        if (error === undefined || error === null || response.headersSent || response.destroyed) resolve();
        else reject(asRefusal(error, response, range));
      },
    );
  });

function asRefusal(error: unknown, response: Response, range: string): Error {
  const { status, headers } = error as { status?: number; headers?: Record<string, string> };
  if (!(error instanceof Error)) return new Error(String(error));
  if (status !== 416) return error;
  for (const name of ["content-disposition", "etag", "content-type", "content-length"]) response.removeHeader(name);
  const size = headers?.["Content-Range"];
  return new DoorRefusal(
    "file-range-wrong",
    { range: range.slice(0, 100) },
    { field: "Range", headers: size === undefined ? {} : { "content-range": size } },
  );
}
