import { expect } from "chai";
import { keepPicture, openBrowser, type TestBrowser } from "../support/browser.ts";
import { testGateway, type TestGateway } from "../support/gateway.ts";

describe("pages, in a browser", () => {
  let gateway: TestGateway;
  let browser: TestBrowser;
  before(async () => {
    gateway = await testGateway();
    browser = await openBrowser();
  });
  after(async () => {
    await browser.close();
    await gateway.close();
  });
  afterEach(() => expect(browser.faults).to.deep.equal([]));

  it("the first page says in Vietnamese that the hub is ready, where to look and what to try", async () => {
    const page = await browser.open(gateway.url);
    expect(await page.textContent("h1")).to.equal("Liên Thông Hub");
    expect(await page.textContent("section:has(#health)")).to.contain("Sẵn sàng");
    expect(await page.textContent("section:has(#first) pre")).to.contain("hub partners add");
    for (const path of ["/docs", "/docs/problems", "/openapi.yaml", "/readyz", "/metrics"])
      expect(await page.locator(`a[href="${path}"]`).count(), path).to.equal(1);
    await keepPicture(page, "home-vi");
  });

  it("and in English, by the browser's language or by the link", async () => {
    const page = await browser.open(gateway.url, { language: "en" });
    expect(await page.textContent("section:has(#health)")).to.contain("Ready");
    await page.click("text=Tiếng Việt");
    expect(await page.textContent("section:has(#health)")).to.contain("Sẵn sàng");
  });

  it("it fits a telephone and the dark", async () => {
    const page = await browser.open(gateway.url, { width: 360, dark: true });
    expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).to.equal(true);
    await keepPicture(page, "home-phone-dark");
  });

  it("the reference page shows every operation without asking any other host", async () => {
    const page = await browser.open(`${gateway.url}/docs`);
    await page.waitForSelector(".opblock");
    expect(await page.locator(".opblock").count()).to.equal(92);
    await keepPicture(page, "reference");
  });

  it("the page of problems can be jumped into from a problem's type", async () => {
    const page = await browser.open(`${gateway.url}/docs/problems#not-your-dossier`);
    expect(await page.textContent("#not-your-dossier")).to.contain("Hồ sơ không do đơn vị này giữ");
    await keepPicture(page, "problems");
  });
});
