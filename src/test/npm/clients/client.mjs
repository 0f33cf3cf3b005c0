// Works on the task argv[2] with the TypeScript client 2.x in the mode argv[3]: legacy, auto, or a revision to insist on.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { work } from './work.mjs';

const { ROTA_URL, ROTA_TOKEN } = process.env;
const [task, mode] = process.argv.slice(2);
const client = new Client(
  { name: 'client-2', version: '2' },
  { versionNegotiation: { mode: ['legacy', 'auto'].includes(mode) ? mode : { pin: mode } } },
);
await client.connect(
  new StreamableHTTPClientTransport(new URL(ROTA_URL), {
    requestInit: { headers: { Authorization: `Bearer ${ROTA_TOKEN}` } },
  }),
);
const seen = await work(client, (params, options) => client.callTool(params, options), task);
console.log(JSON.stringify({ ...seen, protocol: client.getNegotiatedProtocolVersion() }));
await client.close();
