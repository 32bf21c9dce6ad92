/** Sends an unsigned request by the service's protocol. */
export async function call(
  endpoint: string,
  operation: string,
  input: unknown = {},
  init: RequestInit = {},
): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `IoTAutobahnControlPlane.${operation}`,
    },
    body: JSON.stringify(input),
    ...init,
  });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

export const readStatus = (endpoint: string): ReturnType<typeof call> =>
  call(endpoint, "GetRegisterAccountStatus");
export const register = (
  endpoint: string,
  input: unknown = {},
  init: RequestInit = {},
): ReturnType<typeof call> => call(endpoint, "RegisterAccount", input, init);
