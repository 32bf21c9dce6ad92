import type { Said } from "./said.js";

/** What a broken connection means: `unreachable` may pass, `fatal` does not. */
export interface NetworkError {
  readonly kind: "unreachable" | "fatal";
  /** Of the error, mostly its `code`; of Deno, of browsers and of Node 26's parser its `name`. */
  readonly codes?: readonly (string | RegExp)[];
  /** By its message, where it has no code: Deno's `fetch` passes on what its HTTP library says. */
  readonly says?: RegExp;
  /** Only while this was being done: the code alone means another thing elsewhere. */
  readonly syscall?: string;
  /** There was no connection yet, so the request was not sent. */
  readonly unsent?: boolean;
  readonly advice?: string;
}

const CERTIFICATE =
  "Check the clock of this machine, and any proxy that opens TLS: its certificate authority belongs into NODE_EXTRA_CA_CERTS.";

const NO_WAY = [
  ...["EADDRNOTAVAIL", "EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "ENONET"],
  ...["AddrNotAvailable", "NetworkUnreachable", "FailedToOpenSocket"],
];

/**
 * Every way in which a connection can fail, by the codes of Node (net, tls, dns, http, http2), undici, Bun, Deno, the AWS SDK v2
 * and axios. The first row that fits counts. A code that is in none tells of no connection, and does not pass.
 *
 * @see https://nodejs.org/api/errors.html#nodejs-error-codes and `util.getSystemErrorMap()`
 * @see https://nodejs.org/api/dns.html#error-codes
 * @see https://github.com/nodejs/undici/blob/main/docs/docs/api/Errors.md
 * @see https://docs.deno.com/api/deno/errors
 */
const NETWORK_ERRORS: readonly NetworkError[] = [
  // Nobody listens there.
  { kind: "unreachable", unsent: true, codes: ["ECONNREFUSED", "ConnectionRefused"] },
  // The other side, or somebody on the way, has ended the connection.
  {
    kind: "unreachable",
    codes: [
      ...["ECONNABORTED", "ECONNRESET", "ENETRESET", "ENOTCONN", "EPIPE", "ESHUTDOWN", "ERR_SOCKET_CLOSED"],
      ...["ERR_SOCKET_CLOSED_BEFORE_CONNECTION", "ERR_STREAM_DESTROYED", "ERR_STREAM_WRITE_AFTER_END"],
      ...["UND_ERR_SOCKET", "UND_ERR_INFO"],
      ...["ConnectionAborted", "ConnectionClosed", "ConnectionReset", "NotConnected", "BrokenPipe"],
      ...["WriteFailed", "NetworkingError", "ERR_NETWORK", "NetworkError"],
    ],
  },
  // HTTP/2 has ended the session or the stream, and done nothing of what was asked.
  {
    kind: "unreachable",
    codes: [
      ...["ERR_HTTP2_GOAWAY_SESSION", "ERR_HTTP2_INVALID_SESSION", "ERR_HTTP2_SESSION_ERROR"],
      ...["ERR_HTTP2_STREAM_CANCEL", "ERR_HTTP2_STREAM_ERROR", "ERR_HTTP2_PING_CANCEL"],
    ],
  },
  // The answer was cut short, or mangled: a draining load balancer, a proxy.
  {
    kind: "unreachable",
    codes: [
      ...["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "UND_ERR_HTTP_PARSER", "UND_ERR_REQ_RETRY", /^HPE_/],
      ...["ERR_STREAM_PREMATURE_CLOSE", "ERR_HTTP_CONTENT_LENGTH_MISMATCH", "EOF", "UnexpectedEof", "Http"],
      ...["InvalidHTTPResponse", "Malformed_HTTP_Response", "HTTPParserError", "IncompleteAnswerError"],
    ],
  },
  // Packets get lost, or nobody answers them: while connecting,
  { kind: "unreachable", unsent: true, codes: ["ETIMEDOUT"], syscall: "connect" },
  {
    kind: "unreachable",
    unsent: true,
    codes: [
      ...["ERR_SOCKET_CONNECTION_TIMEOUT", "ERR_TLS_HANDSHAKE_TIMEOUT", "UND_ERR_CONNECT_TIMEOUT"],
      "ConnectionTimeout",
    ],
  },
  // or later.
  {
    kind: "unreachable",
    codes: [
      ...["ETIMEDOUT", "ESOCKETTIMEDOUT", "ERR_HTTP_REQUEST_TIMEOUT", "UND_ERR_BODY_TIMEOUT"],
      ...["UND_ERR_HEADERS_TIMEOUT", "TimedOut", "Timeout"],
    ],
  },
  // There is no way there, for now: a network that is down, a VPN that is coming up, an address that is gone. A connection that
  // stood breaks with the same codes.
  { kind: "unreachable", codes: NO_WAY, syscall: "read" },
  { kind: "unreachable", codes: NO_WAY, syscall: "write" },
  { kind: "unreachable", unsent: true, codes: NO_WAY },
  // A firewall of this machine forbids it, as a VPN's does until it is up.
  { kind: "unreachable", unsent: true, codes: ["EACCES", "EPERM"], syscall: "connect" },
  // This machine has no more sockets, ports or memory for it, for now.
  {
    kind: "unreachable",
    unsent: true,
    codes: ["EADDRINUSE", "EAGAIN", "EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EAI_MEMORY", "AddrInUse"],
  },
  // The host's name is not known, or nobody could be asked. A wrong region shows so.
  {
    kind: "unreachable",
    unsent: true,
    codes: [
      ...["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA", "EAI_NONAME", "EAI_ADDRFAMILY", "ENODATA"],
      ...["EFORMERR", "ESERVFAIL", "EREFUSED", "EBADRESP", "ETIMEOUT", "ENONAME", "UnknownEndpoint"],
    ],
  },
  // The proxy would not, or could not, connect.
  { kind: "unreachable", unsent: true, codes: ["ERR_PROXY_TUNNEL", "UND_ERR_PRX_TLS"] },
  // A certificate was refused, by either side. Time does not mend that, and trying again might hand the request to a stranger.
  {
    kind: "fatal",
    codes: [
      ...[/^(\w+_)?(CERT|CRL)(_|$)/, /^ERR_SSL_.*(CERT|_CA$)/],
      ...["HOSTNAME_MISMATCH", "INVALID_CA", "INVALID_PURPOSE", "PATH_LENGTH_EXCEEDED"],
      ...["UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    ],
    advice: CERTIFICATE,
  },
  // TLS broke off: there is none there, or somebody is in between. Bun 1.3 has that last code for it; a certificate that it
  // refuses has one of those above.
  { kind: "unreachable", codes: ["EPROTO", /^ERR_SSL_/, "UNKNOWN_CERTIFICATE_VERIFICATION_ERROR"] },
  // Deno's `fetch`; a reset as Linux, macOS and Windows count.
  { kind: "fatal", says: /invalid peer certificate: /, advice: CERTIFICATE },
  { kind: "unreachable", unsent: true, says: /client error \(Connect\): / },
  { kind: "unreachable", says: /^error (sending request|reading a body) |\(os error (54|104|10054)\)$/ },
  // Whoever made the request has called it off. The wait's own end does not come this way.
  {
    kind: "fatal",
    codes: ["ABORT_ERR", "ERR_CANCELED", "ECANCELED", "ECANCELLED", "UND_ERR_ABORT", "UND_ERR_ABORTED"],
  },
];

/** What an error tells of its connection; `undefined` where it tells of none. */
export function networkError({ code, name, message = "", syscall }: Said): NetworkError | undefined {
  const fits = (known: string | RegExp, said: string) =>
    typeof known === "string" ? known === said : known.test(said);
  return NETWORK_ERRORS.find(
    (row) =>
      ([code, name].some((said) => said !== undefined && row.codes?.some((known) => fits(known, said))) ||
        row.says?.test(message)) &&
      (row.syscall === undefined || row.syscall === syscall),
  );
}
