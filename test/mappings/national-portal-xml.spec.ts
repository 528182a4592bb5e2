import { expect } from "chai";
import { findAll, readXml } from "../../mappings/national-portal/xml.ts";

const ending = (xml: string): string => {
  const read = readXml(xml);
  return read.ok ? "ok" : read.why;
};
const textIn = (xml: string): readonly string[] => {
  const read = readXml(xml);
  return read.ok ? [read.root.text, ...read.root.children.map(({ text }) => text)] : [read.why];
};
const nested = (deep: number) => `${"<a>".repeat(deep)}${"</a>".repeat(deep)}`;
const laughs = [...Array<undefined>(9).keys()].map((n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`);

describe("XML of the portal", () => {
  for (const [what, xml, expected] of [
    ["an empty text", "", "not-xml"],
    ["only a declaration", '<?xml version="1.0"?>', "not-xml"],
    ["only a comment", "<!-- a -->", "not-xml"],
    ["only text", "abc", "not-xml"],
    ["cut off in a text", "<r><a>12", "not-xml"],
    ["cut off in a tag", "<r><a>12</a", "not-xml"],
    ["cut off in an empty tag", "<r/", "not-xml"],
    ["cut off in an attribute", '<r a="1', "not-xml"],
    ["cut off in a comment", "<r></r><!-- a", "not-xml"],
    ["cut off in CDATA", "<r><![CDATA[a]]", "not-xml"],
    ["cut off before the root ends", "<r><a>12</a>", "not-xml"],
    ["tags that cross", "<r><a><b></a></b></r>", "not-xml"],
    ["one end too many", "<r></r></r>", "not-xml"],
    ["two roots", "<r></r><r></r>", "not-xml"],
    ["two empty roots", "<r/><r/>", "not-xml"],
    ["text behind the root", "<r/>12", "not-xml"],
    ["text before the root", "12<r/>", "not-xml"],
    ["CDATA outside the root", "<![CDATA[x]]><r/>", "not-xml"],
    ["a name that is none", "<r><1/></r>", "not-xml"],
    ["an attribute without quotes", "<r a=1/>", "not-xml"],
    ["a tag in an attribute", '<r a="<b>"/>', "not-xml"],
    ["a DTD", "<!DOCTYPE r><r/>", "forbidden-xml"],
    [
      "a DTD behind a declaration",
      '<?xml version="1.0"?>\n<!DOCTYPE r SYSTEM "http://a.example/x.dtd"><r/>',
      "forbidden-xml",
    ],
    ["a DTD in small letters", "<!doctype r><r/>", "forbidden-xml"],
    ["a DTD that a comment in an attribute would hide", '<r a="<!--"/><!DOCTYPE r><r b="-->"/>', "not-xml"],
    ["a DTD that the end of a tag in an attribute would hide", '<r a="><!--"/><!DOCTYPE r><r b="-->"/>', "not-xml"],
    ["an external entity", '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>', "forbidden-xml"],
    [
      "entities that grow a billion times",
      `<!DOCTYPE r [<!ENTITY l0 "ha">${laughs.join("")}]><r>&l9;</r>`,
      "forbidden-xml",
    ],
    ["an entity of its own in an attribute", '<r a="&x;"/>', "forbidden-xml"],
    ["an ampersand by itself", "<r>a & b</r>", "forbidden-xml"],
    ["an entity by the name of a property", "<r>&toString;</r>", "forbidden-xml"],
    ["half a character", "<r>&#xD800;</r>", "forbidden-xml"],
    ["a character beyond all", "<r>&#x110000;</r>", "forbidden-xml"],
    ["an instruction before the root", '<?xml-stylesheet href="a"?><r/>', "forbidden-xml"],
    ["an instruction behind the root", "<r/><?php x ?>", "forbidden-xml"],
    ["a second declaration", '<?xml version="1.0"?><?xml version="1.0"?><r/>', "forbidden-xml"],
    ["64 levels", nested(64), "ok"],
    ["65 levels", nested(65), "forbidden-xml"],
    ["100,000 elements", `<r>${"<a>1</a>".repeat(99_999)}</r>`, "ok"],
    ["100,001 elements", `<r>${"<a/>".repeat(100_000)}</r>`, "forbidden-xml"],
    ["50,000 levels", nested(50_000), "forbidden-xml"],
    ["100,000 openings", "<a>".repeat(100_000), "not-xml"],
    ["text and a comment behind the root", "<r/>12<!-- a -->", "not-xml"],
    ["a prototype for a name", "<r><__proto__><a>1</a></__proto__></r>", "forbidden-xml"],
    ["a byte order mark", "\ufeff<r/>", "ok"],
    ["comments around the root", "<!-- a --><r/><!-- b -->", "ok"],
  ] as const)
    it(`quirk 20: ${what}: ${expected}`, () => expect(ending(xml)).to.equal(expected));

  for (const [what, xml, expected] of [
    ["numbers", "<r><a>00123</a><a>1e3</a><a>0x1F</a><a>true</a></r>", ["", "00123", "1e3", "0x1F", "true"]],
    ["spaces inside, none outside", "<r><a>  a  b  </a></r>", ["", "a  b"]],
    ["a DTD in CDATA, which is text", "<r><a><![CDATA[<!DOCTYPE a> &x; ]]></a></r>", ["", "<!DOCTYPE a> &x;"]],
    ["CDATA beside text", "<r>a<![CDATA[ & ]]>b</r>", ["a & b"]],
    ["what is resolved once", "<r>&amp;lt;&lt;&quot;&apos;&gt;</r>", ["&lt;<\"'>"]],
    ["text around children and comments", "<r>a<b>1</b>b<!-- & -->c</r>", ["abc", "1"]],
    ["a letter by its number", "<r>&#x1EC7;&#233;&#128512;</r>", ["ệé😀"]],
    ["ampersands in plenty", `<r>${"&amp;".repeat(50_000)}</r>`, ["&".repeat(50_000)]],
    ["names of properties", "<r><toString>1</toString><hasOwnProperty>2</hasOwnProperty></r>", ["", "1", "2"]],
  ] as const)
    it(`reads ${what}`, () => expect(textIn(xml)).to.deep.equal(expected));

  it("keeps the order of children of several names", () => {
    const read = readXml("<r><a>1</a><b>2</b><a>3</a><tờ.khai>4</tờ.khai><n:b>5</n:b></r>");
    expect(read.ok && read.root.children.map(({ name, text }) => name + text)).to.deep.equal([
      ...["a1", "b2", "a3", "tờ.khai4", "n:b5"],
    ]);
    expect(read.ok && findAll(read.root, "a").map(({ text }) => text)).to.deep.equal(["1", "3"]);
  });
});
