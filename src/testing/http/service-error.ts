/** The errors of the service's model, and the ones that every AWS service shares, with the status each is answered with. */
const modelled = {
  AccessDeniedException: 403,
  ConflictException: 409,
  InternalServerException: 500,
  ResourceNotFoundException: 404,
  ThrottlingException: 429,
  ValidationException: 400,
} as const;
const common = {
  ExpiredTokenException: 400,
  IncompleteSignatureException: 400,
  InvalidSignatureException: 403,
  MethodNotAllowedException: 405,
  MissingAuthenticationTokenException: 403,
  RequestTimeout: 400,
  SerializationException: 400,
  UnknownOperationException: 404,
  UnrecognizedClientException: 403,
} as const;

export type ServiceErrorName = keyof typeof modelled | keyof typeof common;

export interface ServiceErrorDetails {
  /** Members of the error's shape beside its message. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error that is part of the emulated service's answer. */
export class ServiceError extends Error {
  override readonly name: ServiceErrorName;
  readonly status: number;
  /** The error's name in its namespace, the form in which AWS puts it into `__type`. */
  readonly type: string;
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    name: ServiceErrorName,
    message: string,
    { members = {}, headers = {} }: ServiceErrorDetails = {},
  ) {
    super(message);
    const statuses: Readonly<Record<ServiceErrorName, number>> = { ...modelled, ...common };
    this.name = name;
    this.status = statuses[name];
    this.type = `${name in modelled ? "com.amazonaws.iotfleetwise" : "com.amazon.coral.service"}#${name}`;
    this.members = members;
    this.headers = headers;
  }
}
