// What CloudFormation and the CDK's provider framework say to the handlers, and hear from them: as far as it is used here.
import type { HandedOn } from "./handed-on.js";
import type { RegistrationAttribute } from "./names.js";

/** A lifecycle event of the resource. */
export interface OnEventRequest {
  /** What happens to the resource. */
  readonly RequestType: "Create" | "Update" | "Delete";
  /** The ARN of the stack. */
  readonly StackId: string;
  /** What the answer is told by. */
  readonly RequestId: string;
  /** The resource's name in the template. */
  readonly LogicalResourceId: string;
  /** Where CloudFormation waits for the answer: signed, and so a secret. Its signature tells when the request was made. */
  readonly ResponseURL?: string | undefined;
  /** Absent on Create. */
  readonly PhysicalResourceId?: string | undefined;
  /** The resource's properties, scalars as text. */
  readonly ResourceProperties?: { readonly [name: string]: unknown } | undefined;
  /** On Update, what the properties were before. */
  readonly OldResourceProperties?: { readonly [name: string]: unknown } | undefined;
}

/** A lifecycle event as CloudFormation itself sends it. */
export interface CloudFormationRequest extends OnEventRequest {
  readonly ResponseURL: string;
}

/** The answer of `onEvent`. */
export interface OnEventResponse extends HandedOn {
  /** What the resource is known by from now on. */
  readonly PhysicalResourceId: string;
}

/** A lifecycle event, with what `onEvent` made of it. */
export interface IsCompleteRequest extends OnEventRequest, HandedOn {}

/** The resource's attributes: empty strings where the service has none. */
export type RegistrationAttributes = { readonly [Name in RegistrationAttribute]: string };

/** The answer of `isComplete`. The framework takes `Data` only with the end, and logs the rest. */
export type IsCompleteResponse =
  | {
      readonly IsComplete: false;
      /** What the status was. */
      readonly lastSeen?: string | undefined;
    }
  | {
      readonly IsComplete: true;
      /** The resource's attributes. */
      readonly Data: RegistrationAttributes;
      /** Where an Update has succeeded: it tells what the resource has been set to so far. */
      readonly PhysicalResourceId?: string | undefined;
    };

/** What is used of the context that Lambda gives to a function. */
export interface LambdaContext {
  /** Milliseconds until the function is ended. */
  getRemainingTimeInMillis(): number;
}
