import type { Scenario } from "./scenarios.js";

/** Which registrations a command is about, and how they are reached. */
export interface TargetFlags {
  readonly region?: readonly string[];
  readonly profile?: string;
  readonly targets?: string;
  readonly concurrency?: number;
  readonly endpointUrl?: string;
  readonly dualstack?: true;
  readonly emulate?: Scenario | true;
  readonly timeScale?: number;
}

/** What a command prints. */
export interface OutputFlags {
  readonly json?: true;
  readonly quiet?: true;
  /** `false` for `--no-color`. */
  readonly color: boolean;
}

export interface StatusFlags extends TargetFlags, OutputFlags {
  readonly maxWaitTime?: number;
  readonly timeout?: number;
  readonly since?: Date;
}

export interface WaitFlags extends StatusFlags {
  readonly minDelay?: number;
  readonly maxDelay?: number;
  readonly interval?: number;
  readonly expected?: number;
  readonly consistencyGrace?: number;
}

export interface EnsureFlags extends WaitFlags {
  readonly dryRun?: true;
  readonly reregister?: true | "if-different";
  readonly maxRegistrations?: number;
  readonly timestreamDatabase?: string;
  readonly timestreamTable?: string;
  readonly dropTimestream?: true;
}

export interface EmulateFlags {
  readonly port: number;
  readonly scenario: Scenario;
  readonly timeScale: number;
  readonly quota?: number;
  readonly json?: true;
}
