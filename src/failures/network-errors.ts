import type { AdviceTopic } from "./advice.js";
import type { ErrorLink } from "./chain.js";

/** One way in which a connection fails, and its meaning: `unreachable` may be transient, `fatal` is not. */
export interface NetworkError {
  readonly kind: "unreachable" | "fatal";
  /** Values of the error's `code`, or of its `name` in Deno, in browsers and in Node 26's parser. */
  readonly codes?: readonly (string | RegExp)[];
  /** Matches the message of an error whose code is missing, as from Deno's `fetch`, or ambiguous. */
  readonly message?: RegExp;
  /** Restricts the row to a system call: the code has other meanings elsewhere. */
  readonly syscall?: string;
  /** There was no connection yet, so the request was not sent. */
  readonly unsent?: boolean;
  readonly topic?: AdviceTopic;
  /** Plain words that precede the error's own message, which is hard to read. */
  readonly words?: string;
}

const NO_WAY = [
  ...["EADDRNOTAVAIL", "EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "ENONET"],
  ...["AddrNotAvailable", "NetworkUnreachable", "FailedToOpenSocket"],
];

/**
 * The ways in which a connection can fail, by the codes of Node (net, tls, dns, http, http2), undici, Bun, Deno, the AWS SDK v2
 * and axios. The first matching row counts. A code in no row is not about a connection.
 *
 * @see https://nodejs.org/api/errors.html#nodejs-error-codes and `util.getSystemErrorMap()`
 * @see https://nodejs.org/api/dns.html#error-codes
 * @see https://github.com/nodejs/undici/blob/main/docs/docs/api/Errors.md
 * @see https://docs.deno.com/api/deno/errors
 */
const NETWORK_ERRORS: readonly NetworkError[] = [
  // No server listens there.
  { kind: "unreachable", unsent: true, codes: ["ECONNREFUSED", "ConnectionRefused"] },
  // The server, or a host in between, closed the connection.
  {
    kind: "unreachable",
    codes: ["ECONNRESET", "EPIPE", "ConnectionReset", "BrokenPipe"],
    words: "The connection was closed",
  },
  {
    kind: "unreachable",
    codes: [
      ...["ECONNABORTED", "ENETRESET", "ENOTCONN", "ESHUTDOWN", "ERR_SOCKET_CLOSED"],
      ...["ERR_SOCKET_CLOSED_BEFORE_CONNECTION", "ERR_STREAM_DESTROYED", "ERR_STREAM_WRITE_AFTER_END"],
      ...["UND_ERR_SOCKET", "UND_ERR_INFO"],
      ...["ConnectionAborted", "ConnectionClosed", "NotConnected"],
      ...["WriteFailed", "NetworkingError", "ERR_NETWORK", "NetworkError"],
    ],
  },
  // The peer closed the HTTP/2 session or stream.
  {
    kind: "unreachable",
    codes: [
      ...["ERR_HTTP2_GOAWAY_SESSION", "ERR_HTTP2_INVALID_SESSION", "ERR_HTTP2_SESSION_ERROR"],
      ...["ERR_HTTP2_STREAM_CANCEL", "ERR_HTTP2_STREAM_ERROR", "ERR_HTTP2_PING_CANCEL"],
    ],
  },
  // The response was cut or damaged: a draining load balancer, a proxy.
  {
    kind: "unreachable",
    codes: [
      ...["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "UND_ERR_HTTP_PARSER", "UND_ERR_REQ_RETRY", /^HPE_/],
      ...["ERR_STREAM_PREMATURE_CLOSE", "ERR_HTTP_CONTENT_LENGTH_MISMATCH", "EOF", "UnexpectedEof", "Http"],
      ...["InvalidHTTPResponse", "Malformed_HTTP_Response", "HTTPParserError", "IncompleteAnswerError"],
    ],
  },
  // The message of axios for a cut response: its code also means other bad responses.
  { kind: "unreachable", message: /^stream has been aborted$/ },
  // Packets are lost, or get no response, while connecting.
  { kind: "unreachable", unsent: true, codes: ["ETIMEDOUT"], syscall: "connect" },
  {
    kind: "unreachable",
    unsent: true,
    codes: [
      ...["ERR_SOCKET_CONNECTION_TIMEOUT", "ERR_TLS_HANDSHAKE_TIMEOUT", "UND_ERR_CONNECT_TIMEOUT"],
      "ConnectionTimeout",
    ],
  },
  { kind: "unreachable", unsent: true, message: /did not establish a connection with the server within/ },
  // Packets are lost, or get no response, on an established connection.
  {
    kind: "unreachable",
    codes: [
      ...["ETIMEDOUT", "ESOCKETTIMEDOUT", "ERR_HTTP_REQUEST_TIMEOUT", "UND_ERR_BODY_TIMEOUT"],
      ...["UND_ERR_HEADERS_TIMEOUT", "TimedOut", "Timeout"],
    ],
  },
  // No route at the moment: the network is down, or a VPN is starting. An established connection breaks with the same codes.
  { kind: "unreachable", codes: NO_WAY, syscall: "read" },
  { kind: "unreachable", codes: NO_WAY, syscall: "write" },
  { kind: "unreachable", unsent: true, codes: NO_WAY },
  // A local firewall forbids the connection, as a VPN's does until the VPN is up.
  { kind: "unreachable", unsent: true, codes: ["EACCES", "EPERM"], syscall: "connect" },
  // This machine has no more sockets, ports or memory at the moment.
  {
    kind: "unreachable",
    unsent: true,
    codes: ["EADDRINUSE", "EAGAIN", "EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EAI_MEMORY", "AddrInUse"],
  },
  // The host's name is unknown, or no name server responded. A wrong region looks like this.
  {
    kind: "unreachable",
    unsent: true,
    codes: [
      ...["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA", "EAI_NONAME", "EAI_ADDRFAMILY", "ENODATA"],
      ...["EFORMERR", "ESERVFAIL", "EREFUSED", "EBADRESP", "ETIMEOUT", "ENONAME", "UnknownEndpoint"],
    ],
  },
  // The proxy rejected the connection, or could not connect.
  { kind: "unreachable", unsent: true, codes: ["ERR_PROXY_TUNNEL", "UND_ERR_PRX_TLS"] },
  // Either side rejected a certificate. A retry would not help, and might send the request to an impostor.
  {
    kind: "fatal",
    codes: [
      ...[/^(\w+_)?(CERT|CRL)(_|$)/, /^ERR_SSL_.*(CERT|_CA$)/],
      ...["HOSTNAME_MISMATCH", "INVALID_CA", "INVALID_PURPOSE", "PATH_LENGTH_EXCEEDED"],
      ...["UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    ],
    topic: "certificate",
  },
  // The TLS handshake broke: the port speaks no TLS, or a host on the way interferes. The last code is Bun 1.3's for it; a
  // certificate that Bun rejects has one of the codes above.
  {
    kind: "unreachable",
    codes: ["EPROTO", /^ERR_SSL_/, "UNKNOWN_CERTIFICATE_VERIFICATION_ERROR"],
    words: "The TLS handshake failed, as it does at a port without TLS",
  },
  // Deno's `fetch` names errors only in text. The number of a reset differs between Linux, macOS and Windows.
  { kind: "fatal", message: /invalid peer certificate: /, topic: "certificate" },
  { kind: "unreachable", unsent: true, message: /client error \(Connect\): / },
  { kind: "unreachable", message: /^error (sending request|reading a body) |\(os error (54|104|10054)\)$/ },
  // The caller canceled the request. The end of a wait does not produce these errors.
  {
    kind: "fatal",
    codes: ["ABORT_ERR", "ERR_CANCELED", "ECANCELED", "ECANCELLED", "UND_ERR_ABORT", "UND_ERR_ABORTED"],
  },
];

/** Returns the first row that matches an error; `undefined` if the error is not about a connection. */
export function networkError({ code, name, message = "", syscall }: ErrorLink): NetworkError | undefined {
  const fits = (known: string | RegExp, given: string) =>
    typeof known === "string" ? known === given : known.test(given);
  return NETWORK_ERRORS.find(
    (row) =>
      ([code, name].some((given = "") => row.codes?.some((known) => fits(known, given))) ||
        row.message?.test(message)) &&
      (row.syscall === undefined || row.syscall === syscall),
  );
}
