import { expect } from "chai";
import { decodeQR } from "qr/decode.js";
import { drawVietQr } from "../../mappings/payment/vietqr/picture.ts";
import { keepPicture, openBrowser, type TestBrowser } from "../support/browser.ts";

describe("VietQR as a picture", () => {
  let browser: TestBrowser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  // TV-26, TV-31 and TV-33 of the facts, with their checksums
  for (const [name, text] of [
    ["TV-26", "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52"],
    [
      "TV-31",
      "00020101021238570010A00000072701270006970418011300110012345670208QRIBFTTA530370454061500005802VN62250106DH00010811H2026000001" +
        "6304B26A",
    ],
    [
      "TV-33",
      "00020101021238570010A00000072701270006970422011371045208946240208QRIBFTTA5303704540430005802VN62180814TT1BQG8F khanh6304D4F6",
    ],
  ] as const)
    it(`${name}: what a browser draws is read back as the very text`, async () => {
      const picture = `data:image/svg+xml;base64,${Buffer.from(drawVietQr(text)).toString("base64")}`;
      const page = await browser.open(`data:text/html,<img alt="" width="180" height="180" src="${picture}">`);
      await keepPicture(page, `vietqr-${name}`);
      const pixels = await page.evaluate<number[]>(`(() => {
        const canvas = document.createElement("canvas");
        canvas.width = canvas.height = 180;
        const paper = canvas.getContext("2d");
        paper.fillStyle = "white";
        paper.fillRect(0, 0, 180, 180);
        paper.drawImage(document.images[0], 0, 0, 180, 180);
        return [...paper.getImageData(0, 0, 180, 180).data];
      })()`);
      expect(decodeQR({ width: 180, height: 180, data: Uint8Array.from(pixels) })).to.equal(text);
      expect(browser.faults).to.deep.equal([]);
    });
});
