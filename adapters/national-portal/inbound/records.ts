import type { ErrorRequestHandler, Express, Request, Response } from "express";
import { keepHandedDown, type Kept } from "../../../core/service/keep-handed-down.ts";
import { reservedNumber, reserveNumber } from "../../../core/service/reserve-number.ts";
import type { RecordAnswer, ReservedNumber } from "../../../contracts/national-portal/vneid.ts";
import {
  toRecordAnswer,
  toRecordInterrupted,
  toReservedNumber,
  toUnreserved,
} from "../../../mappings/national-portal/dialects/vneid.ts";
import { isPortalDossierCode } from "../../../mappings/national-portal/identifiers.ts";
import { textOf } from "../../../mappings/national-portal/inbound/fields.ts";
import {
  faultsOfRecord,
  isForOtherProcedure,
  type RequesterFields,
} from "../../../mappings/national-portal/inbound/from-record.ts";
import { isDatabaseAway } from "../../../platform/database.ts";
import { recordFlow } from "./flows.ts";
import type { InboundParts } from "./index.ts";
import type { NoteRefused } from "./refused.ts";
import { isSameKey, note, readBody, readJson, saidOf, say } from "./requests.ts";
import { unpack } from "./unpack.ts";

/** Who may take numbers and file under them, for whom and what; the operator's (connection.ts, `vneid`). */
export interface RecordSettings {
  readonly mayCallFrom: (address: string) => boolean;
  readonly services: readonly RecordService[];
  /** Where the caller brings a reference of its request; undefined: it has none, and each request gets a number. */
  readonly reference: { readonly in: "query" | "header"; readonly name: string } | undefined;
  /** `maTinh` */
  readonly province: string;
  readonly requester: RequesterFields;
}

export interface RecordService {
  readonly name: string;
  /** `CodeGet` of the address. */
  readonly key: string;
  readonly unit: string;
  readonly procedure: string;
}

type Answer = RecordAnswer | ReservedNumber;
interface Done {
  readonly answer: Answer;
  readonly code?: string;
  readonly digest?: string;
  readonly bytes?: number;
}

/** Numbers that are counted at a time: a burst leaves connections for the others of this process. */
const reservationsAtOnce = 4;
/** Longer than that nobody waits for his turn. */
const patienceMs = 20_000;
const busyWords = "Yêu cầu bị gián đoạn, xin gửi lại sau";
const referenceForm = /^[\x21-\x7e]{1,200}$/;

/**
 * VNeID's two calls (facts §11.3), answered in its own words, HTTP 200 whatever happens (quirk 22), after the commit (P1).
 * Its key comes in the address, so the address is written down nowhere (quirk 21).
 */
