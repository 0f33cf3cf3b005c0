// Lists tasks with the command line of the Inspector, which signs in with the flags in argv. Prints "authorize <url>" where
// a person must decide, and in the end what it saw.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('node_modules/.bin/mcp-inspector', import.meta.url));
const inspector = spawn(
  process.execPath,
  [program, '--cli', process.env.ROTA_URL, '--connect-timeout', '0', '--format', 'json',
    '--method', 'tools/call', '--tool-name', 'list_tasks', '--tool-args-json', '{}', ...process.argv.slice(2)],
  {
    env: { ...process.env, MCP_AUTO_OPEN_ENABLED: 'true', BROWSER: '/bin/true', MCP_INSPECTOR_SECRET_STORE: 'file' },
    stdio: ['ignore', 'pipe', 'pipe'],
  },
);
createInterface({ input: inspector.stderr }).on('line', (line) => {
  const url = /https?:\/\/\S+\/auth\/authorize\?\S+/.exec(line);
  console.log(url ? `authorize ${url[0]}` : `inspector: ${line}`);
});
const [printed, [exit]] = await Promise.all([text(inspector.stdout), once(inspector, 'exit')]);
if (exit !== 0) throw new Error(`exit ${exit}: ${printed}`);
const { result } = JSON.parse(printed);
console.log(JSON.stringify({ isError: result.isError ?? false, tasks: result.content[0].text }));
