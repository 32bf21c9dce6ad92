// A custom Lambda function on a copy of the custom-resource entry point, without any installed package.
const { createFleetWiseClient, createProviderHandlers } = await import(process.argv[2]);

const client = createFleetWiseClient({
  endpoint: process.env.EMULATOR,
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
});
const { onEvent, isComplete } = createProviderHandlers({ client, minDelay: 0.02, maxDelay: 0.02 });
const request = {
  RequestType: "Create",
  StackId: "arn:aws:cloudformation:eu-central-1:123456789012:stack/fleet/5b918d10",
  RequestId: "4f0b0d5e",
  LogicalResourceId: "Registration",
  ResourceProperties: {},
};
const { Data } = await isComplete({ ...request, ...(await onEvent(request)) });
console.log(Data.accountStatus);
