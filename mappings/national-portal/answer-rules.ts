import { parseDay, type Day } from "../../core/domain/day.ts";

/** What is to be done after an answer (docs/national-portal.md). `unknown`: nobody knows; it is never success (quirk 2). */
export const answerClasses = ["done", "flip", "retry", "predecessor", "auth", "permanent", "unknown"] as const;
export type AnswerClass = (typeof answerClasses)[number];

/** A row of the classifier. The first whose conditions all hold counts; one that is missing holds always. */
export interface AnswerRule {
  readonly id: string;
  readonly class: AnswerClass;
  readonly services?: readonly string[];
  /** HTTP status, both ends included; of `done` it is 200 to 299 unless it says so. */
  readonly http?: readonly [number, number];
  /** As text, whatever it came as; "absent": there is none. */
  readonly codes?: readonly string[];
  /** One of these is in the message. Both sides are folded (quirk 3). */
  readonly contains?: readonly string[];
  /** None of these is. */
  readonly unless?: readonly string[];
  /** The message names a field of a packet. */
  readonly namesField?: true;
  /** The answer carries what was asked for: rows, a session, a token. */
  readonly carries?: true;
  /** It lists errors (`errors`, as the linked services do), or does not. */
  readonly errors?: boolean;
  /** It could not be read as an answer at all. */
  readonly unreadable?: true;
  readonly from: Day;
  /** The last day; null: still. */
  readonly until: Day | null;
  readonly sure: "two" | "one" | "inferred";
}

/** Names of calls that are no service of `mapi/g`. */
export const callNames = {
  login: "login",
  linkedList: "linked.list",
  linkedDetail: "linked.detail",
  linkedAcknowledge: "linked.acknowledge",
  linkedStatus: "linked.status",
  recordStatus: "vneid.status",
  igateNumber: "igate.number",
  igateUpload: "igate.upload",
  igateCreate: "igate.create",
  igateProgress: "igate.progress",
  igateStatus: "igate.status",
} as const;

const reading = [
  callNames.login,
  callNames.linkedList,
  callNames.linkedDetail,
  callNames.igateNumber,
  callNames.igateUpload,
  "TraCuuHoSo",
  "TraCuuTechID",
  "LayThuTuc",
  "LayDVC",
  "LayDanhSachTTHC",
  "LayDanhMucCoQuan",
  "LayDanhMucLinhVuc",
  "LayDanhMucCapThucHien",
  "LayDanhMucDoiTuong",
  "LayDanhMucTinhThanh",
  "LayDanhMucQuanHuyen",
  "LayDanhMucPhuongXa",
  "LayDanhMucQuocGia",
  "LayDanhMucDanToc",
  "LayDanhMucTonGiao",
  "LayDanhMucGioiTinh",
  "LayDanhMucTinhTrangHonNhan",
  "LayDanhMucCanCuPhapLy",
  "LayDanhMucLePhi",
  "LayDanhSachHoiDapGuiTuDVCQG",
  "LayDanhSachHoiDapBoCoQuan",
  "LayNoiDungTraLoiTheoCauHoi",
];
const statuses = ["DongBoTrangThaiHoSo", callNames.linkedStatus, callNames.recordStatus];
const igate = [
  callNames.igateNumber,
  callNames.igateUpload,
  callNames.igateCreate,
  callNames.igateProgress,
  callNames.igateStatus,
];
/** Words by which "thành công" says the opposite: "không thành công", "thành công 0, lỗi 1". */
const doubts = ["không", "chưa", "lỗi", "thất bại", "tồn tại", "error", "fail"];

const known = { from: parseDay("2020-04-20"), until: null } as const; // the guide v1.4

