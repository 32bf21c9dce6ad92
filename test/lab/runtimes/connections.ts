// Servers that break every connection, each in its own way.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";

const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\n";
const PART = '{"customerAccountId":';

/** Fault of a connection, applied when its request has arrived. */
const WAYS: Readonly<Record<string, (socket: Socket) => void>> = {
  reset: (socket) => void socket.resetAndDestroy(),
  closed: (socket) => void socket.end(),
  "cut short": (socket) => void socket.end(`${HEAD}content-length: 100\r\nconnection: close\r\n\r\n${PART}`),
  "cut chunks": (socket) =>
    void socket.end(`${HEAD}transfer-encoding: chunked\r\n\r\n${PART.length.toString(16)}\r\n${PART}\r\n`),
  "no HTTP": (socket) => void socket.end("SSH-2.0-OpenSSH_9.2\r\n\r\n"),
};

/** Fault of a connection that expects a TLS handshake, applied when the client's first bytes have arrived. */
const TLS_WAYS: typeof WAYS = {
  "no TLS": (socket) => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"),
  "TLS reset": (socket) => void socket.resetAndDestroy(),
  "TLS closed": (socket) => void socket.end(),
};

/** Names of the ways that a retry cannot fix. */
export const FATAL: readonly string[] = ["not trusted"];

/** Starts the servers. Writes an untrusted certificate into the folder. */
export async function breakConnections(folder: string): Promise<{
  readonly endpoints: Readonly<Record<string, string>>;
  close(): void;
}> {
  const servers: Server[] = [];
  const listen = async (server: Server) => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  };
  const breaking = (way: (socket: Socket) => void) =>
    listen(createServer((socket) => void socket.on("error", () => {}).once("data", () => way(socket))));

  const endpoints: Record<string, string> = { "not found": "http://nowhere.invalid:8080" };
  for (const [name, way] of Object.entries(WAYS)) endpoints[name] = `http://127.0.0.1:${await breaking(way)}`;
  for (const [name, way] of Object.entries(TLS_WAYS))
    endpoints[name] = `https://127.0.0.1:${await breaking(way)}`;
  endpoints["not trusted"] = `https://127.0.0.1:${await listen(createTlsServer(certificate(folder)))}`;
  const free = createServer();
  endpoints["refused"] = `http://127.0.0.1:${await listen(free)}`;
  await new Promise((resolve) => free.close(resolve));
  return {
    endpoints,
    close: () => {
      for (const server of servers) server.close();
    },
  };
}

function certificate(folder: string): { readonly key: Buffer; readonly cert: Buffer } {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const { status, stderr } = spawnSync("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
    ...["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert],
  ]);
  if (status !== 0) throw new Error(`openssl made no certificate:\n${stderr}`);
  return { key: readFileSync(key), cert: readFileSync(cert) };
}
