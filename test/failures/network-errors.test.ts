import dns from "node:dns";
import { getSystemErrorMap } from "node:util";
import { describe, expect, test } from "vitest";
import { adviceFor } from "../../src/failures/advice.js";
import { parseFailure } from "../../src/failures/failure.js";

const classify = (thrown: unknown) => parseFailure(thrown, 0).kind;
const advice = (thrown: unknown) => {
  const { topic } = parseFailure(thrown, 0);
  return topic && adviceFor(topic, { operation: "GetRegisterAccountStatus" });
};
const wasSent = (thrown: unknown) => parseFailure(thrown, 0).sent;

const coded = (code: string, more: object = {}) => Object.assign(new Error("Socket says"), { code, ...more });
const named = (name: string) => Object.assign(new Error("Deno says"), { name });
/** Returns the error that Node's global fetch throws. */
const fetchFailed = (cause: unknown) => new TypeError("fetch failed", { cause });
const terminated = (cause: unknown) => new TypeError("terminated", { cause });

/** System codes of transient connection failures; all others are fatal. */
const TRANSIENT = [
  ...["EADDRINUSE", "EADDRNOTAVAIL", "EAGAIN", "EAI_ADDRFAMILY", "EAI_AGAIN", "EAI_FAIL", "EAI_MEMORY"],
  ...["EAI_NODATA", "EAI_NONAME", "ECONNABORTED", "ECONNREFUSED", "ECONNRESET", "EHOSTDOWN", "EHOSTUNREACH"],
  ...["EMFILE", "ENETDOWN", "ENETUNREACH", "ENFILE", "ENOBUFS", "ENODATA", "ENOMEM", "ENONET", "ENOTCONN"],
  ...["EOF", "EPIPE", "EPROTO", "ESHUTDOWN", "ETIMEDOUT"],
];

test.each([...getSystemErrorMap().values()].map(([code]) => code))(
  "the system's %s is in the table or deliberately not",
  (code) => {
    expect(classify(coded(code))).toBe(TRANSIENT.includes(code) ? "unreachable" : "fatal");
  },
);

/** Transient errors of c-ares, Node's other resolver, by their constants in `node:dns`; all others are fatal. */
const DNS_TRANSIENT = [
  ...["NODATA", "FORMERR", "SERVFAIL", "NOTFOUND", "REFUSED", "BADRESP", "CONNREFUSED", "TIMEOUT", "EOF"],
  ...["NOMEM", "NONAME"],
];

test.each(Object.keys(dns).filter((name) => /^E[A-Z]+$/.test(String(Reflect.get(dns, name)))))(
  "the resolver's %s is in the table or deliberately not",
  (name) => {
    const kind = classify(coded(Reflect.get(dns, name)));
    expect(kind).toBe(DNS_TRANSIENT.includes(name) ? "unreachable" : "fatal");
  },
);

test.each([
  ...["ERR_HTTP_REQUEST_TIMEOUT", "ERR_SOCKET_CLOSED", "ERR_SOCKET_CLOSED_BEFORE_CONNECTION"],
  ...["ERR_SOCKET_CONNECTION_TIMEOUT", "ERR_STREAM_DESTROYED", "ERR_STREAM_PREMATURE_CLOSE"],
  ...["ERR_STREAM_WRITE_AFTER_END", "ERR_TLS_HANDSHAKE_TIMEOUT", "ERR_PROXY_TUNNEL"],
  ...[
    "ERR_HTTP_CONTENT_LENGTH_MISMATCH",
    "HPE_INVALID_EOF_STATE",
    "HPE_INVALID_CONSTANT",
    "HPE_CLOSED_CONNECTION",
  ],
  ...["ERR_HTTP2_GOAWAY_SESSION", "ERR_HTTP2_INVALID_SESSION", "ERR_HTTP2_SESSION_ERROR"],
  ...["ERR_HTTP2_STREAM_CANCEL", "ERR_HTTP2_STREAM_ERROR", "ERR_HTTP2_PING_CANCEL"],
  ...[
    "ERR_SSL_WRONG_VERSION_NUMBER",
    "ERR_SSL_UNEXPECTED_EOF_WHILE_READING",
    "ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR",
    "ERR_SSL_BAD_DATA_RETURNED_BY_CALLBACK",
  ],
])("Node's %s is transient", (code) => {
  expect(classify(coded(code))).toBe("unreachable");
});

