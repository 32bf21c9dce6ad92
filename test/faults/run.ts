// `npm run test:faults`: plays random scripts by a seed, in virtual time and over real sockets. The options are those of `play`.
import { parts } from "./parts.js";
import { play } from "./play.js";

await play(parts);
