export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** @default whole, at once */
  readonly delivery?: Delivery;
}

/**
 * How an answer goes wrong on its way: the connection is reset in its place or in the middle of its body (`cut`), it never
 * comes (`hang`), the connection ends properly in the middle of its body (`short`), or its body comes byte by byte (`drip`).
 */
export type Delivery =
  | { readonly how: "reset" | "hang" | "cut" }
  | { readonly how: "short"; readonly framing: Framing }
  | { readonly how: "drip"; readonly intervalMs: number };

/** How an answer says where its body ends: by its length, in chunks, or only by the end of the connection. */
export const framings = ["length", "chunks", "end"] as const;

/** One of the ways in which an answer says where its body ends. */
export type Framing = (typeof framings)[number];
