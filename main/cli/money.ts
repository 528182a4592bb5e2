import { InvalidArgumentError, Option, type Command } from "commander";
import { readStatementSettings, type StatementSettings } from "../../adapters/statement/settings.ts";
import { takeFile } from "../../adapters/statement/take-file.ts";
import { dayBefore, dayOf, type Day } from "../../core/domain/day.ts";
import { findingWords } from "../../core/domain/payment/finding-words.ts";
import type { Finding } from "../../core/domain/payment/statement.ts";
import type { Explanation } from "../../core/domain/payment/explain.ts";
import type { Holder } from "../../core/domain/payment/journal.ts";
import { MoneyFault } from "../../core/domain/payment/money-fault.ts";
import { readReference } from "../../core/domain/payment/reference.ts";
import { systemLogin } from "../../core/domain/payment/two-persons.ts";
import {
  assignCase,
  closeCase,
  decideOwedBack,
  explainRow,
  matchByHand,
  nameRow,
  proposeOwedBack,
  reverseExplanation,
} from "../../core/service/money-cases.ts";
import { reconcileDue, reconcilePlace, type ReconcileReport } from "../../core/service/money-reconcile.ts";
import { takeBackFile } from "../../core/service/money-take-back.ts";
import { oweReceipt } from "../../core/service/post-owe-back.ts";
import { decideHeldFile, moneyFileKinds, type MoneyFileKind, type TakenFile } from "../../core/service/money-take.ts";
import { journalBalances } from "../../core/store/journal.ts";
import { against, changesOf, findCase, openCases, type StoredCase } from "../../core/store/money-cases.ts";
import { readFiles } from "../../core/store/money-files.ts";
import { bankStanding, differenceOf, knownPlaces, lastRuns } from "../../core/store/money-runs.ts";
import { readConfig } from "../../platform/config.ts";
import type { Database } from "../../platform/database.ts";
import { StartError } from "../../platform/start-error.ts";
import { hearing } from "../money.ts";
import { dayArgument, speak, toJson, words } from "./language.ts";
import { reasonOf, wholeNumber } from "./parked.ts";
import { whoRuns } from "./who-runs.ts";

interface Spoken {
  readonly json?: boolean;
  readonly english?: boolean;
}
interface Acting extends Spoken {
  readonly why: string;
  readonly by: string;
}

