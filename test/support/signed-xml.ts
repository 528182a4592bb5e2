import { createRequire } from "node:module";
import { createPrivateKey, webcrypto } from "node:crypto";
import type { Signer } from "./signers.ts";

const dsig = "http://www.w3.org/2000/09/xmldsig#";
export const exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
export const enveloped = `${dsig}enveloped-signature`;
export const xmlSha256 = "http://www.w3.org/2001/04/xmlenc#sha256";

export interface XmlWanted {
  readonly xpath?: string;
  readonly transforms?: readonly string[];
  readonly method?: string;
  readonly digest?: string;
  readonly isWhole?: boolean;
  /** How often the same is referred to. */
  readonly times?: number;
}
// the library's own types bring a browser's into the project
interface Signing {
  addReference: (reference: object) => void;
  computeSignature: (xml: string, options: object) => void;
  getSignedXml: () => string;
}
const { SignedXml } = createRequire(import.meta.url)("xml-crypto") as { SignedXml: new (options: object) => Signing };

/** How this one signs messages: usually all of it, the signature in its header. @param signer with a key of RSA. */
export async function xmlSigner(signer: Signer): Promise<(xml: string, wanted?: XmlWanted) => string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", signer.key));
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  return (xml, wanted = {}) => {
    const { xpath = "/*", transforms = [enveloped, exclusive], isWhole = xpath === "/*", times = 1 } = wanted;
    const one = new SignedXml({
      privateKey: key.export({ type: "pkcs8", format: "pem" }),
      publicCert: signer.pem,
      signatureAlgorithm: wanted.method ?? "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
      canonicalizationAlgorithm: exclusive,
    });
    for (let i = 0; i < times; i++)
      one.addReference({
        xpath,
        transforms,
        digestAlgorithm: wanted.digest ?? xmlSha256,
        ...(isWhole ? { uri: "", isEmptyUri: true } : {}),
      });
    one.computeSignature(xml, { location: { reference: "//*[local-name()='edXMLHeader']", action: "append" } });
    return one.getSignedXml();
  };
}
