import { expect } from "chai";
import { readJson } from "../../gateway/json.ts";
import { DoorRefusal } from "../../gateway/reply.ts";

const refusalOf = (body: Uint8Array | string): { code: string; field: string | undefined } => {
  try {
    readJson(typeof body === "string" ? Buffer.from(body) : body);
  } catch (error) {
    if (error instanceof DoorRefusal) return { code: error.code, field: error.field };
    throw error;
  }
  return { code: "accepted", field: undefined };
};

describe("the door of JSON (P14)", () => {
  for (const [what, body, code, field] of [
    ["an object", '{"name":"Nguyễn Văn Thử"}', "accepted", undefined],
    ["line breaks and tabs in a text", '{"note":"a\\n\\tb\\r\\n"}', "accepted", undefined],
    ["brackets inside a text, deeper than allowed", `{"note":"${"[".repeat(100)}"}`, "accepted", undefined],
    ["an escaped quote before brackets in a text", `{"note":"\\"${"{".repeat(100)}"}`, "accepted", undefined],
    ["32 levels", "[".repeat(32) + "]".repeat(32), "accepted", undefined],
    ["33 levels", "[".repeat(33) + "]".repeat(33), "json-too-deep", undefined],
    ["10,000 levels", "[".repeat(10_000) + "]".repeat(10_000), "json-too-deep", undefined],
    ["10,000 levels of objects", '{"a":'.repeat(10_000) + "1" + "}".repeat(10_000), "json-too-deep", undefined],
    ["nothing", "", "json-broken", undefined],
    ["half an object", '{"name":"Nguyễn', "json-broken", undefined],
    ["two objects", "{}{}", "json-broken", undefined],
    ["a trailing comma", '{"a":1,}', "json-broken", undefined],
    ["a NUL in a text", '{"applicant":{"name":"a\\u0000b"}}', "text-with-nul", "/applicant/name"],
    ["an escape character in a list", '{"papers":["ok","\\u001b[31m"]}', "text-with-nul", "/papers/1"],
    ["a NUL in a field's name", '{"a\\u0000":1}', "text-with-nul", "/"],
    ["a raw NUL byte", "{\0}", "json-broken", undefined],
    ["NFD, as macOS writes file names", JSON.stringify({ name: "Nguyễn".normalize("NFD") }), "text-not-nfc", "/name"],
    ["half a surrogate pair", '{"name":"\\ud83d"}', "text-not-unicode", "/name"],
    ["a whole surrogate pair", '{"name":"\\ud83d\\ude00"}', "accepted", undefined],
    ["a field with a slash in its name", '{"a/b":"\\u0001"}', "text-with-nul", "/a~1b"],
    ["a C1 control in a text", '{"name":"An\\u0085"}', "text-with-hidden", "/name"],
    ["a text turned around", '{"papers":["tờ khai","\\u202efdp.exe"]}', "text-with-hidden", "/papers/1"],
    ["an isolate, raw", '{"a":{"b":"x\u2066y"}}', "text-with-hidden", "/a/b"],
    ["a left-to-right mark in a field's name", '{"by\u200e":"H38"}', "text-with-hidden", "/"],
    ["a byte order mark inside", '{"name":"An\ufeff"}', "text-with-hidden", "/name"],
    ["a byte order mark before everything", '\ufeff{"name":"An"}', "accepted", undefined],
    ["the joiners of other languages", '{"name":"a\u200db\u200c"}', "accepted", undefined],
    ["a name twice", '{"by":"H38.91","by":"H38.16"}', "json-name-repeated", "/by"],
    [
      "a name twice in an object of a list",
      '{"papers":[{},{"x":1,"y":[],"x":2}]}',
      "json-name-repeated",
      "/papers/1/x",
    ],
    ["a name twice, once escaped", '{"by":1,"\\u0062y":2}', "json-name-repeated", "/by"],
    ["an empty name twice, in a field with a slash", '{"a/b":{"":1,"":2}}', "json-name-repeated", "/a~1b/"],
    ["a name again in another object", '{"a":{"x":1},"b":{"x":1},"x":[{"x":1},{"x":1}]}', "accepted", undefined],
    ["a value that reads like a name twice", '{"a":"b","b":"a","c":["a","a"]}', "accepted", undefined],
    ["a quote and a comma in a text before a name", '{"a":"\\\\\",\\"a\\":1","b":1}', "json-broken", undefined],
    ["an escaped text that holds a whole object", '{"a":"{\\"a\\":1,\\"a\\":2}"}', "accepted", undefined],
  ] as const)
    it(`${what} → ${code}`, () => expect(refusalOf(body)).to.deep.equal({ code, field }));

  it("bytes that are not UTF-8 → body-not-utf8", () => {
    expect(refusalOf(Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d])).code).to.equal("body-not-utf8");
  });
  it("UTF-16 → body-not-utf8", () => {
    expect(refusalOf(Buffer.from("\ufeff{}", "utf16le")).code).to.equal("body-not-utf8");
  });
  it("says where a hidden character stands, as an editor counts", () => {
    try {
      readJson(Buffer.from(JSON.stringify({ name: "😀Đỗ\u200f" })));
      expect.fail("accepted");
    } catch (error) {
      expect((error as DoorRefusal).values).to.deep.equal({ field: "/name", character: "U+200F", position: "4" });
    }
  });
  it("never repeats what was sent", () => {
    try {
      readJson(Buffer.from('{"idNumber":"000000000001" "x"}'));
      expect.fail("accepted");
    } catch (error) {
      expect(JSON.stringify((error as DoorRefusal).values)).not.to.contain("000000000001");
    }
  });
});
