import { parseJson, type Asked, type Prepared } from "./asked.ts";
import { isRow, orgCode, type Row } from "./fields.ts";
import { done, json, refused, said, type Outcome } from "./outcome.ts";
import { deadLink, endpointOf, subjectOf, type Portal, type Rules } from "./portal.ts";
import type { Account, Sessions } from "./sessions.ts";

/**
 * The portal's own dialect: sign in, then one address for every service, a flat envelope, HTTP 200 whatever happens.
 * Paths: `/mapi/login` and `/mapi/g`; the guide's three addresses are `/auth`, `/share` and `/integration` before them.
 */
export function prepareMapi(
  { method, path, headers, body }: Asked,
  { portal, rules, sessions }: { readonly portal: Portal; readonly rules: Rules; readonly sessions: Sessions },
): Prepared | undefined {
  const [, door, what] = /^(?:\/(auth|share|integration))?\/mapi\/(login|g)$/.exec(path) ?? [];
  if (method !== "POST" || !what || (door && (door === "auth") !== (what === "login"))) return undefined;
  const parsed = parseJson(body);
  const params: Row = isRow(parsed) ? parsed : {};
  const faultOfForm = !/^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "")
    ? "Content-Type phải là application/json"
    : headers["content-length"] === undefined
      ? "Thiếu Content-Length"
      : !isRow(parsed)
        ? "Nội dung không phải JSON UTF-8"
        : undefined;

  if (what === "login")
    return {
      dialect: "mapi",
      service: "login",
      subject: "",
      perform() {
        if (faultOfForm) return refused(faultOfForm);
        const session = sessions.signIn(params["username"], params["password"]);
        return session === undefined ? refused(said.wrongPassword) : done("", session);
      },
      encode: ({ code, message, result }, codeAs) =>
        json({ error_code: codeOf(code, codeAs), message, ...(code === "0" ? { session: result } : {}) }),
    };

  const service = typeof params["service"] === "string" ? params["service"] : "";
  return {
    dialect: "mapi",
    service,
    subject: subjectOf(params),
    async perform() {
      if (faultOfForm) return refused(faultOfForm);
      const account = sessions.accountOf(params["session"]);
      if (!account) return refused(said.notSignedIn);
      const organisation = params["madonvi"];
      if (typeof organisation !== "string" || !orgCode.test(organisation))
        return refused("Trường madonvi bắt buộc nhập, theo mã định danh");
      if (account.organisations && !account.organisations.includes(organisation))
        return refused("Trường madonvi: tài khoản không thuộc đơn vị này");
      if (service === "") return refused("Trường service bắt buộc nhập");
      if (door && door !== endpointOf(service)) return refused(`Dịch vụ ${service} không có ở địa chỉ này`);
      return serveChecked(service, params, account, portal, rules);
    },
    encode: ({ code, message, result }, codeAs) =>
      json({ error_code: codeOf(code, codeAs), message, ...(result === undefined ? {} : { result }) }),
    expire() {
      sessions.end(params["session"]);
      return refused(said.notSignedIn);
    },
  };
}

/** Links are opened before the step, which is one. */
export async function serveChecked(
  service: string,
  params: Row,
  account: Account | undefined,
  portal: Portal,
  rules: Rules,
): Promise<Outcome> {
  const foreign = account?.provinces && foreignCode(params, account.provinces);
  if (foreign) return refused("Trường MaHoSo không thuộc tỉnh của tài khoản");
  const dead = rules.opensLinks ? await deadLink(params) : undefined;
  return dead === undefined ? portal.serve(service, params) : refused(`Trường ${dead}: không tải được tệp`);
}

/** Of a filing the national code is the national side's own. */
function foreignCode(params: Row, provinces: readonly string[]): boolean {
  const data = params["data"];
  return (Array.isArray(data) ? data : []).some((row) => {
    const code: unknown = isRow(row) ? row["MaHoSo"] : undefined;
    const unit = typeof code === "string" ? code.split("-")[0] : undefined;
    return unit !== undefined && !unit.split(".").some((part) => provinces.includes(part));
  });
}

export const codeOf = (code: string, codeAs: "text" | "number") => (codeAs === "number" ? Number(code) : code);
