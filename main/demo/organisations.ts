/** No list of the real identifiers below the provinces is public: these are ours, and say so wherever they are shown. */
const invented = `demonstration,"bộ trình diễn, không phải mã chính thức"`;
const listed = `confirmed,"danh sách cơ quan của Cổng Dịch vụ công quốc gia, 12/2025"`;
const stated = "stated_in_brief,yêu cầu của dự án";

type Kind = "department" | "district" | "commune" | "other";

/** An agency of the time of districts, in the older notation: it ended with its province or district. */
const before = (code: string, kind: Kind, name: string, parent: string, unit = "", successor = "") =>
  `${code},QCVN102,${code.startsWith("000.00") ? 2 : 3},${kind},${name},${parent},${unit},,2025-06-30,${successor},${invented}`;

/** An agency of today, in the newer notation. Departments were there before, communes' agencies began in 2025. */
const now = (code: string, kind: Kind, name: string, unit = "") =>
  `${code},QD20,2,${kind},${name},${code.slice(0, 3)},${unit},${unit === "" ? "" : "2025-07-01"},,,${invented}`;

export const demoOrganisations = [
  "code,scheme,level,kind,name,parent_code,unit_code,valid_from,valid_to,successor_code,confidence,source",
  `H31,QD20,1,province,UBND tỉnh Hưng Yên,,33,,,,${listed}`,
  `H38,QD20,1,province,UBND tỉnh Lào Cai,,15,,,,${listed}`,
  `H41,QD20,1,province,UBND tỉnh Nghệ An,,40,,,,${listed}`,
  `H54,QD20,1,province,UBND tỉnh Thái Bình,,34,,2025-06-30,H31,${stated}`,
  `H63,QD20,1,province,UBND tỉnh Yên Bái,,15,,2025-06-30,H38,${stated}`,

  before("000.00.11.H63", "department", "Sở Lao động - Thương binh và Xã hội tỉnh Yên Bái", "H63", "", "H38.17"),
  before("000.00.14.H63", "department", "Sở Tư pháp tỉnh Yên Bái", "H63", "", "H38.14"),
  before("000.00.29.H63", "district", "UBND huyện Trạm Tấu", "H63", "139"),
  before("000.03.29.H63", "commune", "UBND thị trấn Trạm Tấu", "000.00.29.H63", "04585", "H38.92"),
  before("000.04.29.H63", "commune", "UBND xã Trạm Tấu", "000.00.29.H63", "04600", "H38.91"),
  before("000.05.29.H63", "commune", "UBND xã Pá Hu", "000.00.29.H63", "04606", "H38.91"),
  before("000.06.29.H63", "commune", "UBND xã Tà Xi Láng", "000.00.29.H63", "04603", "H38.93"),
  before("000.11.29.H63", "other", "Phòng Lao động - Thương binh và Xã hội huyện Trạm Tấu", "000.00.29.H63"),

  before("000.00.25.H38", "district", "UBND thành phố Lào Cai", "H38", "080"),
  before("000.01.25.H38", "commune", "UBND phường Lào Cai", "000.00.25.H38", "02641", "H38.94"),
  now("H38.10", "other", "Trung tâm Phục vụ hành chính công tỉnh Lào Cai"),
  now("H38.14", "department", "Sở Tư pháp tỉnh Lào Cai"),
  now("H38.16", "department", "Sở Xây dựng tỉnh Lào Cai"),
  now("H38.17", "department", "Sở Nội vụ tỉnh Lào Cai"),
  now("H38.91", "commune", "UBND xã Trạm Tấu", "04606"),
  now("H38.92", "commune", "UBND xã Hạnh Phúc", "04585"),
  now("H38.93", "commune", "UBND xã Tà Xi Láng", "04603"),
  now("H38.94", "commune", "UBND phường Lào Cai", "02647"),

  before("000.00.11.H54", "department", "Sở Lao động - Thương binh và Xã hội tỉnh Thái Bình", "H54", "", "H31.17"),
  before("000.00.35.H54", "district", "UBND huyện Thái Thụy", "H54", "341"),
  before("000.01.35.H54", "commune", "UBND thị trấn Diêm Điền", "000.00.35.H54", "12826", "H31.91"),
  before("000.00.20.H31", "district", "UBND thành phố Hưng Yên", "H31", "323"),
  before("000.02.20.H31", "commune", "UBND phường Hiến Nam", "000.00.20.H31", "11953", "H31.92"),
  now("H31.17", "department", "Sở Nội vụ tỉnh Hưng Yên"),
  now("H31.91", "commune", "UBND xã Thái Thụy", "12826"),
  now("H31.92", "commune", "UBND phường Phố Hiến", "11953"),

  before("000.00.32.H41", "district", "UBND huyện Tương Dương", "H41", "418"),
  before("000.06.32.H41", "commune", "UBND xã Lượng Minh", "000.00.32.H41", "16906", "H41.93"),
  before("000.00.40.H41", "district", "UBND huyện Nam Đàn", "H41", "430"),
  before("000.05.40.H41", "commune", "UBND xã Kim Liên", "000.00.40.H41", "17971", "H41.91"),
  now("H41.16", "department", "Sở Xây dựng tỉnh Nghệ An"),
  now("H41.91", "commune", "UBND xã Kim Liên", "17971"),
  now("H41.92", "commune", "UBND xã Vạn An", "17950"),
  now("H41.93", "commune", "UBND xã Lượng Minh", "16906"),
  "",
].join("\n");
