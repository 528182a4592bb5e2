import { createPublicKey, generateKeyPair, randomUUID, type KeyObject, type KeyPairKeyObjectResult } from "node:crypto";
import { promisify } from "node:util";
import { publishTokenKey, tokenKeys, type TokenKey } from "../store/partners.ts";
import type { Database } from "../../platform/database.ts";

export type MakePair = () => Promise<KeyPairKeyObjectResult>;

const newPair: MakePair = () => promisify(generateKeyPair)("rsa", { modulusLength: 2048 });

/** How long a process signs with one key before it makes the next. */
const signingMs = 24 * 3_600_000;

export interface TokenKeys {
  /** The key to sign with now; RS256. */
  current(): Promise<{ readonly kid: string; readonly privateKey: KeyObject }>;
  /** The public half of any process's key, while tokens signed with it may live. */
  find(kid: string): Promise<KeyObject | undefined>;
  list(): Promise<TokenKey[]>;
}

/**
 * Each process makes its own key pair. The private half never leaves it; the public half is in the database, where
 * every process finds it, until the last token has expired. So keys rotate with overlap, at every start and every
 * day, and there is no signing secret to copy, back up or lose (ADR 0004).
 */
export function makeTokenKeys(db: Database, now: () => Date, tokenMs: number, makePair: MakePair = newPair): TokenKeys {
  let signing: Promise<{ kid: string; privateKey: KeyObject; until: number }> | undefined;
  const known = new Map<string, KeyObject>();

  const make = async () => {
    const { publicKey, privateKey } = await makePair();
    const kid = randomUUID();
    const until = now().getTime() + signingMs;
    const publicJwk = { ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" };
    // an hour more than the last token lives: clocks of several machines differ
    const expiresAt = new Date(until + tokenMs + 3_600_000);
    await db.transaction().execute((tx) => publishTokenKey(tx, { kid, publicJwk }, expiresAt));
    known.set(kid, publicKey);
    return { kid, privateKey, until };
  };

  return {
    async current() {
      const key = await (signing ??= make().catch((error: unknown) => {
        signing = undefined;
        throw error;
      }));
      if (key.until > now().getTime()) return key;
      signing = undefined;
      return this.current();
    },
    async find(kid) {
      const cached = known.get(kid);
      if (cached) return cached;
      // a stranger's kid costs one indexed look; what is found is remembered, what is not is not
      const found = (await tokenKeys(db)).find((key) => key.kid === kid);
      if (!found) return undefined;
      const key = createPublicKey({ key: found.publicJwk, format: "jwk" });
      known.set(kid, key);
      return key;
    },
    list: () => tokenKeys(db),
  };
}