/** `hub money`: files of banks and gateways, reconciliation, and what it leaves to people (docs/post-and-statements.md). */
export function addMoneyCommand(
  program: Command,
  open: () => Promise<Database>,
  /** Of the operating system: kept beside the name that is given, so that one login is one person. */
  login: () => string = whoRuns,
): void {
  const money = program
    .command("money")
    .description("sao kê, đối soát và tiền chờ giải thích / statements, reconciliation, and money that waits");
  const write = (text: string): void => console.log(text.trimEnd());
  const spoken = (name: string, description: string): Command =>
    money
      .command(name)
      .description(description)
      .option("--json", "dạng JSON / as JSON")
      .option("--english", "tiếng Anh / in English");
  const acting = (name: string, description: string): Command =>
    spoken(name, description)
      .requiredOption("--why <text>", "lý do, được ghi lại / why; goes on record", reasonOf)
      .option("--by <name>", "ai làm, được ghi lại / who does it; goes on record", whoRuns());
  const act = ({ why, by }: Acting) => ({ why, by, login: systemLogin(login()), at: new Date() });
  const done = ({ english }: Spoken, vi: string, en: string): void => write(speak(english)(words(vi, en)));

  spoken("take", "nạp một tệp sao kê hoặc tệp đối soát / takes a statement or a gateway's file")
    .argument("<file>", "tệp / file")
    .addOption(new Option("--kind <kind>", "loại / kind").choices([...moneyFileKinds]).makeOptionMandatory())
    .requiredOption("--place <place>", "gateway:TÊN hoặc bank:TÀI-KHOẢN / gateway:NAME or bank:ACCOUNT", placeOf)
    .option("--day <day>", "tệp của ngày nào, nếu tệp không nói / the file's day, where it does not say", dayArgument)
    .option("--rows <n>", "số dòng đếm ở ngân hàng / rows, as counted at the bank", wholeNumber)
    .option("--sum <dong>", "tổng vào trừ tổng ra / what came in without what went out", signedDongOf)
    .option("--by <name>", "ai nạp / who brings it", whoRuns())
    .action(
      async (
        path: string,
        options: Spoken & {
          readonly kind: MoneyFileKind;
          readonly place: Holder;
          readonly day?: Day;
          readonly rows?: number;
          readonly sum?: bigint;
          readonly by: string;
        },
      ) => {
        const { kind, place, by, day, rows, sum, json, english } = options;
        if ((rows === undefined) !== (sum === undefined) || (rows !== undefined && kind === "platform"))
          throw new StartError(
            "Cần cả --rows và --sum, chỉ cho sao kê. / Both --rows and --sum are needed, for a statement alone.",
          );
        const control = rows === undefined || sum === undefined ? undefined : { rows, sum };
        const at = new Date();
        const taken = await takeFile(await open(), settingsOf(), { path, kind, place, by, at, day, control });
        write(json ? toJson(taken) : takenLines(taken, english).join("\n"));
        if (taken.weight !== "told") process.exitCode = 1;
      },
    );

  spoken("files", "các tệp đã nạp, mới nhất trước / files that were brought, newest first")
    .option("--limit <n>", "nhiều nhất bao nhiêu / how many at most", wholeNumber, 50)
    .action(async ({ limit, json, english }: Spoken & { readonly limit: number }) => {
      const files = await readFiles(await open(), { limit });
      if (json) {
        write(toJson(files));
        return;
      }
      for (const file of files) {
        const decided = file.releasedBy === null ? "" : `  ${file.releasedBy}: ${file.releasedWhy ?? ""}`;
        write(
          `${file.sha256.slice(0, 12)}  ${file.weight.padEnd(7)} ${file.place}  ${file.covers ?? "–"}  ${file.rows}  ${file.name}  ` +
            `${file.takenAt.toISOString()} ${file.takenBy}${decided}`,
        );
        if (file.weight !== "told") for (const line of findingLines(file.findings, english)) write(line);
      }
    });

  for (const isReleased of [true, false])
    acting(
      isReleased ? "release" : "reject",
      isReleased
        ? "cho ghi nhận một tệp đang chờ / lets a held file count"
        : "bỏ một tệp đang chờ / throws a held file away",
    )
      .argument(
        "<sha256>",
        "đầu mã SHA-256 của tệp, ít nhất 8 ký tự / the beginning of its SHA-256, 8 characters or more",
      )
      .action((sha256: string, options: Acting) =>
        faulted(options, async () => {
          const db = await open();
          const held = (await readFiles(db, { sha256 })).filter(
            (file) => sha256.length >= 8 && file.weight === "held" && file.releasedBy === null,
          );
          const [only, ...others] = held;
          if (!only || others.length > 0) throw new MoneyFault("file-not-held", sha256);
          const counted = await decideHeldFile(db, only.sha256, { isReleased, ...act(options) });
          if (counted === undefined) throw new MoneyFault("file-not-held", sha256);
          if (isReleased) done(options, `${counted} dòng được ghi nhận.`, `${counted} rows count now.`);
          else done(options, "Đã bỏ tệp; không dòng nào được ghi nhận.", "Thrown away; none of its rows counts.");
        }),
      );

  acting("take-back", "rút lại một tệp đã ghi nhận, như khi nạp nhầm tài khoản / takes back a file that counts")
    .argument("<sha256>", "đầu mã SHA-256, ít nhất 8 ký tự / the beginning of its SHA-256, 8 characters or more")
    .addOption(new Option("--approve", "duyệt đề nghị của người khác / approves what another person proposed"))
    .addOption(new Option("--decline", "không duyệt / declines").conflicts("approve"))
    .action((sha256: string, options: Acting & { readonly approve?: boolean; readonly decline?: boolean }) =>
      faulted(options, async () => {
        const db = await open();
        const [only, ...others] = (await readFiles(db, { sha256 })).filter(({ weight }) => weight !== "refused");
        if (sha256.length < 8 || !only || others.length > 0) throw new MoneyFault("file-not-counting", sha256);
        const wish = options.approve ? "approve" : options.decline ? "decline" : "takeBack";
        const { became, payments } = await takeBackFile(db, only.sha256, wish, act(options));
        const sha = only.sha256.slice(0, 12);
        if (became === "proposed")
          done(
            options,
            `${payments} khoản thu đã ghi nhận từ tệp ${sha}: người khác duyệt bằng hub money take-back ${sha} --approve.`,
            `${payments} payments were heard from file ${sha}: another person approves, hub money take-back ${sha} --approve.`,
          );
        else if (became === "declined") done(options, `Tệp ${sha} vẫn được ghi nhận.`, `File ${sha} counts as before.`);
        else
          done(
            options,
            `Đã rút lại tệp ${sha}; ${payments} khoản thu chờ người xử lý (hub money cases).`,
            `File ${sha} is taken back; ${payments} payments wait for a person (hub money cases).`,
          );
      }),
    );

  spoken("reconcile", "đối soát tới hết một ngày / reconciles up to the end of a day")
    .option("--day <day>", "mặc định hôm qua / yesterday when left out", dayArgument)
    .option("--place <place>", "một nơi; mặc định tất cả / one place; all when left out", placeOf)
    .option("--due", "chỉ những gì đến hạn, như việc hằng ngày / only what is due, as the daily job")
    .action(async (options: Spoken & { readonly day?: Day; readonly place?: Holder; readonly due?: boolean }) => {
      const db = await open();
      const world = {
        db,
        hear: hearing(db, readConfig()),
        explain: moneyFile() === undefined ? [] : settingsOf().explain,
      };
      const now = new Date();
      const day = options.day ?? dayBefore(dayOf(now));
      const reports: ReconcileReport[] = [];
      if (options.due) reports.push(...(await reconcileDue(world, now)));
      else
        for (const place of options.place ? [options.place] : await knownPlaces(db))
          reports.push(await reconcilePlace(world, place, day, { at: now, by: whoRuns() }));
      if (options.json) write(toJson(reports));
      else for (const report of reports) write(reportLines(report, options.english).join("\n"));
      if (reports.some(({ difference }) => difference !== null && difference !== 0n)) process.exitCode = 1;
    });

  spoken("cases", "việc đối soát đang mở / open cases")
    .option("--place <place>", "một nơi / one place", placeOf)
    .option("--class <class>", Object.keys(classes).join(", "))
    .option("--owner <name>", "của ai / whose")
    .option("--limit <n>", "nhiều nhất bao nhiêu / how many at most", wholeNumber, 100)
    .action(
      async (
        options: Spoken & {
          readonly place?: Holder;
          readonly class?: string;
          readonly owner?: string;
          readonly limit: number;
        },
      ) => {
        const found = await openCases(await open(), {
          ...{ place: options.place, class: options.class, owner: options.owner, limit: options.limit },
        });
        if (options.json) {
          write(toJson(found));
          return;
        }
        for (const one of found) write(caseLine(one, options.english));
        done(options, `${found.length} việc đang mở.`, `${found.length} open cases.`);
      },
    );

  spoken("show", "một việc: tiền, đối chiếu, lịch sử / a case: its money, what it was held against, its history")
    .argument("<case>", "số việc / number of the case", caseNumber)
    .action((id: number, options: Spoken) =>
      faulted(options, async () => {
        const db = await open();
        const one = await findCase(db, BigInt(id));
        if (!one) throw new MoneyFault("case-unknown", String(id));
        const [held, changes] = [await against(db, one), await changesOf(db, one.id)];
        if (options.json) {
          write(toJson({ ...one, against: held, changes }));
          return;
        }
        write(caseLine(one, options.english));
        if (one.text !== null && one.text !== "") write(`  “${one.text.replaceAll("\n", " / ")}”`);
        for (const line of held) write(`  = ${line}`);
        for (const { number, act: what, by, login: of, why, at } of changes)
          write(
            `  ${number}. ${at.toISOString()} ${by}${of === null || of === systemLogin(by) ? "" : ` (${of})`}: ${what}: ${why}`,
          );
        if (one.closedAt !== null)
          write(`  ■ ${one.closedAt.toISOString()} ${one.closedBy ?? ""}: ${one.closedHow ?? ""}`);
      }),
    );

  const onCase = (name: string, description: string): Command =>
    acting(name, description).argument("<case>", "số việc / number of the case", caseNumber);

  onCase("assign", "giao việc cho một người / gives a case to somebody")
    .argument("<owner>", "ai / whom")
    .action((id: number, owner: string, options: Acting) =>
      faulted(options, async () => {
        await assignCase(await open(), BigInt(id), owner, act(options));
        done(options, `Việc ${id}: ${owner}.`, `Case ${id}: ${owner}.`);
      }),
    );
  onCase("close", "đóng một việc không giữ tiền / closes a case that holds no money").action(
    (id: number, options: Acting) =>
      faulted(options, async () => {
        await closeCase(await open(), BigInt(id), act(options));
        done(options, `Việc ${id} đã đóng.`, `Case ${id} is closed.`);
      }),
  );
  onCase("apply", "tiền này trả cho một khoản thu / this money pays a fee")
    .requiredOption("--reference <reference>", "mã thanh toán LT… / reference of the payment request", referenceOf)
    .action((id: number, options: Acting & { readonly reference: string }) =>
      faulted(options, async () => {
        const became = await nameRow(await open(), BigInt(id), options.reference, act(options));
        if (became === "counted")
          done(options, `Đã ghi nhận cho ${options.reference}.`, `Counted for ${options.reference}.`);
        else if (became === "owedBack")
          done(
            options,
            `Khoản thu ${options.reference} đã được trả hoặc đã kết thúc: tiền này phải trả lại.`,
            `The fee of ${options.reference} is paid or over: this money is owed back.`,
          );
        else
          done(
            options,
            `Số tiền khác khoản thu ${options.reference}: chờ xử lý ở khoản thu đó.`,
            `Another amount than ${options.reference} asks for: it waits there.`,
          );
      }),
    );
  onCase(
    "explain",
    "dòng này là phí, lãi, quyết toán hoặc hoàn trả / this row is a charge, interest, a settlement or a refund",
  )
    .addOption(
      new Option("--charge <name>", "phí hoặc lãi / a charge, or interest").conflicts([
        "settlementOf",
        "post",
        "refund",
        "owedBack",
      ]),
    )
    .addOption(new Option("--settlement-of <gateway>", "cổng chuyển tiền về / a gateway hands on what it held"))
    .option("--kept <dong>", "phí cổng giữ lại / what the gateway kept", dongOf, 0n)
    .addOption(new Option("--post <customer>", "bưu điện nộp tiền thu hộ / the post settles what it collected"))
    .option("--refund <key>", "lệnh hoàn trả nào đã đi / which refund has left")
    .option("--owed-back <case>", "tiền của việc nào đã duyệt trả lại đã đi / which case's money has left", caseNumber)
    .action(
      (
        id: number,
        options: Acting & {
          readonly charge?: string;
          readonly settlementOf?: string;
          readonly kept: bigint;
          readonly post?: string;
          readonly refund?: string;
          readonly owedBack?: number;
        },
      ) =>
        faulted(options, async () => {
          const what = explanationOf(options);
          await explainRow(await open(), BigInt(id), what, act(options));
          done(options, `Việc ${id} đã được giải thích.`, `Case ${id} is explained.`);
        }),
    );
  onCase(
    "settle-post",
    "bưu điện nộp tiền thu hộ bằng dòng sao kê này / the post settles what it collected, by this row",
  )
    .requiredOption("--customer <code>", "mã khách hàng bưu điện / the post's customer code")
    .option(
      "--receipts <number...>",
      "chỉ các biên lai này; để trống: tất cả chưa nộp, thu tới ngày của dòng / these receipts alone; left out: all that were " +
        "not settled, collected up to the row's day",
    )
    .action((id: number, options: Acting & { readonly customer: string; readonly receipts?: readonly string[] }) =>
      faulted(options, async () => {
        const { customer, receipts } = options;
        const what: Explanation = { as: "post", customer, ...(receipts ? { receipts } : {}) };
        await explainRow(await open(), BigInt(id), what, act(options));
        done(options, `Việc ${id}: bưu điện đã nộp.`, `Case ${id}: the post has settled.`);
      }),
    );
  onCase("match", "dòng sao kê và bút toán này là một / this row and a booking are the same money")
    .argument("<booking>", "mã bút toán / id of the booking")
    .action((id: number, booking: string, options: Acting) =>
      faulted(options, async () => {
        await matchByHand(await open(), BigInt(id), booking, act(options));
        done(options, `Việc ${id}: khớp với ${booking}.`, `Case ${id}: matched with ${booking}.`);
      }),
    );
  onCase("owe-back", "đề nghị trả lại tiền không của ai / proposes to give money back that is nobody's").action(
    (id: number, options: Acting) =>
      faulted(options, async () => {
        await proposeOwedBack(await open(), BigInt(id), act(options));
        done(options, `Việc ${id}: chờ người khác duyệt.`, `Case ${id}: another person approves.`);
      }),
  );
  acting(
    "owe-receipt",
    "đề nghị trả lại tiền bưu điện thu mà không có khoản phí / proposes to give back what the post took where no fee is due",
  )
    .argument("<customer>", "mã khách hàng bưu điện / the post's customer code")
    .argument("<receipt>", "số biên lai / number of the receipt")
    .action((customer: string, receipt: string, options: Acting) =>
      faulted(options, async () => {
        const id = await oweReceipt(await open(), { customer, receipt }, act(options));
        done(options, `Việc ${id}: chờ người khác duyệt.`, `Case ${id}: another person approves.`);
      }),
    );
  for (const isApproved of [true, false])
    onCase(
      isApproved ? "approve" : "decline",
      isApproved
        ? "duyệt đề nghị trả lại của người khác / approves what another person proposed"
        : "không duyệt / declines",
    ).action((id: number, options: Acting) =>
      faulted(options, async () => {
        await decideOwedBack(await open(), BigInt(id), isApproved, act(options));
        if (isApproved) done(options, `Việc ${id}: phải trả lại.`, `Case ${id}: owed back.`);
        else done(options, `Việc ${id}: không trả lại.`, `Case ${id}: not owed back.`);
      }),
    );
  acting("reverse", "đảo một bút toán giải thích sai / takes back a booking that explained wrongly")
    .argument("<booking>", "mã bút toán / id of the booking")
    .action((booking: string, options: Acting) =>
      faulted(options, async () => {
        await reverseExplanation(await open(), booking, act(options));
        done(options, `${booking} đã được đảo.`, `${booking} is taken back.`);
      }),
    );

  spoken(
    "standing",
    "số dư sổ cái, và tài khoản so với sao kê / the journal's balances, and accounts beside their statements",
  ).action(async ({ json, english }: Spoken) => {
    const db = await open();
    const accounts = await journalBalances(db);
    const banks = await Promise.all(
      (await knownPlaces(db))
        .filter((place) => place.startsWith("bank:"))
        .map(async (place) => ({ place, ...(await bankStanding(db, place)) })),
    );
    const runs = await lastRuns(db);
    if (json) {
      write(toJson({ accounts: Object.fromEntries(accounts), banks, runs: Object.fromEntries(runs) }));
      return;
    }
    for (const [account, amount] of accounts) write(`${account.padEnd(40)} ${amount}`);
    for (const one of banks) write(standingLine(one.place, one, english));
    for (const [place, { day }] of runs)
      write(speak(english)(words(`${place}: đã đối soát tới ${day}`, `${place}: reconciled through ${day}`)));
  });
}

