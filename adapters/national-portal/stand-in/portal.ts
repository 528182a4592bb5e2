import type { Catalogue } from "./catalogue.ts";
import {
  answerFields,
  dossierFields,
  evaluationFields,
  filingStatusFields,
  isRow,
  judge,
  progressFields,
  questionFields,
  type Field,
  type Row,
} from "./fields.ts";
import { sameRow, type HeldDossier, type HeldFiling } from "./holdings.ts";
import { done, refused, said, type Outcome } from "./outcome.ts";

/** How strict the portal is where the facts leave it open. A test changes it in place. */
export interface Rules {
  /** How long a session lasts, milliseconds. */
  sessionMs: number;
  /** `error_code` as the portal writes it when no fault says otherwise. */
  codeAs: "text" | "number";
  /** The fields of the later guides (NoiNopHoSo, DinhDanhCHS…) must be filled. */
  demandsLater: boolean;
  /** Links in packets are opened by HEAD before a packet is taken. */
  opensLinks: boolean;
  /** Only procedures of its catalogue. */
  knownProceduresOnly: boolean;
  /** A dossier whose result was returned (10) takes no update any more. */
  closesReturned: boolean;
  /** `TraCuuHoSo` tells the last row of progress, as `TienDoCuoi`. */
  tellsLastRow: boolean;
  /** A row for which this says why is refused each time it comes, and with it its whole batch. */
  refuses: (row: Row, service: string) => string | undefined;
}

export const strictRules = (): Rules => ({
  sessionMs: 10 * 60_000,
  codeAs: "text",
  demandsLater: false,
  opensLinks: false,
  knownProceduresOnly: false,
  closesReturned: false,
  tellsLastRow: false,
  refuses: () => undefined,
});

/** Not a figure of the guide: nobody published one. */
const dossiersPerCall = 100;
const rowsPerCall = 10;
const linkTimeoutMs = 5_000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] };

const statusNames: Readonly<Record<string, string>> = {
  "1": "Mới đăng ký",
  "2": "Được tiếp nhận",
  "3": "Không được tiếp nhận",
  "4": "Đang xử lý",
  "5": "Yêu cầu bổ sung giấy tờ",
  "6": "Yêu cầu thực hiện nghĩa vụ tài chính",
  "7": "Công dân yêu cầu rút hồ sơ",
  "8": "Dừng xử lý",
  "9": "Đã xử lý xong",
  "10": "Đã trả kết quả",
};

