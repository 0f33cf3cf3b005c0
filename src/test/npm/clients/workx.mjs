// Works as a host does that only speaks stdio, through mcp-remote with a header, whose --protocol is argv[2].
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const { HOME, PATH, ROTA_URL, ROTA_TOKEN } = process.env;
const client = new Client({ name: 'stdio-host', version: '1' });
await client.connect(
  new StdioClientTransport({
    command: process.execPath,
    args: [
      fileURLToPath(import.meta.resolve('mcp-remote/dist/proxy.js')),
      ROTA_URL,
      '--transport', 'http-only',
      '--protocol', process.argv[2],
      '--header', 'Authorization:${AUTHORIZATION}', // so that the token is in no list of processes
    ],
    env: { HOME, PATH, AUTHORIZATION: `Bearer ${ROTA_TOKEN}` },
  }),
);
const call = async (name, args) => (await client.callTool({ name, arguments: args })).structuredContent;

const { tools } = await client.listTools();
const { tasks } = await call('listMyTasks', {});
const taskId = tasks[0].id;
const { task } = await call('updateTaskStatus', { taskId, status: 'DONE' });
const { commit } = await call('createCommitEntry', { taskId, message: 'Bridge it' });
const refused = await call('listProjects', {}).then(() => false, () => true); // for org tokens only
const seen = { tools: tools.map((each) => each.name), title: task.title, status: task.status, message: commit.message, refused };
console.log(JSON.stringify(seen));
await client.close();
