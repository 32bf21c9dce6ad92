import { ensureRegistered, waitUntilRegistered } from "../../../../src/index.js";
import { inVirtualTime } from "../../../support/in-virtual-time.js";
import { clientOf } from "../clients.js";
import { LIBRARY_TRAITS } from "../model.js";
import { rowOfError } from "../row.js";
import { Service } from "../service.js";
import { type EntryPoint, noResources, sinceOf } from "./entry-point.js";

export const library: EntryPoint = {
  name: "library",
  traits: LIBRARY_TRAITS,
  plays: () => true,
  play: (situation) =>
    inVirtualTime(async () => {
      const service = new Service(situation, () => Date.now());
      const { mode, maxWaitTime, consistencyGrace, maxRegistrations, registration, reregister } =
        situation.request;
      const options = { client: clientOf(service), maxWaitTime, consistencyGrace, since: sinceOf(situation) };
      try {
        await (mode === "wait"
          ? waitUntilRegistered(options)
          : ensureRegistered({ ...options, maxRegistrations, registration, reregister }));
        const requests = service.registerRequests.length;
        return { row: { code: "registered", requests, message: "" }, service };
      } catch (error) {
        return { row: rowOfError(error, service.registerRequests.length), service };
      }
    }),
  ...noResources,
};
