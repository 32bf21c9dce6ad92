export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** @default complete, at once */
  readonly delivery?: Delivery;
}

/**
 * How a response fails in transit: the connection is reset before it (`reset`) or in the middle of its body (`cut`), it
 * never arrives (`hang`), the connection is closed normally in the middle of its body (`short`), or its body arrives byte by
 * byte (`drip`).
 */
export type Delivery =
  | { readonly how: "reset" | "hang" | "cut" }
  | { readonly how: "short"; readonly framing: BodyFraming }
  | { readonly how: "drip"; readonly intervalMs: number };

/** How a response marks the end of its body: by its length, by chunks, or only by the end of the connection. */
export const framings = ["length", "chunks", "end"] as const;

/** How a response marks the end of its body. */
export type BodyFraming = (typeof framings)[number];
