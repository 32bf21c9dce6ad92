import { Socket } from "node:net";
import { vi } from "vitest";

/** Refuses each connection until disposed, and collects the addresses. */
export function noNetwork(): Disposable & { readonly addresses: readonly string[] } {
  const addresses: string[] = [];
  const connect = vi.spyOn(Socket.prototype, "connect").mockImplementation(function (this: Socket, given) {
    const [{ host, port }] = [given].flat() as unknown as [{ host: string; port: number }];
    addresses.push(`${host}:${port}`);
    // Later, because the request listens to its socket only after this call.
    setImmediate(() => this.destroy(new Error("refused")));
    return this;
  });
  return { addresses, [Symbol.dispose]: () => connect.mockRestore() };
}
