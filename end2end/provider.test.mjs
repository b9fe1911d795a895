// The provider is what the portal meets in production: discovery, code flow with PKCE, groups in UserInfo only.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { CLIENT_ID, CLIENT_SECRET, GROUPS_SCOPE, PEOPLE, startProvider } from './support/provider.mjs';

const CALLBACK = 'http://127.0.0.1:54321/auth/callback';
let provider;
let metadata;

before(async () => {
  provider = await startProvider();
  metadata = await (await fetch(`${provider.issuer}/.well-known/openid-configuration`)).json();
});
after(() => provider.close());

/** A browser in five lines: keeps cookies, follows redirects within the provider, returns the last answer. */
class Visitor {
  cookies = new Map();

  async go(url, form) {
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
      redirect: 'manual',
      headers: { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/);
      this.cookies.set(name, value);
    }
    const next = response.headers.get('location') && new URL(response.headers.get('location'), url);
    if (next?.href.startsWith(provider.issuer)) return this.go(next);
    return { response, url: next ?? new URL(url), body: await response.text() };
  }
}

function authorization(challenge = {}) {
  const url = new URL(metadata.authorization_endpoint);
  const scope = `openid profile email ${GROUPS_SCOPE}`;
  const query = { client_id: CLIENT_ID, response_type: 'code', redirect_uri: CALLBACK, scope, state: 's1', nonce: 'n1' };
  url.search = new URLSearchParams({ ...query, ...challenge });
  return url;
}

async function signIn(login) {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const visitor = new Visitor();
  const form = await visitor.go(authorization({ code_challenge: challenge, code_challenge_method: 'S256' }));
  const action = new URL(form.body.match(/action="([^"]+)"/)[1], form.url);
  const { url } = await visitor.go(action, { prompt: 'login', login, password: 'anything' });
  return { callback: url, verifier };
}

async function exchange(code, verifier) {
  const response = await fetch(metadata.token_endpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${CLIENT_ID}:${CLIENT_SECRET}`)}` },
    body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: verifier }),
  });
  return { status: response.status, body: await response.json() };
}

test('discovery names the issuer, PKCE and the groups scope', () => {
  assert.equal(metadata.issuer, provider.issuer);
  assert.deepEqual(metadata.code_challenge_methods_supported, ['S256']);
  assert.ok(metadata.scopes_supported.includes(GROUPS_SCOPE));
  assert.ok(metadata.userinfo_endpoint.startsWith(provider.issuer));
});

for (const [login, groups] of Object.entries(PEOPLE)) {
  test(`${login} signs in and UserInfo tells nickname and groups`, async () => {
    const { callback, verifier } = await signIn(login);
    assert.equal(callback.origin + callback.pathname, CALLBACK);
    assert.equal(callback.searchParams.get('state'), 's1');
    const tokens = await exchange(callback.searchParams.get('code'), verifier);
    assert.equal(tokens.status, 200, JSON.stringify(tokens.body));
    const claims = JSON.parse(Buffer.from(tokens.body.id_token.split('.')[1], 'base64url'));
    assert.equal(claims.nonce, 'n1');
    assert.equal(claims.sub, login);
    assert.equal(claims.groups, undefined, 'the ID token carries no groups');
    const userinfo = await fetch(metadata.userinfo_endpoint, {
      headers: { authorization: `Bearer ${tokens.body.access_token}` },
    });
    const told = await userinfo.json();
    assert.equal(told.nickname, login);
    assert.deepEqual(told.groups, groups);
  });
}

test('an authorization request without PKCE is refused', async () => {
  const { url } = await new Visitor().go(authorization());
  assert.equal(url.searchParams.get('error'), 'invalid_request');
});

test('a code is worth nothing without its verifier', async () => {
  const { callback } = await signIn('viewer1');
  const { status, body } = await exchange(callback.searchParams.get('code'), randomBytes(32).toString('base64url'));
  assert.equal(status, 400);
  assert.equal(body.error, 'invalid_grant');
});
