/** HTTP status of each error of the two operations in the service's model. The errors in `common` are shared by all AWS services. */
const modeled = {
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

export type ServiceErrorName = keyof typeof modeled | keyof typeof common;

export interface ServiceErrorDetails {
  /** Members of the error other than its message. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error that the emulated service returns. */
export class ServiceError extends Error {
  override readonly name: ServiceErrorName;
  readonly status: number;
  /** Name with its namespace, as AWS sends it in `__type`. */
  readonly type: string;
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    name: ServiceErrorName,
    message: string,
    { members = {}, headers = {} }: ServiceErrorDetails = {},
  ) {
    super(message);
    const statuses: Readonly<Record<ServiceErrorName, number>> = { ...modeled, ...common };
    this.name = name;
    this.status = statuses[name];
    this.type = `${name in modeled ? "com.amazonaws.iotfleetwise" : "com.amazon.coral.service"}#${name}`;
    this.members = members;
    this.headers = headers;
  }
}
