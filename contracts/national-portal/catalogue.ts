import type { Rules } from "./field-rules.ts";

/** Rows of the lists that are pulled: upper case, scalars as text or numbers, anything may be missing or empty. */
type Scalar = string | number | null;

export interface AgencyRow {
  readonly MADONVI: Scalar;
  readonly TENDONVI: Scalar;
  readonly CAPDONVI?: Scalar;
}

export interface FieldRow {
  readonly MALINHVUC: Scalar;
  readonly TENLINHVUC: Scalar;
  readonly MANGANH?: Scalar;
}

/** `LayDanhSachTTHC` */
export interface ProcedureListRow {
  readonly MATTHC: Scalar;
  readonly TENTTHC: Scalar;
}

/** `LayDVC`, in `result.data` */
export interface OnlineServiceRow {
  readonly MADVC: Scalar;
  readonly TENDVC: Scalar;
  readonly MATTHC: Scalar;
  readonly TENTTHC?: Scalar;
  readonly TENCOQUANBANHANH?: Scalar;
  readonly TENLINHVUC?: Scalar;
  readonly APDUNGDVC?: readonly unknown[] | null;
}

/** `TraCuuTechID`, in `result[0]` */
export interface AccountRequest {
  readonly provider: "wso2is";
  /** A tax or an identity number. */
  readonly mstorcmnd: string;
}

export interface AccountRow {
  readonly TECHNICALID: Scalar;
}

/** `LayThuTuc`, in `result[0]`. Lists may be empty or missing. Text may hold HTML. */
export interface ProcedureRow {
  readonly ID?: Scalar;
  readonly MATTHC: Scalar;
  readonly TENTTHC: Scalar;
  readonly LOAITTHC?: Scalar;
  /** 1: published. */
  readonly TRANGTHAI?: Scalar;
  readonly IDQUYETDINHCONGBO?: Scalar;
  readonly QUYETDINH?: unknown;
  readonly MACOQUANCONGBO?: Scalar;
  readonly MOTA?: Scalar;
  readonly YEUCAU?: Scalar;
  readonly TUKHOA?: Scalar;
  readonly MOTADOITUONGTHUCHIEN?: Scalar;
  readonly MOTACOQUANTHUCHIEN?: Scalar;
  readonly MOTACOQUANTHAMQUYEN?: Scalar;
  readonly DIACHITIEPNHAN?: Scalar;
  /** 1 province, 2 district (until 30/06/2025), 3 commune. */
  readonly CAPTHUCHIEN?: readonly { readonly CAPTHUCHIEN: Scalar }[] | null;
  readonly LINHVUCTHUCHIEN?: readonly { readonly MALINHVUC: Scalar; readonly TENLINHVUC: Scalar }[] | null;
  readonly DOITUONGTHUCHIEN?: readonly { readonly TENDOITUONG: Scalar }[] | null;
  readonly TRINHTUTHUCHIEN?:
    | readonly {
        readonly TRUONGHOP?: Scalar;
        readonly TRINHTU?: readonly { readonly TENTRINHTU: Scalar }[] | null;
      }[]
    | null;
  readonly CACHTHUCTHUCHIEN?: readonly ProcedureChannel[] | null;
  readonly THANHPHANHOSO?:
    | readonly {
        readonly TRUONGHOP?: Scalar;
        readonly GIAYTO?:
          | readonly {
              readonly MAGIAYTO?: Scalar;
              readonly TENGIAYTO: Scalar;
              readonly TENMAUDON?: Scalar;
              readonly URL?: Scalar;
            }[]
          | null;
      }[]
    | null;
  readonly KETQUATHUCHIEN?: readonly { readonly MAKETQUA: Scalar; readonly TENKETQUA: Scalar }[] | null;
  readonly CANCUPHAPLY?: readonly { readonly SOVANBAN: Scalar; readonly TENVANBAN: Scalar }[] | null;
  readonly TTHCLIENQUAN?: readonly unknown[] | null;
  readonly TTHCLIENTHONG?: readonly unknown[] | null;
  readonly COQUANTHUCHIEN?: readonly { readonly MADONVI: Scalar; readonly TENDONVI: Scalar }[] | null;
  readonly COQUANCOTHAMQUYEN?: unknown;
  readonly COQUANDUOCUYQUYEN?: unknown;
  readonly COQUANPHOIHOP?: unknown;
}

