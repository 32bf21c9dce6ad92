// Run by silence.test.ts as a process: it exits only after its wait has settled, and by itself.
import { createFleetWiseClient, waitUntilRegistered } from "../src/index.js";

const client = createFleetWiseClient({
  endpoint: String(process.argv[2]),
  region: "us-east-1",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
});
const { accountStatus } = await waitUntilRegistered({ client, minDelay: 0.05, maxDelay: 0.05 });
console.log(accountStatus, process.getActiveResourcesInfo().filter((name) => name === "Timeout").length);
process.on("exit", () => console.log("exits by itself"));
