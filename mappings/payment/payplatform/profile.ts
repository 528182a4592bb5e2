import type { PayPlatformSettings } from "../../../contracts/payment/connection.ts";
import type {
  PayPlatformAnswer,
  PayPlatformInit,
  PayPlatformQuestion,
} from "../../../contracts/payment/payplatform.ts";
import { isDong, readDong } from "../../../core/domain/payment/dong.ts";
import type { CallbackVerdict } from "../../../core/domain/payment/report.ts";
import { cleanText } from "../../national-portal/text.ts";
import { formatHcm14 } from "../../national-portal/time.ts";
import { checkSigned } from "../check-signed.ts";
import { fault } from "../fault.ts";
import { toBillInfo } from "../fee-bill.ts";
import { hashOf } from "../hashes.ts";
import { momentOf } from "../moments.ts";
import { outcomeOf } from "../outcome.ts";
import {
  noReceiptLines,
  notOffered,
  unclear,
  unheard,
  type AskOf,
  type Built,
  type HeardCallback,
  type Profile,
  type Reply,
  type Unheard,
} from "../profile.ts";
import { readFields, textOf, without, type Fields, type Received } from "../received.ts";
import { faultOfLengths, faultOfSigned, joinSigned, type SignedValues } from "../signed-text.ts";
import { cardFields, limits, queryStates, signedFields } from "./fields.ts";
import { inquiry } from "./reverse-lookup.ts";

/** The national payment platform, 1.0.6. A plain SHA-256 with the secret last; the receipt's lines are not covered. */
export function makePayPlatform(settings: PayPlatformSettings): Profile {
  const [secret] = settings.secrets;
  return {
    vouchedBy: "signature",
    build(ask) {
      switch (ask.kind) {
        case "pay":
          return buildInit(ask, settings);
        case "query":
          return buildQuestion("QUERY", ask.reference, ask.at, settings);
        case "bill":
          return buildQuestion("GET_BILL", ask.reference, ask.at, settings);
        case "refund":
        case "refundQuery":
          return notOffered;
      }
    },
    readReply(ask, received) {
      if (ask.kind === "bill" && received.form === "pdf") return { kind: "bill", url: null, ...noReceiptLines };
      const fields = unwrap(received, settings.isWrapped);
      if (!fields) return unclear("", { why: "unreadable", field: "" });
      if (ask.kind === "pay") return readInitReply(fields);
      if (ask.kind === "bill") return readBillReply(fields, settings);
      return readQueryReply(fields, ask.kind === "query" ? ask.reference : "", settings);
    },
    readCallback: (received) => readCallback(received, settings),
    answer(verdict, fields, at) {
      const body: PayPlatformAnswer = {
        MaLoi: codeOf(verdict, settings),
        MoTaLoi: words[verdict],
        MaDoiTac: settings.partner,
        MaThamChieu: (fields && textOf(fields, "MaThamChieu")) ?? "",
        ThoiGianGD: formatHcm14(at),
        MaXacThuc: (fields && textOf(fields, "MaXacThuc")) ?? "",
      };
      return { status: 200, body: { ...body }, signed: null };
    },
    inquiry,
  };

  function buildInit(ask: AskOf<"pay">, { partner, version, feeKinds }: PayPlatformSettings): Built {
    const fields = {
      LoaiBanTin: "INIT",
      PhienBan: version,
      MaDoiTac: partner,
      MaThamChieu: ask.reference,
      SoTien: String(ask.amount),
      LoaiHinhThanhToan: "PAY",
      MaKenhThanhToan: "1",
      MaThietBi: "1",
      NgonNgu: "vi-VN",
      MaTienTe: "VND",
      MaNganHang: "PAYMENT",
      ThongTinGiaoDich: cleanText(ask.description),
      ThoiGianGD: formatHcm14(ask.at),
      Ip: ask.payerAddress,
    } as const;
    const values: SignedValues = signedFields.init.map((name) => [name, fields[name]]);
    const wrong = faultOfLengths(limits, fields) ?? faultOfSigned(values);
    if (wrong) return { ok: false, fault: wrong };
    if (!isDong(ask.amount)) return fault("amount", "SoTien");
    if (!ask.bill) return fault("missing", "ThongTinBienLai");
    const bill = toBillInfo(ask.bill, ask.amount, feeKinds);
    if (!bill.ok) return bill;
    const signed = joinSigned(values);
    const init: PayPlatformInit = { ...fields, MaXacThuc: sign(signed), ThongTinBienLai: bill.info };
    return built("init", { ...init }, signed);
  }

  function buildQuestion(
    kind: PayPlatformQuestion["LoaiBanTin"],
    reference: string,
    at: Date,
    { partner, version }: PayPlatformSettings,
  ): Built {
    const fields = {
      LoaiBanTin: kind,
      PhienBan: version,
      MaDoiTac: partner,
      MaThamChieu: reference,
      ThoiGianGD: formatHcm14(at),
    } as const;
    const values: SignedValues = signedFields.question.map((name) => [name, fields[name]]);
    const wrong = faultOfSigned(values);
    if (wrong) return { ok: false, fault: wrong };
    const signed = joinSigned(values);
    const question: PayPlatformQuestion = { ...fields, MaXacThuc: sign(signed) };
    return built(kind === "QUERY" ? "query" : "bill", { ...question }, signed);
  }

  function sign(text: string): string {
    return hashOf("sha256", `${text}|${secret}`);
  }
}