export interface ProcedureChannel {
  /** 1 in person, 2 online, 3 by post. */
  readonly KENH: Scalar;
  readonly THOIGIAN?:
    | readonly {
        readonly THOIGIANGIAIQUYET?: Scalar;
        /** In words: "Ngày", "Ngày làm việc". */
        readonly DONVITINH?: Scalar;
        readonly MOTA?: Scalar;
        readonly PHILEPHI?:
          | readonly {
              readonly MAPHILEPHI?: Scalar;
              /** "Không", "1.000.000" or a number. */
              readonly SOTIEN?: Scalar;
              readonly DONVI?: Scalar;
              readonly MOTA?: Scalar;
              readonly URL?: Scalar;
            }[]
          | null;
      }[]
    | null;
}

export const agencyRules: Rules<AgencyRow> = {
  MADONVI: { mandatory: "yes", kind: "code", sure: "one" },
  TENDONVI: { mandatory: "yes", kind: "text", sure: "one" },
  CAPDONVI: { mandatory: "no", kind: "text", sure: "one" },
};

export const fieldRules: Rules<FieldRow> = {
  MALINHVUC: { mandatory: "yes", kind: "code", sure: "one" },
  TENLINHVUC: { mandatory: "yes", kind: "text", sure: "one" },
  MANGANH: { mandatory: "no", kind: "code", sure: "one" },
};

export const procedureListRules: Rules<ProcedureListRow> = {
  MATTHC: { mandatory: "yes", kind: "code", sure: "two" },
  TENTTHC: { mandatory: "yes", kind: "text", sure: "two" },
};

const text = { mandatory: "no", kind: "text", sure: "one" } as const;
const prose = { mandatory: "no", kind: "prose", sure: "two" } as const;
const list = { mandatory: "no", kind: "list", sure: "two" } as const;

export const onlineServiceRules: Rules<OnlineServiceRow> = {
  MADVC: { mandatory: "yes", kind: "code", sure: "one" },
  TENDVC: { mandatory: "yes", kind: "text", sure: "one" },
  MATTHC: { mandatory: "yes", kind: "code", sure: "one" },
  TENTTHC: text,
  TENCOQUANBANHANH: text,
  TENLINHVUC: text,
  APDUNGDVC: { ...list, sure: "one" },
};

export const procedureRules: Rules<ProcedureRow> = {
  ID: text,
  MATTHC: { mandatory: "yes", kind: "code", sure: "two" },
  TENTTHC: { mandatory: "yes", kind: "text", sure: "two" },
  LOAITTHC: text,
  TRANGTHAI: { mandatory: "no", kind: "code", sure: "two" },
  IDQUYETDINHCONGBO: text,
  QUYETDINH: { mandatory: "no", kind: "any", sure: "one" },
  MACOQUANCONGBO: text,
  MOTA: prose,
  YEUCAU: prose,
  TUKHOA: prose,
  MOTADOITUONGTHUCHIEN: prose,
  MOTACOQUANTHUCHIEN: prose,
  MOTACOQUANTHAMQUYEN: prose,
  DIACHITIEPNHAN: prose,
  CAPTHUCHIEN: list,
  LINHVUCTHUCHIEN: list,
  DOITUONGTHUCHIEN: list,
  TRINHTUTHUCHIEN: list,
  CACHTHUCTHUCHIEN: list,
  THANHPHANHOSO: list,
  KETQUATHUCHIEN: list,
  CANCUPHAPLY: list,
  TTHCLIENQUAN: list,
  TTHCLIENTHONG: list,
  COQUANTHUCHIEN: list,
  COQUANCOTHAMQUYEN: { mandatory: "no", kind: "any", sure: "two" },
  COQUANDUOCUYQUYEN: { mandatory: "no", kind: "any", sure: "two" },
  COQUANPHOIHOP: { mandatory: "no", kind: "any", sure: "two" },
};
