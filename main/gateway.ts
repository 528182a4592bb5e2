import { randomUUID } from "node:crypto";
import type { RequestListener } from "node:http";
import type { Registry } from "prom-client";
import { giveAnotherChance } from "../bus/circuit.ts";
import {
  acknowledge,
  awaitInbox,
  compareDigest,
  digestRuns,
  listEvidenceKeys,
  itemsOf,
  messagesOfDossier,
  openDigestMetrics,
  summarise,
  syncOfDossier,
  watchInboxes,
} from "../bus/ledger.ts";
import { makeNudge } from "../bus/nudge.ts";
import * as ledger from "../bus/ledger.ts";
import { announce, owe } from "../bus/outbox.ts";
import { findAccess } from "../bus/unit-access.ts";
import { takeBackQueued } from "../bus/unit-queue.ts";
import { reopenParked } from "../bus/parked.ts";
import { refuse } from "../core/domain/refusal.ts";
import { authenticatePartner } from "../core/service/authenticate-partner.ts";
import {
  browseProcedures,
  browseUnits,
  readOrganisation,
  readProcedure,
  readRemapped,
} from "../core/service/browse-registry.ts";
import { openClocks } from "../core/service/clock-in-force.ts";
import { approveProcess, checkProcess, defineProcess, readProcess } from "../core/service/define-process.ts";
import { delegate, endDelegation, readDelegations } from "../core/service/delegate.ts";
import { isConcerned } from "../core/service/is-concerned.ts";
import { listDossiers } from "../core/service/list-dossiers.ts";
import { once, type Ask } from "../core/service/once.ts";
import { makeApplyMoney } from "../core/service/pay-apply.ts";
import { makeEndPayment } from "../core/service/pay-end.ts";
import { makeFixFee } from "../core/service/pay-fees.ts";
import { readMoney } from "../core/service/pay-read.ts";
import { makeDecideRefund, makeMoveRefund } from "../core/service/pay-refunds.ts";
import { makeOpenPayment } from "../core/service/pay-requests.ts";
import { makeReadPlaces } from "../core/service/places.ts";
import { listSteps, lookUpDossier, readDossier, readTimeline } from "../core/service/read-dossier.ts";
import { readStatuses } from "../core/service/read-statuses.ts";
import { readContact } from "../core/service/read-contact.ts";
import { makeRecordPrint, readPaper, readPapers } from "../core/service/read-papers.ts";
import { readRegister } from "../core/service/read-register.ts";
import { makeUrgeUnit, readLetters, readPressing } from "../core/service/urge-units.ts";
import { readSlip } from "../core/service/read-slip.ts";
import { makeReceiveDossier } from "../core/service/receive-dossier.ts";
import { makeActOnLetter, makeLinkLetter } from "../core/service/letter-act.ts";
import type { LetterDesk } from "../core/service/letter-desk.ts";
import { makeRecallLetter } from "../core/service/letter-recall.ts";
import { makeReplaceLetter } from "../core/service/letter-replace.ts";
import { makeSendLetter } from "../core/service/letter-send.ts";
import { makeUpdateLetter } from "../core/service/letter-update.ts";
import { listMailbox, readDossierLetters, readLetter } from "../core/service/letter-view.ts";
import type { PostDesk } from "../core/service/post-desk.ts";
import {
  makeCancelPostOrder,
  makeCreatePostOrder,
  makeQuotePostOrder,
  readPostOrders,
} from "../core/service/post-orders.ts";
import { makeCorrectReceipt } from "../core/service/post-correct.ts";
import { readPostLabel } from "../core/service/post-label.ts";
import { makeRecordHandOver } from "../core/service/post-records.ts";
import { makeRecordContact } from "../core/service/record-contact.ts";
import { retireProcess } from "../core/service/retire-process.ts";
import { makeStartChain } from "../core/service/start-chain.ts";
import { makeTakeLegStep, readChain } from "../core/service/take-leg-step.ts";
import { findSubscription, subscribe, type Wish } from "../core/service/subscribe.ts";
import { makeStampOverdue } from "../core/service/stamp-overdue.ts";
import { makeTakeStep } from "../core/service/take-step.ts";
import { findFile, takeFile, uploadedSoFar, type FileLimits } from "../core/service/take-file.ts";
import { makeTokenKeys, type MakePair } from "../core/service/token-keys.ts";
import { findCallers } from "../core/store/partners.ts";
import { makeApp } from "../gateway/app.ts";
import { issueToken, makeIdentify, tokenSeconds } from "../gateway/callers.ts";
import { readContract } from "../gateway/contract.ts";
import type { Pace } from "../gateway/pace.ts";
import { makePages } from "../gateway/pages/index.ts";
import * as routes from "../gateway/routes/index.ts";
import { defaultLimits, makeValve, type Limits } from "../gateway/valve.ts";
import type { TrustedProxies } from "../platform/config.ts";
import type { Database, Tx } from "../platform/database.ts";
import { grouped } from "../platform/grouped.ts";
import { shareTransactions } from "../platform/shared-transaction.ts";
import type { FileFolder } from "../platform/file-folder.ts";
import { network } from "../platform/network.ts";
import type { Listener } from "../platform/listen.ts";
import type { Log } from "../platform/log.ts";
import { openFileMetrics } from "../platform/metrics.ts";
import type { MasterKey } from "../platform/master-key.ts";
import { checkDatabase } from "./check-database.ts";
import { makeJudgeEvent } from "./judge-event.ts";
import { moneyWorld, noPayments, type Payments } from "./payments.ts";
import { watchPressure } from "./pressure.ts";

