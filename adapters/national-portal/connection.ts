import { readFileSync } from "node:fs";
import type { ErrorObject } from "ajv/dist/2020.js";
import { parse, YAMLParseError } from "yaml";
import { parseDay, type Day } from "../../core/domain/day.ts";
import { findOrgCode, parseOrgCode, type OrgCode } from "../../core/domain/org-code.ts";
import type { PortalKeeping } from "../../core/service/forget-portal.ts";
import type { AnswerRule } from "../../mappings/national-portal/answer-rules.ts";
import type { LinkedSettings } from "../../mappings/national-portal/dialects/linked.ts";
import { contradiction, type LocalCodeRow } from "../../mappings/national-portal/local-codes.ts";
import { portalForm, type PortalForm } from "../../mappings/national-portal/form.ts";
import { compiledSchema } from "../../platform/compiled-schema.ts";
import { fromRoot } from "../../platform/root.ts";
import { StartError } from "../../platform/start-error.ts";
import type { CatalogueSettings } from "./catalogue.ts";
import type { RecordSettings } from "./inbound/records.ts";
import { networkOf } from "./inbound/settings.ts";

/**
 * How this hub reaches the portal. What others were seen to do and no text says (how long a session lives, whether a row
 * may be sent twice) is stated here by the operator, not in code.
 */
export interface PortalConnection {
  readonly dialect: "mapi" | "gateway";
  /** `madonvi`. */
  readonly sender: string;
  /** The portal's own agency: for whom its messages are. */
  readonly agency: OrgCode;
  readonly username: string;
  readonly password: string;
  readonly endpoints: { readonly auth: string; readonly share: string; readonly integration: string };
  readonly dstcode: string;
  /** Dossiers received from that day on are told. */
  readonly since: Day;
  /** Where the portal fetches files from us; no trailing slash. */
  readonly links: string;
  /** Whether a link is tried (HEAD) before a packet with it leaves. */
  readonly tryLinks: boolean;
  /** Where this hub tries them, where it cannot reach itself at `links`; null: there. */
  readonly linksTriedAt: string | null;
  /** Days until what tells of people goes. */
  readonly keep: PortalKeeping;
  readonly sessionMinutes: number;
  readonly readSeconds: number;
  /** Calls at a time, over all workers. */
  readonly concurrency: number;
  /** Rows of progress in a call. */
  readonly rowsAtOnce: number;
  /** What becomes of a step's row that may have arrived and cannot be asked for. */
  readonly afterUnknownStep: "park" | "again";
  /** Before `/mapi`, or of the gateway. */
  readonly prefix: string;
  readonly dstcodeIn: "query" | "header" | "both";
  readonly providerUrl: string | null;
  /** Names of services that a gateway changed. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly form: PortalForm;
  /** Rows of the classifier, before ours. */
  readonly answers: readonly AnswerRule[];
  readonly catalogue: CatalogueSettings & {
    readonly nightly: "off" | "preview" | "apply";
    readonly vanishedAtMost: number;
  };
  readonly codes: readonly LocalCodeRow[];
  /** Undefined: this hub has no linked services. */
  readonly linked: LinkedConnection | undefined;
  /** Undefined: no judicial records come from VNeID. */
  readonly vneid: RecordConnection | undefined;
  /** How it calls us, as it is said (inbound/settings.ts); undefined: it cannot. */
  readonly inbound?: unknown;
}

/** Linked services (DVCLT): a token instead of a session, and a host of their own. */
export interface LinkedConnection {
  readonly endpoint: string;
  readonly username: string;
  readonly password: string;
  readonly paths: LinkedSettings["paths"];
  readonly tokenMinutes: number;
  readonly everyMinutes: number;
  readonly modules: readonly string[];
  /** `coQuanXuLy` */
  readonly agency: number;
  /** Names in `ketQuaXuLy`; undefined: this installation was not told them, and status 4 waits for a person. */
  readonly result?: { readonly file: string; readonly number?: string; readonly issuedOn?: string };
}

