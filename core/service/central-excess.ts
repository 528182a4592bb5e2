import type { Excess } from "../domain/central-bound.ts";
import type { Words } from "./import-report.ts";

/** Why a province's row of a procedure is refused (rule C7). */
export const excessWords = (excess: Excess): Words =>
  excess.kind === "limit"
    ? {
        vi: `thời hạn ${excess.local} dài hơn thời hạn ${excess.central} của thủ tục cấp trung ương; địa phương chỉ được rút ngắn`,
        en: `its limit ${excess.local} is longer than the centre's ${excess.central}; a province may only shorten it`,
      }
    : {
        vi: `giấy tờ “${excess.name}” không có trong thành phần hồ sơ trung ương công bố; địa phương không được yêu cầu thêm`,
        en: `the paper “${excess.name}” is not on the centre's list; a province may not ask for more`,
      };
