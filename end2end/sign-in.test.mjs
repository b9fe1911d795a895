// Sign-in through a real OpenID provider, and what a release engineer and an approver then do, from an empty portal on.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { launch, open, problems } from './support/browser.mjs';
import { writeCompose } from './support/compose.mjs';
import { approve, section, signOut, state } from './support/demo.mjs';
import { startPortal } from './support/portal.mjs';
import { CLIENT_ID, CLIENT_SECRET, signIn, startProvider } from './support/provider.mjs';

let browser;
let provider;
let portal;
let folder;
const seen = [];

before(async () => {
  folder = mkdtempSync(`${tmpdir()}/aperiodic-sign-in-`);
  mkdirSync(`${folder}/composes`);
  [browser, provider] = await Promise.all([launch(), startProvider()]);
  const env = {
    APERIODIC_DATABASE__URL: `sqlite:${folder}/aperiodic.db`,
    APERIODIC_SITE__DIR: `${folder}/site`,
    APERIODIC_HTTP__LISTEN: '127.0.0.1:0',
    APERIODIC_INTAKE__FOLDERS: JSON.stringify([`${folder}/composes`]),
    APERIODIC_SIGN_IN__ISSUER: provider.issuer,
    APERIODIC_SIGN_IN__CLIENT_ID: CLIENT_ID,
    APERIODIC_SIGN_IN__CLIENT_SECRET: CLIENT_SECRET,
  };
  portal = await startPortal({ args: ['serve'], env });
});
after(async () => {
  await browser?.close();
  await Promise.all([portal?.stop(), provider?.close()]);
  if (folder) rmSync(folder, { recursive: true });
});

/** In a browser of its own: nobody is signed in, at the portal or at the provider. */
async function visit(options) {
  const page = await open(browser, { baseURL: portal.url, ...options });
  // The provider's own pages are not ours to judge.
  seen.push(problems(page, portal.url));
  return page;
}

async function as(login, path = '/desk', options = {}) {
  const page = await visit(options);
  await page.goto(path);
  assert.equal(new URL(page.url()).pathname, '/desk/sign-in');
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
  await signIn(page, login);
  await page.waitForURL(portal.url + path);
  return page;
}

/** Who the bar says one is, with the roles. */
async function identity(page) {
  const name = page.getByRole('banner').locator('[title]');
  return `${await name.textContent()}: ${await name.getAttribute('title')}`;
}

async function sessionCookie(page) {
  const cookies = await page.context().cookies(portal.url);
  return cookies.find((cookie) => cookie.name === 'aperiodic');
}

function withCookie(value) {
  return fetch(`${portal.url}/api/v1/updates`, { headers: { cookie: `aperiodic=${value}` } });
}

for (const javaScript of [true, false]) {
  const mode = `JavaScript ${javaScript ? 'on' : 'off'}`;

  test(`approver1 signs in, lands on the page asked for and signs out, ${mode}`, async () => {
    const page = await as('approver1', '/desk/import', { javaScript });
    assert.match(await identity(page), /approver1: .*approver/);
    const cookie = await sessionCookie(page);
    assert.deepEqual([cookie.httpOnly, cookie.sameSite, cookie.path], [true, 'Lax', '/']);
    assert.ok(cookie.value.length >= 43, 'a secret of 256 bits');
    assert.equal((await withCookie(cookie.value)).status, 200);
    await signOut(page);
    assert.equal(await sessionCookie(page), undefined);
    assert.equal((await withCookie(cookie.value)).status, 401, 'the old cookie still opens the desk');
    await page.goto('/desk');
    assert.equal(new URL(page.url()).pathname, '/desk/sign-in');
    await page.close();
  });

  test(`releng1 imports a compose at the desk and approver1 approves it, ${mode}`, async () => {
    const date = javaScript ? '20260203' : '20260210';
    const compose = writeCompose(`${folder}/composes`, { release: '43', date });
    const page = await as('releng1', '/desk/import', { javaScript });
    assert.match(await identity(page), /releng1: .*release engineer/);
    await page.getByRole('textbox', { name: 'Location' }).fill(compose.location);
    await page.getByRole('button', { name: /^Import/ }).click();
    await page.waitForURL('**/desk/import');
    await done(page, compose);
    await page.goto('/desk');
    await section(page, 'Waits for you').getByRole('link', { name: new RegExp(compose.version) }).first().click();
    await section(page, 'Decision').getByText(/You imported this compose/).waitFor();
    const path = new URL(page.url()).pathname;
    await page.close();

    const approver = await as('approver1', path, { javaScript });
    await state(approver, 'Ready').waitFor();
    await approve(approver, 'Starts.');
    await state(approver, 'Approved').waitFor();
    await approver.close();
  });
}

/** Its row says so; the page is loaded again as its reader would. */
async function done(page, compose) {
  const row = page.getByRole('row').filter({ hasText: compose.location });
  for (let tries = 0; tries < 20 && (await row.filter({ hasText: 'Done' }).count()) === 0; tries += 1) {
    await page.getByRole('link', { name: 'Reload' }).click();
    await row.waitFor();
  }
  await row.filter({ hasText: 'Done' }).filter({ hasText: compose.id }).waitFor();
}

test('somebody without groups sees the desk and decides nothing', async () => {
  const page = await as('viewer1');
  assert.doesNotMatch(await identity(page), /approver|engineer|security|administrator/);
  assert.equal(await section(page, 'Waits for you').getByRole('link').count(), 0);
  await page.goto('/desk/import');
  assert.equal(await page.getByRole('textbox', { name: 'Location' }).count(), 0);
  await page.close();
});

test('a compose outside of the folders that the configuration lists is refused in words', async () => {
  const page = await as('releng1', '/desk/import');
  await page.getByRole('textbox', { name: 'Location' }).fill(folder);
  await page.getByRole('button', { name: /^Import/ }).click();
  await page.getByRole('alert').filter({ hasText: /not allowed/ }).waitFor();
  assert.equal(await page.getByRole('row').filter({ hasText: folder }).count(), 2, 'the two of the tests before, and no third');
  await page.close();
});

test('sign-in leads to pages of the desk only', async () => {
  for (const to of ['https://example.org/', '//example.org', '/\\example.org', '/desk/../..//example.org']) {
    const page = await visit();
    await page.goto(`/sign-in?to=${encodeURIComponent(to)}`);
    await signIn(page, 'approver1');
    await page.waitForURL(`${portal.url}/desk`);
    await page.close();
  }
});

test("the provider's answer is worth nothing in a browser that did not ask", async () => {
  const page = await open(browser, { baseURL: portal.url });
  await page.goto('/sign-in');
  // As when somebody else's answer is slipped in as a link: the browser has no cookie that goes with it.
  await page.context().clearCookies({ name: 'aperiodic-sign-in' });
  const answered = page.waitForResponse((response) => new URL(response.url()).pathname === '/auth/callback');
  await signIn(page, 'approver1');
  assert.equal((await answered).status(), 400);
  assert.equal(await sessionCookie(page), undefined);
  await page.close();
});

test('nothing went wrong unseen', () => assert.deepEqual(seen.flat(), []));
