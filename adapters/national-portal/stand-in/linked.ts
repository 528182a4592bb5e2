import { randomUUID } from "node:crypto";
import { bearerOf, rowOf, type Asked, type Prepared } from "./asked.ts";
import { isRow, type Row } from "./fields.ts";
import type { HeldLinked } from "./holdings.ts";
import { isMoment } from "./moments.ts";
import { done, json, refused, type Outcome, type Reply } from "./outcome.ts";
import type { Sessions } from "./sessions.ts";

/** Only the detail's path was seen; the others are configuration everywhere. */
export const linkedPaths = {
  token: "/api/lienthongdvclt/token",
  list: "/api/lienthongdvclt/hosolienthong",
  /** With `/<id>` behind it. */
  detail: "/api/lienthongdvclt/hosolienthong",
  acknowledge: "/api/lienthongdvclt/danhan",
  status: "/api/lienthongdvclt/capNhatTrangThaiHoSoDVCLTHoTich",
};

/** A filing of birth or death that provinces fetch. */
export interface LinkedFiling {
  readonly code: string;
  readonly procedure: string;
  readonly module: "KS" | "KT";
  /** Administrative code: three digits are a district, more a commune. */
  readonly unit: number;
  /** dd/MM/yyyy HH:mm:ss */
  readonly receivedAt: string;
  readonly techId?: string;
  /** Of `hoTich`: nks…, nkt…, me…, cha…, nyc…; in the order told. */
  readonly fields: Readonly<Record<string, string>>;
  readonly files: readonly {
    readonly id: number;
    readonly kind: number;
    readonly name: string;
    readonly fileName: string;
    readonly bytes: Buffer;
    /** Taken back: to be skipped. */
    readonly cancelled?: boolean;
  }[];
  /** In place of the XML, or of the JSON around it: as a broken system sends it. */
  readonly rawXml?: string;
  readonly rawInner?: string;
}

/** In this order and no other; 2 (supplement) and 6 (refused) stand beside it. */
const order = [1, 3, 7, 4, 5];

interface Held {
  readonly id: number;
  filing: LinkedFiling;
  localCode: string | null;
  acknowledged: boolean;
  listed: number;
  statuses: number[];
}

/** Linked services (DVCLT): listed until acknowledged; statuses in an enforced order. */
export function openLinked(sessions: Sessions) {
  const held = new Map<string, Held>();

  const find = (code: unknown) => (typeof code === "string" ? held.get(code) : undefined);

  const list = () => {
    const waiting = [...held.values()].filter(({ acknowledged }) => !acknowledged);
    for (const each of waiting) each.listed += 1;
    return waiting.map(({ id, filing }) => ({
      id,
      maDonVi: filing.unit,
      maTTHC: filing.procedure,
      module: filing.module,
      maHoSo: filing.code,
      ngayTiepNhan: filing.receivedAt,
      techId: filing.techId ?? "",
    }));
  };

  const acknowledge = (body: Row): Outcome => {
    const one = find(body["maHoSo"]);
    if (!one) return refused("maHoSo: hồ sơ không tồn tại", 400);
    if (body["daNhan"] !== true) return refused("daNhan: phải là true", 400);
    one.acknowledged = true;
    return done("Cập nhật thành công");
  };

  const takeStatus = (body: Row): Outcome => {
    const one = find(body["soHoSoLT"]);
    if (!one) return refused("soHoSoLT: hồ sơ không tồn tại", 400);
    const fault = faultOfStatus(body, one);
    if (fault) return refused(fault, 400);
    const status = Number(body["trangThai"]);
    const reached = Math.max(-1, ...one.statuses.map((each) => order.indexOf(each)));
    const place = order.indexOf(status);
    if (one.statuses.includes(6) || (place >= 0 && place <= reached) || one.statuses.at(-1) === status)
      return refused(`trangThai: không thể cập nhật lên trạng thái ${status}`, 400);
    // supplement and refusal need what was taken in and is not yet registered
    if (place < 0 && reached >= order.indexOf(4))
      return refused(`trangThai: không thể cập nhật lên trạng thái ${status}`, 400);
    const missing = place < 0 ? (reached < 0 ? 1 : undefined) : place > reached + 1 ? order[reached + 1] : undefined;
    if (missing !== undefined) return refused(`trangThai: hồ sơ chưa cập nhật trạng thái ${missing}`, 400);
    one.statuses.push(status);
    one.localCode = String(body["maHoSo"]);
    return done("Cập nhật trạng thái thành công");
  };

  const prepare = ({ method, path, headers, body }: Asked): Prepared | undefined => {
    const name = operationOf(method, path);
    if (!name) return undefined;
    const id = path.slice(linkedPaths.detail.length + 1);
    const row = rowOf(body);
    const code = name === "detail" ? [...held.values()].find((one) => String(one.id) === id)?.filing.code : undefined;
    return {
      dialect: "dvclt",
      service: `dvclt/${name}`,
      subject: code ?? textOf(row[name === "acknowledge" ? "maHoSo" : "soHoSoLT"]),
      perform() {
        if (name === "token") {
          const token = sessions.signIn(row["userName"], row["password"]);
          return token === undefined
            ? refused("userName: tài khoản hoặc mật khẩu không đúng", 401)
            : done("", { token, refreshToken: randomUUID(), refreshTokenExpiryTime: "2099-01-01T00:00:00Z" });
        }
        if (!sessions.accountOf(bearerOf(headers))) return refused("token hết hạn", 401);
        if (name === "list") return done("", { data: list() });
        if (name === "acknowledge") return acknowledge(row);
        if (name === "status") return takeStatus(row);
        const one = find(code);
        return one ? done("", { data: detailOf(one) }) : refused("id: hồ sơ không tồn tại", 404);
      },
      encode: (outcome) => encode(name, outcome),
      ...(name === "token"
        ? {}
        : {
            expire: () => {
              sessions.end(bearerOf(headers));
              return refused("token hết hạn", 401);
            },
          }),
    };
  };

  return {
    prepare,
    /** From now on listed, until it is acknowledged. */
    add(filing: LinkedFiling, acknowledged = false): number {
      const id = 7_000 + held.size + 1;
      held.set(filing.code, { id, filing, localCode: null, acknowledged, listed: 0, statuses: [] });
      return id;
    },
    /** The citizen brought what status 2 asked for: listed again, under the same id and code. */
    supplement(code: string, but: Partial<LinkedFiling>): void {
      const one = find(code);
      if (one?.statuses.at(-1) !== 2) throw new Error(`${code} has not been told to supplement.`);
      one.filing = { ...one.filing, ...but, code };
      one.acknowledged = false;
    },
    held: (): HeldLinked[] =>
      [...held.values()].map(({ id, filing, localCode, acknowledged, listed, statuses }) => ({
        id,
        code: filing.code,
        localCode,
        acknowledged,
        listed,
        statuses,
      })),
  };
}

