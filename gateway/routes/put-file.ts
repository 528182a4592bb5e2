import type { Request as HttpRequest } from "express";
import type { takeFile, TakenFile } from "../../core/service/take-file.ts";
import { paced, TooSlow, type Pace } from "../pace.ts";
import { DoorRefusal, problem, type ProblemReply, type Reply } from "../reply.ts";
import { streamRoute } from "../route.ts";

type Upload = Parameters<typeof takeFile>[1];

/** PUT of a file, whole or the rest of it: `Content-Range`, as `curl -T FILE -C OFFSET` sends it. */
export const putFile = (take: (upload: Upload) => Promise<TakenFile>, pace: Pace) =>
  streamRoute("putFile", {
    allow: ["unit"],
    async stream({ path: { sha256 }, caller }, request, response): Promise<Reply | ProblemReply | undefined> {
      const { from, size } = rangeOf(request);
      try {
        const taken = await take({
          ...{ partnerId: caller.partnerId, units: caller.units, sha256, size, from },
          open: () => {
            // curl waits for this before it sends much
            if (request.get("expect")?.toLowerCase() === "100-continue") response.writeContinue();
            return paced(request, pace);
          },
        });
        return answerTo(taken, sha256);
      } catch (error) {
        if (error instanceof TooSlow) throw new DoorRefusal("body-too-slow", {}, { headers: { connection: "close" } });
        if (request.destroyed && !request.complete) return undefined; // nobody is there to be answered
        throw error;
      }
    },
  });

function answerTo(taken: TakenFile, sha256: string): Reply | ProblemReply {
  if (!taken.ok) {
    const { offset } = taken.values;
    const wait = waits[taken.code];
    return {
      ...problem(taken, taken.code === "file-unknown" ? 404 : undefined),
      headers: { ...(offset ? { "upload-offset": offset } : {}), ...(wait ? { "retry-after": wait } : {}) },
    };
  }
  const { state, received, size } = taken;
  return {
    status: { known: 200, stored: 201, part: 202 }[state],
    body: { sha256, size, received, complete: received === size },
    headers: {
      "upload-offset": String(received),
      ...(state === "stored" ? { location: `/v1/files/${sha256}` } : {}),
    },
  };
}

/** Seconds after which asking again may help. */
const waits: Readonly<Record<string, string>> = {
  "file-upload-busy": "60",
  "file-uploads-too-many": "10",
  "file-quota-reached": "3600",
  "file-no-room": "600",
};

function rangeOf(request: HttpRequest): { readonly from: number; readonly size: number } {
  const encoding = request.get("content-encoding");
  if (encoding !== undefined && encoding !== "identity")
    throw new DoorRefusal("content-encoding-wrong", { given: encoding });
  const declared = request.get("content-length");
  if (declared === undefined) throw new DoorRefusal("file-length-missing", {}, { field: "Content-Length" });
  const length = Number(declared);
  const range = request.get("content-range");
  if (range === undefined) return { from: 0, size: length };
  const [, first, last, total] = (/^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(range) ?? []).map(Number);
  const isWhole = first !== undefined && last !== undefined && total !== undefined;
  if (!isWhole || last < first || last >= total || last - first + 1 !== length)
    throw new DoorRefusal("file-range-wrong", { range: range.slice(0, 100) }, { field: "Content-Range" });
  return { from: first, size: total };
}