test.each([
  ...["UND_ERR_BODY_TIMEOUT", "UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_HTTP_PARSER"],
  ...[
    "UND_ERR_INFO",
    "UND_ERR_PRX_TLS",
    "UND_ERR_REQ_RETRY",
    "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
    "UND_ERR_SOCKET",
  ],
])("undici's %s is transient, also through fetch", (code) => {
  for (const error of [coded(code), fetchFailed(coded(code)), terminated(coded(code))])
    expect(classify(error)).toBe("unreachable");
});

test.each([
  ...["UND_ERR_CLOSED", "UND_ERR_DESTROYED", "UND_ERR_HEADERS_OVERFLOW", "UND_ERR_INVALID_ARG"],
  ...["UND_ERR_INVALID_RETURN_VALUE", "UND_ERR_NOT_SUPPORTED", "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH"],
  ...["UND_ERR_RES_EXCEEDED_MAX_SIZE", "ERR_INVALID_URL", "ERR_HTTP_INVALID_HEADER_VALUE"],
  ...[
    "ERR_TLS_INVALID_PROTOCOL_VERSION",
    "ERR_SOCKET_BAD_PORT",
    "ERR_UNESCAPED_CHARACTERS",
    "ERR_PROXY_INVALID_CONFIG",
  ],
])("%s is a mistake in a program, and fatal", (code) => {
  expect(classify(fetchFailed(coded(code)))).toBe("fatal");
});

test.each([
  ...[
    "ConnectionRefused",
    "ConnectionClosed",
    "ConnectionReset",
    "FailedToOpenSocket",
    "Timeout",
    "ECONNRESET",
  ],
  ...["WriteFailed", "InvalidHTTPResponse", "Malformed_HTTP_Response"],
  // The code for an interrupted handshake in Bun 1.3.
  "UNKNOWN_CERTIFICATE_VERIFICATION_ERROR",
])("Bun's code %s is transient", (code) => {
  expect(classify(coded(code))).toBe("unreachable");
});

test.each([
  ...[
    "AddrInUse",
    "AddrNotAvailable",
    "BrokenPipe",
    "ConnectionAborted",
    "ConnectionRefused",
    "ConnectionReset",
  ],
  ...["Http", "NetworkUnreachable", "NotConnected", "TimedOut", "UnexpectedEof"],
])("Deno's error %s is transient", (name) => {
  expect(classify(named(name))).toBe("unreachable");
});

test.each([
  ...["NetworkingError", "UnknownEndpoint", "ERR_NETWORK", "NetworkError", "ESOCKETTIMEDOUT"],
  ...["ConnectionTimeout", "ENETRESET", "IncompleteAnswerError"],
])("%s of the AWS SDK v2, axios or another library is transient", (code) => {
  expect(classify(coded(code))).toBe("unreachable");
  expect(classify(named(code))).toBe("unreachable");
});

test("axios's message for a cut response is transient, because its code has other meanings", () => {
  const axios = (message: string) => Object.assign(new Error(message), { code: "ERR_BAD_RESPONSE" });
  expect(classify(axios("stream has been aborted"))).toBe("unreachable");
  expect(classify(axios("maxContentLength size of 9 exceeded"))).toBe("fatal");
});

test("a connection that the AWS SDK gave up was not established, so its request was not sent", () => {
  const error = Object.assign(
    new Error(
      "@smithy/node-http-handler - the request socket did not establish a connection with the server within the configured timeout of 1000 ms.",
    ),
    { name: "TimeoutError" },
  );
  expect(parseFailure(error, 0)).toMatchObject({ kind: "unreachable", sent: false, topic: "unreachable" });
});

