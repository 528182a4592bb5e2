import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEdocAxis, type EdocAxis, type NoteEdocCall } from "../../adapters/edoc/client.ts";
import type { EdocAccountSettings } from "../../adapters/edoc/connection.ts";
import { makeEdocSend } from "../../adapters/edoc/http.ts";
import { practiceAxis, type AxisStandIn } from "../../adapters/edoc/stand-in/axis.ts";
import { parseOrgCode } from "../../core/domain/org-code.ts";

/** Settings of an account that fits a stand-in. */
export const edocSettings = (
  url: string,
  face: EdocAccountSettings["face"] = "knobstick",
  but: Partial<EdocAccountSettings> = {},
): EdocAccountSettings => ({
  ...{ name: "truc-tap", face, endpoint: url, systemId: practiceAxis.systemId, secret: () => practiceAxis.secret },
  login:
    face === "lgsp"
      ? { username: practiceAxis.username, password: () => practiceAxis.password, applicationCode: "HUB" }
      : null,
  units: [{ organId: "000.00.00.H99", unit: parseOrgCode("H99"), name: "UBND tỉnh tập (giả lập)", inCharge: null }],
  axisNames: [],
  ...{ notation: "given", writing: { profile: "axis", lineEnd: "lf", zip: "others" } },
  ...{
    recallsBy: "status",
    pollMinutes: 5,
    listDays: 7,
    quietSeconds: 20,
    transferMinutes: 5,
    receiversPerCall: 50,
    hashFile: "unpadded",
  },
  ...{ stateWords: { processing: "processing", done: "done", fail: "fail" }, codes: {} },
  ...but,
});

/** A client of a stand-in. @param quietMs so long it waits for an answer. */
export function edocClient(
  axis: AxisStandIn,
  but: Partial<EdocAccountSettings> = {},
  {
    note,
    quietMs = 20_000,
    megabytes = 300,
    now = () => new Date(),
  }: { note?: NoteEdocCall; quietMs?: number; megabytes?: number; now?: () => Date } = {},
): EdocAxis {
  return openEdocAxis({
    settings: edocSettings(axis.url, axis.face, but),
    limits: { messageMegabytes: megabytes },
    send: makeEdocSend({ quietMs, wholeMs: 60_000 }),
    now,
    ...(note ? { note } : {}),
  });
}

/** A file of its own that holds this. */
export function fileOf(content: string | Buffer): string {
  const path = join(mkdtempSync(join(tmpdir(), "edoc-")), "message.edxml");
  writeFileSync(path, content);
  return path;
}

/** All that a source gives. */
export async function wholeOf(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}
