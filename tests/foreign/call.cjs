// Calls Alibaba Cloud's own SDK for Node: a line of JSON in, a line of JSON out, until the input ends.
// In: {"call": "createCustomerGateway", "with": {"ipAddress": "..."}}. Out: status and body, or the error.
"use strict";
const readline = require("readline");
const { default: Client, ...models } = require("@alicloud/vpc20160428");
const { $OpenApiUtil } = require("@alicloud/openapi-core");

const [endpoint, regionId, signatureAlgorithm] = process.argv.slice(2);
const client = new Client(
  new $OpenApiUtil.Config({
    accessKeyId: process.env.ALIBABA_CLOUD_ACCESS_KEY_ID,
    accessKeySecret: process.env.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
    endpoint,
    protocol: "HTTP",
    regionId,
    signatureAlgorithm, // "v2" is SignatureVersion 1.0; ACS3-HMAC-SHA256 without
  }),
);

async function answer(line) {
  const { call, with: values } = JSON.parse(line);
  const kind = models[`${call[0].toUpperCase()}${call.slice(1)}Request`];
  try {
    const { statusCode, body } = await client[call](new kind({ regionId, ...values }));
    return { status: statusCode, body };
  } catch (error) {
    const { name, code, statusCode: status, requestId, message } = error;
    return { error: { name, code, status, requestId, message } };
  }
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin }))
    process.stdout.write(`${JSON.stringify(await answer(line))}\n`);
})();