/** What a person can mend is a sentence of both languages. */
async function faulted({ english }: Spoken, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof MoneyFault)) throw error;
    throw new StartError(english ? error.words.en : `${error.words.vi} / ${error.words.en}`);
  }
}

const moneyFile = (): string | undefined => readConfig().moneyFile;

function settingsOf(): StatementSettings {
  const file = moneyFile();
  if (file === undefined)
    throw new StartError(
      "Chưa có HUB_MONEY_FILE: chưa khai báo tài khoản và tệp đối soát. Mẫu: deploy/money.example.yaml. " +
        "/ HUB_MONEY_FILE is not set: no accounts and files are configured. See deploy/money.example.yaml.",
    );
  return readStatementSettings(file);
}

function explanationOf(options: {
  readonly charge?: string;
  readonly settlementOf?: string;
  readonly kept: bigint;
  readonly post?: string;
  readonly refund?: string;
  readonly owedBack?: number;
}): Explanation {
  const { charge, settlementOf, kept, post, refund, owedBack } = options;
  if (charge !== undefined) return { as: "charge", name: charge };
  if (settlementOf !== undefined) return { as: "settlement", gateway: settlementOf, charge: kept };
  if (post !== undefined) return { as: "post", customer: post };
  if (refund !== undefined) return { as: "refund", key: refund };
  if (owedBack !== undefined) return { as: "owedBack", case: BigInt(owedBack) };
  throw new InvalidArgumentError("--charge | --settlement-of | --post | --refund | --owed-back");
}