export interface GatewayParts {
  readonly db: Database;
  /** For what every request asks and for steps; missing: the same. */
  readonly hot?: Database;
  readonly listener: Listener;
  readonly log: Log;
  readonly metrics: Registry;
  /** Under which units reach this hub; the issuer of its tokens. */
  readonly publicUrl: string;
  readonly version: string;
  readonly demo: boolean;
  /** Practice partners get no token. */
  readonly production: boolean;
  readonly trustedProxies: TrustedProxies;
  readonly standIns: readonly { readonly name: string; readonly url: string }[];
  /** Derives the signing secret of a partner's webhook. */
  readonly secretOf: (partnerId: string, version: number) => string;
  /** Password of a partner's user in RabbitMQ. */
  readonly amqpPasswordOf: (partnerId: string, version: number) => string;
  /** Whether units can have a queue of their own. */
  readonly hasQueues: boolean;
  /** Derives the secrets of slips, and blinds the addresses of those who try them. */
  readonly slips: Pick<MasterKey, "slipSecretOf" | "blind">;
  readonly mayReach: (url: URL) => boolean;
  /** Missing: this hub is connected to no payment gateway. */
  readonly payments?: Payments;
  readonly files: { readonly folder: FileFolder; readonly limits: FileLimits; readonly pace: Pace };
  /** "ok" or a sentence, beside the database's own check. */
  readonly checks: Readonly<Record<string, () => Promise<string>>>;
  /** Missing: this hub is not connected to the post. */
  readonly post?: PostDesk;
  /** Missing: this hub is not connected to the document axis. */
  readonly letters?: LetterDesk;
  readonly closing: AbortSignal;
  /** Wakes the relay, if it is in this process, and says whether it is. */
  readonly wakeRelay?: () => boolean;
  /** What is owed may go straight over (bus/straight.ts); called with the partner of each message that did. */
  readonly wentStraight?: (to: readonly string[]) => void;
  readonly now?: () => Date;
  /** Missing: a new key pair for each that is asked for. */
  readonly makeTokenPair?: MakePair;
  readonly limits?: Limits;
}

const callersAtOnce = 200;
/** Two at a time would both want the inboxes' counters, and the second would leave what it owes to the relay. */
const oneAfterAnother = { most: 64, atOnce: 1 };

