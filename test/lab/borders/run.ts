// `npm run lab -- borders`: the campaign with real HTTP libraries and the AWS SDK, on Node 22, which the newest libraries need.

import { nodeBinary, run } from "../../support/node-binary.js";
import { play } from "../faults/play.js";
import { borderPart } from "./campaign.js";
import { runnable } from "./libraries.js";

if (Number.parseInt(process.versions.node, 10) >= 22) await play(runnable.map(borderPart));
else run(nodeBinary("22"), ["--import", "tsx", ...process.argv.slice(1)], "inherit");
