export type Language = "vi" | "en";

/** Text on its way into HTML. */
export const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** One look for the few plain pages, readable on a small and old screen, in the dark, and on paper. */
const style = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5a6675; --line: #d9dee5; --paper: #ffffff; --ground: #f5f6f8;
  --brand: #9a1b1e; --good: #146c43; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebef; --soft: #a3adba; --line: #343c47; --paper: #1a1f26;
  --ground: #12161b; --brand: #f2b8b5; --good: #6fd6a3; --bad: #ff8a80; } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, "Segoe UI", Roboto, sans-serif }
header, main { max-width: 60rem; margin: 0 auto; padding: 0 1.25rem }
header { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: baseline; justify-content: space-between; padding-top: 2rem }
h1 { font-size: 1.75rem; margin: 0; color: var(--brand) }
h2 { font-size: 1.1rem; margin: 0 0 .75rem }
p { margin: .25rem 0 .75rem } .soft { color: var(--soft) }
section { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: 1.1rem 1.25rem; margin: 1.25rem 0 }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .4rem .75rem .4rem 0; vertical-align: top; border-top: 1px solid var(--line) }
tr:first-child > * { border-top: 0 } th { font-weight: 600; white-space: nowrap; width: 1%; padding-right: 1.5rem }
code, pre { font: .92em/1.5 ui-monospace, "Cascadia Mono", Consolas, monospace } pre { background: var(--ground); border-radius: .35rem; padding: .75rem 1rem; overflow-x: auto; margin: .5rem 0 }
a { color: inherit; text-decoration-color: var(--brand); text-underline-offset: .2em } .good { color: var(--good); font-weight: 600 } .bad { color: var(--bad); font-weight: 600 }
@media (max-width: 40rem) { th, td { display: block; width: auto; border: 0; padding: 0 } tr { display: block; padding: .45rem 0; border-top: 1px solid var(--line) } }
`;

export const page = (language: Language, title: string, header: string, body: string): string => `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><header>${header}</header><main>${body}</main></body></html>
`;
