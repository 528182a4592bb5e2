import { expect } from "chai";
import { parseDossierCode } from "../../core/domain/dossier-code.ts";
import type { ToldDossier, ToldStep } from "../../core/domain/told-dossier.ts";
import { isBlocked } from "../../mappings/national-portal/check.ts";
import { portalForm } from "../../mappings/national-portal/form.ts";
import { toRecordPacket, type RecordTelling } from "../../mappings/national-portal/to-record-status.ts";

const unit = { code: "H99.03", name: "Cơ quan Thử Nghiệm" } as ToldStep["unit"];
const code = parseDossierCode("H99.03-261012-0009");
const step = (name: ToldStep["step"], state: ToldStep["state"], but: Partial<ToldStep> = {}): ToldStep => ({
  ...{ revision: 1, eventId: "e", at: new Date("2026-10-12T09:00:00+07:00"), state, step: name, officer: "cb-1" },
  ...{ role: "officer", unit, to: null, reason: null, startedAt: null, due: null, ...but },
});
const dossier = (but: Partial<ToldDossier>) =>
  ({
    ...{ code, state: "accepted", outcome: null, results: [], supplements: [] },
    ...{ due: new Date("2026-10-25T17:00:00Z"), ...but },
  }) as unknown as ToldDossier;
const tell = (told: ToldDossier, history: readonly ToldStep[], but: Partial<RecordTelling> = {}) =>
  toRecordPacket(
    told,
    history.at(-1) as ToldStep,
    { history, province: { code: "99", name: "Tỉnh Thử Nghiệm" }, issued: null, ...but },
    portalForm,
  );

describe("a judicial record as VNeID is told of it (traKetQuaHoSoLLTP)", () => {
  it("its status, with the portal's own name, and its due day in Viet Nam", () => {
    const { packet, findings } = tell(dossier({}), [step("accept", "accepted")]);
    expect(packet).to.deep.equal({
      ...{ maTinh: "99", tenTinh: "Tỉnh Thử Nghiệm", maHoSoMCDT: "H99.03-261012-0009", trangThaiXuLy: "2" },
      ...{ tenTrangThaiXuLy: "Được tiếp nhận", lyDoTuChoi: "", ngayHenTraKetQua: "26/10/2026" },
      ...{ type: "ketqua", ketQuaXuLy: null },
    });
    expect(isBlocked(findings)).to.equal(false);
  });

  it("the issued paper with its number, day, kind and who signed", () => {
    const results = [
      { name: "Phiếu lý lịch tư pháp số 2", number: "9/2026", code: null, issuedOn: "2026-10-20", file: null },
    ] as unknown as ToldDossier["results"];
    const told = dossier({ state: "resultReturned", outcome: "granted", results });
    const history = [step("conclude", "done", { officer: "ld-1" }), step("returnResult", "resultReturned")];
    expect(tell(told, history, { issued: { kind: "2", base64: "JVBERi0=" } }).packet).to.deep.include({
      ...{ trangThaiXuLy: "10", lyDoTuChoi: "" },
      ketQuaXuLy: {
        ...{
          soPhieuLLTP: "9/2026",
          ngayCapPhieu: "20/10/2026",
          loaiPhieu: "2",
          nguoiKy: "ld-1",
          phieuLLTP: "JVBERi0=",
        },
      },
    });
  });

  for (const [what, told, history, reason] of [
    [
      "the papers asked for, of the round that it is about",
      dossier({
        state: "supplement",
        supplements: [
          { number: 1, what: "Thiếu ảnh", papers: ["Ảnh"] },
          { number: 2, what: "", papers: ["Giấy ủy quyền", "Căn cước"] },
        ] as unknown as ToldDossier["supplements"],
      }),
      [step("askSupplement", "supplement"), step("supplement", "processing"), step("askSupplement", "supplement")],
      "Giấy ủy quyền, Căn cước",
    ],
    [
      "why it was not received",
      dossier({ state: "receiptRefused" }),
      [step("refuseReceipt", "receiptRefused", { reason: "Không đúng đối tượng" })],
      "Không đúng đối tượng",
    ],
    [
      "why nothing is issued, also when the decision is handed out",
      dossier({ state: "resultReturned", outcome: "refused" }),
      [step("conclude", "done", { reason: "Không đủ điều kiện" }), step("returnResult", "resultReturned")],
      "Không đủ điều kiện",
    ],
    [
      "nothing of what units write to each other",
      dossier({ state: "processing" }),
      [step("returnToHandler", "processing", { reason: "Làm lại tờ trình" })],
      "",
    ],
  ] as const)
    it(`bears ${what}`, () => {
      const { packet, findings } = tell(told, history);
      expect(packet.lyDoTuChoi).to.equal(reason);
      expect(isBlocked(findings)).to.equal(false);
    });

  for (const [what, told, history] of [
    ["a refusal of the receipt", dossier({ state: "receiptRefused" }), [step("refuseReceipt", "receiptRefused")]],
    ["papers that nobody named", dossier({ state: "supplement" }), [step("askSupplement", "supplement")]],
    ["a decision that grants nothing", dossier({ state: "done", outcome: "refused" }), [step("conclude", "done")]],
  ] as const)
    it(`${what} without its reason is not told: the field is named`, () => {
      const { findings } = tell(told, history);
      expect(findings.filter(({ blocking }) => blocking).map(({ field }) => field)).to.deep.equal(["lyDoTuChoi"]);
    });
});
