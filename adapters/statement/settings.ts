import { readFileSync } from "node:fs";
import { parse, YAMLParseError } from "yaml";
import type { ExplainRule } from "../../core/domain/payment/explain.ts";
import type { Holder } from "../../core/domain/payment/journal.ts";
import type { MoneyFileKind } from "../../core/service/money-take.ts";
import { timeForms } from "../../mappings/national-portal/time.ts";
import type { BankCsv } from "../../mappings/statement/bank-csv.ts";
import type { PlatformFile } from "../../mappings/statement/platform-file.ts";
import { compiledSchema } from "../../platform/compiled-schema.ts";
import { fromRoot } from "../../platform/root.ts";
import { StartError } from "../../platform/start-error.ts";

/** How an installation's banks and gateways write their files, by account and gateway. */
export interface StatementSettings {
  readonly accounts: ReadonlyMap<string, { readonly mt940Encoding: string; readonly csv: BankCsv | undefined }>;
  readonly gateways: ReadonlyMap<string, PlatformFile>;
  readonly explain: readonly ExplainRule[];
  readonly folders: readonly WatchedFolder[];
  readonly keep?: Keep;
}

/** How long what tells of people is kept, in days. */
export interface Keep {
  readonly textDays: number;
  /** Left out: files are not deleted. */
  readonly fileDays?: number;
}

export interface WatchedFolder {
  readonly path: string;
  readonly kind: MoneyFileKind;
  readonly place: Holder;
}

interface Said {
  readonly accounts: readonly {
    readonly number: string;
    readonly mt940Encoding: string;
    readonly csv?: Omit<BankCsv, "account">;
  }[];
  readonly gateways: readonly { readonly name: string; readonly file: PlatformFile }[];
  readonly explain: readonly {
    readonly id: string;
    readonly account: string;
    readonly way: "in" | "out";
    readonly has: string;
    readonly charge?: string;
    readonly settlementOf?: string;
  }[];
  readonly folders: readonly WatchedFolder[];
  readonly keep: Keep;
}

/** @throws {StartError} naming the file and everything that is wrong with it. */
export function readStatementSettings(file: string): StatementSettings {
  const said = readYaml(file);
  const judge = compiledSchema<Said>(fromRoot("contracts", "payment", "statements.schema.json"));
  if (!judge(said))
    throw fault(
      file,
      (judge.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`).join("; "),
    );
  for (const [what, form] of [
    ...said.accounts.map(({ number, csv }) => [number, csv?.dayForm] as const),
    ...said.gateways.map(({ name, file: layout }) => [name, layout.timeForm] as const),
  ])
    if (form !== undefined && !timeForms.includes(form))
      throw fault(file, `${what}: ${form} | ${timeForms.join(", ")}`);
  for (const { name, file: layout } of said.gateways)
    for (const column of Object.values(layout.of))
      if (!layout.columns.includes(column)) throw fault(file, `${name}: ${column}`);
  const accounts = new Map(
    said.accounts.map(({ number, mt940Encoding, csv }) => [
      number,
      { mt940Encoding, csv: csv && { ...csv, account: number } },
    ]),
  );
  const gateways = new Map(said.gateways.map(({ name, file: layout }) => [name, layout]));
  for (const { account } of said.explain) if (!accounts.has(account)) throw fault(file, `explain: ${account}`);
  for (const { place } of said.folders) {
    const name = place.slice(place.indexOf(":") + 1);
    if (!(place.startsWith("bank:") ? accounts.has(name) : gateways.has(name))) throw fault(file, `folders: ${place}`);
  }
  return {
    accounts,
    gateways,
    folders: said.folders,
    keep: said.keep,
    explain: said.explain.map(({ id, account, way, has, charge, settlementOf = "" }) => ({
      ...{ id: `T:${id}`, place: `bank:${account}`, way, has },
      is:
        charge === undefined ? { as: "settlement", gateway: settlementOf, charge: 0n } : { as: "charge", name: charge },
    })),
  };
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    throw fault(
      file,
      error instanceof YAMLParseError ? error.message.split("\n")[0] : String((error as NodeJS.ErrnoException).code),
    );
  }
}

const fault = (file: string, what = ""): StartError =>
  new StartError(
    `Tệp cấu hình sao kê ${file} không dùng được: ${what}. / The file of statements ${file} is unusable: ${what}.`,
  );
