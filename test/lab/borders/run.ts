// `npm run lab -- borders`: the campaign with real HTTP libraries and the AWS SDK. The newest libraries need Node 22, so an older
// Node starts a Node 22.

import { nodeBinary, run } from "../../support/node-binary.js";
import { play } from "../faults/play.js";
import { borderPart } from "./campaign.js";
import { runnable } from "./libraries.js";

if (Number.parseInt(process.versions.node, 10) >= 22) await play(runnable.map(borderPart));
else run(nodeBinary("22"), ["--import", "tsx", ...process.argv.slice(1)], "inherit");
