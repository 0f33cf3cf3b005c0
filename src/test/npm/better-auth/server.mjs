// A Better Auth server as its documentation sets it up, with one person who has signed in and whose client has tokens.
//   node server.mjs RESOURCE ELSEWHERE
// prints one line of JSON: its URL, the person's id, an access token for each of the two resources, an ID token. Serves
// until its input ends.
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { oauthProvider } from '@better-auth/oauth-provider';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { jwt } from 'better-auth/plugins';

const resources = process.argv.slice(2);
const scopes = ['openid', 'organizations:read', 'tasks:read', 'tasks:write'];
const redirect = 'https://client.example/callback';

const http = createServer();
await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
const url = `http://localhost:${http.address().port}`;

const options = {
  baseURL: url,
  secret: randomBytes(32).toString('hex'),
  database: new DatabaseSync(':memory:'),
  emailAndPassword: { enabled: true },
  telemetry: { enabled: false },
  plugins: [jwt(), oauthProvider({ loginPage: '/login', consentPage: '/consent', scopes, resources })],
};
await (await getMigrations(options)).runMigrations();
const auth = betterAuth(options);
http.on('request', toNodeHandler(auth));

async function good(what, answer) {
  const response = await answer;
  if (response.status !== 200) throw new Error(`${what}: ${response.status} ${await response.text()}`);
  return response;
}

const signedUp = await good('sign-up', fetch(`${url}/api/auth/sign-up/email`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', origin: url },
  body: JSON.stringify({ email: 'olga@rota.example', password: 'a-password-of-tests', name: 'Olga' }),
}));
const headers = new Headers({ cookie: signedUp.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ') });
const { user } = await signedUp.json();

const client = await auth.api.adminCreateOAuthClient({
  headers,
  body: {
    client_name: 'Tests',
    redirect_uris: [redirect],
    token_endpoint_auth_method: 'none',
    scope: scopes.join(' '),
    skip_consent: true,
  },
});
for (const identifier of resources) {
  await auth.api.adminLinkClientResource({ headers, params: { identifier, client_id: client.client_id } });
}

async function tokens(resource) {
  const verifier = randomBytes(32).toString('base64url');
  const asked = await good('authorize', fetch(`${url}/api/auth/oauth2/authorize?${new URLSearchParams({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: redirect,
    scope: scopes.join(' '),
    state: 'state',
    resource,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })}`, { headers }));
  const { url: back } = await asked.json(); // scripts are told in the body where to go
  const code = new URL(back).searchParams.get('code');
  if (!code) throw new Error(`no code in ${back}`);
  const issued = await good('token', fetch(`${url}/api/auth/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirect,
      client_id: client.client_id,
      code_verifier: verifier,
      resource,
    }),
  }));
  return issued.json();
}

const [here, elsewhere] = [await tokens(resources[0]), await tokens(resources[1])];
console.log(JSON.stringify({
  url,
  issuer: `${url}/api/auth`,
  subject: user.id,
  access_token: here.access_token,
  elsewhere: elsewhere.access_token,
  id_token: here.id_token,
}));
process.stdin.on('end', () => process.exit(0)).resume();