function placeOf(text: string): Holder {
  if (/^(gateway|bank):.+$/.test(text)) return text as Holder;
  throw new InvalidArgumentError("gateway:TÊN | bank:TÀI-KHOẢN / gateway:NAME | bank:ACCOUNT");
}

function caseNumber(text: string): number {
  const number = Number(text);
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError("Số của việc. / The number of a case.");
}

function referenceOf(text: string): string {
  const reference = readReference(text);
  if (reference) return reference;
  throw new InvalidArgumentError("Mã thanh toán sai. / Not a reference of ours, or mistyped.");
}

function dongOf(text: string): bigint {
  if (/^(0|[1-9]\d{0,14})$/.test(text)) return BigInt(text);
  throw new InvalidArgumentError("Số đồng nguyên. / A whole number of dong.");
}

function signedDongOf(text: string): bigint {
  if (/^(0|-?[1-9]\d{0,17})$/.test(text)) return BigInt(text);
  throw new InvalidArgumentError("Số đồng nguyên, âm nếu ra nhiều hơn vào. / A whole number of dong, signed.");
}

const weights = {
  told: words("đã ghi nhận", "counts"),
  held: words("CHỜ NGƯỜI QUYẾT ĐỊNH (hub money release | reject)", "WAITS FOR A PERSON (hub money release | reject)"),
  refused: words("TỪ CHỐI: không dòng nào được ghi nhận", "REFUSED: none of it counts"),
} as const;

