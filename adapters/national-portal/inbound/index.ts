import { createHash } from "node:crypto";
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from "express";
import { keepHandedDown } from "../../../core/service/keep-handed-down.ts";
import { linkedFile, lookUpForPortal } from "../../../core/service/portal-door.ts";
import type { FileWorld } from "../../../core/service/take-file.ts";
import { isPortalDossierCode } from "../../../mappings/national-portal/identifiers.ts";
import type { PortalForm } from "../../../mappings/national-portal/form.ts";
import { textOf, type Row } from "../../../mappings/national-portal/inbound/fields.ts";
import { toSearchAnswer } from "../../../mappings/national-portal/inbound/to-search-answer.ts";
import type { TrustedProxies } from "../../../platform/config.ts";
import { isDatabaseAway, type Database } from "../../../platform/database.ts";
import { grouped } from "../../../platform/grouped.ts";
import type { Log } from "../../../platform/log.ts";
import { flows, type Flow } from "./flows.ts";
import { makeNoteRefused, type RefusedReason } from "./refused.ts";
import { addRecordDoor, type RecordSettings } from "./records.ts";
import { isSameKey, note, readBody, readJson, saidOf, say } from "./requests.ts";
import type { Caller, InboundSettings } from "./settings.ts";
import { flowOfService, unpack } from "./unpack.ts";

export interface InboundParts {
  readonly db: Database;
  readonly files: FileWorld;
  readonly log: Log;
  readonly form: PortalForm;
  readonly settings: InboundSettings;
  /** VNeID's judicial records; undefined: this hub takes none. */
  readonly records?: RecordSettings;
  readonly trustedProxies: TrustedProxies;
  readonly now: () => Date;
  /** Counts calls by service and `error_code`. */
  readonly count: (service: string, errorCode: string) => void;
  /** Counts those that were refused because nobody knows who called, or a link opened nothing. */
  readonly countRefused: (reason: RefusedReason) => void;
}

const prefixes = ["", "/XrdAdapter/RestService/forward", "/VXPAdapter/RestService/forward"];
const services = ["search/call", "addtthcKhuyenMai", "nhanhsdvcqg", "nhantbthuedvcqg", "downloadfile", "LLTP/\\w+"];
const ours = new RegExp(`^(?:${prefixes.join("|")})/(?:${services.join("|")})(?:[/?]|$)|^/d/`);

/** Whether a request is the portal's, by its path; everything else is the gateway's. */
export const isPortalPath = (url: string): boolean => ours.test(url);

interface Answer {
  readonly error_code: string;
  readonly message: string;
}

const busy: Answer = { error_code: "-1", message: "Hệ thống đang bận, xin gửi lại sau" };
/** Packets with files at a time: each is in memory. */
const pushesAtOnce = 8;
const [lookedUpTogether, lookUpsAtOnce] = [64, 4];
const questionBytes = 16_384;

/**
 * Everything the national portal calls us with (facts §9b, 9c, 11.1, 12). Whatever happens, the answer is HTTP 200 with a
 * whole {error_code, message} (quirk 22), given after the commit (P1); only a file that is not there is no 200.
 */