export const answerRules: readonly AnswerRule[] = [
  { id: "http-401", class: "auth", http: [401, 401], ...known, sure: "one" },
  { id: "http-429", class: "retry", http: [429, 429], ...known, sure: "inferred" },
  { id: "http-5xx", class: "retry", http: [500, 599], ...known, sure: "two" },
  { id: "unreadable", class: "retry", unreadable: true, ...known, sure: "two" },
  {
    id: "success-words",
    class: "done",
    codes: ["0"],
    contains: ["thành công"],
    unless: doubts,
    errors: false,
    ...known,
    sure: "two",
  },
  {
    id: "read-answer",
    class: "done",
    services: reading,
    codes: ["0"],
    carries: true,
    unless: doubts,
    ...known,
    sure: "two",
  },
  {
    id: "linked-acknowledged",
    class: "done",
    services: [callNames.linkedAcknowledge],
    contains: ["cập nhật thành công"],
    unless: doubts,
    errors: false,
    ...known,
    sure: "one",
  },
  {
    id: "linked-read",
    class: "done",
    services: [callNames.linkedList, callNames.linkedDetail],
    codes: ["absent"],
    carries: true,
    ...known,
    sure: "one",
  },
  {
    id: "linked-status-taken",
    class: "done",
    services: [callNames.linkedStatus],
    codes: ["200"],
    unless: doubts,
    errors: false,
    ...known,
    sure: "two",
  },
  { id: "vneid-00", class: "done", services: [callNames.recordStatus], codes: ["00"], ...known, sure: "one" },
  {
    id: "vneid-already-past",
    class: "done",
    services: statuses,
    contains: ["không thể cập nhật lên trạng thái"],
    ...known,
    sure: "one",
  },
  {
    // DVCLT states its refusals as validation faults, with the HTTP status of one
    id: "linked-already-past",
    class: "done",
    services: [callNames.linkedStatus],
    http: [400, 400],
    contains: ["không thể cập nhật lên trạng thái", "đã trả kết quả, không được cập nhật", "đã hoàn thành đăng ký"],
    ...known,
    sure: "inferred",
  },
  {
    id: "already-returned",
    class: "done",
    services: statuses,
    contains: ["đã trả kết quả, không được cập nhật"],
    ...known,
    sure: "one",
  },
  {
    id: "already-registered",
    class: "done",
    services: statuses,
    contains: ["đã hoàn thành đăng ký"],
    ...known,
    sure: "one",
  },
  {
    id: "one-stop-has-it",
    class: "done",
    contains: ["đã tồn tại trong một cửa điện tử"],
    unless: ["chưa", "không"],
    ...known,
    sure: "one",
  },
  {
    id: "igate-taken",
    class: "done",
    services: igate,
    http: [200, 200],
    codes: ["0", "00", "200"],
    unless: doubts,
    ...known,
    sure: "one",
  },
  {
    id: "portal-has-it",
    class: "flip",
    services: ["DongBoHoSoMC"],
    contains: ["đã tồn tại"],
    ...known,
    sure: "one",
  },
  {
    id: "portal-has-it-not",
    class: "flip",
    services: ["DongBoHoSoMC"],
    contains: ["không tồn tại", "chưa tồn tại"],
    ...known,
    sure: "one",
  },
  {
    id: "dossier-first",
    class: "predecessor",
    services: ["CapNhatTienDoHoSoMC"],
    contains: ["không tồn tại", "chưa tồn tại"],
    ...known,
    sure: "inferred",
  },
  { id: "earlier-status-first", class: "predecessor", contains: ["chưa cập nhật trạng thái"], ...known, sure: "two" },
  {
    id: "send-first",
    class: "predecessor",
    contains: ["chưa được gửi không thể cập nhật trạng thái"],
    ...known,
    sure: "two",
  },
  {
    id: "vneid-interrupted",
    class: "retry",
    services: [callNames.recordStatus],
    codes: ["03"],
    contains: ["yêu cầu bị gián đoạn"],
    ...known,
    sure: "one",
  },
  { id: "server-error", class: "retry", contains: ["server error"], ...known, sure: "one" },
  { id: "soap-fault", class: "retry", contains: ["client received soap fault"], ...known, sure: "one" },
  { id: "adding-failed", class: "retry", contains: ["có lỗi trong quá trình thêm mới"], ...known, sure: "one" },
  {
    id: "session-over",
    class: "auth",
    contains: ["session", "phiên làm việc", "phiên đăng nhập", "token", "chưa đăng nhập"],
    ...known,
    sure: "inferred",
  },
  { id: "logic", class: "permanent", contains: ["logic xử lý không hợp lệ"], ...known, sure: "one" },
  {
    id: "mandatory-words",
    class: "permanent",
    contains: ["bắt buộc", "không được để trống", "không được bỏ trống", "không được rỗng"],
    ...known,
    sure: "inferred",
  },
  { id: "field-named", class: "permanent", codes: ["-1"], namesField: true, ...known, sure: "inferred" },
  {
    id: "sister-services",
    class: "permanent",
    codes: ["-300", "-301", "-302", "-303", "-304"],
    ...known,
    sure: "one",
  },
  { id: "vneid-01", class: "permanent", services: [callNames.recordStatus], codes: ["01"], ...known, sure: "one" },
  {
    // the facts know `{status: 200, title}` and `{status, errors, traceId}`; of both at once they say nothing
    id: "linked-errors",
    class: "unknown",
    services: [callNames.linkedStatus, callNames.linkedAcknowledge],
    errors: true,
    ...known,
    sure: "inferred",
  },
  { id: "igate-4xx", class: "permanent", services: igate, http: [400, 404], ...known, sure: "one" },
];
