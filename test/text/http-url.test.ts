// cspell:ignore httpx
import { expect, test } from "vitest";
import { httpUrl } from "../../src/text/http-url.js";

test.each(["http://a", "https://a.test:1/b?c", "HTTP://A"])("%s is an http or https URL", (text) => {
  expect(httpUrl(text)).toEqual(new URL(text));
});

test.each(["", "a.test", "ftp://a", "httpx://a", "xhttp://a", "http://"])(
  "%j is not an http or https URL",
  (text) => {
    expect(httpUrl(text)).toBeUndefined();
  },
);
