import { createPublicKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ErrorObject } from "ajv/dist/2020.js";
import { parse, YAMLParseError } from "yaml";
import type { Day } from "../../core/domain/day.ts";
import { findOrgCode, type OrgCode } from "../../core/domain/org-code.ts";
import type { PostalCode, PurposeSuffixes } from "../../core/domain/post/order.ts";
import { allowList } from "../../platform/allow-list.ts";
import { compiledSchema } from "../../platform/compiled-schema.ts";
import { fromRoot } from "../../platform/root.ts";
import { StartError } from "../../platform/start-error.ts";

/** How this hub reaches the post: what no text says, or was seen once, is the operator's statement, not code. */
export interface PostConnection {
  readonly suffixes: PurposeSuffixes;
  readonly codes: readonly PostalCode[];
  readonly keep: { readonly callDays: number; readonly strangerDays: number };
  readonly accounts: readonly PostAccountSettings[];
}

/** One account with the post: a customer code behind one of its interfaces. */
export interface PostAccountSettings {
  readonly name: string;
  readonly profile: "VP-1" | "VP-2" | "VP-3" | "VP-4";
  readonly customerCode: string;
  /** Empty: all that no other account names. */
  readonly units: readonly OrgCode[];
  /** No trailing slash. */
  readonly endpoint: string;
  readonly tokenEndpoint: string;
  readonly key: string;
  readonly secret: string;
  readonly paths: {
    readonly token: string;
    readonly create: string;
    readonly cancel: string;
    readonly tracking: string;
    readonly service: string;
  };
  readonly prefix: string;
  readonly contractCode: string;
  readonly serviceCode: string;
  readonly sendType: "1" | "2";
  readonly flagConfig: number;
  readonly readSeconds: number;
  readonly everyMinutes: number;
  readonly afterUnknown: "ask" | "park" | "again";
  readonly absentAfterMinutes: number;
  readonly sharedWithOthers: boolean;
  /** From when on orders in its feed that are not ours are somebody's matter; null: the day its feed is read first. */
  readonly firstDay: Day | null;
  /** Undefined: it does not call us. */
  readonly webhook: { readonly mayCallFrom: (address: string) => boolean; readonly key: KeyObject | null } | undefined;
}

interface SaidAccount extends Omit<
  PostAccountSettings,
  "units" | "secret" | "webhook" | "tokenEndpoint" | "paths" | "afterUnknown" | "sharedWithOthers" | "key"
> {
  readonly units: readonly string[];
  readonly key?: string;
  readonly secretFile: string;
  readonly tokenEndpoint?: string;
  readonly paths?: Partial<PostAccountSettings["paths"]>;
  readonly afterUnknown: "park" | "again";
  readonly sharedWithOthers?: boolean;
  readonly webhook?: { readonly networks: readonly string[]; readonly publicKeyFile?: string };
}
interface Said {
  readonly suffixes: PurposeSuffixes;
  readonly codes: readonly (Omit<PostalCode, "from" | "until"> & {
    readonly from: string;
    readonly until: string | null;
  })[];
  readonly keep: PostConnection["keep"];
  readonly accounts: readonly SaidAccount[];
}

/** @throws {StartError} naming the file and everything that is wrong with it. */
export function readPostConnection(file: string): PostConnection {
  const said = readYaml(file);
  const judge = compiledSchema<Said>(fromRoot("contracts", "post", "connection.schema.json"));
  if (!judge(said)) throw fault(file, (judge.errors ?? []).map(saidOf).join("; "));
  for (const field of ["name", "customerCode"] as const) {
    const twice = said.accounts.find((one, at) => said.accounts.findIndex((other) => other[field] === one[field]) < at);
    // one cursor and one set of receipts per customer code, one door per name
    if (twice) throw fault(file, `accounts.${field}: ${twice[field]} twice`);
  }
  if (said.suffixes.sendDossier === said.suffixes.returnResult)
    throw fault(file, "suffixes: sendDossier and returnResult would have the same numbers");
  return {
    suffixes: said.suffixes,
    codes: said.codes.map((code) => ({ ...code, from: code.from as Day, until: code.until as Day | null })),
    keep: said.keep,
    accounts: said.accounts.map((account) => accountOf(file, account)),
  };
}

function accountOf(file: string, said: SaidAccount): PostAccountSettings {
  const { secretFile, webhook, ...rest } = said;
  const { token = "", create = "", cancel = "", tracking = "", service = "" } = said.paths ?? {};
  const endpoint = said.endpoint.replace(/\/+$/, "");
  const units = said.units.map((text) => {
    const code = findOrgCode(text);
    if (!code) throw fault(file, `accounts.${said.name}.units: ${text}`);
    return code;
  });
  return {
    ...rest,
    ...{ units, endpoint, key: said.key ?? "", paths: { token, create, cancel, tracking, service } },
    tokenEndpoint: (said.tokenEndpoint ?? endpoint).replace(/\/+$/, ""),
    secret: readSecret(file, secretFile, "secretFile"),
    afterUnknown: said.profile === "VP-4" ? "ask" : said.afterUnknown,
    sharedWithOthers: said.sharedWithOthers ?? said.profile === "VP-4",
    webhook: webhook && webhookOf(file, said.name, webhook),
  };
}

function webhookOf(
  file: string,
  name: string,
  { networks, publicKeyFile }: NonNullable<SaidAccount["webhook"]>,
): NonNullable<PostAccountSettings["webhook"]> {
  const list = allowList(networks);
  if (!list.ok) throw fault(file, `accounts.${name}.webhook.networks: ${list.unfit}`);
  if (publicKeyFile === undefined) return { mayCallFrom: list.has, key: null };
  const pem = readSecret(file, publicKeyFile, "publicKeyFile");
  try {
    return { mayCallFrom: list.has, key: createPublicKey(pem) };
  } catch {
    throw fault(file, `publicKeyFile ${publicKeyFile}: no public key in PEM`);
  }
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    throw fault(file, error instanceof YAMLParseError ? error.message.split("\n")[0] : codeOf(error));
  }
}

function readSecret(file: string, secretFile: string, field: string): string {
  try {
    const secret = readFileSync(secretFile, "utf8").trim();
    if (secret !== "") return secret;
  } catch (error) {
    throw fault(file, `${field} ${secretFile}: ${codeOf(error)}`);
  }
  throw fault(file, `${field} ${secretFile}: empty`);
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error);

const saidOf = ({ instancePath, message = "", params }: ErrorObject) => {
  const field = instancePath.slice(1).replaceAll("/", ".");
  const more = "additionalProperty" in params ? ` (${String(params["additionalProperty"])})` : "";
  return `${field === "" ? "" : `${field}: `}${message}${more}`;
};

const fault = (file: string, what = "") =>
  new StartError(
    `Tệp kết nối bưu điện ${file} không dùng được: ${what}. Mẫu: deploy/post.example.yaml. ` +
      `/ The connection file ${file} of the post cannot be used: ${what}. See deploy/post.example.yaml.`,
  );