/** Judicial records filed in VNeID: who takes numbers and files, and where it is told how they go. */
export interface RecordConnection {
  /** For whom the messages to VNeID are: its lanes are its own. */
  readonly agency: OrgCode;
  readonly inbound: RecordSettings;
  /** `maTinh`, `tenTinh` */
  readonly province: { readonly code: string; readonly name: string };
  readonly status: {
    readonly endpoint: string;
    readonly path: string;
    readonly dstcode: string | undefined;
    /** What we bring; undefined: nothing. */
    readonly key: { readonly header: string; readonly value: string } | undefined;
  };
}

/** @throws {StartError} naming the file and everything that is wrong with it. */
export function readConnection(file: string): PortalConnection {
  const said = readYaml(file);
  const judge = compiledSchema<Said>(fromRoot("contracts", "national-portal", "connection.schema.json"));
  if (!judge(said)) throw fault(file, (judge.errors ?? []).map(saidOf).join("; "));
  const twice = contradiction(said.codes);
  if (twice) throw fault(file, `codes: ${twice[0].national} → ${twice[0].local} | ${twice[1].local}`);
  return {
    ...said,
    agency: parseOrgCode(said.agency),
    since: parseDay(said.since),
    links: said.links.replace(/\/+$/, ""),
    form: { ...portalForm, ...said.form },
    password: readSecret(file, said.passwordFile),
    linked: said.linked && { ...said.linked, password: readSecret(file, said.linked.passwordFile) },
    vneid: said.vneid && recordsOf(file, said.vneid),
  };
}

function recordsOf(file: string, said: SaidRecords): RecordConnection {
  const { networks, services, reference, requester, province, status } = said;
  const known = services.map(({ name, keyFile, unit, procedure }) => {
    const code = findOrgCode(unit);
    if (!code) throw fault(file, `vneid.services.unit: ${unit}`);
    const key = readSecret(file, keyFile, "keyFile");
    if (key.length < 16) throw fault(file, `keyFile ${keyFile}: shorter than 16 characters`);
    return { name, key, unit: code, procedure };
  });
  if (new Set(known.map(({ name }) => name)).size < known.length) throw fault(file, "vneid.services: a name twice");
  if (new Set(known.map(({ key }) => key)).size < known.length) throw fault(file, "vneid.services: a key twice");
  const { endpoint, path, dstcode, header, keyFile } = status;
  return {
    agency: parseOrgCode(said.agency),
    inbound: {
      ...{ services: known, reference, province: province.code, requester },
      mayCallFrom: networkOf(networks, "vneid.networks"),
    },
    province,
    status: {
      ...{ endpoint, path, dstcode },
      key: keyFile === undefined ? undefined : { header, value: readSecret(file, keyFile, "keyFile") },
    },
  };
}

interface SaidRecords {
  readonly agency: string;
  readonly networks: readonly string[];
  readonly services: readonly {
    readonly name: string;
    readonly keyFile: string;
    readonly unit: string;
    readonly procedure: string;
  }[];
  readonly reference?: NonNullable<RecordSettings["reference"]>;
  readonly requester: RecordSettings["requester"];
  readonly province: RecordConnection["province"];
  readonly status: {
    readonly endpoint: string;
    readonly path: string;
    readonly dstcode?: string;
    readonly header: string;
    readonly keyFile?: string;
  };
}

type Said = Omit<PortalConnection, "agency" | "since" | "password" | "form" | "linked" | "vneid"> & {
  readonly vneid?: SaidRecords;
  readonly linked?: Omit<LinkedConnection, "password"> & { readonly passwordFile: string };
  readonly form: Partial<PortalForm>;
  readonly agency: string;
  readonly since: string;
  readonly passwordFile: string;
};

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    throw fault(file, error instanceof YAMLParseError ? error.message.split("\n")[0] : codeOf(error));
  }
}

function readSecret(file: string, secretFile: string, field = "passwordFile"): string {
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
    `Tệp kết nối Cổng DVCQG ${file} không dùng được: ${what}. Mẫu: deploy/portal.example.yaml. ` +
      `/ The connection file ${file} of the national portal cannot be used: ${what}. See deploy/portal.example.yaml.`,
  );
