import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";

export interface TestBrowser {
  /** A page that fails the test when it logs an error or asks a foreign host for anything. */
  readonly open: (url: string, options?: { width?: number; language?: string; dark?: boolean }) => Promise<Page>;
  /** What the pages did that they should not. */
  readonly faults: readonly string[];
  readonly close: () => Promise<void>;
}

/** Debian's Chromium, headless, with an empty profile of its own. */
export async function openBrowser(): Promise<TestBrowser> {
  const executablePath = process.env["TEST_CHROMIUM"];
  if (!executablePath) throw new Error("No browser: run the tests with `npm test`, which finds or installs Chromium.");
  const browser = await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const faults: string[] = [];
  const contexts: BrowserContext[] = [];
  return {
    faults,
    async open(url, { width = 1100, language = "vi", dark = false } = {}) {
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        locale: language,
        colorScheme: dark ? "dark" : "light",
      });
      contexts.push(context);
      const page = await context.newPage();
      page.on("console", (message) => {
        if (message.type() === "error") faults.push(`${url}: ${message.text()}`);
      });
      page.on("pageerror", (error) => faults.push(`${url}: ${error.message}`));
      page.on("request", (request) => {
        const target = new URL(request.url());
        if (target.protocol !== "data:" && target.host !== new URL(url).host) faults.push(`${url} asks ${target.host}`);
      });
      await page.goto(url, { waitUntil: "load" });
      return page;
    },
    async close() {
      for (const context of contexts) await context.close();
      await browser.close();
    },
  };
}

/** Keeps a picture where TEST_SCREENSHOTS says, for people to look at. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env["TEST_SCREENSHOTS"];
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
