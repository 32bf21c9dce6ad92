// The messages between the handlers and CloudFormation or the CDK's provider framework, with the members that are used here.
import type { HandedOn } from "./handed-on.js";
import type { RegistrationAttribute } from "./names.js";

/** A lifecycle event of the resource. */
export interface OnEventRequest {
  /** The kind of lifecycle event. */
  readonly RequestType: "Create" | "Update" | "Delete";
  /** The ARN of the stack. */
  readonly StackId: string;
  /** Id of the request, repeated in the response. */
  readonly RequestId: string;
  /** The resource's name in the template. */
  readonly LogicalResourceId: string;
  /** The signed URL for the response, and so a secret. Its signature contains the time of the request. */
  readonly ResponseURL?: string | undefined;
  /** The id of the resource; absent in CloudFormation's Create, where `onEvent` makes one. */
  readonly PhysicalResourceId?: string | undefined;
  /** The resource's properties, scalars as text. */
  readonly ResourceProperties?: { readonly [name: string]: unknown } | undefined;
  /** On Update, the previous properties. */
  readonly OldResourceProperties?: { readonly [name: string]: unknown } | undefined;
}

/** A lifecycle event as CloudFormation itself sends it. */
export interface CloudFormationRequest extends OnEventRequest {
  readonly ResponseURL: string;
}

/** The response of `onEvent`. */
export interface OnEventResponse extends HandedOn {
  /** The new id of the resource. */
  readonly PhysicalResourceId: string;
}

/** A lifecycle event, with the response of `onEvent`. */
export interface IsCompleteRequest extends OnEventRequest, HandedOn {}

/** The resource's attributes. An attribute without a value is an empty string. */
export type RegistrationAttributes = { readonly [Name in RegistrationAttribute]: string };

/** The response of `isComplete`. The framework accepts `Data` only with `IsComplete: true`, and logs the rest. */
export type IsCompleteResponse =
  | {
      readonly IsComplete: false;
      /** The latest states. */
      readonly lastSeen?: string | undefined;
    }
  | {
      readonly IsComplete: true;
      /** The resource's attributes. */
      readonly Data: RegistrationAttributes;
      /** After a successful change: the new id, with a fingerprint of the new setting. */
      readonly PhysicalResourceId?: string | undefined;
    };

/** The part of Lambda's context that is used here. */
export interface LambdaContext {
  /** Returns the milliseconds until Lambda stops the function. */
  getRemainingTimeInMillis(): number;
}
