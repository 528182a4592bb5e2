import type { Credentials } from "../../core/service/authenticate-partner.ts";
import { tokenSeconds } from "../callers.ts";
import { ok, problem } from "../reply.ts";
import { openRoute, type BodyOf } from "../route.ts";

interface Tokens {
  readonly authenticate: (
    credentials: Credentials,
  ) => Promise<{ readonly id: string; readonly roles: readonly string[] } | undefined>;
  readonly issue: (partner: { readonly id: string; readonly roles: readonly string[] }) => Promise<string>;
}

/** OAuth 2.0 client credentials: secret in the body or the Basic header, or a signed assertion (RFC 7523). */
export const issueToken = ({ authenticate, issue }: Tokens) =>
  openRoute("issueToken", async ({ body, authorization }) => {
    const credentials = credentialsOf(body, authorization);
    const partner = credentials && (await authenticate(credentials));
    if (!partner)
      return {
        ...problem({ code: "client-unknown", values: {} }),
        headers: { "www-authenticate": 'Basic realm="lien-thong-hub"' },
      };
    return ok({ access_token: await issue(partner), token_type: "Bearer", expires_in: tokenSeconds });
  });

function credentialsOf(body: BodyOf<"issueToken">, authorization: string | undefined): Credentials | undefined {
  if (body.client_assertion !== undefined)
    return { kind: "assertion", id: body.client_id, assertion: body.client_assertion };
  const basic = /^Basic ([\w+/=-]+)$/i.exec(authorization ?? "")?.[1];
  if (basic !== undefined) {
    const [id = "", ...secret] = Buffer.from(basic, "base64").toString("utf8").split(":");
    // both halves are form-encoded before they are joined (RFC 6749 §2.3.1)
    return { kind: "secret", id: unescaped(id), secret: unescaped(secret.join(":")) };
  }
  if (body.client_id === undefined || body.client_secret === undefined) return undefined;
  return { kind: "secret", id: body.client_id, secret: body.client_secret };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text; // not encoded at all, as many clients do
  }
}
