import type { Rules } from "./field-rules.ts";

/** A question, and its answer where it has one: a row of the two lists and of `LayNoiDungTraLoiTheoCauHoi`. */
export interface QuestionRow {
  readonly HOIDAPID: string | number;
  readonly MALINHVUC?: string | null;
  readonly MADONVI?: string | null;
  readonly TENDONVI?: string | null;
  readonly NOIDUNG?: string | null;
  readonly NOIDUNGTRALOI?: string | null;
  readonly TRALOIID?: string | number | null;
  readonly HOVATEN?: string | null;
  readonly DIACHI?: string | null;
  readonly THUDIENTU?: string | null;
  readonly SODIENTHOAI?: string | null;
  readonly MATTHCDP?: string | null;
  /** 0: to be passed over. */
  readonly TRANGTHAI?: string | number | null;
}

export interface QuestionAnswersRequest {
  readonly cauhoiid: string;
}

/** A row of `DongBoKetQuaHoiDapGuiTuDVCQG`: our answer to a question asked on the portal. */
export interface QuestionReply {
  readonly HOIDAPID: string;
  readonly MADONVI: string;
  readonly NGUOITRALOI: string;
  readonly CHUCVUNGUOITRALOI: string;
  readonly NGAYTRALOI: string;
  readonly NOIDUNGTRALOI: string;
}

/** A row of `DongBoHoiDap`: a question of ours, for the portal. Letter case is the portal's. */
export interface OwnQuestion {
  readonly HOIDAPID: string;
  readonly MaLinhVuc: string;
  readonly NOIDUNG: string;
  readonly MADONVI: string;
  readonly TENDONVI: string;
}

const text = { mandatory: "no", kind: "text", sure: "two" } as const;

export const questionRules: Rules<QuestionRow> = {
  HOIDAPID: { mandatory: "yes", kind: "text", sure: "two" },
  MALINHVUC: text,
  MADONVI: text,
  TENDONVI: text,
  NOIDUNG: { ...text, kind: "prose" },
  NOIDUNGTRALOI: { ...text, kind: "prose" },
  TRALOIID: text,
  HOVATEN: text,
  DIACHI: text,
  THUDIENTU: text,
  SODIENTHOAI: text,
  MATTHCDP: text,
  TRANGTHAI: text,
};

export const questionReplyRules: Rules<QuestionReply> = {
  HOIDAPID: { mandatory: "yes", kind: "text", sure: "two", vi: "mã câu hỏi", en: "question id" },
  MADONVI: { mandatory: "yes", kind: "code", sure: "two", vi: "mã đơn vị", en: "unit code" },
  NGUOITRALOI: { mandatory: "yes", kind: "text", sure: "two", vi: "người trả lời", en: "who answers" },
  CHUCVUNGUOITRALOI: { mandatory: "no", kind: "text", sure: "two", vi: "chức vụ", en: "title" },
  NGAYTRALOI: { mandatory: "yes", kind: "moment", sure: "two", vi: "ngày trả lời", en: "answered on" },
  NOIDUNGTRALOI: { mandatory: "yes", kind: "prose", sure: "two", vi: "nội dung trả lời", en: "answer" },
};

export const ownQuestionRules: Rules<OwnQuestion> = {
  HOIDAPID: { mandatory: "yes", kind: "text", sure: "two", vi: "mã câu hỏi", en: "question id" },
  MaLinhVuc: { mandatory: "no", kind: "code", sure: "two", vi: "mã lĩnh vực", en: "field's code" },
  NOIDUNG: { mandatory: "yes", kind: "prose", sure: "two", vi: "nội dung", en: "question" },
  MADONVI: { mandatory: "yes", kind: "code", sure: "two", vi: "mã đơn vị", en: "unit code" },
  TENDONVI: { mandatory: "no", kind: "text", sure: "two", vi: "tên đơn vị", en: "unit name" },
};
