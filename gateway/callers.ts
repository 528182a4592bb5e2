import jsonwebtoken from "jsonwebtoken";
import type { Caller } from "./route.ts";
import { DoorRefusal } from "./reply.ts";
import type { TokenKeys } from "../core/service/token-keys.ts";

/** Seconds a token lives. */
export const tokenSeconds = 15 * 60;
export const audience = "lien-thong-hub";

/** A token for the partner, signed with this process's key. */
export async function issueToken(
  keys: TokenKeys,
  issuer: string,
  partner: { readonly id: string; readonly roles: readonly string[] },
  tokenId: string,
  now: Date,
): Promise<string> {
  const { kid, privateKey } = await keys.current();
  const iat = Math.floor(now.getTime() / 1000);
  return jsonwebtoken.sign(
    { iss: issuer, sub: partner.id, aud: audience, iat, exp: iat + tokenSeconds, jti: tokenId, roles: partner.roles },
    privateKey,
    { algorithm: "RS256", keyid: kid },
  );
}

/** Finds the roles and agencies of a partner that may still call. */
export type FindCaller = (
  partnerId: string,
) => Promise<{ readonly roles: readonly string[]; readonly units: readonly string[] } | undefined>;

/** Tokens whose signature is known to be good: a bound of a few MB. Only a token that was verified gets in. */
const rememberedTokens = 2_000;

/** Who calls, by the authorization header. */
export type Identify = (authorization: string | undefined, now: Date) => Promise<Caller>;

/**
 * Who calls, by the bearer token. Rights are read anew at every call: a disabled partner is out at once, however
 * long its token lives. A signature is verified once: it stays good until the token expires.
 * The function throws a {@link DoorRefusal} when there is no token, or it is foreign, altered or expired.
 */
export function makeIdentify(keys: TokenKeys, issuer: string, findCaller: FindCaller): Identify {
  const verified = new Map<string, Claims>();
  return async (authorization, now) => {
    if (authorization === undefined) throw unauthorized("token-missing");
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization)?.[1];
    if (token === undefined) throw unauthorized("token-invalid");
    const seconds = Math.floor(now.getTime() / 1000);
    const known = verified.get(token);
    const claims = known && seconds < known.exp ? known : await verify(token, keys, issuer, seconds);
    if (!known) remember(verified, token, claims);
    const found = await findCaller(claims.sub);
    if (!found) throw unauthorized("token-invalid");
    return { partnerId: claims.sub, roles: new Set(found.roles), units: new Set(found.units) };
  };
}

interface Claims {
  readonly sub: string;
  /** Unix seconds. */
  readonly exp: number;
}

function remember(verified: Map<string, Claims>, token: string, claims: Claims): void {
  const [oldest] = verified.keys();
  if (verified.size >= rememberedTokens && oldest !== undefined) verified.delete(oldest);
  verified.set(token, claims);
}

async function verify(token: string, keys: TokenKeys, issuer: string, seconds: number): Promise<Claims> {
  const kid = kidOf(token);
  const key = kid === undefined ? undefined : await keys.find(kid);
  if (!key) throw unauthorized("token-invalid");
  try {
    const claims = jsonwebtoken.verify(token, key, {
      algorithms: ["RS256"],
      issuer,
      audience,
      clockTimestamp: seconds,
    });
    if (typeof claims === "string" || claims.sub === undefined || claims.exp === undefined)
      throw unauthorized("token-invalid");
    return { sub: claims.sub, exp: claims.exp };
  } catch (error) {
    if (error instanceof jsonwebtoken.TokenExpiredError)
      throw unauthorized("token-expired", { at: error.expiredAt.toISOString() });
    throw unauthorized("token-invalid");
  }
}

function kidOf(token: string): string | undefined {
  try {
    return jsonwebtoken.decode(token, { complete: true })?.header.kid;
  } catch {
    return undefined; // its header is not even JSON
  }
}

const unauthorized = (code: "token-missing" | "token-invalid" | "token-expired", values: Record<string, string> = {}) =>
  new DoorRefusal(code, values, {
    headers: {
      "www-authenticate": `Bearer realm="lien-thong-hub"${code === "token-missing" ? "" : ', error="invalid_token"'}`,
    },
  });
