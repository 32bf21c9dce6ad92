// The consumer as a bundle for a page, which calls it.
import { consume } from "./consumer.js";

globalThis.consume = consume;
