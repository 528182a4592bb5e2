import { setTimeout as pause } from "node:timers/promises";
import { parseJson } from "./asked.ts";
import { isRow, type Row } from "./fields.ts";
import { escape } from "./linked.ts";

/** Where the hub listens for the portal, and how it is reached there. */
export interface HubDoor {
  /** Without a path: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** The way of the call; missing: the bare path. */
  readonly form?: PathForm;
  /** What the hub knows this caller by. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** How long one answer is waited for, milliseconds; missing: 30 s. */
  readonly timeoutMs?: number;
  /** Repeats until it is acknowledged, this often in all; missing: 10. */
  readonly attempts?: number;
  /** Between two attempts, milliseconds; missing: 1 s. */
  readonly pauseMs?: number;
}

export type PathForm = "bare" | "XrdAdapter" | "VXPAdapter";
export const pathForms: readonly PathForm[] = ["bare", "XrdAdapter", "VXPAdapter"];

/** What came back: `body` is undefined when it was no JSON, `status` 0 when nothing came. */
export interface HubAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface HandedDown {
  /** Some answer said 0, or 1: had it before. */
  readonly acknowledged: boolean;
  /** One for each attempt. */
  readonly answers: readonly HubAnswer[];
}

const pathOf = (form: PathForm, path: string) => (form === "bare" ? path : `/${form}/RestService/forward${path}`);

/** What the portal asks of a province and brings it. `known` hears of each national code before it goes out. */
export function makeHandDown(
  door: HubDoor,
  known: { addFiling: (code: string) => void; addJudicial: (code: string) => void },
) {
  const call = async (path: string, body?: unknown, form: PathForm = door.form ?? "bare"): Promise<HubAnswer> => {
    const url = new URL(door.url + pathOf(form, path));
    for (const [name, value] of Object.entries(door.query ?? {})) url.searchParams.set(name, value);
    try {
      const answer = await fetch(url, {
        method: body === undefined ? "GET" : "POST",
        headers: { accept: "application/json", "content-type": "application/json", ...door.headers },
        // bytes and text go as they are: a replayed or broken packet
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
        redirect: "manual",
        signal: AbortSignal.timeout(door.timeoutMs ?? 30_000),
      });
      return { status: answer.status, body: parseJson(Buffer.from(await answer.arrayBuffer())) };
    } catch {
      return { status: 0, body: undefined };
    }
  };

  const repeat = async (path: string, body: unknown): Promise<HandedDown> => {
    const answers: HubAnswer[] = [];
    for (;;) {
      const answer = await call(path, body);
      answers.push(answer);
      const code = isRow(answer.body) ? String(answer.body["error_code"]) : "";
      if (code === "0" || code === "1") return { acknowledged: true, answers };
      if (answers.length >= (door.attempts ?? 10)) return { acknowledged: false, answers };
      await pause(door.pauseMs ?? 1_000);
    }
  };

  return {
    /** One call, unrepeated: for packets that are wrong on purpose. */
    call,
    /** A sales promotion's notice: `/addtthcKhuyenMai`. */
    filePromotion(filing: Row): Promise<HandedDown> {
      known.addFiling(String(filing["MaHoSo"]));
      return repeat("/addtthcKhuyenMai", filing);
    },
    /** Its change: `/nhanhsdvcqg`, whose file lies behind a link. The name of the service was not seen. */
    changePromotion(data: Row, service = "NhanHoSoSuaDoiKhuyenMai"): Promise<HandedDown> {
      known.addFiling(String(data["MaHoSoQG"]));
      return repeat("/nhanhsdvcqg", { service, isUpdating: "False", data });
    },
    /** A notice of land tax: XML in base64. */
    sendTaxNotice: (notice: TaxNotice): Promise<HandedDown> =>
      repeat("/nhantbthuedvcqg", {
        service: "NhanThongBaoThueDat",
        isUpdating: "False",
        data: { FileThongBaoThue: Buffer.from(taxNoticeXml(notice)).toString("base64") },
      }),
    sendTaxVoucher: (data: Row): Promise<HandedDown> =>
      repeat("/nhanhsdvcqg", { service: "NhanChungTuThueDat", isUpdating: "False", data }),
    /** Asks for one dossier's status: flat, without an envelope, HTTP 200 whatever it says. */
    askStatus: (code: string, madonvi: string, form?: PathForm): Promise<HubAnswer> =>
      call("/search/call", { madonvi, service: "TraCuuHoSo", masohoso: code }, form),
    /** By the link of a packet, or by the bare id of a file. */
    async downloadFile(linkOrId: string): Promise<{ readonly status: number; readonly bytes: Buffer }> {
      const url = URL.canParse(linkOrId)
        ? linkOrId
        : door.url + pathOf(door.form ?? "bare", `/downloadfile/${encodeURIComponent(linkOrId)}`);
      const answer = await fetch(url, {
        redirect: "manual",
        ...(door.headers && !URL.canParse(linkOrId) ? { headers: door.headers } : {}),
        signal: AbortSignal.timeout(door.timeoutMs ?? 30_000),
      });
      return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
    },
    /** VNeID takes a number first; undefined: it got none. @param query what else stands in the address. */
    async reserveJudicialCode(key: string, query: Readonly<Record<string, string>> = {}): Promise<string | undefined> {
      const { body } = await call(`/LLTP/LayMaHoSo?${new URLSearchParams({ CodeGet: key, ...query }).toString()}`);
      const code = isRow(body) ? body["Data"] : undefined;
      return typeof code === "string" && code !== "" ? code : undefined;
    },
    /** Then it files under it. */
    async fileJudicial(key: string, filing: Row): Promise<HubAnswer> {
      known.addJudicial(String(filing["maHoSoMCDT"]));
      return call(`/LLTP/TaoHoSo?CodeGet=${encodeURIComponent(key)}`, filing);
    },
  };
}

export interface TaxNotice {
  /** The hub's dossier. */
  readonly code: string;
  readonly rows: readonly {
    readonly taxNumber: string;
    readonly decision: string;
    /** dd-MM-yyyy */
    readonly decidedOn: string;
    readonly what: string;
    /** Whole đồng. */
    readonly amount: bigint;
  }[];
}

export const taxNoticeXml = ({ code, rows }: TaxNotice): string =>
  `<?xml version="1.0" encoding="UTF-8"?><DATA><BODY><ROW_LIST><MA_HSO>${escape(code)}</MA_HSO>${rows
    .map(
      ({ taxNumber, decision, decidedOn, what, amount }) =>
        `<ROW><MA_SO_THUE>${escape(taxNumber)}</MA_SO_THUE><SO_QUYET_DINH>${escape(decision)}</SO_QUYET_DINH>` +
        `<NGAY_QUYET_DINH>${escape(decidedOn)}</NGAY_QUYET_DINH><TEN_TIEUMUC>${escape(what)}</TEN_TIEUMUC>` +
        `<SO_TIEN>${amount}</SO_TIEN></ROW>`,
    )
    .join("")}</ROW_LIST></BODY></DATA>`;