export function makePortalInbound(parts: InboundParts): Express {
  const { settings, db, log, count } = parts;
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.set("case sensitive routing", true);
  app.set("query parser", "simple");
  app.set("trust proxy", parts.trustedProxies);
  const paths = (service: string) => prefixes.map((prefix) => `${prefix}/${service}`);
  const pushes = { left: pushesAtOnce };
  // what comes while others are looked up goes along: a moment's queue is one question, not a hundred
  const lookUp = grouped(lookedUpTogether, (codes: readonly string[]) => lookUpForPortal(db, codes), lookUpsAtOnce);
  const refused = makeNoteRefused(db, parts.now, parts.countRefused);

  const answer = (response: Response, service: string, body: Answer): Response => {
    count(service, body.error_code);
    return say(response.req, response, body, response.locals["caller"] === undefined ? "stranger" : "known");
  };

  const callerOf = (request: Request): Caller | undefined =>
    settings.callers.find(
      ({ mayCallFrom, key }) =>
        mayCallFrom(request.ip ?? "") && (!key || isSameKey(request.get(key.header) ?? "", key.value)),
    );

  const guarded =
    (service: string, handle: (request: Request, response: Response, caller: Caller) => Promise<unknown>) =>
    async (request: Request, response: Response): Promise<unknown> => {
      response.locals["service"] = service;
      const caller = callerOf(request);
      response.locals["caller"] = caller;
      if (caller) return handle(request, response, caller);
      // nothing of what a stranger sends is read
      await refused("stranger", service, request.ip ?? "", "-1");
      return answer(response, service, { error_code: "-1", message: "Không được phép gọi dịch vụ này" });
    };

  app.post(
    paths("search/call"),
    guarded("search/call", async (request, response) => {
      const body = await readBody(request, response, questionBytes);
      const packet = readJson(body);
      const code = packet ? textOf(packet, "masohoso").trim() : "";
      if (!isPortalDossierCode(code))
        return answer(response, "search/call", {
          error_code: "-1",
          message: !packet
            ? "Nội dung không phải JSON UTF-8 của một đối tượng"
            : code === ""
              ? "Thiếu trường masohoso"
              : "Trường masohoso không phải mã hồ sơ",
        });
      const found = (await lookUp(code)).get(code);
      if (!found) return answer(response, "search/call", { error_code: "-1", message: "Không tìm thấy hồ sơ" });
      const { state, stateBefore, outcome, stopReason, returned, refusedAtReceipt } = found;
      const now = parts.now();
      const facts = {
        ...{ state, stateBefore, outcome, stopReason },
        // of a stored one it counts that it happened, not when
        ...{ returnedAt: returned ? now : null, refusedAt: refusedAtReceipt ? now : null },
      };
      const reply = toSearchAnswer(code, { ...found, facts }, parts.form, now);
      if (!reply.ok) return answer(response, "search/call", { error_code: "-1", message: reply.reason.vi });
      count("search/call", "0");
      return response.status(200).json(reply.answer);
    }),
  );

  const push = (service: string, flowOf: (packet: Row) => Flow) =>
    app.post(
      paths(service),
      guarded(service, async (request, response, caller) => {
        if (pushes.left === 0) return answer(response, service, busy);
        pushes.left -= 1;
        try {
          const body = await readBody(request, response, settings.bodyBytes);
          const done = await takePush(parts, caller, body, flowOf);
          await note(db, request, caller, service, {
            ...done,
            bytes: body.length,
            errorCode: done.answer.error_code,
          });
          return answer(response, service, done.answer);
        } finally {
          pushes.left += 1;
        }
      }),
    );
  push("addtthcKhuyenMai", () => flows.promotion);
  push("nhanhsdvcqg", flowOfService);
  push("nhantbthuedvcqg", () => flows.taxNotice);

  if (parts.records) addRecordDoor(app, paths, { ...parts, refused }, parts.records, pushes);

  const download = async (request: Request, response: Response, caller: Caller | null): Promise<void> => {
    const id = String(request.params["id"] ?? "");
    const isLink = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
    const file = isLink ? await linkedFile(db, id) : undefined;
    if (!file && !caller) await refused("link", "download", request.ip ?? "", "-1");
    else
      await note(db, request, caller, "download", {
        // whoever has a link's id has the file; what is no link of ours is nothing to look up later
        ...(isLink && { digest: createHash("sha256").update(id).digest("hex") }),
        ...{ bytes: 0, errorCode: file ? "0" : "-1" },
      });
    count("download", file ? "0" : "-1");
    if (!file) {
      // a link that opens nothing says so: the portal tries it before it believes it
      response.status(404).json({ error_code: "-1", message: "Không có tệp này" });
      return;
    }
    response.set({
      "content-disposition": `attachment; filename*=UTF-8''${percentEncoded(file.name)}`,
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      "cache-control": "private, no-cache",
    });
    response.setHeader("content-type", file.mediaType);
    response.setTimeout(60_000, () => response.destroy());
    const { root } = parts.files.folder;
    await new Promise<void>((resolve, reject) => {
      response.sendFile(
        parts.files.folder.pathOf(file.sha256),
        { root, dotfiles: "allow", acceptRanges: true, cacheControl: false, lastModified: false },
        (error: unknown) => {
          if (error === undefined || error === null || response.headersSent || response.destroyed) resolve();
          else reject(error instanceof Error ? error : new Error("a file could not be sent"));
        },
      );
    });
  };
  app.get(paths("downloadfile/:id"), guarded("download", download));
  // no login: unguessable, and on record (quirk 18)
  app.get("/d/:id", (request, response) => download(request, response, null));

  app.use((request, response) => {
    response.status(200).json({ error_code: "-1", message: `Không có dịch vụ này (${request.method})` });
  });
  const onError: ErrorRequestHandler = (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const service = String(response.locals["service"] ?? "?");
    // an address that is not written as one is the sender's
    if (error instanceof URIError) {
      response.status(404).json({ error_code: "-1", message: "Địa chỉ không đọc được" });
      return;
    }
    const said = saidOf(error);
    if (said === undefined)
      log.error({ err: error, service }, isDatabaseAway(error) ? "database away" : "a call of the portal failed");
    const body = said === undefined ? busy : { error_code: "-1", message: said };
    const caller = response.locals["caller"] as Caller | undefined;
    const noted = caller
      ? note(db, request, caller, service, { bytes: 0, errorCode: "-1" })
      : refused("stranger", service, request.ip ?? "", "-1");
    const settled = noted.catch(() => undefined);
    // on record before it is answered, as everything; where the fault is ours nobody waits for a database that may be away
    if (said === undefined) answer(response, service, body);
    else void settled.then(() => answer(response, service, body));
  };
  app.use(onError);
  return app;
}

