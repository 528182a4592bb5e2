import { bearerOf, parseJson, type Asked, type Prepared } from "./asked.ts";
import { orgCode, type Row } from "./fields.ts";
import { codeOf, serveChecked } from "./mapi.ts";
import { json, refused } from "./outcome.ts";
import { subjectOf, type Portal, type Rules } from "./portal.ts";

const root = "/KetNoiMotCuaQuocGia/";
/** Services whose payload is one object, not a list. */
const ofOneObject = new Set(["DongBoTrangThaiHoSo", "DongBoTrangThaiHoSoKM"]);

/**
 * A province's own gateway in front of the portal: one path for each service, the payload bare, and rows in an answer
 * as JSON in the text of `message`. It signs in itself; where it wants a token of its own, 401 says so.
 */
export function prepareGateway(
  { method, path, query, headers, body }: Asked,
  {
    portal,
    rules,
    token,
  }: { readonly portal: Portal; readonly rules: Rules; readonly token: () => string | undefined },
): Prepared | undefined {
  if (!path.startsWith(root) || (method !== "POST" && method !== "GET")) return undefined;
  const name = path.slice(root.length);
  const service = name === "DongBoTrangThaiHoSoKM" ? "DongBoTrangThaiHoSo" : name;
  const parsed = method === "POST" ? parseJson(body) : undefined;
  const asked = Object.fromEntries([...query].filter(([key]) => key !== "dstcode"));
  const isPush = /^(DongBo|CapNhat)/.test(service);
  // the list itself is the body; what asks for something may come either way
  const params: Row = isPush
    ? { type: "2", isUpdating: "False", ...asked, data: parsed }
    : { ...asked, ...(typeof parsed === "object" ? parsed : {}) };
  return {
    dialect: "gateway",
    service: `gateway/${service}`,
    subject: subjectOf(params),
    async perform() {
      const wanted = token();
      if (wanted !== undefined && bearerOf(headers) !== wanted) return refused("token hết hạn", 401);
      if (isPush && method !== "POST") return refused("Phương thức phải là POST");
      if (isPush && parsed === undefined) return refused("Nội dung không phải JSON UTF-8");
      if (isPush && Array.isArray(parsed) === ofOneObject.has(name))
        return refused(ofOneObject.has(name) ? "Nội dung phải là đối tượng" : "Nội dung phải là danh sách");
      const unit = query.get("MaDinhDanhDV");
      if (unit !== null && !orgCode.test(unit)) return refused("Trường MaDinhDanhDV không đúng định dạng");
      return serveChecked(service, params, undefined, portal, rules);
    },
    encode: ({ code, message, result, status = 200 }, codeAs) =>
      json(
        {
          error_code: codeOf(code, codeAs),
          message: result === undefined ? message : JSON.stringify({ result }),
        },
        status,
      ),
    expire: () => refused("token hết hạn", 401),
  };
}
