import { describe, expect, test } from "vitest";
import { IniError, nestedSettings, parseIni } from "../../../src/client/aws-config/ini.js";

/** Returns the sections of a file as plain objects. */
const parsed = (text: string) =>
  Object.fromEntries([...parseIni(text)].map(([name, section]) => [name, Object.fromEntries(section)]));

describe("a file", () => {
  test.each<[string, string, Record<string, Record<string, string>>]>([
    ["that is empty", "", {}],
    ["with a section and no settings", "[a]", { a: {} }],
    ["with settings", "[a]\nx = 1\ny=2\n[b]\nx : 3", { a: { x: "1", y: "2" }, b: { x: "3" } }],
    ["with an equals sign in a value", "[a]\nx = 1 = 2", { a: { x: "1 = 2" } }],
    ["with brackets in a value", "[a]\nx = [b]", { a: { x: "[b]" } }],
    ["with a line separator in a value", "[a]\nx = 1\u20282", { a: { x: "1\u20282" } }],
    ["with blanks around a name and a value", "[a]\nx  =  1  ", { a: { x: "1" } }],
    ["with an empty value", "[a]\nx =", { a: { x: "" } }],
    ["with names in capitals", "[A]\nX = Y", { A: { x: "Y" } }],
    ["with text after a bracket", "[a] b", { a: {} }],
    ["with line ends of Windows and of old Macs", "[a]\r\nx = 1\ry = 2", { a: { x: "1", y: "2" } }],
    ["with comments", "# a\n[a]\n; b\n  # c\nx = 1 # d", { a: { x: "1 # d" } }],
    ["with a comment within a value", "[a]\nx = 1\n# b\n  2", { a: { x: "1\n2" } }],
    ["with a value on two lines", "[a]\nx = 1\n  2\ny = 3", { a: { x: "1\n2", y: "3" } }],
    ["with an empty line within a value", "[a]\nx = 1\n\n  2\n\ny = 3", { a: { x: "1\n\n2", y: "3" } }],
    ["with settings that are all indented", "[a]\n  x = 1\n  y = 2", { a: { x: "1", y: "2" } }],
    ["with an indented section", "[a]\nx = 1\n[b]\n  y = 2", { a: { x: "1" }, b: { y: "2" } }],
    ["with an indented line after a section", "[a]\nx = 1\n[b]\n  [c]", { a: { x: "1" }, b: {}, c: {} }],
    ["with nested settings", "[a]\ns3 =\n  x = 1\n  y = 2", { a: { s3: "\nx = 1\ny = 2" } }],
    [
      "with defaults for its sections",
      "[DEFAULT]\nx = 1\n[a]\ny = 2\n[b]\nx = 3",
      { a: { x: "1", y: "2" }, b: { x: "3" } },
    ],
    ["with defaults in two sections", "[DEFAULT]\nx = 1\n[a]\n[DEFAULT]\ny = 2", { a: { x: "1", y: "2" } }],
  ])("a file %s is parsed", (_what, text, sections) => {
    expect(parsed(text)).toEqual(sections);
  });

  test.each([
    ["a section twice", "[a]\n[a]", "line 2 names a section a second time"],
    ["a setting twice", "[a]\nx = 1\nX = 2", "line 3 names a setting a second time"],
    ["a setting before the first section", "x = 1", "line 1 comes before the first section"],
    ["a line without a value", "[a]\n\nx", "line 3 is not of the form `name = value`"],
    ["a line without a name", "[a]\n= 1", "line 2 is not of the form `name = value`"],
    ["brackets without a name", "[a]\n[]", "line 2 is not of the form `name = value`"],
    ["nested text", "[a]\nx =\n  1", "the lines below `x` are not of the form `name = value`"],
  ])("a file with %s is rejected", (_what, text, message) => {
    expect(() => parseIni(text)).toThrow(new IniError(message));
  });

  test("a file with a value on several lines may have any text in them", () => {
    expect(parsed("[a]\nx = 1\n  2")).toEqual({ a: { x: "1\n2" } });
  });
});

describe("nested settings", () => {
  test.each([
    ["\n x = 1 \n\n  y=2=3", { x: "1", y: "2=3" }],
    ["", {}],
    ["x =", { x: "" }],
  ])("nested settings of %j are parsed", (value, settings) => {
    expect(Object.fromEntries(nestedSettings(value) ?? [])).toEqual(settings);
  });

  test("nested settings are undefined if a line is not a setting", () => {
    expect(nestedSettings("x = 1\ny")).toBeUndefined();
  });
});