interface Pushed {
  readonly nationalCode?: string;
  readonly digest?: string;
  readonly answer: Answer;
}

/** Kept first, answered after the commit, worked on later (quirk 22). */
async function takePush(
  { db, files, settings }: InboundParts,
  caller: Caller,
  body: Buffer,
  flowOf: (packet: Row) => Flow,
): Promise<Pushed> {
  const no = (message: string): Answer => ({ error_code: "-1", message });
  const packet = readJson(body);
  if (!packet) return { answer: no("Nội dung không phải JSON UTF-8 của một đối tượng") };
  const flow = flowOf(packet);
  const unpacked = await unpack(flow, packet, settings.fileBytes, files);
  if (!unpacked.ok) return { answer: no(unpacked.message) };
  const { nationalCode, digest } = unpacked;
  const kept = await keepHandedDown(db, { flow: flow.name, caller: caller.name, ...unpacked }, flow.of);
  const said = (): Answer => {
    switch (kept.kind) {
      case "kept":
        return { error_code: "0", message: flow.taken(nationalCode) };
      case "repeated":
        return flow.of === "filing"
          ? { error_code: settings.repeatAnswer, message: `${nationalCode}| duplicate refId` }
          : { error_code: "0", message: flow.taken(nationalCode) };
      case "refused":
        return no(`${nationalCode}| đã bị từ chối: ${kept.reason}`);
      case "closed":
        return no(`${nationalCode}| hồ sơ không ở trạng thái yêu cầu bổ sung, thay đổi không được nhận`);
      case "used":
      case "noDossier":
        return no(`${nationalCode} không tồn tại trên hệ thống`);
    }
  };
  return { nationalCode, digest, answer: said() };
}

/** RFC 8187: what encodeURIComponent leaves is not all of a header's letters. */
const percentEncoded = (name: string): string =>
  encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