function takenLines({ sha256, place, weight, findings, rows, known, covers }: TakenFile, english?: boolean): string[] {
  const say = speak(english);
  return [
    `${sha256.slice(0, 12)}  ${place}  ${say(weights[weight])}`,
    ...(weight === "refused"
      ? []
      : [
          say(
            words(
              `  ${rows} dòng tiền, ${known} đã có từ tệp khác; trọn ngày tới ${covers ?? "–"}`,
              `  ${rows} rows of money, ${known} known from another file; complete through ${covers ?? "–"}`,
            ),
          ),
        ]),
    ...findingLines(findings, english),
  ];
}

const findingLines = (findings: readonly Finding[], english?: boolean): string[] =>
  findings.map(({ code, detail }) => `  – ${speak(english)(findingWords[code])} [${code}: ${detail}]`);

const classes = {
  missingHere: words("có ở họ, không có ở ta", "theirs, and not ours"),
  missingThere: words("có ở ta, không có ở họ", "ours, and not theirs"),
  amountDiffers: words("lệch số tiền", "another amount"),
  duplicate: words("trùng", "once more"),
  suspense: words("tiền chờ xử lý của một khoản thu", "money of a request that waits"),
  reversedAfterPaid: words("bị đảo sau khi đã thu", "taken back after it was paid"),
  silent: words("cổng im lặng", "a gateway is silent"),
  contradiction: words("thông tin mâu thuẫn", "contradictions"),
} as const;