test.each([
  ...["MY_HPE_ERROR", "MY_ERR_SSL_ERROR", "CONCERT", "CERTAIN", "MY-CERT_ERROR", "MY_ERR_SSL_UNKNOWN_CA"].map(
    (code) => coded(code),
  ),
  ...[
    "the stream has been aborted",
    "stream has been aborted by the user",
    "Internal error sending request to the printer",
    "Saved (os error 104) as a note",
  ].map((message) => new Error(message)),
])("an error that only contains the words of a broken connection is fatal (example %#)", (error) => {
  expect(parseFailure(error, 0)).toMatchObject({ kind: "fatal", topic: undefined });
});

/** Returns the error that Deno's fetch throws, with the words of its HTTP library; in 2.9 it is the cause of `fetch failed`. */
const byDeno = (message: string) => [new TypeError(message), fetchFailed(new Error(message))];

describe("Deno's fetch, which has no codes,", () => {
  const connecting = (why: string) =>
    `error sending request for url (https://localhost:9443/): client error (Connect): ${why}`;
  const sent = "error sending request from 127.0.0.1:4 for http://127.0.0.1:9/ (127.0.0.1:9): client error";

  test.each([
    ["refused", connecting("tcp connect error: Connection refused (os error 111)"), false],
    ["not found", connecting("dns error: failed to lookup address information: Name not known"), false],
    ["no TLS", connecting("received corrupt message of type InvalidContentType"), false],
    ["no handshake", connecting("tls handshake eof"), false],
    ["closed", `${sent} (SendRequest): connection closed before message completed`, true],
    ["no HTTP", `${sent} (SendRequest): invalid HTTP version parsed`, true],
    ["reset", "Connection reset by peer (os error 104)", true],
    ["cut off", "error reading a body from connection", true],
  ])("the error of Deno's fetch is transient: %s", (_what, message, maybeSent) => {
    for (const error of byDeno(message))
      expect([classify(error), wasSent(error)]).toEqual(["unreachable", maybeSent]);
  });

  test("a rejected certificate is fatal, and the advice is about certificates", () => {
    for (const error of byDeno(connecting("invalid peer certificate: UnknownIssuer"))) {
      expect(classify(error)).toBe("fatal");
      expect(advice(error)).toMatch(/NODE_EXTRA_CA_CERTS\.$/);
    }
  });

  test("a missing file is not a broken connection", () => {
    expect(classify(named("NotFound"))).toBe("fatal");
    expect(classify(new Error("No such file or directory (os error 2)"))).toBe("fatal");
  });
});

test("undici 8 names a broken response and sets no code", () => {
  const error = Object.assign(new Error("Response does not match the HTTP/1.1 protocol"), {
    name: "HTTPParserError",
  });
  expect(classify(fetchFailed(error))).toBe("unreachable");
});