type Operation = "token" | "list" | "detail" | "acknowledge" | "status";

function operationOf(method: string, path: string): Operation | undefined {
  if (method === "POST" && path === linkedPaths.token) return "token";
  if (method === "GET" && path === linkedPaths.list) return "list";
  if (method === "GET" && path.startsWith(`${linkedPaths.detail}/`)) return "detail";
  if (method === "PUT" && path === linkedPaths.acknowledge) return "acknowledge";
  return method === "POST" && path === linkedPaths.status ? "status" : undefined;
}

function faultOfStatus(body: Row, { filing, localCode }: Held): string | undefined {
  const { maTTHC, maHoSo, coQuanXuLy, trangThai, ketQuaXuLy } = body;
  if (maTTHC !== filing.procedure) return "maTTHC: không phải thủ tục của hồ sơ";
  if (typeof maHoSo !== "string" || maHoSo === "") return "maHoSo: bắt buộc nhập";
  if (localCode !== null && maHoSo !== localCode) return "maHoSo: hồ sơ đã gắn với mã khác";
  if (coQuanXuLy !== 5) return "coQuanXuLy: phải là 5";
  if (!Number.isInteger(trangThai) || Number(trangThai) < 1 || Number(trangThai) > 7)
    return "trangThai: phải là số từ 1 đến 7";
  if (!isLinkedMoment(body["thoiGianThucHien"])) return "thoiGianThucHien: bắt buộc nhập, dd/MM/yyyy HH:mm:ss";
  for (const name of ["ngayBatDau", "ngayKetThucTheoQuyDinh", "ngayHenTraTruoc", "ngayHenTraMoi"])
    if (![undefined, null, ""].includes(body[name] as undefined) && !isLinkedMoment(body[name]))
      return `${name}: phải là dd/MM/yyyy HH:mm:ss`;
  if (trangThai === 4 && !isRow(parseText(ketQuaXuLy))) return "ketQuaXuLy: bắt buộc nhập, là chuỗi JSON";
  return undefined;
}

const textOf = (value: unknown) => (typeof value === "string" ? value : "");

const isLinkedMoment = (value: unknown) => typeof value === "string" && isMoment(value, "dd/MM/yyyy HH:mm:ss");

function parseText(value: unknown): unknown {
  try {
    return typeof value === "string" ? (JSON.parse(value) as unknown) : undefined;
  } catch {
    return undefined;
  }
}

function detailOf({ id, filing }: Held): Row {
  const { code, module, procedure, fields, files, unit } = filing;
  const xml =
    filing.rawXml ??
    `<root><hoTich>${Object.entries(fields)
      .map(([name, value]) => `<${name}>${escape(value)}</${name}>`)
      .join("")}</hoTich></root>`;
  const inner = {
    maHoSo: code,
    module,
    data: xml,
    fileDinhKem: files.map((file) => ({
      id: file.id,
      loaiGiayTo: file.kind,
      tenGiayTo: file.name,
      tenTepDinhKem: file.fileName,
      huyGiayTo: file.cancelled ? 1 : 0,
      duLieuTepDinhKem: file.bytes.toString("base64"),
    })),
  };
  return {
    id,
    maHoSo: code,
    maTTHC: procedure,
    module,
    maDonVi: unit,
    data: filing.rawInner ?? JSON.stringify(inner),
    fileDinhKem: null,
  };
}

export const escape = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0) ?? 0};`);

function encode(name: Operation, { code, message, result, status = code === "0" ? 200 : 400 }: Outcome): Reply {
  if (result !== undefined) return json(result);
  if (name === "acknowledge" && code === "0") return { status, type: "text/plain;charset=UTF-8", text: message };
  if (code === "0") return json({ status, title: message });
  const [field = "", words] = message.split(": ");
  return json(
    {
      status,
      title: "One or more validation errors occurred.",
      errors: words === undefined ? { soHoSoLT: [message] } : { [field]: [words] },
      traceId: randomUUID(),
    },
    status,
  );
}
