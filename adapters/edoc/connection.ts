import type { RecallRules } from "../../core/domain/letter/arrive.ts";
import { findOrgCode, type OrgCode } from "../../core/domain/org-code.ts";
import { readConnectionFile } from "../../platform/connection-file.ts";
import { fromRoot } from "../../platform/root.ts";
import { openSecretFile } from "../../platform/secret-file.ts";
import type { StartError } from "../../platform/start-error.ts";

/** How this hub reaches the document axis: what no text says, or was seen once, is the operator's statement, not code. */
export interface EdocConnection {
  /** PEM files. */
  readonly trust: { readonly roots: readonly string[] };
  readonly limits: { readonly messageMegabytes: number };
  readonly keep: { readonly rawDays: number };
  /** Who answers a sender who wants a letter back. */
  readonly recalls: RecallRules;
  readonly accounts: readonly EdocAccountSettings[];
}

/** A unit of ours on the axis. */
export interface EdocUnit {
  /** What the axis calls it, in whichever notation it is registered. */
  readonly organId: string;
  readonly unit: OrgCode;
  readonly name: string;
  readonly inCharge: string | null;
}

export interface EdocAccountSettings {
  readonly name: string;
  readonly face: "knobstick" | "lgsp";
  /** No trailing slash. */
  readonly endpoint: string;
  readonly systemId: string;
  /** As its file holds it now (R18). */
  readonly secret: () => string;
  readonly login: {
    readonly username: string;
    readonly password: () => string;
    readonly applicationCode: string;
  } | null;
  readonly units: readonly EdocUnit[];
  /** Names on the axis that hand in for others: what these bring is from whom it says. */
  readonly axisNames: readonly string[];
  readonly notation: "given" | "QCVN102" | "QD20";
  readonly writing: {
    readonly profile: "axis" | "bkav";
    readonly lineEnd: "lf" | "crlf";
    readonly zip: "others" | "never";
  };
  /** How letters of ours are asked back: by status 13, or by a letter of type 1. */
  readonly recallsBy: "message" | "status";
  readonly pollMinutes: number;
  readonly listDays: number;
  readonly quietSeconds: number;
  readonly transferMinutes: number;
  readonly receiversPerCall: number;
  readonly hashFile: "unpadded" | "hex";
  readonly stateWords: Readonly<Record<"processing" | "done" | "fail", string>>;
  readonly codes: Readonly<Record<string, "retry" | "notLetIn" | "refused" | "unknown">>;
}

interface SaidAccount extends Omit<EdocAccountSettings, "secret" | "login" | "units"> {
  readonly secretFile: string;
  readonly login?: { readonly username: string; readonly passwordFile: string; readonly applicationCode: string };
  readonly units: readonly {
    readonly organId: string;
    readonly unit: string;
    readonly name: string;
    readonly inCharge?: string;
  }[];
}

/** @throws {StartError} naming the file and everything that is wrong with it. */
export function readEdocConnection(file: string): EdocConnection {
  const { said, fault } = readConnectionFile<Omit<EdocConnection, "accounts"> & { accounts: readonly SaidAccount[] }>(
    file,
    fromRoot("contracts", "edxml", "connection.schema.json"),
    { vi: "trục văn bản", en: "the document axis", example: "deploy/edoc.example.yaml" },
  );
  const twice = firstTwice(said.accounts.map(({ name }) => name));
  if (twice !== undefined) throw fault(`accounts.name: ${twice} twice`);
  const units = said.accounts.flatMap((account) => account.units);
  // an item for a unit of two accounts would be fetched by both
  const organ = firstTwice(units.map(({ organId }) => organId.toUpperCase()));
  if (organ !== undefined) throw fault(`accounts.units.organId: ${organ} twice`);
  return { ...said, accounts: said.accounts.map((account) => accountOf(account, fault)) };
}

function accountOf(said: SaidAccount, fault: (what: string) => StartError): EdocAccountSettings {
  const { secretFile, login, units, ...rest } = said;
  const open = (field: string, path: string) => {
    try {
      return openSecretFile(path);
    } catch (error) {
      throw fault(`${field} ${path}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
    }
  };
  return {
    ...rest,
    endpoint: said.endpoint.replace(/\/+$/, ""),
    secret: open("secretFile", secretFile),
    login: login
      ? {
          username: login.username,
          password: open("passwordFile", login.passwordFile),
          applicationCode: login.applicationCode,
        }
      : null,
    units: units.map(({ organId, unit, name, inCharge = null }) => {
      const code = findOrgCode(unit);
      if (!code) throw fault(`accounts.${said.name}.units: ${unit}`);
      return { organId, unit: code, name, inCharge };
    }),
  };
}

const firstTwice = (texts: readonly string[]): string | undefined => texts.find((text, at) => texts.indexOf(text) < at);
