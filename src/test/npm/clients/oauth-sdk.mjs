// Signs in with the TypeScript SDK argv[2] (1 or 2) as a client of the way argv[3]: dynamic, registered, document, secret or
// key. Prints "authorize <url>" where a person must decide, then what it saw: before its first access token ended, and after.
import { createServer } from 'node:http';
import { once } from 'node:events';

const { ROTA_URL, CLIENT_ID, CLIENT_SECRET, CLIENT_KEY } = process.env;
const [sdk, way] = process.argv.slice(2);
const from = (one, two) => import(sdk === '2' ? `@modelcontextprotocol/client${two}` : `@modelcontextprotocol/sdk/client/${one}`);
const { Client } = await from('index.js', '');
const { StreamableHTTPClientTransport } = await from('streamableHttp.js', '');
const { UnauthorizedError } = await from('auth.js', '');
const { ClientCredentialsProvider, PrivateKeyJwtProvider } = await from('auth-extensions.js', '');

/** A client whose person decides in a browser, which is sent back to a port of this process. */
class Person {
  constructor(port) {
    this.redirectUrl = `http://127.0.0.1:${port}/callback`;
    this.clientMetadata = {
      client_name: `client of SDK ${sdk}`,
      redirect_uris: [this.redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: way === 'registered' ? 'client_secret_basic' : 'none',
    };
    if (way === 'registered') this.client = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET };
    if (way === 'document') this.clientMetadataUrl = CLIENT_ID;
  }
  clientInformation() { return this.client; }
  saveClientInformation(client) { this.client = client; }
  tokens() { return this.kept; }
  saveTokens(tokens) { this.kept = tokens; }
  codeVerifier() { return this.verifier; }
  saveCodeVerifier(verifier) { this.verifier = verifier; }
  discoveryState() { return this.discovered; }
  saveDiscoveryState(discovered) { this.discovered = discovered; }
  redirectToAuthorization(url) { console.log(`authorize ${url}`); }
}

const callbacks = createServer();
callbacks.listen(0, '127.0.0.1');
await once(callbacks, 'listening');

async function provider() {
  if (way === 'secret') return new ClientCredentialsProvider({ clientId: CLIENT_ID, clientSecret: CLIENT_SECRET });
  if (way === 'key') {
    return new PrivateKeyJwtProvider({ clientId: CLIENT_ID, privateKey: JSON.parse(CLIENT_KEY), algorithm: 'ES256' });
  }
  return new Person(callbacks.address().port);
}

const authProvider = await provider();
let transport;

async function connected() {
  const client = new Client({ name: 'oauth', version: '1' }, sdk === '2' ? { versionNegotiation: { mode: 'auto' } } : {});
  transport = new StreamableHTTPClientTransport(new URL(ROTA_URL), { authProvider });
  await client.connect(transport);
  return client;
}

async function decided() {
  const [request, response] = await once(callbacks, 'request');
  response.end('You may close this page.');
  const { searchParams } = new URL(request.url, 'http://127.0.0.1');
  if (searchParams.has('error')) throw new Error(searchParams.get('error'));
  return sdk === '2' ? searchParams : searchParams.get('code'); // with all of them it also checks who has answered
}

let client;
try {
  client = await connected();
} catch (e) {
  if (!(e instanceof UnauthorizedError)) throw e;
  await transport.finishAuth(await decided());
  client = await connected();
}

async function tasks() {
  const { tools } = await client.listTools();
  const result = await client.callTool({ name: 'list_tasks', arguments: {} });
  if (result.isError) throw new Error(result.content[0].text);
  return { tools: tools.map((tool) => tool.name), text: result.content[0].text };
}

const first = await tasks();
const before = authProvider.tokens();
authProvider.saveTokens({ ...before, access_token: `${before.access_token}x` }); // as good as one that has ended
const second = await tasks();
const after = authProvider.tokens();
await client.close();
callbacks.close();
callbacks.closeAllConnections();
console.log(
  JSON.stringify({
    tools: first.tools,
    same: first.text === second.text,
    scope: before.scope,
    refreshable: before.refresh_token !== undefined,
    refreshed: after.access_token !== before.access_token,
    rotated: after.refresh_token !== before.refresh_token,
    tasks: first.text,
  }),
);
