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

/**
 * Who calls, by the bearer token. Rights are read anew at every call: a disabled partner is out at once, however
 * long its token lives.
 * @throws {DoorRefusal} when there is no token, or it is foreign, altered or expired.
 */
export async function identify(
  authorization: string | undefined,
  keys: TokenKeys,
  issuer: string,
  findCaller: FindCaller,
  now: Date,
): Promise<Caller> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? "")?.[1];
  if (authorization === undefined) throw unauthorized("token-missing");
  if (token === undefined) throw unauthorized("token-invalid");
  const kid = kidOf(token);
  const key = kid === undefined ? undefined : await keys.find(kid);
  if (!key) throw unauthorized("token-invalid");
  let partnerId: string | undefined;
  try {
    const claims = jsonwebtoken.verify(token, key, {
      algorithms: ["RS256"],
      issuer,
      audience,
      clockTimestamp: Math.floor(now.getTime() / 1000),
    });
    partnerId = typeof claims === "string" ? undefined : claims.sub;
  } catch (error) {
    if (error instanceof jsonwebtoken.TokenExpiredError)
      throw unauthorized("token-expired", { at: error.expiredAt.toISOString() });
    throw unauthorized("token-invalid");
  }
  const found = partnerId === undefined ? undefined : await findCaller(partnerId);
  if (partnerId === undefined || !found) throw unauthorized("token-invalid");
  return { partnerId, roles: new Set(found.roles), units: new Set(found.units) };
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
