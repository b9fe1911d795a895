// A real OpenID provider in this process: oidc-provider, on a free port of loopback, with five made-up people.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Provider, interactionPolicy } from 'oidc-provider';

export const CLIENT_ID = 'aperiodic';
export const CLIENT_SECRET = 'a-secret-of-the-tests-and-of-nothing-else';
/** Fedora's accounts system gives the groups for this scope, in UserInfo only. */
export const GROUPS_SCOPE = 'https://id.fedoraproject.org/scope/groups';

/** Who can sign in, and their groups. Any other login name is a person without groups. */
export const PEOPLE = {
  releng1: ['sysadmin-releng', 'cloud-sig'],
  approver1: ['cloud-sig'],
  approver2: ['cloud-sig'],
  security1: ['security-team'],
  viewer1: [],
};

function person(login) {
  return {
    accountId: login,
    claims: () => ({
      sub: login,
      name: `The person ${login}`,
      nickname: login,
      preferred_username: login,
      email: `${login}@example.org`,
      email_verified: true,
      groups: PEOPLE[login] ?? [],
    }),
  };
}

function signingKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomBytes(8).toString('hex'), alg: 'RS256', use: 'sig' };
}

/** Nobody is asked for consent: who signs in has granted what the client asks for. */
async function grant({ oidc }) {
  const existing = oidc.result?.consent?.grantId ?? oidc.session.grantIdFor(oidc.client.clientId);
  if (existing) return oidc.provider.Grant.find(existing);
  const fresh = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
  fresh.addOIDCScope(`openid profile email ${GROUPS_SCOPE}`);
  await fresh.save();
  return fresh;
}

function configuration(callbackPath) {
  const policy = interactionPolicy.base();
  policy.get('consent').checks.remove('native_client_prompt');
  return {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        // A native client's loopback redirect fits any port (RFC 8252, 7.3): the portal may take a free one.
        application_type: 'native',
        redirect_uris: [`http://127.0.0.1${callbackPath}`],
        post_logout_redirect_uris: ['http://127.0.0.1/'],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: {
      openid: ['sub'],
      profile: ['name', 'nickname', 'preferred_username'],
      email: ['email', 'email_verified'],
      [GROUPS_SCOPE]: ['groups'],
    },
    scopes: ['openid', 'profile', 'email', GROUPS_SCOPE],
    pkce: { required: () => true },
    findAccount: (_context, login) => person(login),
    interactions: { policy },
    loadExistingGrant: grant,
    jwks: { keys: [signingKey()] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 3600, IdToken: 600, Interaction: 600, Session: 3600 },
    // Its own page asks for any login name and any password.
    features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  };
}

/**
 * Starts the provider.
 * @param {{callbackPath?: string}} options where the portal takes the answer, on 127.0.0.1 with any port
 * @returns {Promise<{issuer: string, close: () => Promise<void>}>}
 */
export async function startProvider({ callbackPath = '/auth/callback' } = {}) {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${server.address().port}`;
  server.on('request', new Provider(issuer, configuration(callbackPath)).callback());
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { issuer, close };
}

/** Fills in the provider's page, which a click on the portal's "Sign in" has opened. */
export async function signIn(page, login) {
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill('anything');
  await page.locator('button[type=submit]').click();
}