function caseLine(one: StoredCase, english?: boolean): string {
  const { id, class: of, place, amount, day, reference, owner, bookingId, theirNumber, proposedBy } = one;
  const what = of in classes ? speak(english)(classes[of as keyof typeof classes]) : of;
  const marks = [reference, bookingId, theirNumber, owner && `→ ${owner}`, proposedBy && `↩ ${proposedBy}`];
  return `${id}  ${of}  ${place}  ${amount}  ${day ?? "–"}  ${what}  ${marks.filter(Boolean).join("  ")}`;
}

const join = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, n]) => `${name} ${n}`)
    .join(", ") || "0";

function reportLines(report: ReconcileReport, english?: boolean): string[] {
  const { place, day, covered, matched, heard, left, closed, standing } = report;
  return [
    speak(english)(
      words(
        `${place} tới ${day} (họ đã báo trọn tới ${covered ?? "–"}): khớp ${join(matched)}; ghi nhận mới ${heard}; còn lại ${join(left)}; tự đóng ${closed}`,
        `${place} through ${day} (they told all through ${covered ?? "–"}): matched ${join(matched)}; heard ${heard}; left ${join(left)}; closed ${closed}`,
      ),
    ),
    ...(standing ? [standingLine(place, standing, english)] : []),
  ];
}

function standingLine(place: string, standing: NonNullable<ReconcileReport["standing"]>, english?: boolean): string {
  const { day, opening, closing, journal, ours, waiting, later } = standing;
  const difference = differenceOf(standing);
  return speak(english)(
    words(
      `  ${place} ngày ${day ?? "–"}: sao kê ${closing ?? "–"} − đầu ${opening ?? "–"}; sổ cái ${journal}, chưa thấy trên sao kê ${ours}, chưa vào sổ ${waiting}, sau ngày này ${later}; lệch ${difference ?? "–"}`,
      `  ${place} on ${day ?? "–"}: statement ${closing ?? "–"} − first ${opening ?? "–"}; journal ${journal}, not on it ${ours}, not booked ${waiting}, after it ${later}; difference ${difference ?? "–"}`,
    ),
  );
}
