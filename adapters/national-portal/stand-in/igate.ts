import { createHash, randomUUID } from "node:crypto";
import { bearerOf, parseJson, type Asked, type Prepared } from "./asked.ts";
import { dossierCode, isRow, orgCode, type Row } from "./fields.ts";
import { sameRow, type HeldIgate } from "./holdings.ts";
import { isMoment } from "./moments.ts";
import { done, json, refused, said, type Outcome } from "./outcome.ts";
import type { Sessions } from "./sessions.ts";

/** Names of the operations were seen, addresses were not. */
export const igatePaths = {
  token: "/igate/token",
  /** `?MaDonVi=H99.14` */
  nextValue: "/igate/next-value",
  upload: "/igate/upload",
  create: "/igate/HoSo",
  progress: "/igate/CapNhatTienTrinh",
  status: "/igate/CapNhatTrangThai",
};

type Operation = keyof typeof igatePaths;

const scalar = (value: unknown) => (typeof value === "number" ? String(value) : value);
const isFilled = (value: unknown) => typeof value === "string" && value !== "";

/** The interface of 2026: HTTP codes carry meaning, codes are reserved, files go by id and hash. */
export function openIgate(sessions: Sessions, now: () => Date) {
  const dossiers = new Map<string, { -readonly [K in keyof HeldIgate]: HeldIgate[K] } & Lists>();
  const reserved = new Set<string>();
  const files = new Map<string, string>();
  let sequence = 0;
  let duplicates = 0;

  const nextValue = (unit: unknown): Outcome => {
    if (typeof unit !== "string" || !orgCode.test(unit)) return refused("MaDonVi không đúng định dạng", 400);
    sequence += 1;
    // the day of Hà Nội
    const day = new Date(now().getTime() + 7 * 3_600_000).toISOString().slice(0, 10).replaceAll("-", "");
    const code = `${unit}-${day}-${String(sequence).padStart(7, "0")}`;
    reserved.add(code);
    return done("Thành công", code);
  };

  const upload = async (body: Buffer, type: string): Promise<Outcome> => {
    const parts = await readForm(body, type);
    if (parts === undefined || parts.length === 0) return refused("files bắt buộc nhập", 400);
    return done(
      "Tải tệp thành công",
      parts.map((bytes) => {
        const IdTepTin = randomUUID();
        const HashTepTin = createHash("sha256").update(bytes).digest("hex");
        files.set(IdTepTin, HashTepTin);
        return { IdTepTin, HashTepTin };
      }),
    );
  };

  const create = (body: unknown): Outcome => {
    if (!isRow(body)) return refused("Nội dung không phải JSON", 400);
    const fault = faultOfDossier(body, files);
    if (fault) return refused(fault, 400);
    const code = String(body["MaHoSo"]);
    if (dossiers.has(code)) return refused(said.exists(code), 400);
    if (!reserved.has(code)) return refused(`Mã hồ sơ ${code} chưa được cấp`, 400);
    const id = randomUUID();
    dossiers.set(code, { id, code, status: null, packet: body, progress: [], statuses: [], duplicates: [] });
    return done("Tạo hồ sơ thành công", { idHoSo: id, maHoSo: code });
  };

  const append = (body: unknown, name: "CapNhatTienTrinh" | "CapNhatTrangThai"): Outcome => {
    const rows: unknown = isRow(body) ? body[name] : body;
    if (!Array.isArray(rows) || rows.length === 0) return refused(`${name} bắt buộc nhập`, 400);
    const judgeRow = name === "CapNhatTienTrinh" ? faultOfProgress : faultOfStatus;
    for (const [index, row] of rows.entries()) {
      const fault = isRow(row) ? judgeRow(row) : "phải là đối tượng";
      if (fault) return refused(`${name}[${index}]: ${fault}`, 400);
      const one = dossiers.get(String((row as Row)["MaHoSo"]));
      if (!one) return refused(said.absent(String((row as Row)["MaHoSo"])), 404);
      if (((row as Row)["IDHoSo"] ?? (row as Row)["IdHoSo"]) !== one.id)
        return refused(`${name}[${index}]: mã và định danh không cùng một hồ sơ`, 400);
    }
    for (const row of rows as Row[]) {
      const one = dossiers.get(String(row["MaHoSo"]));
      const list = name === "CapNhatTienTrinh" ? one?.progress : one?.statuses;
      if (list?.some((before) => sameRow(before, row))) {
        one?.duplicates.push(row);
        duplicates += 1;
      }
      list?.push(row);
      if (one && name === "CapNhatTrangThai") one.status = String(row["TrangThai"]);
    }
    return done("Cập nhật thành công");
  };

  return {
    prepare({ method, path, query, headers, body }: Asked): Prepared | undefined {
      const name = (Object.keys(igatePaths) as Operation[]).find((each) => igatePaths[each] === path);
      if (!name || !(method === "POST" || (name === "nextValue" && method === "GET"))) return undefined;
      const parsed = name === "upload" ? undefined : parseJson(body);
      const row = isRow(parsed) ? parsed : {};
      const list: unknown = Array.isArray(parsed) ? parsed : (row["CapNhatTienTrinh"] ?? row["CapNhatTrangThai"]);
      const first: unknown = Array.isArray(list) ? list[0] : row;
      const code = isRow(first) ? first["MaHoSo"] : undefined;
      return {
        dialect: "igate2026",
        service: `igate2026/${name}`,
        subject: typeof code === "string" ? code : "",
        perform() {
          if (name === "token") {
            const token = sessions.signIn(row["client_id"], row["client_secret"]);
            return token === undefined
              ? refused("client_id hoặc client_secret không đúng", 401)
              : done("Thành công", {
                  access_token: token,
                  expires_in: sessions.lifeSeconds(),
                  token_type: "Bearer",
                  scope: "hoso",
                });
          }
          if (!sessions.accountOf(bearerOf(headers))) return refused("token hết hạn", 401);
          switch (name) {
            case "nextValue":
              return nextValue(query.get("MaDonVi") ?? row["MaDonVi"]);
            case "upload":
              return upload(body, headers["content-type"] ?? "");
            case "create":
              return create(parsed);
            case "progress":
              return append(parsed, "CapNhatTienTrinh");
            case "status":
              return append(parsed, "CapNhatTrangThai");
          }
        },
        encode: ({ code: outcome, message, result, status = outcome === "0" ? 200 : 400 }) =>
          json({ code: status, message, data: result ?? null }, status),
        ...(name === "token"
          ? {}
          : {
              expire: () => {
                sessions.end(bearerOf(headers));
                return refused("token hết hạn", 401);
              },
            }),
      };
    },
    held: (): { readonly dossiers: HeldIgate[]; readonly duplicates: number } => ({
      dossiers: [...dossiers.values()],
      duplicates,
    }),
  };
}

