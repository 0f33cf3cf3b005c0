// Listens with the TypeScript client 2.x for changes of the task argv[2], changes it, and prints what it was told.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const { ROTA_URL, ROTA_TOKEN } = process.env;
const [task] = process.argv.slice(2);
const client = new Client({ name: 'listener', version: '2' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
await client.connect(
  new StreamableHTTPClientTransport(new URL(ROTA_URL), {
    requestInit: { headers: { Authorization: `Bearer ${ROTA_TOKEN}` } },
  }),
);
const told = new Promise((resolve) => {
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => resolve(params.uri));
});
const subscription = await client.listen({ resourceSubscriptions: [`task://${task}/spec`, 'task://DEV-999/spec'] });
const comment = await client.callTool({ name: 'add_comment', arguments: { task, body: 'listen' } });
const updated = await told;
await subscription.close();
console.log(
  JSON.stringify({ honored: subscription.honoredFilter, failed: comment.isError, updated, closed: await subscription.closed }),
);
await client.close();