/** The services behind `mapi/g`, however a call is written. One call is one step: taken whole or not at all. */
export function openPortal(rules: Rules, catalogue: Catalogue) {
  const dossiers = new Map<string, Mutable<HeldDossier>>();
  const filings = new Map<string, Mutable<HeldFiling>>();
  const evaluations: Row[] = [];
  const answers: Row[] = [];
  const questions: Row[] = [];
  let duplicates = 0;

  /** Only rows that are right together pass; the answer names the first that is not. */
  const batch = (data: unknown, fields: readonly Field[], service: string, atMost: number): Row[] | Outcome => {
    if (!Array.isArray(data)) return refused("Trường data phải là danh sách");
    if (data.length === 0) return refused("Trường data bắt buộc nhập");
    if (data.length > atMost) return refused(`Danh sách vượt quá ${atMost} bản ghi`);
    for (const [index, row] of data.entries()) {
      const faults = judge(fields, row, rules.demandsLater);
      const own = isRow(row) ? rules.refuses(row, service) : undefined;
      const first = faults[0] ?? own;
      if (first !== undefined) return refused(data.length === 1 ? first : `Bản ghi ${index + 1}: ${first}`);
    }
    return data as Row[];
  };

  const takeDossiers = (data: unknown, isUpdating: unknown): Outcome => {
    if (isUpdating !== "True" && isUpdating !== "False")
      return refused("Trường isUpdating phải là chuỗi True hoặc False");
    const rows = batch(data, dossierFields, "DongBoHoSoMC", dossiersPerCall);
    if (!Array.isArray(rows)) return rows;
    const codes = rows.map((row) => String(row["MaHoSo"]));
    if (new Set(codes).size < codes.length) return refused("Một hồ sơ có hai lần trong danh sách");
    for (const [index, code] of codes.entries()) {
      const row = rows[index] ?? {};
      const held = dossiers.get(code);
      if (filings.has(code) || [...filings.values()].some(({ localCode }) => localCode === code))
        return refused(`Hồ sơ ${code} nộp trên Cổng: cập nhật bằng DongBoTrangThaiHoSo`);
      if (isUpdating === "False" && held) return { code: "-3", message: said.exists(code) };
      if (isUpdating === "True" && !held) return { code: "-3", message: said.absent(code) };
      if (rules.closesReturned && held?.status === "10")
        return refused(`Hồ sơ ${code} đã trả kết quả, không được cập nhật`);
      if (rules.knownProceduresOnly && !catalogue.procedures.some((known) => known["MATTHC"] === row["MaTTHC"]))
        return refused("Trường MaTTHC không có trong cơ sở dữ liệu quốc gia về TTHC");
    }
    for (const row of rows) {
      const code = String(row["MaHoSo"]);
      const status = String(row["TrangThaiHoSo"]);
      const held = dossiers.get(code);
      if (held) Object.assign(held, { status, packet: row, packets: held.packets + 1 });
      else dossiers.set(code, { code, status, packet: row, packets: 1, progress: [], duplicates: [] });
    }
    return done(said.synced);
  };

  const takeProgress = (data: unknown): Outcome => {
    const rows = batch(data, progressFields, "CapNhatTienDoHoSoMC", rowsPerCall);
    if (!Array.isArray(rows)) return rows;
    const code = String(rows[0]?.["MaHoSo"]);
    if (rows.some((row) => row["MaHoSo"] !== code)) return refused("Danh sách tiến độ có nhiều hơn một hồ sơ");
    const held = dossiers.get(code);
    if (!held) return refused(said.absent(code));
    const stepOf = (row: Row) => [row["ThoiDiemXuLy"], row["TrangThai"], row["NoiDungXuLy"]].join("|");
    const known = new Set(held.progress.map(stepOf));
    // a row of before is appended again, as nothing on the wire says that it is one of before
    let last = held.progress.map((row) => String(row["ThoiDiemXuLy"])).reduce((a, b) => (a > b ? a : b), "");
    for (const row of rows) {
      if (known.has(stepOf(row))) continue;
      const at = String(row["ThoiDiemXuLy"]);
      if (at < last) return refused(`Trường ThoiDiemXuLy của hồ sơ ${code} trước bước đã có`);
      last = at;
    }
    for (const row of rows) {
      if (known.has(stepOf(row))) {
        held.duplicates.push(row);
        duplicates += 1;
      }
      known.add(stepOf(row));
      held.progress.push(row);
    }
    return done(said.progressed);
  };

  const lookUp = (code: unknown): Outcome => {
    if (typeof code !== "string" || code === "") return refused("Trường mahoso bắt buộc nhập");
    const held = dossiers.get(code);
    const filing = held ? undefined : filings.get(code);
    if (!held) return done("", filing ? [{ MaHoSo: code, MaTrangThai: filing.status ?? "1" }] : []);
    const { packet, status } = held;
    return done("", [
      {
        MaTTHC: packet["MaTTHC"],
        MaHoSo: code,
        HoTenNguoiNop: packet["ChuHoSo"] ?? "",
        MaTrangThai: status,
        TrangThaiHoSo: statusNames[status],
        DonViXuLy: packet["DonViXuLy"],
        NgayNop: packet["NgayNopHoSo"] ?? "",
        NgayTiepNhan: packet["NgayTiepNhan"],
        NgayHenTra: packet["NgayHenTra"] ?? "",
        HinhThucNhanKQ: packet["HinhThuc"],
        ...(rules.tellsLastRow ? { TienDoCuoi: held.progress.at(-1) ?? null } : {}),
      },
    ]);
  };

  const takeFilingStatus = (type: unknown, data: unknown): Outcome => {
    if (type !== "2") return refused("Trường type phải là 2");
    const [fault] = judge(filingStatusFields, data, rules.demandsLater);
    if (fault !== undefined || !isRow(data)) return refused(fault ?? said.illogical);
    const own = rules.refuses(data, "DongBoTrangThaiHoSo");
    if (own !== undefined) return refused(own);
    const code = String(data["MaHoSo"]);
    const filing = filings.get(code);
    if (!filing) return refused(said.absent(code));
    const localCode = String(data["MaHoSoDonVi"]);
    if (filing.localCode !== null && filing.localCode !== localCode)
      return refused(`Trường MaHoSoDonVi: hồ sơ ${code} đã gắn với mã khác`);
    if (filing.statuses.some((row) => sameRow(row, data))) {
      filing.duplicates.push(data);
      duplicates += 1;
    }
    filing.statuses.push(data);
    Object.assign(filing, { localCode, status: String(data["TrangThai"]) });
    return done(said.synced);
  };

  const takeInto = (held: Row[], fields: readonly Field[], service: string, data: unknown): Outcome => {
    const rows = batch(data, fields, service, dossiersPerCall);
    if (!Array.isArray(rows)) return rows;
    duplicates += rows.filter((row) => held.some((before) => sameRow(before, row))).length;
    held.push(...rows);
    return done(said.synced);
  };

  const takeAnswers = (data: unknown): Outcome => {
    const unknown = (Array.isArray(data) ? data : []).find(
      (row) => isRow(row) && !catalogue.questions.some((asked) => asked["HOIDAPID"] === row["HOIDAPID"]),
    ) as Row | undefined;
    if (unknown && judge(answerFields, unknown, false).length === 0)
      return refused("Trường HOIDAPID: câu hỏi không tồn tại");
    return takeInto(answers, answerFields, "DongBoKetQuaHoiDapGuiTuDVCQG", data);
  };

  const listOf = (service: string, asked: Row): Outcome => {
    const text = (name: string) => (typeof asked[name] === "string" ? asked[name] : "");
    const demanded = { LayThuTuc: "maTTHC", LayDanhSachTTHCDonVi: "maDonVi", LayQDCB: "idQDCB", getfile: "DuongDan" };
    const needs = demanded[service as keyof typeof demanded];
    if (needs && text(needs) === "") return refused(`Trường ${needs} bắt buộc nhập`);
    const { procedures } = catalogue;
    const head = ({ MATTHC, TENTTHC }: Row) => ({ MATTHC, TENTTHC });
    switch (service) {
      case "LayDanhSachTTHC":
        return done("", procedures.map(head));
      case "LayDanhSachTTHCDonVi":
        return done(
          "",
          procedures
            .filter(({ COQUANTHUCHIEN: units }) => JSON.stringify(units ?? []).includes(`"${text("maDonVi")}"`))
            .map(head),
        );
      case "LayThuTuc":
        return done(
          "",
          procedures.filter(({ MATTHC }) => MATTHC === asked["maTTHC"]),
        );
      case "LayQDCB":
        return done(
          "",
          procedures
            .filter(({ IDQUYETDINHCONGBO: id }) => id === asked["idQDCB"])
            .map(({ IDQUYETDINHCONGBO: ID, QUYETDINH }) => ({ ID, QUYETDINH })),
        );
      case "LayDVC":
        return done("", { data: catalogue.onlineServices });
      case "TraCuuTechID": {
        if (asked["provider"] !== "wso2is") return refused("Trường provider có giá trị không hợp lệ");
        if (text("mstorcmnd") === "") return refused("Trường mstorcmnd bắt buộc nhập");
        const id = catalogue.accounts[text("mstorcmnd")];
        return done("", id === undefined ? [] : [{ TECHNICALID: id }]);
      }
      case "getfile": {
        const file = catalogue.files[text("DuongDan")];
        return file ? done("", file.toString("base64")) : refused("Trường DuongDan: tệp không tồn tại");
      }
      case "LayDanhSachHoiDapGuiTuDVCQG":
      case "LayDanhSachHoiDapBoCoQuan":
        return done("", catalogue.questions);
      case "LayNoiDungTraLoiTheoCauHoi":
        return done(
          "",
          answers.filter(({ HOIDAPID }) => HOIDAPID === asked["cauhoiid"]),
        );
      default: {
        const list = catalogue.lists[service];
        return list ? done("", list) : refused(`Dịch vụ ${service} không tồn tại`);
      }
    }
  };

  /** One service call; params as of the flat envelope. Rejects nothing silently: an unknown service says so. */
  const serve = (service: string, params: Row): Outcome => {
    switch (service) {
      case "DongBoHoSoMC":
        return takeDossiers(params["data"], params["isUpdating"]);
      case "CapNhatTienDoHoSoMC":
        return takeProgress(params["data"]);
      case "TraCuuHoSo":
        return lookUp(params["mahoso"]);
      case "DongBoTrangThaiHoSo":
        return takeFilingStatus(params["type"], params["data"]);
      case "DongBoDanhGia":
        return takeInto(evaluations, evaluationFields, service, params["data"]);
      case "DongBoKetQuaHoiDapGuiTuDVCQG":
        return takeAnswers(params["data"]);
      case "DongBoHoiDap":
        return takeInto(questions, questionFields, service, params["data"]);
      default:
        return listOf(service, params);
    }
  };

  return {
    serve,
    /** A national filing that the portal handed down: from now on its status may be told. */
    addFiling(code: string): void {
      if (!filings.has(code)) filings.set(code, { code, localCode: null, status: null, statuses: [], duplicates: [] });
    },
    /** As if the dossier had never come: the hub's memory and the portal's differ. */
    forget: (code: string): boolean => dossiers.delete(code),
    held: () => ({
      dossiers: [...dossiers.values()],
      filings: [...filings.values()],
      evaluations,
      answers,
      questions,
      duplicates,
    }),
  };
}

