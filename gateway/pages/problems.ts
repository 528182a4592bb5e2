import { problems } from "../problems/index.ts";
import { escapeHtml, page, type Language } from "./html.ts";

/** Every problem the gateway can answer: the page that the `type` of a problem points to. */
export function renderProblems(language: Language): string {
  const head = language === "vi" ? ["Mã", "Nghĩa là", "Làm gì tiếp"] : ["Code", "Meaning", "What to do"];
  const rows = Object.entries(problems)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([code, problem]) => {
      const { title, detail, remedy } = problem[language];
      return `<tr id="${code}"><th scope="row"><code>${code}</code><br>${problem.status}</th><td><b>${escapeHtml(title)}</b><br>${withBlanks(detail)}</td><td>${withBlanks(remedy)}</td></tr>`;
    });
  const title = language === "vi" ? "Các thông báo lỗi" : "Problems";
  const other =
    language === "vi"
      ? '<a href="/docs/problems?lang=en" hreflang="en">English</a>'
      : '<a href="/docs/problems?lang=vi" hreflang="vi">Tiếng Việt</a>';
  return page(
    language,
    `${title} – Liên Thông Hub`,
    `<div><h1>${title}</h1><p class="soft"><a href="/">Liên Thông Hub</a></p></div><div>${other}</div>`,
    `<section><table><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join("")}</tr>${rows.join("")}</table></section>`,
  );
}

/** What a problem fills in is shown as a blank with its name. */
const withBlanks = (words: string): string => escapeHtml(words).replaceAll(/\{(\w+?)(Vi)?\}/g, "<i>‹$1›</i>");