const built = (call: string, fields: Readonly<Record<string, unknown>>, signed: string): Built => ({
  ok: true,
  request: { how: "send", method: "POST", call, fields, query: null, signed },
});

/** `{error_code:"0", message:"<JSON>"}` of LGSP, or the reply itself. */
function unwrap(received: Received, isWrapped: boolean): Fields | undefined {
  const outer = readFields(received);
  if (!outer || !isWrapped) return outer;
  const message = textOf(outer, "message");
  return textOf(outer, "error_code") === "0" && message !== undefined
    ? readFields({ form: "json", text: message })
    : undefined;
}

/** Its MaXacThuc is not looked at: the facts name no order for it. */
function readInitReply(fields: Fields): Reply {
  const code = textOf(fields, "MaLoi") ?? "";
  const url = textOf(fields, "UrlThanhToan") ?? "";
  if (code === "00") return /^https?:\/\/\S+$/.test(url) ? { kind: "taken", redirect: url, code } : unclear(code);
  return code === "" ? unclear(code) : { kind: "refused", code, said: cleanText(textOf(fields, "MoTaLoi") ?? "") };
}

/** Of a receipt's own lines the facts name none in this reply: which fields they are is configuration. */
function readBillReply(fields: Fields, { receipt }: PayPlatformSettings): Reply {
  const said = textOf(fields, "UrlBienLai") ?? "";
  const url = /^https?:\/\/\S+$/.test(said) ? said : null;
  const line = (name: string): string | null => {
    const text = cleanText(textOf(fields, name) ?? "");
    return text === "" || text.length > 100 ? null : text;
  };
  const isCancelled = receipt.cancelled.includes(textOf(fields, receipt.state) ?? "");
  if (url === null && !isCancelled) return unclear(textOf(fields, "MaLoi") ?? "");
  return {
    ...{ kind: "bill", url, number: line(receipt.number), series: line(receipt.series), isCancelled },
    issuedOn: dayIn(textOf(fields, receipt.issuedOn) ?? ""),
  };
}

/** `dd/MM/yyyy`, or a moment of 14 digits; another form is no day. */
function dayIn(text: string): string | null {
  const parts = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text);
  const digits = parts ? `${parts[3] ?? ""}${parts[2] ?? ""}${parts[1] ?? ""}` : text.slice(0, 8);
  const at = /^\d{8}$/.test(digits) ? momentOf(`${digits}000000`) : undefined;
  return at ? `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}` : null;
}

function readQueryReply(fields: Fields, reference: string, settings: PayPlatformSettings): Reply {
  const code = textOf(fields, "TrangThaiGD") ?? "";
  const heard = hear(fields, settings, settings.isQuerySigned);
  if (!heard.ok) return unclear(code, heard.fault);
  if (heard.report.reference !== reference) return unclear(code, { why: "foreign", field: "MaThamChieu" });
  return { kind: "report", report: { ...heard.report, outcome: outcomeOf(queryStates, code), code } };
}

function readCallback(received: Received, settings: PayPlatformSettings): HeardCallback | Unheard {
  const fields = readFields(received);
  return fields ? hear(fields, settings, true) : unheard("malformed", "unreadable", "", null);
}

function hear(all: Fields, settings: PayPlatformSettings, isSigned: boolean): HeardCallback | Unheard {
  const fields = without(all, cardFields);
  const right = (text: string) => settings.secrets.map((secret) => hashOf("sha256", `${text}|${secret}`));
  const checked = checkSigned(fields, signedFields.callback, "MaXacThuc", isSigned ? right : null);
  if (!checked.ok) return checked;
  const { values } = checked;
  if (values.MaDoiTac !== settings.partner) return unheard("notFound", "foreign", "MaDoiTac", fields);
  if (values.MaThamChieu === "") return unheard("malformed", "missing", "MaThamChieu", fields);
  const amount = readDong(values.SoTien);
  if (amount === undefined) return unheard("wrongAmount", "amount", "SoTien", fields);
  const at = momentOf(values.ThoiGianGD);
  if (at === undefined) return unheard("malformed", "form", "ThoiGianGD", fields);
  return {
    ok: true,
    report: {
      reference: values.MaThamChieu,
      outcome: outcomeOf(settings.outcomes, values.MaLoi),
      amount,
      currency: values.MaTienTe || null,
      theirNumber: values.MaGiaoDich || null,
      at,
      code: values.MaLoi,
      said: values.ThongTinGiaoDich || null,
    },
    signs: ["reference", "amount", "outcome"],
    fields,
  };
}

const codeOf = (verdict: CallbackVerdict, { answerCodes }: PayPlatformSettings): string =>
  verdict === "recorded" || verdict === "repeated" || verdict === "alreadyPaid" ? "00" : (answerCodes[verdict] ?? "99");

const words: Readonly<Record<CallbackVerdict, string>> = {
  recorded: "Thanh cong",
  repeated: "Da ghi nhan",
  alreadyPaid: "Da ghi nhan",
  notFound: "Khong tim thay giao dich",
  wrongAmount: "Sai so tien",
  badSignature: "Sai ma xac thuc",
  malformed: "Thong diep khong hop le",
  tryAgain: "He thong ban, vui long gui lai",
};
