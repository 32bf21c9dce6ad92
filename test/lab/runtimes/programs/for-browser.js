// Entry point of the consumer's bundle for a page.
import { consume } from "./consumer.js";

globalThis.consume = consume;
