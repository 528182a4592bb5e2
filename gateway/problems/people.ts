import type { Room } from "./problem.ts";

/** Roles, delegations and second persons. */
export const people = {
  "role-not-allowed": {
    status: 403,
    vi: {
      title: "Vai trò không được làm bước này",
      detail: "Bước {step} dành cho: {roles}; không phải “{role}”.",
      remedy: "Ghi đúng vai trò của cán bộ ở “role”, hoặc để người có thẩm quyền thực hiện.",
    },
    en: {
      title: "Role not allowed",
      detail: "The step {step} is for: {roles}; not for “{role}”.",
      remedy: "State the officer's true role in “role”, or let a person with the authority act.",
    },
  },
  "role-not-said": {
    status: 422,
    vi: {
      title: "Thiếu vai trò của người thực hiện",
      detail: "Bước {step} có thể do nhiều vai trò thực hiện hoặc là bước quyết định; cần ghi rõ một trong: {roles}.",
      remedy: "Ghi “role” là vai trò thật của cán bộ thực hiện bước này.",
    },
    en: {
      title: "Role missing",
      detail: "The step {step} is open to several roles, or decides the matter; say which of these acts: {roles}.",
      remedy: "State the true role of the officer who takes this step in “role”.",
    },
  },
  "duty-not-yours": {
    status: 403,
    vi: {
      title: "Việc này không thuộc đơn vị",
      detail: "Việc “{duty}” của hồ sơ thuộc {agencies}, không thuộc {unit}.",
      remedy: "Để đơn vị đó ghi, hoặc sửa “by” nếu hệ thống của bạn thay mặt đơn vị đó.",
    },
    en: {
      title: "Another agency's duty",
      detail: "“{duty}” of this dossier is the duty of {agencies}, not of {unit}.",
      remedy: "Let that agency stamp it, or correct “by” if your system speaks for it.",
    },
  },
  "nothing-to-urge": {
    status: 409,
    vi: {
      title: "Không có gì để đôn đốc",
      detail: "{name} ({unit}) không giữ hồ sơ nào của bộ phận một cửa này đến hạn hoặc quá hạn.",
      remedy: "Xem đơn vị nào còn hồ sơ đến hạn tại GET /v1/units/{code}/urgings/pressing.",
    },
    en: {
      title: "Nothing to urge",
      detail: "{name} ({unit}) has no dossier of this one-stop that is due or overdue.",
      remedy: "See who has, at GET /v1/units/{code}/urgings/pressing.",
    },
  },
  "duty-already-stamped": {
    status: 409,
    vi: {
      title: "Việc này đã được ghi",
      detail: "Việc “{duty}” đã được ghi lúc {at}; lần ghi đầu tiên được tính và không sửa được.",
      remedy: "Xem “overdue.stamps” tại GET /v1/dossiers/{code}.",
    },
    en: {
      title: "The duty is stamped already",
      detail: "“{duty}” was stamped at {at}; the first stamp counts and is never changed.",
      remedy: "See “overdue.stamps” in GET /v1/dossiers/{code}.",
    },
  },
  "delegation-missing": {
    status: 403,
    vi: {
      title: "Chưa có ủy quyền",
      detail: "Cán bộ của {unit} không có ủy quyền có hiệu lực vào ngày ký để quyết định thủ tục {procedure}.",
      remedy: "Chuyển cho người có thẩm quyền ký, hoặc đăng ký quyết định ủy quyền.",
    },
    en: {
      title: "No delegation",
      detail: "The officer of {unit} has no delegation in force on the day of the signature to decide {procedure}.",
      remedy: "Pass it to the signatory, or register the delegation.",
    },
  },
  "delegation-unknown": {
    status: 404,
    vi: {
      title: "Không có ủy quyền này",
      detail: "Không có ủy quyền số {id}.",
      remedy: "Tìm số ủy quyền tại GET /v1/delegations.",
    },
    en: {
      title: "Unknown delegation",
      detail: "There is no delegation {id}.",
      remedy: "Find its number with GET /v1/delegations.",
    },
  },
  "delegation-over": {
    status: 409,
    vi: {
      title: "Ủy quyền đã kết thúc",
      detail: "Ủy quyền số {id} chỉ có hiệu lực đến hết ngày {last}.",
      remedy: "Không cần làm gì; ngày kết thúc sớm phải trước ngày này.",
    },
    en: {
      title: "The delegation is over",
      detail: "Delegation {id} runs until {last} only.",
      remedy: "Nothing to do; an early last day must be before that day.",
    },
  },
  "legal-basis-missing": {
    status: 422,
    vi: {
      title: "Thiếu căn cứ pháp luật",
      detail: "Bước {step} chỉ được làm khi có quy định cho phép.",
      remedy: "Ghi điều khoản của quy định đó ở “legalBasis”.",
    },
    en: {
      title: "The legal basis is missing",
      detail: "{step} is only done where a law says so.",
      remedy: "Name that law in “legalBasis”.",
    },
  },
  "second-person-missing": {
    status: 422,
    vi: {
      title: "Cần hai người",
      detail: "Việc này cần cán bộ thực hiện (“officer”) và một người duyệt khác (“approvedBy”).",
      remedy: "Ghi cả hai; không được cùng một người.",
    },
    en: {
      title: "Two persons are needed",
      detail: "This needs the acting officer (“officer”) and another person who approves (“approvedBy”).",
      remedy: "Name both; they must differ.",
    },
  },
  "decision-missing": {
    status: 422,
    vi: {
      title: "Thiếu quyết định",
      detail: "Việc này cần lý do (“reason”) và số quyết định (“decisionNo”).",
      remedy: "Ghi cả hai.",
    },
    en: {
      title: "The decision is missing",
      detail: "This needs a reason (“reason”) and the decision's number (“decisionNo”).",
      remedy: "Give both.",
    },
  },
} as const satisfies Room;
