import type { FleetWiseClient } from "../../index.js";

/** One registration: that of an account, in a region. */
export interface Target {
  /** What it is called in everything that is printed; no two are called the same. */
  readonly name: string;
  readonly client: FleetWiseClient;
}

/** How a target is reached. Each left out is found where the AWS SDK finds it. */
export interface Address {
  readonly name: string;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  /** A role to assume, with the profile's credentials. */
  readonly roleArn?: string | undefined;
}