export type Portal = ReturnType<typeof openPortal>;

const shared = /^(LayDanhMuc\w*|LayDanhSachTTHC(DonVi)?|LayQDCB|LayDVC|TraCuuTechID|getfile)$/;

/** The guide has two addresses for services: shared data, and integration. */
export const endpointOf = (service: string): "share" | "integration" =>
  shared.test(service) ? "share" : "integration";

/** What a call is about: the first code in it. */
export function subjectOf(params: Row): string {
  const data = Array.isArray(params["data"]) ? (params["data"] as unknown[])[0] : params["data"];
  const code = params["mahoso"] ?? params["maTTHC"] ?? (isRow(data) ? (data["MaHoSo"] ?? data["HOIDAPID"]) : undefined);
  return typeof code === "string" ? code : "";
}

/** Of the links in a call, the first that HEAD does not answer with 200: a name of a field, never the link. */
export async function deadLink(params: Row): Promise<string | undefined> {
  const data: unknown[] = Array.isArray(params["data"]) ? params["data"] : [params["data"]];
  for (const [list, field] of [
    ["TaiLieuNop", "DuongDanTaiTepTin"],
    ["TaiLieuXuLy", "DuongDanTaiTepTin"],
    ["DanhSachGiayToKetQua", "DuongDanTepTinKetQua"],
  ] as const)
    for (const row of data) {
      const files: unknown = isRow(row) ? row[list] : undefined;
      for (const [index, file] of (Array.isArray(files) ? files : []).entries()) {
        const link: unknown = isRow(file) ? file[field] : undefined;
        if (typeof link === "string" && link !== "" && !(await opens(link))) return `${list}[${index}].${field}`;
      }
    }
  return undefined;
}

async function opens(link: string): Promise<boolean> {
  try {
    const answer = await fetch(link, {
      method: "HEAD",
      redirect: "error",
      signal: AbortSignal.timeout(linkTimeoutMs),
    });
    return answer.status === 200;
  } catch {
    return false;
  }
}
