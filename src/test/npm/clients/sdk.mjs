// Works on the task argv[2] with the TypeScript SDK 1.x.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { work } from './work.mjs';

const { ROTA_URL, ROTA_TOKEN } = process.env;
const client = new Client({ name: 'sdk-1', version: '1' });
const transport = new StreamableHTTPClientTransport(new URL(ROTA_URL), {
  requestInit: { headers: { Authorization: `Bearer ${ROTA_TOKEN}` } },
});
await client.connect(transport);
const seen = await work(client, (params, options) => client.callTool(params, undefined, options), process.argv[2]);
console.log(JSON.stringify({ ...seen, protocol: transport.protocolVersion }));
await client.close();
