import { dayOf } from "../day.ts";
import type { PostMatterKind } from "./matter.ts";

/** What waits, and what to do about it, for an operator or an officer; `{name}` is filled from the matter's details. */
export interface MatterWords {
  readonly vi: string;
  readonly en: string;
}

const number = "NUMBER";

export const matterWords: Readonly<Record<PostMatterKind, MatterWords>> = {
  "create-unknown": {
    vi: `Chưa rõ bưu điện đã nhận đơn chưa ({detail}); trục không tự gửi lại để tránh gọi bưu tá hai lần. Hỏi bưu cục rồi: hub post release ${number} --there, hoặc --not-there để gửi lại.`,
    en: `Nobody knows whether the post took the order ({detail}); it is not sent again by itself, lest two postmen come. Ask the post, then hub post release ${number} --there, or --not-there to send it.`,
  },
  "create-refused": {
    vi: "Bưu điện từ chối đơn: {code} {said}. Sửa rồi đặt đơn mới; hồ sơ không bị ảnh hưởng.",
    en: "The post refused the order: {code} {said}. Correct it and order anew; the dossier is not concerned.",
  },
  "order-incomplete": {
    vi: `Đơn thiếu hoặc sai: {fields}. Thêm mã bưu chính vào tệp kết nối rồi hub post release ${number}, hoặc hủy đơn.`,
    en: `The order lacks or has wrong: {fields}. Add the postal code to the connection file and hub post release ${number}, or cancel it.`,
  },
  "cancel-unknown": {
    vi: `Chưa rõ bưu điện đã hủy đơn chưa ({detail}). Hỏi bưu cục rồi: hub post release ${number} --not-there (đã hủy), hoặc --there (đơn còn).`,
    en: `Nobody knows whether the post cancelled the order ({detail}). Ask, then hub post release ${number} --not-there (cancelled) or --there (it stands).`,
  },
  "cancel-refused": {
    vi: "Bưu điện không hủy: {code} {said}. Đơn còn hiệu lực; nếu vẫn muốn dừng, gọi bưu cục.",
    en: "The post did not cancel: {code} {said}. The order stands; to stop it all the same, call the post office.",
  },
  "cancel-too-late": {
    vi: "Bưu gửi đã đi trước khi hủy được (mã {code}). Báo người gửi; nếu cần, nhờ bưu cục chuyển hoàn.",
    en: "The packet left before it could be cancelled (code {code}). Tell the sender; the post office can return it.",
  },
  "not-let-in": {
    vi: "Bưu điện không cho trục vào ({detail}). Kiểm tra key và tệp mật khẩu của tài khoản; trục tự thử lại theo lịch.",
    en: "The post does not let the hub in ({detail}). Check the account's key and secret file; it is tried again by the schedule.",
  },
  "tries-over": {
    vi: `Đã thử hết lịch mà không tới được bưu điện ({detail}). Khi thông lại: hub post release ${number}.`,
    en: `The post was not reached in all the time there was ({detail}). Once it is: hub post release ${number}.`,
  },
  "waybills-used-up": {
    vi: `Hết số vận đơn được cấp của tài khoản {account}. Nạp thêm bằng hub post waybills rồi hub post release ${number}.`,
    en: `The account {account} has no allocated waybill numbers left. Add some with hub post waybills, then hub post release ${number}.`,
  },
  "account-missing": {
    vi: `Tệp kết nối không còn tài khoản {account}. Thêm lại rồi hub post release ${number}.`,
    en: `The connection file has no account {account} any more. Add it again, then hub post release ${number}.`,
  },
  "event-unknown-code": {
    vi: `Bưu điện ({profile}) báo mã {code} không có trong bảng nào: {times} lần, từ {first} đến {last}, ví dụ đơn {examples}; trạng thái giữ nguyên. Hỏi bưu điện nghĩa của mã rồi hub post release ${number}; sau đó không hỏi lại.`,
    en: `The post ({profile}) told the code {code}, which is in no table: {times} times from {first} to {last}, of orders like {examples}; nothing was moved. Ask what it means, then hub post release ${number}; it is not asked again.`,
  },
  "event-contradicts": {
    vi: `Bưu điện báo mã {code} trái với điều đã kết thúc ({stage}). Hỏi bưu điện rồi hub post release ${number}.`,
    en: `The post told the code {code}, which undoes an end ({stage}). Ask the post, then hub post release ${number}.`,
  },
  "event-for-person": {
    vi: `Mã {code} ({said}) không nói rõ bưu gửi ở đâu. Hỏi bưu điện rồi hub post release ${number}.`,
    en: `The code {code} ({said}) leaves open where the packet is. Ask the post, then hub post release ${number}.`,
  },
  "waybill-differs": {
    vi: `Bưu điện báo vận đơn {waybill}, trục đã có {ours}: có thể hai bưu tá. Hỏi bưu điện rồi hub post release ${number}.`,
    en: `The post tells of the waybill {waybill}, ours is {ours}: there may be two postmen. Ask the post, then hub post release ${number}.`,
  },
  "way-unclear": {
    vi: `Đơn hai chiều đã phát xong một chiều, bưu điện không nói chiều nào. Xem tại bưu cục, ghi bước của hồ sơ bằng tay, rồi hub post release ${number}.`,
    en: `An order for both ways ended one of them, and the post does not say which. Look, take the dossier's step by hand, then hub post release ${number}.`,
  },
  "order-unknown": {
    vi: `Bưu điện báo {times} sự kiện về đơn của khách hàng {customer} mà trục không có, ví dụ {examples} (mã {code}). Tìm ai đã đặt; nếu phần mềm khác dùng chung mã khách hàng, đặt sharedWithOthers: true. Đóng bằng hub post release ${number}.`,
    en: `The post told {times} events of orders of customer {customer} that are none of the hub's, like {examples} (code {code}). Find who made them; where other software shares the customer code set sharedWithOthers: true. Close it with hub post release ${number}.`,
  },
  "feed-stopped": {
    vi: `Đã dừng đọc sự kiện của khách hàng này: {why}, {detail}. Hỏi bưu điện rồi hub post feed --reset ${number} --to CON_TRỎ (đang ở {cursor}).`,
    en: `This customer's feed is not read any more: {why}, {detail}. Ask the post, then hub post feed --reset ${number} --to CURSOR (it stands at {cursor}).`,
  },
  "step-refused": {
    vi: "Bưu điện báo xong nhưng bước {step} của hồ sơ {dossier} chưa làm được ({code}), thường vì chưa ghi bước sendResultByPost. Ghi bước ấy; trục thử lại mỗi giờ.",
    en: "The post is done, but the step {step} of dossier {dossier} cannot be taken ({code}), mostly because sendResultByPost was not recorded. Record it; it is tried again each hour.",
  },
  "collected-without-fee": {
    vi: "Bưu điện đã thu {amount} đồng (biên lai {receipt}) nhưng hồ sơ {dossier} chưa có khoản phí nào. Lập khoản phí (POST …/fees), tiền tự được ghi nhận; nếu thu nhầm: bưu điện còn giữ tiền thì để bưu điện trả người dân rồi hủy biên lai (corrections); đã nộp rồi thì hub money owe-receipt {customer} {receipt}, người khác duyệt.",
    en: "The post took {amount} đồng (receipt {receipt}), and dossier {dossier} has no fee. Fix the fee (POST …/fees) and the money counts by itself; taken by mistake: while the post has it, let the post give it back and void the receipt (corrections); once it was handed over, hub money owe-receipt {customer} {receipt}, and another person approves.",
  },
  "collected-before": {
    vi: `Trước bản nâng cấp 0087, {count} biên lai ({amount} đồng) của khách hàng này được ghi mà không tính vào phí nào; trục không tự tính lại. Đối chiếu từng biên lai (hub post receipts --customer ${number}): đã nộp và đã ghi đóng phí thì để nguyên, khi nộp lần sau nêu biên lai mới bằng --receipts; chưa tính phí thì hủy rồi ghi lại (corrections), hoặc trả lại bằng hub money owe-receipt. Xong thì hub post release ${number}.`,
    en: `Before migration 0087, {count} receipts ({amount} đồng) of this customer were recorded and paid no fee; none of them counts by itself. Go through them (hub post receipts --customer ${number}): what was handed over, and whose fee is recorded as paid, stays as it is (name the newer ones in a settlement by --receipts); what should pay its fee is made void and restored (corrections), or owed back by hub money owe-receipt. Then hub post release ${number}.`,
  },
  "collected-differs": {
    vi: `Bưu điện thu {amount} đồng (biên lai {receipt}), đơn nhờ thu {asked} đồng. Kiểm tra biên lai; gõ sai thì sửa (corrections), rồi hub post release ${number}.`,
    en: `The post took {amount} đồng (receipt {receipt}); it was asked to collect {asked}. Look at the receipt; correct it where it was mistyped, then hub post release ${number}.`,
  },
  "postage-differs": {
    vi: `Bưu điện thu cước {amount} đồng (biên lai {receipt}), đã báo {told} đồng. Hỏi bưu cục; người dân được trả lại phần thu thừa tại bưu cục, rồi hub post release ${number}.`,
    en: `The post took {amount} đồng postage (receipt {receipt}); it had named {told}. Ask the post office, which gives back what is too much, then hub post release ${number}.`,
  },
};

/** Its words, filled. @param subject of the matter: an order's number or a customer's code. */
export function sayMatter(
  {
    subject,
    kind,
    details,
    times,
    openedAt,
    seenAt,
  }: {
    readonly subject: string;
    readonly kind: PostMatterKind;
    readonly details: Readonly<Record<string, string>>;
    readonly times: number;
    readonly openedAt: Date;
    readonly seenAt: Date;
  },
  language: "vi" | "en",
): string {
  const said: Readonly<Record<string, string>> = {
    ...details,
    ...{ times: String(times), first: dayOf(openedAt), last: dayOf(seenAt) },
  };
  return matterWords[kind][language]
    .replaceAll(number, subject)
    .replaceAll(/\{(\w+)\}/g, (whole, name: string) => said[name] ?? whole);
}
