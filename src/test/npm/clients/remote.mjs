// Works on the task argv[2] as a host does that only speaks stdio: through mcp-remote, whose --protocol is argv[3].
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { work } from './work.mjs';

const { HOME, PATH, ROTA_URL, ROTA_TOKEN } = process.env;
const [task, protocol] = process.argv.slice(2);
const client = new Client({ name: 'stdio-host', version: '1' });
await client.connect(
  new StdioClientTransport({
    command: process.execPath,
    args: [
      fileURLToPath(import.meta.resolve('mcp-remote/dist/proxy.js')),
      ROTA_URL,
      '--transport', 'http-only',
      '--protocol', protocol,
      '--header', 'Authorization:${AUTHORIZATION}', // so that the token is in no list of processes
    ],
    env: { HOME, PATH, AUTHORIZATION: `Bearer ${ROTA_TOKEN}` },
  }),
);
const seen = await work(client, (params, options) => client.callTool(params, undefined, options), task);
console.log(JSON.stringify(seen));
await client.close();