/** Everything between an HTTP request and the core, wired together. */
export function openGateway(parts: GatewayParts): RequestListener {
  const { db, hot = db, listener, publicUrl } = parts;
  const now = parts.now ?? (() => new Date());
  const { wentStraight } = parts;
  const world = {
    db,
    announce,
    owe,
    told: makeNudge(db, parts.wakeRelay),
    ...(wentStraight ? { wentStraight } : {}),
    together: shareTransactions(hot, wentStraight && oneAfterAnother),
    now,
    newId: randomUUID,
    clocks: openClocks(),
  };
  const money = moneyWorld(world, parts.payments ?? noPayments, parts.log);
  const chainWorld = { ...world, readPlaces: makeReadPlaces(world.clocks) };
  const keys = makeTokenKeys(db, now, tokenSeconds * 1000, parts.makeTokenPair);
  const callers = grouped(callersAtOnce, (ids: readonly string[]) => findCallers(hot, ids));
  const identify = makeIdentify(keys, publicUrl, async (partnerId) => (await callers(partnerId)).get(partnerId));
  const inboxes = watchInboxes(listener);
  const checks = { database: () => checkDatabase(db), ...parts.checks };
  const step = makeTakeStep(world);
  const files = { db, newId: randomUUID, ...parts.files };
  const digests = openDigestMetrics(parts.metrics);
  const deliverySeconds = ledger.openDeliverySeconds(parts.metrics);
  openFileMetrics(parts.metrics, () => files.folder.freeBytes());
  const { slipSecretOf } = parts.slips;
  const reopenRefused = async (tx: Tx, partner: string) => {
    await giveAnotherChance(tx, partner, "subscription");
    await takeBackQueued(tx, partner);
    return reopenParked(tx, { partner }, "subscription", partner);
  };
  const judge = makeJudgeEvent();
  const decision = (reason: string, ask: Ask) => ({ by: ask.partnerId, reason, at: now() });
  const replayIn = async (tx: Tx, id: string) => {
    const body = await ledger.findReplay(tx, id);
    return body ? { ok: true as const, body } : refuse("replay-unknown", { replay: id });
  };
  const decideReplay = (id: string, what: ledger.ReplayDecision, reason: string, ask: Ask) =>
    once(db, ask, async (tx) => {
      const decided = await ledger.decideReplay(tx, id, what, decision(reason, ask));
      return decided.ok ? replayIn(tx, id) : decided;
    });
  const subscriptions = {
    find: (partnerId: string) => findSubscription(db, partnerId),
    choose: (partnerId: string, wish: Wish) =>
      subscribe({ db, mayReach: parts.mayReach, hasQueues: parts.hasQueues, reopenRefused }, partnerId, wish),
    secretOf: parts.secretOf,
    amqpPasswordOf: parts.amqpPasswordOf,
    findAccess: (partnerId: string) => findAccess(db, partnerId),
  };

  return makeApp({
    trustedProxies: parts.trustedProxies,
    contract: readContract(),
    routes: [
      // the busiest first: Express tries them one after another
      routes.handOverDossier(step),
      routes.takeStep(step, slipSecretOf),
      routes.issueToken({
        authenticate: (credentials) =>
          authenticatePartner(db, credentials, {
            audiences: [`${publicUrl}/oauth/token`, publicUrl],
            now: now(),
            admitPractice: !parts.production,
          }),
        issue: (partner) => issueToken(keys, publicUrl, partner, randomUUID(), now()),
      }),
      routes.listKeys(keys),
      routes.listEvidenceKeys(() => listEvidenceKeys(db)),
      routes.receiveDossier(makeReceiveDossier(world), slipSecretOf),
      routes.listDossiers((units, question) => listDossiers(db, units, question)),
      routes.readDossier({
        read: (code, units) => readDossier(world, code, units),
        syncOf: (code) => syncOfDossier(db, code),
        secretOf: slipSecretOf,
      }),
      routes.readStatuses((codes, units) => readStatuses(world, codes, units)),
      routes.readTimeline({
        read: (code, units) => readTimeline(world, code, units),
        messagesOf: (code) => messagesOfDossier(db, code),
      }),
      routes.readPapers((code, units) => readPapers(world, code, units)),
      routes.readPaper((code, paper, units) => readPaper(world, code, paper, units)),
      routes.recordPrint(makeRecordPrint(world)),
      routes.readMoney((code, units) => readMoney(money, code, units)),
      routes.fixFee(makeFixFee(money)),
      routes.openPayment(makeOpenPayment(money)),
      routes.endPayment(makeEndPayment(money)),
      routes.applyMoney(makeApplyMoney(money)),
      routes.decideRefund(makeDecideRefund(money)),
      routes.moveRefund(makeMoveRefund(money)),
      routes.createPostOrder(makeCreatePostOrder(world, parts.post)),
      routes.readPostOrders((code, units) => readPostOrders(world, code, units)),
      routes.quotePostOrder(makeQuotePostOrder(world, parts.post)),
      routes.cancelPostOrder(makeCancelPostOrder(world, parts.post)),
      routes.recordPostHandOver(makeRecordHandOver(world)),
      routes.correctPostReceipt(makeCorrectReceipt(world)),
      routes.readPostLabel((number, units, signal) =>
        readPostLabel(world, { drawCode: money.drawCode, desk: parts.post }, number, units, signal),
      ),
      routes.sendLetter(makeSendLetter(world, parts.letters)),
      routes.readLetters((code, units) => readDossierLetters(world, code, units)),
      routes.listLetters((units, question) => listMailbox(world, units, question)),
      routes.readLetter((letter, units) => readLetter(world, letter, units)),
      routes.linkLetter(makeLinkLetter(world)),
      routes.acceptLetter(makeActOnLetter(world)),
      routes.reportLetter(makeActOnLetter(world)),
      routes.recallLetter(makeActOnLetter(world), makeRecallLetter(world, parts.letters)),
      routes.updateLetter(makeUpdateLetter(world, parts.letters)),
      routes.replaceLetter(makeReplaceLetter(world, parts.letters)),
      routes.recordContact(makeRecordContact(world)),
      routes.readContact((id, units) => readContact(db, id, units)),
      routes.readRegister((code, units, question) => readRegister(db, code, units, question, now())),
      routes.readPressing((code, units) => readPressing(world, code, units)),
      routes.urgeUnit(makeUrgeUnit(world)),
      routes.listUrgings((code, units, page) => readLetters(db, code, units, page)),
      routes.listSteps((code, units, question) => listSteps(world, code, units, question)),
      routes.stampOverdue(makeStampOverdue(world)),
      routes.startChain(makeStartChain(chainWorld)),
      routes.readChain((code, units) => readChain(chainWorld, code, units)),
      routes.takeLegStep(makeTakeLegStep(chainWorld)),
      routes.defineProcess((id, request) => defineProcess(db, id, request)),
      routes.readProcess((id) => readProcess(db, id)),
      routes.checkProcess((id, request, ask) => checkProcess({ db, now }, id, request, ask)),
      routes.approveProcess((id, request, ask) => approveProcess({ db, now }, id, request, ask)),
      routes.retireProcess((id, request, ask) => retireProcess({ db, now }, id, request, ask)),
      routes.delegate((request, ask) => delegate({ db, now }, request, ask)),
      routes.listDelegations((question) => readDelegations(db, question)),
      routes.endDelegation((id, request, ask) => endDelegation({ db, now }, id, request, ask)),
      routes.putFile((upload) => takeFile(files, upload), parts.files.pace),
      routes.getFile({
        find: (sha256, partnerId, units) => findFile(files, sha256, { partnerId, units: [...units] }),
        uploaded: (sha256, partnerId) => uploadedSoFar(files, partnerId, sha256),
      }),
      routes.readDigest({
        summarise: (partnerId, until) => summarise(db, partnerId, until),
        itemsOf: (partnerId, until, bucket) => itemsOf(db, partnerId, until, bucket),
        now,
      }),
      routes.bringDigest(async (statement, ask) => {
        const answer = await once(db, ask, async (tx) => {
          const moment = { now: now(), newId: randomUUID, cause: ask.requestId };
          return { ok: true, body: await compareDigest(tx, statement, moment) };
        });
        if (answer.ok && !answer.replayed) digests.note(answer.body);
        return answer;
      }),
      routes.listDigests((question) => digestRuns(db, question)),
      routes.readInbox((partnerId, question, waitMs, signal) =>
        awaitInbox(db, inboxes, partnerId, question, waitMs, signal),
      ),
      routes.acknowledgeMessage(async (messageId, ask) => {
        let first: ledger.Acknowledged["first"];
        const answer = await once(db, ask, async (tx) => {
          const done = await acknowledge(tx, ask.partnerId, messageId, now());
          if (!done.ok) return done;
          first = done.first;
          return { ok: true, body: { messageId, acknowledgedAt: done.at.toISOString() } };
        });
        if (first) deliverySeconds.observe({ channel: first.channel }, first.seconds);
        return answer;
      }),
      routes.readMissing((query) => ledger.readMissing(db, query)),
      routes.listMoved((query) => ledger.listMoved(db, query)),
      routes.listParked((query) => ledger.listParked(db, query), now),
      routes.readParked((messageId) => ledger.findParked(db, messageId)),
      routes.retryParked((messageId, reason, ask) =>
        once(db, ask, (tx) => ledger.retry(tx, messageId, decision(reason, ask))),
      ),
      routes.dropParked((messageId, reason, ask) =>
        once(db, ask, (tx) => ledger.withdraw(tx, messageId, decision(reason, ask))),
      ),
      routes.readdressParked((messageId, to, reason, ask) =>
        once(db, ask, (tx) => ledger.readdress(tx, messageId, to, decision(reason, ask), isConcerned)),
      ),
      routes.replaceParked((messageId, data, reason, ask) =>
        once(db, ask, (tx) => ledger.replace(tx, messageId, data, decision(reason, ask), judge)),
      ),
      routes.listUnreadable((limit) => ledger.listUnreadable(db, limit)),
      routes.releaseUnreadable((id, reason, ask) =>
        once(db, ask, (tx) => ledger.release(tx, id, decision(reason, ask))),
      ),
      routes.dismissUnreadable((id, reason, ask) =>
        once(db, ask, (tx) => ledger.dismiss(tx, id, decision(reason, ask))),
      ),
      routes.draftReplay((wish, ask) =>
        once(db, ask, async (tx) => {
          const id = randomUUID();
          const drafted = await ledger.draftReplay(tx, id, wish, ask.partnerId, now());
          return drafted.ok ? replayIn(tx, id) : drafted;
        }),
      ),
      routes.listReplays((limit) => ledger.listReplays(db, limit)),
      routes.readReplay((id) => ledger.findReplay(db, id)),
      routes.startReplay(decideReplay),
      routes.pauseReplay(decideReplay),
      routes.abortReplay(decideReplay),
      routes.readForecast(() => ledger.forecast(db, now())),
      routes.readSubscription(subscriptions),
      routes.subscribe(subscriptions),
      routes.listUnits((question) => browseUnits(db, question, now())),
      routes.readUnit((code) => readOrganisation(db, code)),
      routes.listProcedures((question) => browseProcedures(db, question, now())),
      routes.readProcedure((code) => readProcedure(db, code)),
      routes.remapDraft((draft) => readRemapped(db, draft, now())),
      routes.lookUpDossier({
        lookUp: (code) => lookUpDossier(db, code),
        readSlip: (code, secret, address) =>
          readSlip(
            { db, secretOf: slipSecretOf, clocks: world.clocks },
            { code, secret, by: parts.slips.blind(network(address)), now: now() },
          ),
      }),
      routes.checkAlive(),
      routes.checkReady(checks),
      routes.readMetrics(parts.metrics),
    ],
    pages: makePages(async () => ({
      publicUrl,
      version: parts.version,
      demo: parts.demo,
      standIns: parts.standIns,
      checks: await routes.runChecks(checks),
    })),
    identify: (authorization) => identify(authorization, now()),
    enter: makeValve(parts.metrics, parts.limits ?? defaultLimits, watchPressure(hot, parts.log, parts.closing)),
    newId: randomUUID,
    log: parts.log,
    metrics: parts.metrics,
    closing: parts.closing,
  });
}
