import { readFileSync, statSync } from "node:fs";
import { makeProfile } from "../../mappings/payment/profiles.ts";
import type { Profile } from "../../mappings/payment/profile.ts";
import { toGatewaySettings, type GatewayConnection } from "../../mappings/payment/settings.ts";

/** A gateway's profile with the secrets that its files hold now (R18). */
export interface Keyed {
  readonly profile: Profile;
  /** Of `tokenFile`. */
  readonly token: string | undefined;
  /** Of `basic`. */
  readonly basic: { readonly username: string; readonly password: string } | undefined;
}

const lookEveryMs = 2_000;

/**
 * Reads a gateway's secrets, and again when a file changed: a rotation needs no restart. A file that is away or empty for a
 * moment leaves the secrets as they were.
 * @throws when they cannot be read the first time.
 */
export function openSecrets(connection: GatewayConnection, now: () => number = () => Date.now()): () => Keyed {
  let kept: { readonly keyed: Keyed; readonly stamp: string } | undefined;
  let looked = -Infinity;
  return () => {
    if (kept && now() - looked < lookEveryMs) return kept.keyed;
    looked = now();
    try {
      const stamp = filesOf(connection).map(stampOf).join(" ");
      if (kept?.stamp !== stamp) kept = { keyed: read(connection), stamp };
    } catch (error) {
      if (!kept) throw error;
    }
    return kept.keyed;
  };
}

function read(connection: GatewayConnection): Keyed {
  const settings = toGatewaySettings(connection, readSecret);
  const { tokenFile } = connection as { readonly tokenFile?: string };
  const { basic } = connection as { readonly basic?: { readonly username: string; readonly passwordFile: string } };
  return {
    profile: makeProfile(settings),
    token: tokenFile === undefined ? undefined : readSecret(tokenFile),
    basic: basic && { username: basic.username, password: readSecret(basic.passwordFile) },
  };
}

const filesOf = (connection: GatewayConnection): readonly string[] =>
  Object.entries(connection).flatMap(([name, value]) => {
    if (name.endsWith("Files")) return value as readonly string[];
    if (name.endsWith("File")) return [value as string];
    return name === "basic" ? [(value as { readonly passwordFile: string }).passwordFile] : [];
  });

function stampOf(file: string): string {
  const { mtimeMs, ino, size } = statSync(file);
  return `${mtimeMs}.${ino}.${size}`;
}

function readSecret(file: string): string {
  const secret = readFileSync(file, "utf8").trim();
  if (secret === "") throw new Error(`${file}: empty`);
  return secret;
}
