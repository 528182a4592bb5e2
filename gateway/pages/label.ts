import type { LabelParty, PostLabel } from "../../core/service/post-label.ts";
import { escapeHtml as text } from "./html.ts";

/** A label as a page of A6 that a browser prints: nothing in it comes from another host. */
export function labelPage(label: PostLabel): string {
  const { code, number, waybill, picture, contents, weightGrams, collectVnd } = label;
  return `<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<title>${text(code)}</title>
<style>
@page { size: A6; margin: 5mm }
body { font: 10pt/1.3 sans-serif; margin: 0 }
header { display: flex; gap: 4mm; align-items: center; border-bottom: 1px solid }
header svg { width: 28mm; height: 28mm }
header b { font-size: 14pt; word-break: break-all }
section { border-bottom: 1px solid; padding: 2mm 0 }
h2 { font-size: 8pt; margin: 0; text-transform: uppercase }
p { margin: 0 }
.receiver { font-size: 12pt }
</style>
<header>${picture}<div><b>${text(code)}</b>${waybill === null ? "" : `<p>Số đơn: ${text(number)}</p>`}</div></header>
${partyOf("Người gửi", "sender", label.sender)}
${partyOf("Người nhận", "receiver", label.receiver)}
<section><p>${text(contents)}</p><p>${weightGrams} g${collectVnd === null ? "" : ` · Thu hộ: ${collectVnd.toLocaleString("vi-VN")} đ`}</p></section>
</html>
`;
}

const partyOf = (title: string, name: string, { name: who, phone, lines }: LabelParty): string =>
  `<section class="${name}"><h2>${title}</h2><p><b>${text(who)}</b> · ${text(phone)}</p>${lines
    .map((line) => `<p>${text(line)}</p>`)
    .join("")}</section>`;
