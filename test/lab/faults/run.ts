// `npm run lab -- faults`: runs random scripts from a seed, in virtual time and over real sockets. Options are those of play.ts.
import { parts } from "./parts.js";
import { play } from "./play.js";

await play(parts);
