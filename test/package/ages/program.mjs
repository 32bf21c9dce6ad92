// Ensures a registration with a client of the AWS SDK, and prints the outcome.
import { IoTFleetWise, IoTFleetWiseClient } from "@aws-sdk/client-iotfleetwise";
import { ensureRegistered } from "fleetwise-registration";

const Client = process.env.CLIENT === "IoTFleetWise" ? IoTFleetWise : IoTFleetWiseClient;
const client = new Client({
  region: "us-east-1",
  endpoint: process.env.EMULATOR,
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
});
const config = { client, minDelay: 0.02, maxDelay: 0.02, maxRegistrations: 1, consistencyGrace: 1 };
ensureRegistered(config).then(
  ({ accountStatus }) => console.log(accountStatus),
  ({ message }) => console.log(message),
);
