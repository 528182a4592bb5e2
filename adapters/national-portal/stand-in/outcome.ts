/** What a service says, before a dialect writes it. Code "0": done. */
export interface Outcome {
  readonly code: "0" | "-1" | "-3";
  readonly message: string;
  readonly result?: unknown;
  /** HTTP, for dialects in which it means something. */
  readonly status?: number;
}

/** The answer's bytes to be. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly text: string | Buffer;
}

/** The portal's sentences, in its language. Wording is invented around the words that were seen. */
export const said = {
  synced: "Đồng bộ thành công",
  progressed: "Cập nhật tiến độ thành công",
  notSignedIn: "Phiên làm việc (session) không hợp lệ hoặc đã hết hạn",
  wrongPassword: "Tài khoản hoặc mật khẩu không đúng",
  failure: "Có lỗi trong quá trình thêm mới",
  undecided: "Hệ thống đang bận, chưa có kết quả",
  illogical: "Logic xử lý không hợp lệ",
  exists: (code: string) => `Hồ sơ ${code} đã tồn tại`,
  absent: (code: string) => `Hồ sơ ${code} không tồn tại`,
};

export const done = (message: string, result?: unknown): Outcome => ({
  code: "0",
  message,
  ...(result === undefined ? {} : { result }),
});

export const refused = (message: string, status?: number): Outcome => ({
  code: "-1",
  message,
  ...(status === undefined ? {} : { status }),
});

export const json = (body: unknown, status = 200): Reply => ({
  status,
  type: "application/json;charset=UTF-8",
  text: JSON.stringify(body),
});
