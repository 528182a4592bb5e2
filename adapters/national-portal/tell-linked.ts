import type { Outcome } from "../../bus/outcome.ts";
import type { ToldStep } from "../../core/domain/told-dossier.ts";
import { forgetLinkedStatuses, linkedStatuses, noteLinkedStatus } from "../../core/service/portal-linked.ts";
import type { Told } from "../../core/service/read-told.ts";
import { toLinkedTellings } from "../../mappings/national-portal/linked-order.ts";
import type { LocalCodeRow } from "../../mappings/national-portal/local-codes.ts";
import { fromLocalProcedure } from "../../mappings/national-portal/local-codes.ts";
import { toPortalStatus, type StatusRow } from "../../mappings/national-portal/status.ts";
import { toLinkedStatus } from "../../mappings/national-portal/to-linked-status.ts";
import { dayOf } from "../../core/domain/day.ts";
import type { Database } from "../../platform/database.ts";
import type { LinkedAsk } from "./linked.ts";
import type { Reply } from "./ask.ts";

export interface TellLinkedOptions {
  readonly db: Database;
  readonly ask: LinkedAsk;
  readonly agency: number;
  readonly codes: readonly LocalCodeRow[];
  /** The installation's rows of the status table, before ours. */
  readonly statuses: readonly StatusRow[];
  /** `ketQuaXuLy` of a granted dossier, as JSON; null: this hub cannot say it. */
  readonly resultOf: (told: Told) => Promise<string | null>;
}

export type TellFiled = (
  told: Told,
  step: ToldStep,
  outcomeOf: (reply: Exclude<Reply, { kind: "done" }>) => Outcome,
  signal: AbortSignal,
) => Promise<Outcome & { /** With which the step was told; missing: it was not. */ readonly status?: string }>;

/**
 * Tells a step of a linked filing. The order 1 → 3 → 7 → 4 → 5 is enforced there: what the dossier passed without being
 * told is sent first, from its history alone (quirk 13), one status after the other, each noted when it was taken.
 */
export function makeTellLinked({ db, ask, agency, codes, statuses, resultOf }: TellLinkedOptions): TellFiled {
  return async (told, step, outcomeOf, signal) => {
    const { dossier } = told;
    const delivered = (detail: string): Outcome => ({ kind: "delivered", detail, receipt: { channel: "portal" } });
    const status = toPortalStatus("linked", { state: step.state, outcome: dossier.outcome }, step.at, statuses);
    if (status.kind === "refused")
      return status.forPerson
        ? { kind: "refused", fault: "portal-unmapped", detail: status.reason.vi }
        : delivered("nothing that the linked services have a word for");
    const history = told.steps.slice(0, told.steps.indexOf(step) + 1);
    const before = await linkedStatuses(db, told.id);
    const found = toLinkedTellings(status.code, before, history, dossier.outcome, statuses);
    if (found.kind === "toldBefore") return delivered(`status ${status.code} or a later one was told`);
    if (found.kind === "notReached")
      return {
        kind: "refused",
        fault: "portal-unmapped",
        detail: `trạng thái ${found.code} chưa từng có trong lịch sử`,
      };
    const procedure = fromLocalProcedure(dossier.procedure.code, "commune", dayOf(dossier.filedAt), codes);
    for (const telling of found.tellings) {
      const result = telling.code === "4" ? await resultOf(told) : null;
      if (telling.code === "4" && result === null)
        return {
          ...{ kind: "refused", fault: "portal-incomplete", field: "ketQuaXuLy" },
          detail: "ketQuaXuLy: chưa có tệp kết quả của hồ sơ, hoặc tệp kết nối chưa ghi linked.result",
        };
      const of = history.find(({ eventId }) => eventId === telling.eventId);
      const row = toLinkedStatus(dossier, telling, of, {
        ...{ procedure: procedure ?? dossier.procedure.code, agency, result, supplementUntil: null },
      });
      const reply = await ask.tellStatus(row, signal);
      if (reply.kind === "predecessor") await forgetLinkedStatuses(db, told.id);
      if (reply.kind !== "done") return outcomeOf(reply);
      await noteLinkedStatus(db, told.id, telling.code);
    }
    return { ...delivered(found.tellings.map(({ code }) => code).join(", ")), status: status.code };
  };
}
