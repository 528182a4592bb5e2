import type { Outcome } from "../../bus/outcome.ts";
import type { RecordStatus } from "../../contracts/national-portal/vneid.ts";
import type { ToldDossier } from "../../core/domain/told-dossier.ts";
import { noteRecordStatus, recordFiled, recordStatuses } from "../../core/service/portal-records.ts";
import type { Told } from "../../core/service/read-told.ts";
import { callNames } from "../../mappings/national-portal/answer-rules.ts";
import { isBlocked } from "../../mappings/national-portal/check.ts";
import { makeClassifyAnswer } from "../../mappings/national-portal/classify-answer.ts";
import { fromRecordStatus, toRecordStatus } from "../../mappings/national-portal/dialects/vneid.ts";
import type { PortalForm } from "../../mappings/national-portal/form.ts";
import { isRow } from "../../mappings/national-portal/inbound/fields.ts";
import { kindOfRecord } from "../../mappings/national-portal/inbound/from-record.ts";
import { toPortalStatus } from "../../mappings/national-portal/status.ts";
import {
  factsAt,
  isDecided,
  toRecordPacket,
  type IssuedRecord,
} from "../../mappings/national-portal/to-record-status.ts";
import type { Database } from "../../platform/database.ts";
import { replyOf, type Reply } from "./ask.ts";
import type { PortalConnection, RecordConnection } from "./connection.ts";
import type { Send } from "./http.ts";
import { faultOf } from "./packets.ts";
import type { TellFiled } from "./tell-linked.ts";

/** VNeID's one call; it never throws for what VNeID does. */
export type TellRecordStatus = (status: RecordStatus, signal: AbortSignal) => Promise<Reply>;

export function makeTellRecordStatus(parts: {
  readonly status: RecordConnection["status"];
  readonly answers: PortalConnection["answers"];
  readonly send: Send;
  readonly now: () => Date;
}): TellRecordStatus {
  const { send, now } = parts;
  const { path, dstcode, key } = parts.status;
  const classify = makeClassifyAnswer(parts.answers);
  return async (status, signal) => {
    const request = toRecordStatus(status, path);
    const heard = await send(
      {
        ...request,
        query: { ...request.query, ...(dstcode !== undefined && { dstcode }) },
        headers: { ...request.headers, ...(key && { [key.header]: key.value }) },
      },
      signal,
    );
    if (heard.kind === "silent")
      return { kind: heard.left ? "unknown" : "retry", fault: heard.fault, detail: heard.detail };
    const said = fromRecordStatus(heard.bytes);
    const { class: verdict } = classify(
      {
        ...{ service: callNames.recordStatus, http: heard.status, code: said.ok ? said.value.code : null },
        ...{ message: said.ok ? said.value.message : "", carries: false, unreadable: !said.ok },
      },
      now(),
    );
    const words = said.ok ? `${said.value.code ?? "–"}: ${said.value.message}` : said.fault.detail;
    return replyOf(verdict, `traKetQuaHoSoLLTP, HTTP ${heard.status}, ${words}`.slice(0, 400), heard.status);
  };
}

export interface TellRecordOptions {
  readonly db: Database;
  readonly tell: TellRecordStatus;
  readonly province: RecordConnection["province"];
  readonly form: PortalForm;
  /** Base64 of the paper that was issued; null: there is none. */
  readonly paperOf: (dossier: ToldDossier) => Promise<string | null>;
}

/**
 * Tells VNeID a step of what was filed there. Each status once, as history has it; one
 * that VNeID was told last is not told again. The issued paper goes with the first status that says it is there.
 */
export function makeTellRecord({ db, tell, province, form, paperOf }: TellRecordOptions): TellFiled {
  const issuedOf = async ({ dossier }: Told): Promise<IssuedRecord | null> => {
    const base64 = await paperOf(dossier);
    if (base64 === null) return null;
    const filed: unknown = JSON.parse((await recordFiled(db, dossier.code)) ?? "null");
    return { kind: isRow(filed) ? kindOfRecord(filed) : "", base64 };
  };
  return async (told, step, outcomeOf, signal) => {
    const { id, dossier } = told;
    const before = await recordStatuses(db, id);
    if (before.some(({ revision }) => revision === step.revision)) return delivered("told before");
    if (step.step === "correct" && before.length > 0)
      return {
        ...{ kind: "refused", fault: "portal-unmapped", field: "ketQuaXuLy" },
        detail: "VNeID không có cách nhận phiếu đính chính; cán bộ báo VNeID rồi hub deliveries drop.",
      };
    const status = toPortalStatus("vneid", factsAt(dossier, step), step.at, form.statuses);
    if (status.kind === "refused" && !status.forPerson) return delivered("nothing that VNeID has a word for");
    const last = before.findLast(({ revision }) => revision < step.revision);
    if (status.kind === "mapped" && last?.status === status.code) return delivered(`status ${status.code} was told`);
    const history = told.steps.slice(0, told.steps.indexOf(step) + 1);
    const decidedBefore = history.slice(0, -1).filter(isDecided);
    const hasPaper = before.some(({ revision }) => decidedBefore.some((each) => each.revision === revision));
    const needsPaper = isDecided(step) && dossier.outcome === "granted" && !hasPaper;
    const issued = needsPaper ? await issuedOf(told) : null;
    if (needsPaper && issued === null)
      return {
        ...{ kind: "refused", fault: "portal-incomplete", field: "ketQuaXuLy.phieuLLTP" },
        detail: "ketQuaXuLy.phieuLLTP: chưa có tệp kết quả của hồ sơ",
      };
    const ready = toRecordPacket(dossier, step, { history, province, issued }, form);
    if (ready.status.kind !== "mapped" || isBlocked(ready.findings))
      return { kind: "refused", ...faultOf(ready.findings) };
    const reply = await tell(ready.packet, signal);
    if (reply.kind !== "done") return outcomeOf(reply);
    await noteRecordStatus(db, id, { revision: step.revision, status: ready.status.code });
    return delivered(reply.detail);
  };
}

const delivered = (detail: string): Outcome => ({ kind: "delivered", detail, receipt: { channel: "portal" } });
