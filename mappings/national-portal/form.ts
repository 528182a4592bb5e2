import type { FieldRule } from "../../contracts/national-portal/field-rules.ts";
import type { StatusRow } from "./status.ts";

/**
 * What an installation says of its portal where the facts do not agree, were seen once or are inferred. Data of the
 * connection file; `portalForm` is what holds unless it says otherwise. An entry that is missing means: not told, and the
 * check says which field stays empty.
 */
export interface PortalForm {
  /** HinhThuc by how the applicant wants the result. */
  readonly resultChannels: Readonly<Partial<Record<"counter" | "post" | "online" | "notStated", string>>>;
  /** LoaiDoiTuong by the kind of the owner's paper. */
  readonly applicantKinds: Readonly<Partial<Record<string, string>>>;
  /** LoaiDinhDanh by the kind of the owner's paper. */
  readonly idKinds: Readonly<Partial<Record<string, string>>>;
  /** NoiNopHoSo. */
  readonly filedOn: { readonly portal: string; readonly here: string };
  /** NguoiXuLy of a step whose unit does not name its officer; null: nothing is put in its place. */
  readonly officer: string | null;
  /** What the hub does not know of a dossier and the installation states of all its dossiers; null: left out. */
  readonly vneidVerified: "0" | "1" | null;
  readonly paidOnline: string | null;
  readonly databases: readonly string[] | null;
  /** MaLinhVuc by the folded name of the field, where the catalogue does not state it. */
  readonly fieldCodes: Readonly<Record<string, string>>;
  /** IsDeleted of a file that stands: "False", or "0" where the portal reads flags. */
  readonly notDeleted: "False" | "0";
  /** Rules stated anew, by the packet's path of the field (`GhiChu`, `TaiLieuNop.TenTepDinhKem`). */
  readonly rules: Readonly<Record<string, Partial<Pick<FieldRule, "mandatory" | "maximum" | "values">>>>;
  /** Before the table's (status.ts). */
  readonly statuses: readonly StatusRow[];
}

export const portalForm: PortalForm = {
  resultChannels: { counter: "0", post: "1" },
  // these papers are a person's; no paper of a business is known to the hub
  applicantKinds: { CCCD: "1", CMND: "1", passport: "1" },
  idKinds: { CCCD: "1", CMND: "2" },
  filedOn: { portal: "1", here: "2" },
  officer: null,
  vneidVerified: null,
  paidOnline: null,
  databases: null,
  fieldCodes: {},
  notDeleted: "False",
  rules: {},
  statuses: [],
};
