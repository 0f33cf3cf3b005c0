// Lists tasks as a host does that only speaks stdio, through mcp-remote, which signs in with the flags in argv. Prints
// "authorize <url>" where a person must decide, and in the end what it saw.
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const { HOME, PATH, ROTA_URL, NODE_EXTRA_CA_CERTS = '' } = process.env;
const client = new Client({ name: 'stdio-host', version: '1' });
const transport = new StdioClientTransport({
  command: process.execPath,
  args: [fileURLToPath(import.meta.resolve('mcp-remote/dist/proxy.js')), ROTA_URL, '--transport', 'http-only', ...process.argv.slice(2)],
  env: { HOME, PATH, BROWSER: '/bin/true', ...(NODE_EXTRA_CA_CERTS && { NODE_EXTRA_CA_CERTS }) },
  stderr: 'pipe',
});
createInterface({ input: transport.stderr }).on('line', (line) => {
  const url = /https?:\/\/\S+\/auth\/(authorize|device)\?\S+/.exec(line);
  console.log(url ? `authorize ${url[0]}` : `mcp-remote: ${line}`);
});
await client.connect(transport, { timeout: 50_000 });
const { tools } = await client.listTools();
const result = await client.callTool({ name: 'list_tasks', arguments: {} });
console.log(JSON.stringify({ tools: tools.map((tool) => tool.name), isError: result.isError ?? false, tasks: result.content[0].text }));
await client.close();
