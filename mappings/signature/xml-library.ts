import { createRequire } from "node:module";

/**
 * The libraries for XML signatures, in types of our own: theirs bring those of browsers into the whole project, where they
 * take the place of Node's.
 */
export interface XmlNode {
  readonly nodeType: number;
  readonly parentNode: XmlNode | null;
  readonly childNodes: ArrayLike<XmlNode>;
  readonly textContent: string | null;
}
export interface XmlAttribute {
  readonly localName: string;
  readonly value: string;
}
export interface XmlElement extends XmlNode {
  readonly localName: string;
  readonly namespaceURI: string | null;
  readonly attributes: ArrayLike<XmlAttribute>;
  readonly getElementsByTagName: (name: string) => ArrayLike<XmlElement>;
  readonly hasAttribute: (name: string) => boolean;
  /** Empty where there is none. */
  readonly getAttribute: (name: string) => string;
}
export type XmlDocument = Pick<XmlElement, "getElementsByTagName">;

interface Parser {
  readonly parseFromString: (xml: string, type: string) => XmlDocument;
}
interface Verifier {
  readonly loadSignature: (signature: XmlElement) => void;
  /** False: a digest differs. @throws {Error} where the signature does not hold or cannot be followed. */
  readonly checkSignature: (xml: string) => boolean;
  /** What was digested. */
  readonly getSignedReferences: () => readonly string[];
}

const require = createRequire(import.meta.url);
// the very parser that the verifier has: nodes of one are given to the other
const { DOMParser } = createRequire(require.resolve("xml-crypto"))("@xmldom/xmldom") as {
  readonly DOMParser: new (options: { readonly errorHandler: Record<string, (message: string) => void> }) => Parser;
};
const { SignedXml } = require("xml-crypto") as {
  readonly SignedXml: new (options: {
    readonly publicCert: string;
    readonly getCertFromKeyInfo: () => null;
  }) => Verifier;
};

/** @throws {SyntaxError} for whatever its parser would only warn of. */
export function parseXml(xml: string): XmlDocument {
  const refuse = (message: string) => {
    throw new SyntaxError(message);
  };
  const errorHandler = { warning: refuse, error: refuse, fatalError: refuse };
  return new DOMParser({ errorHandler }).parseFromString(xml, "text/xml");
}

/** By this certificate, whatever KeyInfo says. @param certificate PEM. */
export const xmlVerifier = (certificate: string): Verifier =>
  new SignedXml({ publicCert: certificate, getCertFromKeyInfo: () => null });
