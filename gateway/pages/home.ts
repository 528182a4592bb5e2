import { escapeHtml, page, type Language } from "./html.ts";

export interface HomeFacts {
  readonly publicUrl: string;
  readonly version: string;
  /** What `/readyz` says: each part, and "ok" or a sentence. */
  readonly checks: Readonly<Record<string, string>>;
  readonly demo: boolean;
  readonly standIns: readonly { readonly name: string; readonly url: string }[];
}

const words = {
  vi: {
    other: '<a href="/?lang=en" hreflang="en">English</a>',
    tagline: "Trục liên thông hồ sơ thủ tục hành chính giữa các bộ phận một cửa",
    ready: "Sẵn sàng: tin có thể đi ngay bây giờ",
    failing: "Chưa sẵn sàng",
    health: "Tình trạng",
    ok: "tốt",
    parts: { database: "Cơ sở dữ liệu", transport: "Vận chuyển tin", closing: "Tiến trình" } as Record<string, string>,
    first: "Việc đầu tiên nên thử",
    firstDemo:
      "Mở một cửa sổ dòng lệnh khác trong thư mục dự án và cho một hồ sơ đi từ xã lên huyện, lên tỉnh rồi trở về:",
    firstReal: "Đăng ký hệ thống của một đơn vị, rồi lấy mã truy cập:",
    demoNote: "Đây là bộ trình diễn: mã định danh cấp huyện, cấp xã và cấp sở không phải mã chính thức.",
    addresses: "Các địa chỉ",
    standIns: "Phần mềm đơn vị đóng thế",
    list: [
      ["/docs", "Tài liệu API, gọi thử được ngay trên trang"],
      ["/docs/problems", "Mọi thông báo lỗi: nghĩa là gì, làm gì tiếp"],
      ["/openapi.yaml", "Hợp đồng OpenAPI của cổng"],
      ["/asyncapi.yaml", "Hợp đồng AsyncAPI của tin gửi đến đơn vị"],
      ["/readyz", "Sẵn sàng chuyển tin hay chưa"],
      ["/metrics", "Số đo cho Prometheus"],
      ["/.well-known/jwks.json", "Khóa công khai kiểm tra mã truy cập"],
    ] as const,
  },
  en: {
    other: '<a href="/?lang=vi" hreflang="vi">Tiếng Việt</a>',
    tagline: "Connects the one-stop units through which citizens' dossiers travel",
    ready: "Ready: a message can move now",
    failing: "Not ready",
    health: "Health",
    ok: "ok",
    parts: { database: "Database", transport: "Transport", closing: "Process" } as Record<string, string>,
    first: "The first thing to try",
    firstDemo:
      "In another shell in the project's folder, let a dossier travel from commune to district to province and back:",
    firstReal: "Register a unit's system, then get a token:",
    demoNote: "This is the demonstration set: identifiers of districts, communes and departments are not official.",
    addresses: "Addresses",
    standIns: "Stand-ins of units' software",
    list: [
      ["/docs", "API reference; try calls on the page"],
      ["/docs/problems", "Every error: what it means, what to do"],
      ["/openapi.yaml", "OpenAPI contract of the gateway"],
      ["/asyncapi.yaml", "AsyncAPI contract of the messages to units"],
      ["/readyz", "Whether a message can move now"],
      ["/metrics", "Metrics for Prometheus"],
      ["/.well-known/jwks.json", "Public keys that verify tokens"],
    ] as const,
  },
};

/** The page at `/`: health, addresses and the first thing to try. */
export function renderHome(facts: HomeFacts, language: Language): string {
  const text = words[language];
  const failing = Object.values(facts.checks).some((check) => check !== "ok");
  const row = (head: string, cell: string) => `<tr><th scope="row">${head}</th><td>${cell}</td></tr>`;
  const checks = Object.entries(facts.checks).map(([part, result]) =>
    row(
      escapeHtml(text.parts[part] ?? part),
      result === "ok" ? `<span class="good">${text.ok}</span>` : `<span class="bad">${escapeHtml(result)}</span>`,
    ),
  );
  const addresses = text.list.map(([path, what]) => row(`<a href="${path}"><code>${path}</code></a>`, what));
  const standIns = facts.standIns.map(({ name, url }) =>
    row(escapeHtml(name), `<a href="${escapeHtml(url)}"><code>${escapeHtml(url)}</code></a>`),
  );
  const first = facts.demo
    ? `<p>${text.firstDemo}</p><pre>npx hub walk</pre><p class="soft">${text.demoNote}</p>`
    : `<p>${text.firstReal}</p><pre>npx hub partners add --help\ncurl -d grant_type=client_credentials -u ID:SECRET ${escapeHtml(facts.publicUrl)}/oauth/token</pre>`;
  return page(
    language,
    "Liên Thông Hub",
    `<div><h1>Liên Thông Hub</h1><p class="soft">${text.tagline}</p></div><div>${text.other}</div>`,
    `<section aria-labelledby="health"><h2 id="health">${text.health}</h2>
<p class="${failing ? "bad" : "good"}">${failing ? text.failing : text.ready}</p><table>${checks.join("")}</table></section>
<section aria-labelledby="first"><h2 id="first">${text.first}</h2>${first}</section>
<section aria-labelledby="addresses"><h2 id="addresses">${text.addresses}</h2><table>${addresses.join("")}</table></section>
${standIns.length > 0 ? `<section aria-labelledby="standins"><h2 id="standins">${text.standIns}</h2><table>${standIns.join("")}</table></section>` : ""}
<p class="soft">v${escapeHtml(facts.version)}</p>`,
  );
}