interface Lists {
  readonly progress: Row[];
  readonly statuses: Row[];
  readonly duplicates: Row[];
}

/** The bytes of each part called `files`. */
async function readForm(body: Buffer, type: string): Promise<Buffer[] | undefined> {
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the body is whole and capped before it comes here
    const form = await new Response(body, { headers: { "content-type": type } }).formData();
    return await Promise.all(
      form
        .getAll("files")
        .filter((part) => typeof part !== "string")
        .map(async (part) => Buffer.from(await part.arrayBuffer())),
    );
  } catch {
    return undefined;
  }
}

function faultOfDossier(row: Row, files: ReadonlyMap<string, string>): string | undefined {
  for (const name of ["MaHoSo", "MaTTHC", "ChuHoSo", "MaDonViTiepNhan", "NgayNop"])
    if (!isFilled(row[name])) return `${name} bắt buộc nhập`;
  if (!dossierCode.test(String(row["MaHoSo"]))) return "MaHoSo không đúng định dạng";
  if (!/^\d\.\d{6}$/.test(String(row["MaTTHC"]))) return "MaTTHC không đúng định dạng";
  if (!["0", "1", "2"].includes(scalar(row["LoaiDoiTuong"]) as string)) return "LoaiDoiTuong có giá trị không hợp lệ";
  if (!orgCode.test(String(row["MaDonViTiepNhan"]))) return "MaDonViTiepNhan không đúng định dạng";
  for (const name of ["NgayNop", "NgayTiepNhan"])
    if (isFilled(row[name]) && !isMoment(String(row[name]), "yyyy-MM-dd HH:mm:ss"))
      return `${name} không đúng định dạng yyyy-MM-dd HH:mm:ss`;
  const person = isRow(row["ThongTinNguoiNop"]) ? row["ThongTinNguoiNop"]["ThongTinChiTiet"] : undefined;
  if (!isRow(person) || !isFilled(person["TenNguoiNop"]))
    return "ThongTinNguoiNop.ThongTinChiTiet.TenNguoiNop bắt buộc nhập";
  const papers: unknown = row["ThanhPhanHoSo"] ?? [];
  if (!Array.isArray(papers)) return "ThanhPhanHoSo phải là danh sách";
  for (const paper of papers) {
    if (!isRow(paper) || !isFilled(paper["TenThanhPhanHoSo"])) return "ThanhPhanHoSo.TenThanhPhanHoSo bắt buộc nhập";
    if (!["0", "1", "2"].includes(scalar(paper["LoaiBan"]) as string)) return "ThanhPhanHoSo.LoaiBan không hợp lệ";
    const attached: unknown = paper["GiayToDinhKem"] ?? [];
    for (const file of Array.isArray(attached) ? attached : [undefined])
      if (!isRow(file) || files.get(String(file["IdGiayTo"])) !== file["HashTepTin"])
        return "GiayToDinhKem: tệp chưa được tải lên, hoặc mã băm khác";
  }
  return undefined;
}

function faultOfProgress(row: Row): string | undefined {
  for (const name of ["IDHoSo", "MaHoSo", "NguoiXuLy", "ThoiDiemXuLy", "NoiDungXuLy", "TrangThai"])
    if (!isFilled(row[name])) return `${name} bắt buộc nhập`;
  if (!isMoment(String(row["ThoiDiemXuLy"]), "ISO with milliseconds")) return "ThoiDiemXuLy phải là ISO có mili giây";
  return /^([1-9]|10)$/.test(String(row["TrangThai"])) ? undefined : "TrangThai có giá trị không hợp lệ";
}

function faultOfStatus(row: Row): string | undefined {
  for (const name of ["IdHoSo", "MaHoSo", "TrangThai"]) if (!isFilled(row[name])) return `${name} bắt buộc nhập`;
  const status = String(row["TrangThai"]);
  if (!/^([1-9]|10)$/.test(status)) return "TrangThai có giá trị không hợp lệ";
  const heavy = ["DanhSachLePhi", "DanhSachGiayToKetQua"].find(
    (name) => Array.isArray(row[name]) && row[name].length > 0,
  );
  return heavy && !["5", "6", "9"].includes(status) ? `${heavy} chỉ có với trạng thái 5, 6, 9` : undefined;
}
