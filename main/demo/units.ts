/**
 * Some forty units of the three provinces that the hub began with, before and after 01/07/2025: Yên Bái and Lào Cai
 * became Lào Cai, Thái Bình and Hưng Yên became Hưng Yên, Nghệ An stayed. Codes of the statistics office.
 */
export const demoUnits = `code,level,type,name,parent_code,valid_from,valid_to,legacy_parent_code,decree
10,province,Tỉnh,Tỉnh Lào Cai,,,2025-06-30,,
15,province,Tỉnh,Tỉnh Yên Bái,,,2025-06-30,,
15,province,Tỉnh,Tỉnh Lào Cai,,2025-07-01,,,202/2025/QH15
33,province,Tỉnh,Tỉnh Hưng Yên,,,2025-06-30,,
34,province,Tỉnh,Tỉnh Thái Bình,,,2025-06-30,,
33,province,Tỉnh,Tỉnh Hưng Yên,,2025-07-01,,,202/2025/QH15
40,province,Tỉnh,Tỉnh Nghệ An,,,,,
080,district,Thành phố,Thành phố Lào Cai,10,,2025-06-30,,
139,district,Huyện,Huyện Trạm Tấu,15,,2025-06-30,,
323,district,Thành phố,Thành phố Hưng Yên,33,,2025-06-30,,
341,district,Huyện,Huyện Thái Thụy,34,,2025-06-30,,
418,district,Huyện,Huyện Tương Dương,40,,2025-06-30,,
430,district,Huyện,Huyện Nam Đàn,40,,2025-06-30,,
02641,commune,Phường,Phường Lào Cai,080,,2025-06-30,,
02644,commune,Phường,Phường Cốc Lếu,080,,2025-06-30,,
02647,commune,Phường,Phường Kim Tân,080,,2025-06-30,,
02647,commune,Phường,Phường Lào Cai,15,2025-07-01,,,1673/NQ-UBTVQH15
04585,commune,Thị trấn,Thị trấn Trạm Tấu,139,,2025-06-30,,
04588,commune,Xã,Xã Túc Đán,139,,2025-06-30,,
04591,commune,Xã,Xã Pá Lau,139,,2025-06-30,,
04594,commune,Xã,Xã Xà Hồ,139,,2025-06-30,,
04597,commune,Xã,Xã Phình Hồ,139,,2025-06-30,,
04600,commune,Xã,Xã Trạm Tấu,139,,2025-06-30,,
04606,commune,Xã,Xã Pá Hu,139,,2025-06-30,,
04609,commune,Xã,Xã Làng Nhì,139,,2025-06-30,,
04585,commune,Xã,Xã Hạnh Phúc,15,2025-07-01,,,1673/NQ-UBTVQH15
04606,commune,Xã,Xã Trạm Tấu,15,2025-07-01,,,1673/NQ-UBTVQH15
04609,commune,Xã,Xã Phình Hồ,15,2025-07-01,,,1673/NQ-UBTVQH15
04603,commune,Xã,Xã Tà Xi Láng,15,,,139,
11953,commune,Phường,Phường Hiến Nam,323,,2025-06-30,,
11956,commune,Phường,Phường An Tảo,323,,2025-06-30,,
11959,commune,Phường,Phường Lê Lợi,323,,2025-06-30,,
11953,commune,Phường,Phường Phố Hiến,33,2025-07-01,,,1666/NQ-UBTVQH15
12826,commune,Thị trấn,Thị trấn Diêm Điền,341,,2025-06-30,,
12868,commune,Xã,Xã Thụy Trình,341,,2025-06-30,,
12826,commune,Xã,Xã Thái Thụy,33,2025-07-01,,,1666/NQ-UBTVQH15
16906,commune,Xã,Xã Lượng Minh,40,,,418,
17950,commune,Thị trấn,Thị trấn Nam Đàn,430,,2025-06-30,,
17956,commune,Xã,Xã Nam Giang,430,,2025-06-30,,
17971,commune,Xã,Xã Kim Liên,430,,2025-06-30,,
17950,commune,Xã,Xã Vạn An,40,2025-07-01,,,1678/NQ-UBTVQH15
17971,commune,Xã,Xã Kim Liên,40,2025-07-01,,,1678/NQ-UBTVQH15
`;

const merged = (from: string, to: string) => `${from},commune,${to},commune,merged_whole,2025-07-01,Nhập toàn bộ`;
const unchanged = (code: string) => `${code},commune,${code},commune,unchanged,2025-07-01,Giữ nguyên`;
const dissolved = (district: string, province: string, communes: readonly (readonly [string, number])[]) => [
  ...communes.map(
    ([commune, parts]) => `${district},district,${commune},commune,district_dissolved,2025-07-01,${parts} xã cũ`,
  ),
  `${district},district,${province},province,district_dissolved,2025-07-01,cấp huyện kết thúc hoạt động; tỉnh kế tiếp`,
];

/** What became of them. */
export const demoSuccessions = [
  "from_code,from_level,to_code,to_level,kind,effective,note",
  "10,province,15,province,merged_whole,2025-07-01,",
  "15,province,15,province,merged_whole,2025-07-01,",
  "33,province,33,province,merged_whole,2025-07-01,",
  "34,province,33,province,merged_whole,2025-07-01,",
  "40,province,40,province,unchanged,2025-07-01,",
  ...dissolved("080", "15", [["02647", 5]]),
  ...dissolved("139", "15", [
    ["04585", 4],
    ["04603", 1],
    ["04606", 4],
    ["04609", 3],
  ]),
  ...dissolved("323", "33", [["11953", 6]]),
  ...dissolved("341", "33", [["12826", 5]]),
  ...dissolved("418", "40", [["16906", 1]]),
  ...dissolved("430", "40", [
    ["17950", 3],
    ["17971", 5],
  ]),
  ...["02641", "02644", "02647"].map((code) => merged(code, "02647")),
  ...["04585", "04594"].map((code) => merged(code, "04585")),
  ...["04588", "04591", "04600", "04606"].map((code) => merged(code, "04606")),
  ...["04597", "04609"].map((code) => merged(code, "04609")),
  unchanged("04603"),
  ...["11953", "11956", "11959"].map((code) => merged(code, "11953")),
  ...["12826", "12868"].map((code) => merged(code, "12826")),
  unchanged("16906"),
  merged("17950", "17950"),
  ...["17956", "17971"].map((code) => merged(code, "17971")),
  "",
].join("\n");
