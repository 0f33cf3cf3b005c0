// Works on the task argv[2] with the command line of the Inspector, a process for each step, in the era argv[3].
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { work } from './work.mjs';

const { ROTA_URL, ROTA_TOKEN } = process.env;
const [task, era] = process.argv.slice(2);
const program = fileURLToPath(new URL('node_modules/.bin/mcp-inspector', import.meta.url));
const always = ['--cli', ROTA_URL, '--protocol-era', era, '--header', `Authorization: Bearer ${ROTA_TOKEN}`, '--format', 'json'];

async function inspect(method, ...more) {
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...always, '--method', method, ...more]);
  return JSON.parse(stdout).result;
}

const inspector = { listTools: () => inspect('tools/list', '--strict') }; // fails where a schema would not suit some host
const call = ({ name, arguments: args }) =>
  inspect('tools/call', '--tool-name', name, '--tool-args-json', JSON.stringify(args));
console.log(JSON.stringify(await work(inspector, call, task)));
