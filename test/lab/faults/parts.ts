import { campaigns } from "../cross-check/campaign.js";
import type { Part } from "./campaign.js";
import { droppedSyns } from "./dropped-syns.js";
import { ensuring } from "./ensuring.js";
import { pollers } from "./pollers.js";
import { sockets } from "./sockets.js";
import { reads, waits } from "./waits.js";

/** The parts of the campaign, which include those of the cross-check. */
export const parts: readonly Part[] = [waits, reads, pollers, ensuring, ...campaigns, sockets, droppedSyns];
