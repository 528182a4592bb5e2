import type { Day } from "../day.ts";
import type { DossierEvent } from "../dossier.ts";
import type { Paper } from "../state.ts";

/** The forms of Thông tư 01/2018/TT-VPCP, and those of Thông tư 03/2025/TT-VPCP. */
export const formSets = ["2018", "2025"] as const;
export type FormSet = (typeof formSets)[number];

/** From which day of receipt a set counts. */
export interface FormSetStart {
  readonly name: FormSet;
  readonly validFrom: string;
}

/** Made when asked for, out of history; never stored. */
export type LiveForm = "KIEM_SOAT" | "SO_THEO_DOI";

/** Made once, at a step, with a number; never rewritten. The receipt of a result is of §4.8. */
export type StepForm = Exclude<Paper, LiveForm> | "BIEN_NHAN_KET_QUA";
/** And the one by which a leg of a chain is given to its agency (§4.8). */
export type StoredForm = StepForm | "PHIEU_CHUYEN_XU_LY";
export type Form = StoredForm | LiveForm;

/**
 * The set for a dossier, by the day of its receipt, or of its filing until then (§4). A start of `-infinity` comes before
 * every day, as text, too.
 */
export const formSetOn = (starts: readonly FormSetStart[], day: Day): FormSet =>
  starts
    .filter(({ validFrom }) => validFrom <= day)
    .toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1))
    .at(-1)?.name ?? "2018";

interface Printed {
  /** "Mẫu số"; null: not one of the circular's forms. */
  readonly formNumber: string | null;
  readonly title: string;
}

const same = {
  GIAY_TIEP_NHAN: { formNumber: "01", title: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" },
  YEU_CAU_BO_SUNG: { formNumber: "02", title: "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ" },
  TU_CHOI: { formNumber: "03", title: "Phiếu từ chối tiếp nhận giải quyết hồ sơ" },
  PHIEU_LAY_Y_KIEN: { formNumber: null, title: "Phiếu lấy ý kiến" },
  THONG_BAO_NOP_TIEN: { formNumber: null, title: "Thông báo nộp tiền" },
  BIEN_LAI: { formNumber: null, title: "Biên lai" },
  BIEN_BAN_BUU_DIEN: { formNumber: null, title: "Biên bản giao nhận" },
  BIEN_BAN_SU_CO: { formNumber: null, title: "Biên bản sự cố" },
  PHIEU_CHUYEN_XU_LY: { formNumber: null, title: "Phiếu chuyển xử lý" },
  BIEN_NHAN_KET_QUA: { formNumber: null, title: "Giấy biên nhận trả kết quả" },
  THONG_BAO: { formNumber: null, title: "Thông báo" },
} as const satisfies Partial<Record<Form, Printed>>;

const printed: Readonly<Record<FormSet, Readonly<Record<Form, Printed>>>> = {
  "2018": {
    ...same,
    XIN_LOI: { formNumber: "04", title: "Phiếu xin lỗi và hẹn lại ngày trả kết quả" },
    // the circular of 2018 has no such form
    DUNG_GIAI_QUYET: { formNumber: null, title: "Thông báo dừng giải quyết hồ sơ" },
    KIEM_SOAT: { formNumber: "05", title: "Phiếu kiểm soát quá trình giải quyết hồ sơ" },
    SO_THEO_DOI: { formNumber: "06", title: "Sổ theo dõi hồ sơ" },
  },
  "2025": {
    ...same,
    XIN_LOI: { formNumber: "04", title: "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết" },
    DUNG_GIAI_QUYET: { formNumber: "05", title: "Thông báo dừng giải quyết hồ sơ" },
    KIEM_SOAT: { formNumber: "06", title: "Phiếu kiểm soát quá trình giải quyết hồ sơ" },
    SO_THEO_DOI: { formNumber: "07", title: "Sổ theo dõi hồ sơ" },
  },
};

/** What stands above the form: forms are known by their key, 05 and 06 changed meaning in 2025. */
export const printedAs = (form: Form, set: FormSet): Printed => printed[set][form];

/** The form that a step makes. Hand-overs add a row to the control slip, which follows from history. */
export function formOf({ step, paper }: Pick<DossierEvent, "step" | "paper">): StepForm | null {
  if (step === "returnResult") return "BIEN_NHAN_KET_QUA";
  return paper === "KIEM_SOAT" || paper === "SO_THEO_DOI" ? null : paper;
}
