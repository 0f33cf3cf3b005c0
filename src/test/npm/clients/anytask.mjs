// Works as a host does that starts a program, here `rota mcp serve --dialect anytask`, whose command line is in ROTA_COMMAND.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const { HOME, PATH, ROTA_COMMAND, ROTA_DIRECTORY, ANYTASK_API_URL, ANYTASK_API_KEY, ANYTASK_WORKSPACE_ID } = process.env;
const [command, ...args] = JSON.parse(ROTA_COMMAND);
const client = new Client({ name: 'stdio-host', version: '1' });
await client.connect(
  new StdioClientTransport({
    command,
    args,
    cwd: ROTA_DIRECTORY,
    env: { HOME, PATH, ANYTASK_API_URL, ANYTASK_API_KEY, ANYTASK_WORKSPACE_ID },
  }),
);
const call = async (name, args) => (await client.callTool({ name, arguments: args })).structuredContent;

const { tools } = await client.listTools();
const { resources } = await client.listResources();
const { resourceTemplates } = await client.listResourceTemplates();
const { task } = await call('create_task', { title: 'Add rate limiting', priority: 1 });
await call('select_task', { task_id: task.task_id });
const { attempt_id } = await call('start_attempt', { task_id: task.task_id, notes: 'Implementing it' });
await call('add_artifact', { attempt_id, type: 'diff', content: '+ limit' });
const finished = await call('finish_attempt', { attempt_id, status: 'success' });
const active = await client.readResource({ uri: 'workspace://current/active_task' });
const [one, two] = await Promise.all([call('get_board', {}), call('list_tasks', {})]); // at the same time
const seen = {
  tools: tools.map((each) => each.name),
  resources: resources.length,
  templates: resourceTemplates.length,
  status: finished.task.status,
  active: JSON.parse(active.contents[0].text).task_id,
  columns: one.columns.map((each) => each.status),
  tasks: two.tasks.length,
};
console.log(JSON.stringify(seen));
await client.close();
