import { agencyRules, fieldRules, onlineServiceRules, procedureListRules, procedureRules } from "./catalogue.ts";
import { dossierRules } from "./dossier.ts";
import { envelopeRules } from "./envelope.ts";
import { evaluationRules } from "./evaluation.ts";
import type { Rules } from "./field-rules.ts";
import { filedStatusRules } from "./filed-status.ts";
import { promotionChangeRules, promotionRules, taxNoticeRowRules, taxNoticeRules, taxVoucherRules } from "./filings.ts";
import { igateDossierRules, igateProgressRules, igateStatusRules } from "./igate2026.ts";
import { linkedDetailRules, linkedListRules, linkedStatusRules } from "./linked.ts";
import { lookupRules, searchAnswerRules, searchCallRules } from "./lookup.ts";
import { progressRules } from "./progress.ts";
import { ownQuestionRules, questionReplyRules, questionRules } from "./questions.ts";
import { recordFilingRules, recordStatusRules } from "./vneid.ts";

/** Every packet's rules by the portal's name of it, or by ours where it has none. */
export const packets = {
  envelope: envelopeRules,
  DongBoHoSoMC: dossierRules,
  CapNhatTienDoHoSoMC: progressRules,
  DongBoTrangThaiHoSo: filedStatusRules,
  TraCuuHoSo: lookupRules,
  searchCall: searchCallRules,
  searchAnswer: searchAnswerRules,
  LayDanhMucCoQuan: agencyRules,
  LayDanhMucLinhVuc: fieldRules,
  LayDanhSachTTHC: procedureListRules,
  LayDVC: onlineServiceRules,
  LayThuTuc: procedureRules,
  DongBoDanhGia: evaluationRules,
  LayDanhSachHoiDap: questionRules,
  DongBoKetQuaHoiDapGuiTuDVCQG: questionReplyRules,
  DongBoHoiDap: ownQuestionRules,
  addtthcKhuyenMai: promotionRules,
  nhanhsdvcqgKhuyenMai: promotionChangeRules,
  NhanChungTuThueDat: taxVoucherRules,
  NhanThongBaoThueDat: taxNoticeRules,
  taxNoticeRow: taxNoticeRowRules,
  linkedList: linkedListRules,
  linkedDetail: linkedDetailRules,
  linkedStatus: linkedStatusRules,
  TaoHoSo: recordFilingRules,
  traKetQuaHoSoLLTP: recordStatusRules,
  igateDossier: igateDossierRules,
  CapNhatTienTrinh: igateProgressRules,
  CapNhatTrangThai: igateStatusRules,
  // each packet's own type is checked where its rules are written
} as const satisfies Readonly<Record<string, Rules<never>>>;

export type PacketName = keyof typeof packets;