describe("a rejected certificate", () => {
  const codes = [
    ...["CERT_CHAIN_TOO_LONG", "CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID", "CERT_REJECTED", "CERT_REVOKED"],
    ...["CERT_SIGNATURE_FAILURE", "CERT_UNTRUSTED", "CRL_HAS_EXPIRED", "DEPTH_ZERO_SELF_SIGNED_CERT"],
    ...[
      "HOSTNAME_MISMATCH",
      "INVALID_CA",
      "INVALID_PURPOSE",
      "SELF_SIGNED_CERT_IN_CHAIN",
      "UNABLE_TO_GET_CRL",
    ],
    ...["PATH_LENGTH_EXCEEDED", "UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY"],
    ...["UNABLE_TO_GET_ISSUER_CERT", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    ...["ERR_TLS_CERT_ALTNAME_INVALID", "ERR_TLS_CERT_ALTNAME_FORMAT"],
    ...["ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE"],
  ];
  test.each(codes)("a rejected certificate (%s) is fatal, with advice on certificates", (code) => {
    for (const error of [
      coded(code),
      fetchFailed(coded(code)),
      new Error("x", { cause: fetchFailed(coded(code)) }),
    ]) {
      expect(classify(error)).toBe("fatal");
      expect(advice(error)).toMatch(/clock .* NODE_EXTRA_CA_CERTS\.$/);
    }
  });
});

test.each(["ABORT_ERR", "ERR_CANCELED", "ECANCELED", "ECANCELLED", "UND_ERR_ABORT", "UND_ERR_ABORTED"])(
  "a source that cancels its own request (%s) ends the wait",
  (code) => {
    expect(classify(coded(code, { cause: coded("ECONNRESET") }))).toBe("fatal");
  },
);

test.each(["EACCES", "EPERM"])("a firewall's %s is transient, a file's is fatal", (code) => {
  const connecting = parseFailure(coded(code, { syscall: "connect" }), 0);
  expect(connecting).toMatchObject({ kind: "unreachable", sent: false });
  expect(classify(coded(code, { syscall: "open" }))).toBe("fatal");
});

describe("a body that was cut in transit", () => {
  const cut = (httpStatusCode: number, error: Error) =>
    Object.assign(error, { $metadata: { httpStatusCode } });
  const ways: readonly (readonly [string, () => Error])[] = [
    ["node:http", () => coded("ECONNRESET")],
    ["fetch, connection: close", () => terminated(coded("UND_ERR_RES_CONTENT_LENGTH_MISMATCH"))],
    ["fetch, chunked", () => terminated(coded("UND_ERR_SOCKET"))],
  ];
  test.each(ways)(
    "a cut body is a broken connection with status 200, 400, 403 and 404 (%s)",
    (_way, make) => {
      for (const status of [200, 400, 403, 404]) expect(classify(cut(status, make()))).toBe("unreachable");
    },
  );
  test.each(ways)("a cut body hides neither a 429 nor a 5xx (%s)", (_way, make) => {
    expect(classify(cut(429, make()))).toBe("throttled");
    expect(classify(cut(503, make()))).toBe("transient");
  });
});

describe("a request was not sent, and so not carried out,", () => {
  test.each([
    ...["EADDRNOTAVAIL", "EAI_AGAIN", "ECONNREFUSED", "EHOSTUNREACH", "EMFILE", "ENETUNREACH", "ENOTFOUND"],
    ...[
      "ERR_PROXY_TUNNEL",
      "ERR_SOCKET_CONNECTION_TIMEOUT",
      "ERR_TLS_HANDSHAKE_TIMEOUT",
      "UND_ERR_CONNECT_TIMEOUT",
    ],
  ])("a request was not sent if there was no connection yet: %s", (code) => {
    for (const error of [
      coded(code),
      fetchFailed(coded(code)),
      fetchFailed(new AggregateError([coded(code)])),
    ])
      expect(wasSent(error)).toBe(false);
  });

  test.each([
    ["connecting took too long", "connect", ["ETIMEDOUT"], false],
    ["the server rejected the connection", "connect", ["ECONNREFUSED"], false],
    ["the name of the host is unknown", "getaddrinfo", ["ENOTFOUND", "EAI_AGAIN"], false],
    ["there is no route to the server", "connect", ["EHOSTUNREACH", "ENETUNREACH", "ENETDOWN"], false],
    ["the response took too long", "read", ["ETIMEDOUT"], true],
    ["an established connection breaks while reading", "read", ["ECONNRESET", "EHOSTUNREACH"], true],
    ["an established connection breaks while writing", "write", ["EPIPE", "ENETDOWN"], true],
  ])("whether a request was sent if %s", (_what, syscall, codes, sent) => {
    for (const code of codes)
      expect(parseFailure(coded(code, { syscall }), 0)).toMatchObject({ kind: "unreachable", sent });
  });

  test.each([400, 403, 404, 429])(
    "a request was not carried out if the service rejected it: %d",
    (httpStatusCode) => {
      expect(wasSent(coded("X", { $metadata: { httpStatusCode } }))).toBe(false);
    },
  );

  test.each([408, 500, 503])(
    "it is unknown whether a request was carried out after a %d",
    (httpStatusCode) => {
      expect(wasSent(coded("X", { $metadata: { httpStatusCode } }))).toBe(true);
    },
  );

  test.each(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"])(
    "it is unknown whether a request was carried out after %s",
    (code) => {
      expect(wasSent(coded(code))).toBe(true);
    },
  );
});