export function addRecordDoor(
  app: Express,
  paths: (service: string) => string[],
  parts: InboundParts & { readonly refused: NoteRefused },
  settings: RecordSettings,
  pushes: { left: number },
): void {
  const { db, log, count, refused } = parts;
  const inTurn = makeTurns(reservationsAtOnce, patienceMs);

  const serviceOf = (request: Request): RecordService | undefined => {
    const given = request.query["CodeGet"];
    if (typeof given !== "string" || !settings.mayCallFrom(request.ip ?? "")) return undefined;
    // each is compared, so that the time tells nothing
    return settings.services.filter(({ key }) => isSameKey(given, key))[0];
  };

  const door = (
    name: string,
    method: string,
    no: (detail: string) => Answer,
    interrupted: () => Answer,
    handle: (request: Request, response: Response, service: RecordService) => Promise<Done>,
  ) => {
    const reply = (response: Response, answer: Answer): void => {
      count(name, codeOf(answer));
      say(response.req, response, answer, response.locals["caller"] === undefined ? "stranger" : "known");
    };
    const onError: ErrorRequestHandler = (error: unknown, request, response, next) => {
      if (response.headersSent) {
        next(error);
        return;
      }
      const said = saidOf(error);
      if (said === undefined)
        log.error({ err: error, service: name }, isDatabaseAway(error) ? "database away" : "a call of VNeID failed");
      const answer = said === undefined ? interrupted() : no(said);
      const caller = response.locals["caller"] as RecordService | undefined;
      const noted = caller
        ? note(db, request, caller, name, { bytes: 0, errorCode: codeOf(answer) })
        : refused("stranger", name, request.ip ?? "", codeOf(answer));
      const settled = noted.catch(() => undefined);
      if (said === undefined) reply(response, answer);
      else void settled.then(() => reply(response, answer));
    };
    app.all(
      paths(name),
      async (request: Request, response: Response) => {
        const service = serviceOf(request);
        response.locals["caller"] = service;
        const { answer, code, digest, bytes } = !service
          ? { answer: no("Không được phép gọi dịch vụ này") }
          : request.method !== method
            ? { answer: no(`Dịch vụ này gọi bằng ${method}`) }
            : await handle(request, response, service);
        // nothing of what a stranger sends is read
        if (!service) await refused("stranger", name, request.ip ?? "", codeOf(answer));
        else
          await note(db, request, service, name, {
            ...(code !== undefined && { nationalCode: code }),
            ...(digest !== undefined && { digest }),
            ...{ bytes: bytes ?? 0, errorCode: codeOf(answer) },
          });
        reply(response, answer);
      },
      onError,
    );
  };

  door(
    "LLTP/LayMaHoSo",
    "GET",
    toUnreserved("01"),
    () => toUnreserved("03")(busyWords),
    async (request, _, service) => {
      const { name, unit, procedure } = service;
      const reference = referenceOf(request, settings.reference);
      if (reference === undefined)
        return {
          answer: toUnreserved("01")(`Thiếu mã yêu cầu ${settings.reference?.name ?? ""}, hoặc mã không đọc được`),
        };
      const reserved = await inTurn(() =>
        reserveNumber(db, { service: name, reference, unit, procedure }, parts.now()),
      );
      if (reserved === "too long") return { answer: toUnreserved("03")(busyWords) };
      if (reserved.ok) return { answer: toReservedNumber(reserved.code), code: reserved.code };
      log.warn(
        { service: name, fault: reserved.code, ...reserved.values },
        "VNeID asked for a number that nobody can give",
      );
      return { answer: toUnreserved("01")("Chưa có cơ quan cấp số cho dịch vụ này") };
    },
  );

  const no = (detail: string) => toRecordAnswer(false, null, detail);
  const flow = recordFlow(settings.requester);
  door(
    "LLTP/TaoHoSo",
    "POST",
    no,
    () => toRecordInterrupted(busyWords),
    async (request, response, service) => {
      if (pushes.left === 0) return { answer: toRecordInterrupted(busyWords) };
      pushes.left -= 1;
      try {
        const body = await readBody(request, response, parts.settings.bodyBytes);
        return { ...(await file(body, service)), bytes: body.length };
      } finally {
        pushes.left += 1;
      }
    },
  );

  async function file(body: Buffer, service: RecordService): Promise<Done> {
    const packet = readJson(body);
    if (!packet) return { answer: no("Nội dung không phải JSON UTF-8 của một đối tượng") };
    const code = textOf(packet, "maHoSoMCDT").trim();
    const faults = faultsOfRecord(packet, settings.province, settings.requester);
    if (code !== "" && !isPortalDossierCode(code)) faults.push("Trường maHoSoMCDT không phải mã hồ sơ");
    if (faults.length > 0) return { answer: no(faults.join("; ").slice(0, 1_000)) };
    const reserved = await reservedNumber(db, code);
    if (!reserved) return { answer: no(`${code}: mã hồ sơ chưa được cấp`), code };
    if (reserved.service !== service.name) return { answer: no(`${code}: mã hồ sơ được cấp cho dịch vụ khác`), code };
    if (isForOtherProcedure(packet, reserved.procedure))
      return { answer: no(`${code}: mã hồ sơ được cấp cho thủ tục khác (thongTinBienLai.maTTHC)`), code };
    const unpacked = await unpack(flow, packet, parts.settings.fileBytes, parts.files);
    if (!unpacked.ok) return { answer: no(unpacked.message), code };
    const kept = await keepHandedDown(db, { flow: flow.name, caller: service.name, ...unpacked }, "reserved");
    return { answer: answerTo(kept, code), code, digest: unpacked.digest };
  }
}

/** Runs at most so many at a time, in the order in which they came; who waited too long is not begun. */
function makeTurns(atOnce: number, patience: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T | "too long"> => {
    const since = performance.now();
    if (running < atOnce) running += 1;
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return performance.now() - since > patience ? "too long" : await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

/** A repeat is answered as the first time. */
function answerTo(kept: Kept, code: string): RecordAnswer {
  const no = (detail: string) => toRecordAnswer(false, null, `${code}: ${detail}`);
  switch (kept.kind) {
    case "kept":
    case "repeated":
      return toRecordAnswer(true, code, "");
    case "refused":
      return no(`hồ sơ đã bị từ chối: ${kept.reason}`);
    case "used":
    case "noDossier":
      return no("mã hồ sơ đã được dùng");
    case "closed":
      return no("mã hồ sơ đã được dùng, hồ sơ không ở trạng thái yêu cầu bổ sung");
  }
}

/** Null: this caller has none; undefined: it should, and has not. */
function referenceOf(request: Request, place: RecordSettings["reference"]): string | null | undefined {
  if (!place) return null;
  const given = place.in === "header" ? request.get(place.name) : request.query[place.name];
  return typeof given === "string" && referenceForm.test(given) ? given : undefined;
}

const codeOf = (answer: Answer): string => answer.statusCode ?? "00";
