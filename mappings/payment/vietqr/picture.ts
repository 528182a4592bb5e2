import { encodeQR } from "qr";

/**
 * A code of VietQR as a picture, for a slip or a page: SVG, with the quiet zone of four modules that ISO/IEC 18004 wants and the
 * correction level M (15 %) that a creased slip needs.
 */
export const drawVietQr = (text: string): string => encodeQR(text, "svg", { ecc: "medium", border: 4 });
