export { acknowledgeMessage } from "./acknowledge-message.ts";
export { approveProcess } from "./approve-process.ts";
export { bringDigest } from "./bring-digest.ts";
export { checkAlive } from "./check-alive.ts";
export { checkReady, readiness, runChecks } from "./check-ready.ts";
export { checkProcess } from "./check-process.ts";
export { defineProcess } from "./define-process.ts";
export { delegate } from "./delegate.ts";
export { endDelegation } from "./end-delegation.ts";
export { getFile } from "./get-file.ts";
export { handOverDossier } from "./hand-over-dossier.ts";
export { issueToken } from "./issue-token.ts";
export {
  acceptLetter,
  linkLetter,
  listLetters,
  readLetter,
  readLetters,
  recallLetter,
  replaceLetter,
  reportLetter,
  sendLetter,
  updateLetter,
} from "./letters.ts";
export { listDelegations } from "./list-delegations.ts";
export { listDigests } from "./list-digests.ts";
export { listDossiers } from "./list-dossiers.ts";
export { listEvidenceKeys } from "./list-evidence-keys.ts";
export { listKeys } from "./list-keys.ts";
export { listProcedures } from "./list-procedures.ts";
export { listSteps } from "./list-steps.ts";
export { listUnits } from "./list-units.ts";
export { lookUpDossier } from "./look-up-dossier.ts";
export {
  cancelPostOrder,
  correctPostReceipt,
  createPostOrder,
  quotePostOrder,
  readPostLabel,
  readPostOrders,
  recordPostHandOver,
} from "./post-orders.ts";
export { putFile } from "./put-file.ts";
export { readChain } from "./read-chain.ts";
export { readContact } from "./read-contact.ts";
export { readDigest } from "./read-digest.ts";
export { readDossier } from "./read-dossier.ts";
export { readInbox } from "./read-inbox.ts";
export { readMetrics } from "./read-metrics.ts";
export { readPaper } from "./read-paper.ts";
export { readPapers } from "./read-papers.ts";
export { listUrgings, readPressing, urgeUnit } from "./urgings.ts";
export { readProcedure } from "./read-procedure.ts";
export { readProcess } from "./read-process.ts";
export { readRegister } from "./read-register.ts";
export { readStatuses } from "./read-statuses.ts";
export { readSubscription } from "./read-subscription.ts";
export { recordContact } from "./record-contact.ts";
export { recordPrint } from "./record-print.ts";
export { subscribe } from "./subscribe.ts";
export { readTimeline } from "./read-timeline.ts";
export { readUnit } from "./read-unit.ts";
export { receiveDossier } from "./receive-dossier.ts";
export { remapDraft } from "./remap-draft.ts";
export { retireProcess } from "./retire-process.ts";
export { stampOverdue } from "./stamp-overdue.ts";
export { startChain } from "./start-chain.ts";
export { takeLegStep } from "./take-leg-step.ts";
export { takeStep } from "./take-step.ts";
export { dropParked, readdressParked, replaceParked, retryParked } from "./decide-parked.ts";
export { listMoved } from "./list-moved.ts";
export { listParked } from "./list-parked.ts";
export { readForecast } from "./read-forecast.ts";
export { readMissing } from "./read-missing.ts";
export { readParked } from "./read-parked.ts";
export { dismissUnreadable, listUnreadable, releaseUnreadable } from "./unreadable.ts";
export { abortReplay, draftReplay, listReplays, pauseReplay, readReplay, startReplay } from "./replays.ts";
export { applyMoney, decideRefund, endPayment, fixFee, moveRefund, openPayment, readMoney } from "./money.ts";
