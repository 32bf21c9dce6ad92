import { expect, test } from "vitest";
import { shellWords } from "../../../src/client/aws-config/shell-words.js";

test.each<[string, readonly string[] | undefined]>([
  ["", []],
  [" \t\r\n", []],
  ["one two", ["one", "two"]],
  ["  one \t two\r\n", ["one", "two"]],
  ["'one two' three", ["one two", "three"]],
  ['"one two"', ["one two"]],
  ["o'n'e", ["one"]],
  ["a\u00a0b \u00a0", ["a\u00a0b", "\u00a0"]],
  ["''", [""]],
  ['a ""', ["a", ""]],
  ["'a\\b\\\"c'", ['a\\b\\"c']],
  ['"a\\ b"', ["a\\ b"]],
  ['"a\\"b\\\\c\\d"', ['a"b\\c\\d']],
  ["a\\ b", ["a b"]],
  ["\\'a", ["'a"]],
  ["\\\n", ["\n"]],
  ["a 'b", undefined],
  ['a "b', undefined],
  ['"a\\"', undefined],
  ["a\\", undefined],
])("the words of %j are those of a POSIX shell", (text, words) => {
  expect(shellWords(text)).toEqual(words);
});
