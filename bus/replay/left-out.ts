interface Words {
  readonly vi: string;
  readonly en: string;
}

/** Why a message in the chosen time is not sent again, or why sending it again ended otherwise. */
export const leftOutWords = {
  waiting: {
    vi: "Chưa đến đơn vị; trục đang tự gửi trong luồng của hồ sơ.",
    en: "It has not arrived yet; the hub goes on sending it in its lane.",
  },
  parked: {
    vi: "Đang chờ người xử lý; dùng “hub deliveries parked”.",
    en: "It waits for a person; use “hub deliveries parked”.",
  },
  erased: { vi: "Nội dung đã bị xóa theo quyết định.", en: "Its content was erased by decision." },
  "other-partner": {
    vi: "Đã giao cho hệ thống khác, không phải hệ thống đang phục vụ đơn vị.",
    en: "It went to another partner than the one that serves the agency now.",
  },
  "before-webhook": {
    vi: "Đơn vị đã tự lấy trước khi đăng ký webhook; đọc lại bằng GET /v1/inbox?after=.",
    en: "The unit fetched it before it had a webhook; it can read it again with GET /v1/inbox?after=.",
  },
  withdrawn: {
    vi: "Đã bị rút; chỉ gửi lại báo rút thay cho nó.",
    en: "It was withdrawn; only the word of that, which took its place, is sent again.",
  },
  replaced: {
    vi: "Đã bị thay; chỉ gửi lại tin thay cho nó.",
    en: "It was replaced; only the message that took its place is sent again.",
  },
  "agency-ended": {
    vi: "Đơn vị đã kết thúc; tin chưa đến của hồ sơ này đã chuyển cho đơn vị kế tiếp.",
    en: "The agency ended; what it had not been told of this dossier went to the one that follows it.",
  },
  "lane-stopped": {
    vi: "Đơn vị không nhận một tin trước nó của cùng hồ sơ.",
    en: "The unit did not take an earlier message about the same dossier.",
  },
} as const satisfies Readonly<Record<string, Words>>;

export type LeftOut = keyof typeof leftOutWords;
