import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import type { Day } from "../../core/domain/day.ts";
import { found } from "../../core/domain/payment/statement.ts";
import type { Holder } from "../../core/domain/payment/journal.ts";
import {
  takeGatewayFile,
  takeStatement,
  type BroughtFile,
  type GatewayPart,
  type MoneyFileKind,
  type TakenFile,
} from "../../core/service/money-take.ts";
import type { FileControl } from "../../core/domain/payment/statement-control.ts";
import type { StatementPart } from "../../core/domain/payment/statement.ts";
import { readBankCsv } from "../../mappings/statement/bank-csv.ts";
import { readCamt } from "../../mappings/statement/camt.ts";
import { readMt940 } from "../../mappings/statement/mt940.ts";
import { readPlatformFile } from "../../mappings/statement/platform-file.ts";
import type { Database } from "../../platform/database.ts";
import { StartError } from "../../platform/start-error.ts";
import type { StatementSettings } from "./settings.ts";

export interface FileToTake {
  readonly path: string;
  readonly kind: MoneyFileKind;
  readonly place: Holder;
  readonly by: string;
  readonly at: Date;
  /** Of a gateway's file, where it is known. */
  readonly day?: Day | undefined;
  /** What was counted at the bank. */
  readonly control?: FileControl | undefined;
}

/**
 * Takes a file from the disk: read once for its digest and once for what is in it, so that however long it is a page of it is held.
 *
 * @throws {StartError} where the place is none of this installation's, or its kind is not configured.
 */
export async function takeFile(
  db: Database,
  settings: StatementSettings,
  { path, kind, place, by, at, day, control }: FileToTake,
): Promise<TakenFile> {
  const read = readerOf(settings, kind, place);
  const { digest, bytes } = await digestOf(path);
  const name = basename(path).slice(0, 200);
  const file: BroughtFile = { sha256: digest, bytes, name, kind, place, by, at, day, control };
  const parts = unchanged(read, path, digest);
  return kind === "platform"
    ? takeGatewayFile(db, file, parts as AsyncIterable<GatewayPart>)
    : takeStatement(db, file, parts as AsyncIterable<StatementPart>);
}

type Part = StatementPart | GatewayPart;

function readerOf(
  settings: StatementSettings,
  kind: MoneyFileKind,
  place: Holder,
): (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Part> {
  const name = place.slice(place.indexOf(":") + 1);
  if (place.startsWith("gateway:")) {
    const layout = settings.gateways.get(name);
    if (kind === "platform" && layout) return (chunks) => readPlatformFile(chunks, layout);
  } else {
    const account = settings.accounts.get(name);
    if (account && kind === "camt") return (chunks) => readCamt(chunks);
    if (account && kind === "mt940") return (chunks) => readMt940(chunks, account.mt940Encoding);
    const csv = account?.csv;
    if (csv && kind === "csv") return (chunks) => readBankCsv(chunks, csv);
  }
  throw new StartError(
    `Chưa khai báo cách đọc tệp ${kind} của ${place} trong HUB_MONEY_FILE. ` +
      `/ HUB_MONEY_FILE does not say how a ${kind} file of ${place} is read.`,
  );
}

async function digestOf(path: string): Promise<{ readonly digest: string; readonly bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { digest: hash.digest("hex"), bytes };
}

/** Its parts, and a finding where it is not the file any more whose digest was made. */
async function* unchanged(
  read: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Part>,
  path: string,
  digest: string,
): AsyncGenerator<Part> {
  const hash = createHash("sha256");
  const reading = { isThrough: false };
  const chunks = async function* () {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      yield chunk;
    }
    reading.isThrough = true;
  };
  yield* read(chunks());
  // a reader that stopped half-way has said why
  if (reading.isThrough && hash.digest("hex") !== digest) yield found("malformed", "it changed while it was read");
}
