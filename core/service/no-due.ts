import type { Clocks } from "../domain/dossier-clock.ts";
import { isPaymentUnasked } from "../domain/time-alert.ts";
import { beginsWhenPaidOf } from "../store/time-alerts.ts";
import type { StoredDossier } from "../store/dossiers.ts";
import type { Reader } from "../../platform/database.ts";
import type { Words } from "./import-report.ts";

/** Why no due runs, for people and for programs. */
export interface NoDue extends Words {
  readonly code: "payment-not-asked";
}

/** Why a received dossier has no due, where somebody has to do something about it (§2.5); null: nobody has. */
export async function noDueOf(db: Reader, { id, dossier }: StoredDossier, clocks: Clocks): Promise<NoDue | null> {
  // most dossiers have a due: the question to the database is for the others
  if (!isPaymentUnasked({ state: dossier.state, beginsWhenPaid: true, clocks })) return null;
  return (await beginsWhenPaidOf(db, id)) ? paymentNotAsked : null;
}

const paymentNotAsked: NoDue = {
  code: "payment-not-asked",
  vi: "Chưa tính hạn trả kết quả: thời hạn bắt đầu từ khi nộp tiền, mà chưa ai yêu cầu nộp tiền; hãy thực hiện bước askPayment.",
  en: "No due runs yet: the limit begins with the payment, and nobody has asked for it; take the step askPayment.",
};
