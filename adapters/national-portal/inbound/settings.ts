import { readFileSync } from "node:fs";
import type { ReceiverRow } from "../../../core/service/receiving-unit.ts";
import { allowList } from "../../../platform/allow-list.ts";
import { compiledSchema } from "../../../platform/compiled-schema.ts";
import { fromRoot } from "../../../platform/root.ts";
import { StartError } from "../../../platform/start-error.ts";

/** How the portal may call this hub: the operator's, part of the connection file. */
export interface InboundSettings {
  readonly callers: readonly Caller[];
  /** Bytes of a request. */
  readonly bodyBytes: number;
  /** Bytes of one file, decoded. */
  readonly fileBytes: number;
  /** `error_code` for a filing that came before as it is: the facts know both. */
  readonly repeatAnswer: "0" | "1";
  readonly receivers: readonly ReceiverRow[];
  /** Procedure of a service whose packet states none. */
  readonly services: Readonly<Record<string, string>>;
  readonly fetch: FetchSettings;
}

export interface Caller {
  readonly name: string;
  readonly mayCallFrom: (address: string) => boolean;
  /** A key of its own, and the header that brings it; undefined: the network alone. */
  readonly key: { readonly header: string; readonly value: string } | undefined;
}

export interface FetchSettings {
  /** `host` or `host:port`, exactly. */
  readonly hosts: readonly string[];
  /** Hosts that are reached through our own Security Server (quirk 19). */
  readonly rewrite: Readonly<Record<string, { readonly base: string; readonly dstcode?: string }>>;
  readonly mediaTypes: readonly string[];
  readonly seconds: number;
}

interface Said extends Omit<InboundSettings, "callers" | "bodyBytes" | "fileBytes"> {
  readonly callers: readonly {
    readonly name: string;
    readonly networks: readonly string[];
    readonly header: string;
    readonly keyFile?: string;
  }[];
  readonly bodyMegabytes: number;
  readonly fileMegabytes: number;
}

/** @throws {StartError} naming everything that is wrong with it. */
export function readInboundSettings(said: unknown): InboundSettings {
  const judge = compiledSchema<Said>(fromRoot("contracts", "national-portal", "inbound.schema.json"));
  const read = structuredClone(said);
  if (!judge(read))
    throw unfit(
      (judge.errors ?? []).map(({ instancePath, message = "" }) => `inbound${instancePath} ${message}`).join("; "),
    );
  const { bodyMegabytes, fileMegabytes, callers, ...rest } = read;
  return {
    ...rest,
    bodyBytes: bodyMegabytes * 2 ** 20,
    fileBytes: fileMegabytes * 2 ** 20,
    callers: callers.map(({ name, networks, header, keyFile }) => ({
      name,
      mayCallFrom: networkOf(networks),
      key: keyFile === undefined ? undefined : { header, value: readKey(keyFile) },
    })),
  };
}

/** @throws {StartError} naming what is no address and no network. */
export function networkOf(
  networks: readonly string[],
  field = "inbound.callers.networks",
): (address: string) => boolean {
  const list = allowList(networks);
  if (!list.ok) throw unfit(`${field}: ${list.unfit}`);
  return list.has;
}

function readKey(file: string): string {
  try {
    const key = readFileSync(file, "utf8").trim();
    if (key.length >= 16) return key;
  } catch (error) {
    throw unfit(`keyFile ${file}: ${(error as NodeJS.ErrnoException).code ?? "?"}`);
  }
  throw unfit(`keyFile ${file}: shorter than 16 characters`);
}

const unfit = (what: string) =>
  new StartError(
    `Phần inbound của tệp kết nối Cổng DVCQG không dùng được: ${what}. Mẫu: deploy/portal.example.yaml. ` +
      `/ The part "inbound" of the portal's connection file cannot be used: ${what}. See deploy/portal.example.yaml.`,
  );
