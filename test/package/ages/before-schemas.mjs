// Stands in for the last versions of @aws-sdk/client-iotfleetwise before schemas: each command has its own serializer, as in the
// generated clients up to 3.914. Everything but the two operations comes from the AWS SDK's client of another service with the
// same protocol.
import { SFNClient } from "@aws-sdk/client-sfn";
import { getEndpointPlugin } from "@smithy/middleware-endpoint";
import { getSerdePlugin } from "@smithy/middleware-serde";
import { Command, createAggregatedClient, ServiceException } from "@smithy/smithy-client";

export class IoTFleetWiseClient extends SFNClient {}
export class IoTFleetWise extends IoTFleetWiseClient {}

const serializer = (operation) => async (input, context) => {
  const { hostname, protocol, port, path } = await context.endpoint();
  const { HttpRequest } = await import("@smithy/protocol-http");
  return new HttpRequest({
    ...{ protocol, hostname, port, path, method: "POST" },
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `IoTAutobahnControlPlane.${operation}`,
    },
    body: JSON.stringify(input),
  });
};

const deserialize = async ({ statusCode, body }, context) => {
  const $metadata = { httpStatusCode: statusCode };
  const text = context.utf8Encoder(await context.streamCollector(body));
  const members = JSON.parse(text);
  if (statusCode < 300) {
    const times = ["creationTime", "lastModificationTime"].filter((name) => members[name] !== undefined);
    const dates = Object.fromEntries(times.map((name) => [name, new Date(1000 * members[name])]));
    return { $metadata, ...members, ...dates };
  }
  const name = members.__type?.split("#").at(-1) ?? "Unknown";
  throw new ServiceException({ name, $fault: statusCode < 500 ? "client" : "server", $metadata, ...members });
};

const commandOf = (operation) =>
  Command.classBuilder()
    .ep({
      UseFIPS: { type: "builtInParams", name: "useFipsEndpoint" },
      Endpoint: { type: "builtInParams", name: "endpoint" },
      Region: { type: "builtInParams", name: "region" },
      UseDualStack: { type: "builtInParams", name: "useDualstackEndpoint" },
    })
    .m(function (Command, _cs, config) {
      return [
        getSerdePlugin(config, this.serialize, this.deserialize),
        getEndpointPlugin(config, Command.getEndpointParameterInstructions()),
      ];
    })
    .s("IoTAutobahnControlPlane", operation, {})
    .n("IoTFleetWiseClient", `${operation}Command`)
    .f(undefined, undefined)
    .ser(serializer(operation))
    .de(deserialize)
    .build();

export class GetRegisterAccountStatusCommand extends commandOf("GetRegisterAccountStatus") {}
export class RegisterAccountCommand extends commandOf("RegisterAccount") {}
createAggregatedClient({ GetRegisterAccountStatusCommand, RegisterAccountCommand }, IoTFleetWise);
