import { SignatureFault } from "./fault.ts";
import { dataOf, type Pdf, type PdfCache } from "./pdf-file.ts";
import { isArray, isDict, isRef } from "./pdf-syntax.ts";

const most = 32;

/** Lists and answers of issuers that the document's security store brings along (DSS, ISO 32000-2, 12.8.4.3), DER. */
export async function securityStore(cache: PdfCache, pdf: Pdf): Promise<Uint8Array[]> {
  try {
    const root = await pdf.resolve(pdf.trailer.map.get("Root"));
    const store = isDict(root) ? await pdf.resolve(root.map.get("DSS")) : null;
    if (!isDict(store)) return [];
    const found: Uint8Array[] = [];
    for (const key of ["OCSPs", "CRLs"]) {
      const list = await pdf.resolve(store.map.get(key));
      if (!isArray(list)) continue;
      for (const item of list.items.slice(0, most)) {
        const object = isRef(item) ? await pdf.load(item.number) : undefined;
        if (object?.stream && isDict(object.value)) found.push(await dataOf(cache, object.value, object.stream));
      }
    }
    return found;
  } catch (error) {
    // it proves something or nothing; it spoils no signature
    if (error instanceof SignatureFault) return [];
    throw error;
  }
}
