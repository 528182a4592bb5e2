import { createHash, createPublicKey, timingSafeEqual } from "node:crypto";
import jsonwebtoken from "jsonwebtoken";
import { findPartner, useAssertion, type Partner } from "../store/partners.ts";
import type { Database } from "../../platform/database.ts";

export type Credentials =
  | { readonly kind: "secret"; readonly id: string; readonly secret: string }
  /** A JWT signed with the partner's own key (RFC 7523, `private_key_jwt`). */
  | { readonly kind: "assertion"; readonly id: string | undefined; readonly assertion: string };

/** An assertion may live this long; longer ones are refused so that the memory of used ids stays small. */
const assertionMs = 5 * 60_000;

export interface Admission {
  /** Names under which the hub accepts being addressed in an assertion. */
  readonly audiences: readonly [string, ...string[]];
  readonly now: Date;
  /** Practice partners: never in production. */
  readonly admitPractice: boolean;
}

/** The partner behind these credentials, or undefined. It is never said which part was wrong. */
export async function authenticatePartner(
  db: Database,
  credentials: Credentials,
  { audiences, now, admitPractice }: Admission,
): Promise<Partner | undefined> {
  const mayCome = (partner: Partner) => !partner.disabled && (admitPractice || !partner.practice);
  if (credentials.kind === "secret") {
    const partner = await find(db, credentials.id);
    // compared even when there is no such partner: the time taken tells nothing
    const right = isSameDigest(digestOf(credentials.secret), partner?.secretSha256 ?? digestOf(""));
    return partner?.secretSha256 && right && mayCome(partner) ? partner : undefined;
  }
  const id = credentials.id ?? subjectOf(credentials.assertion);
  const partner = id === undefined ? undefined : await find(db, id);
  if (!partner?.publicJwk || !mayCome(partner)) return undefined;
  const claims = verifiedClaims(credentials.assertion, partner, audiences, now);
  if (!claims) return undefined;
  const fresh = await db
    .transaction()
    .execute((tx) => useAssertion(tx, partner.id, claims.jti, new Date(claims.exp * 1000 + 60_000)));
  return fresh ? partner : undefined;
}

/** What cannot be a partner's id is not asked for. */
const find = (db: Database, id: string): Promise<Partner | undefined> =>
  /^[a-z0-9][a-z0-9-]{1,62}$/.test(id) ? findPartner(db, id) : Promise.resolve(undefined);

function subjectOf(assertion: string): string | undefined {
  try {
    const claims = jsonwebtoken.decode(assertion);
    return typeof claims === "object" && typeof claims?.sub === "string" ? claims.sub : undefined;
  } catch {
    return undefined; // its payload is no JSON
  }
}

/** How a secret is kept. It has 256 random bits, so nothing slower is needed. */
export const digestOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

const isSameDigest = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(a, "hex"), Buffer.from(b, "hex"));

function verifiedClaims(
  assertion: string,
  partner: Partner,
  audiences: readonly [string, ...string[]],
  now: Date,
): { readonly jti: string; readonly exp: number } | undefined {
  try {
    const key = createPublicKey({ key: partner.publicJwk ?? {}, format: "jwk" });
    const claims = jsonwebtoken.verify(assertion, key, {
      algorithms: [key.asymmetricKeyType === "ec" ? "ES256" : "RS256"],
      issuer: partner.id,
      subject: partner.id,
      audience: [...audiences] as [string, ...string[]],
      clockTimestamp: Math.floor(now.getTime() / 1000),
      clockTolerance: 30,
    });
    if (typeof claims === "string" || !claims.jti || !claims.exp) return undefined;
    if (claims.exp * 1000 > now.getTime() + assertionMs + 30_000) return undefined;
    return { jti: claims.jti, exp: claims.exp };
  } catch {
    return undefined; // whatever is wrong with it, it proves nothing
  }
}
