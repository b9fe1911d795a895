// The demo as people use it: sample people, the desk's forms, the public pages and data.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { startPortal } from './portal.mjs';

/** A port of loopback that nobody listens on at the moment. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Starts a fresh demo; it imports and publishes before it answers, which takes a while.
 * @param {{copySeconds?: number, args?: string[]}} options
 * @returns what `startPortal` gives, with `ec2`, the address of the simulated EC2
 */
export async function startDemo({ copySeconds = 1, args = [] } = {}) {
  const listen = `127.0.0.1:${await freePort()}`;
  const portal = await startPortal({
    args: ['demo', '--listen', listen, '--copy-seconds', String(copySeconds), ...args],
    pattern: /The desk +(http:\S+?)\/desk/,
    timeout: 120_000,
  });
  return { ...portal, ec2: portal.output().match(/Simulated EC2 +(http:\S+?)\/? /)[1] };
}

/** Makes the simulated EC2 fail; see the double's `FaultRule`. */
export async function fault(demo, rule) {
  const answer = await fetch(`${demo.ec2}/_double/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(rule),
  });
  assert.equal(answer.status, 201, await answer.text());
}

export async function clearFaults(demo) {
  assert.equal((await fetch(`${demo.ec2}/_double/faults`, { method: 'DELETE' })).status, 204);
}

/** Goes to a page of the desk as somebody who is signed out, and signs in as a sample person. */
export async function signInAs(page, name, path = '/desk') {
  await page.goto(path);
  await page.getByRole('button', { name: `Sign in as ${name}` }).click();
  await page.waitForURL(`**${path}`);
}

export async function signOut(page) {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL((url) => url.pathname === '/');
}

/** A section of a page by its heading. */
export function section(page, name) {
  return page.getByRole('region', { name, exact: true });
}

/** Unfolds an action of the decision card; gives what holds its form. */
export async function unfold(page, name) {
  const act = section(page, 'Decision').locator('details', { has: page.locator('summary', { hasText: name }) });
  await act.locator('summary').click();
  return act;
}

/** Approves what the page shows. */
export async function approve(page, remark = '') {
  const act = await unfold(page, 'Approve');
  await act.getByRole('textbox', { name: 'Remark' }).fill(remark);
  await act.getByRole('button', { name: /^Approve/ }).click();
  await page.getByText('You approved exactly this content.').waitFor();
}

/** Starts the publication of what the page shows; ends at the publication's page. */
export async function publish(page) {
  const act = await unfold(page, 'Publish');
  await act.getByRole('button', { name: /publication/ }).click();
  await page.waitForURL('**/desk/publications/*');
}

export async function withdraw(page, reason) {
  const act = await unfold(page, 'Withdraw');
  await act.getByRole('textbox', { name: 'Reason' }).fill(reason);
  await act.getByRole('button', { name: /^Withdraw/ }).click();
  await page.waitForURL('**/desk/publications/*');
}

/** The word of the page's state, beside its title. */
export function state(page, word) {
  return page.locator('.head .badge', { hasText: word });
}

/** Waits until the publication's page says by itself that it is finished. */
export function finished(page) {
  return state(page, 'Finished').waitFor({ timeout: 60_000 });
}

/** What waits, as `{alias, product, release, kind, stage, …}`, seen with the session of the page. */
export async function updates(page) {
  const answer = await page.request.get('/api/v1/updates');
  assert.equal(answer.status(), 200);
  return (await answer.json()).updates;
}

export async function current(demo, product = 'cloud-base', release = '43') {
  const { images } = await (await fetch(`${demo.url}/data/v1/current.json`)).json();
  return images.find((image) => image.product === product && image.release === release);
}

/**
 * Follows every link of the public site from the first page on.
 * @returns {Promise<Map<string, {serial: number, text: string}>>} by path
 */
export async function crawl(demo) {
  const found = new Map();
  const open = ['/'];
  while (open.length > 0) {
    const path = open.pop();
    if (found.has(path)) continue;
    const answer = await fetch(demo.url + path);
    assert.equal(answer.status, 200, path);
    const text = await answer.text();
    const isData = path.endsWith('.json');
    const serial = isData ? JSON.parse(text).serial : Number(text.match(/<meta name="aperiodic-serial" content="(\d+)"/)?.[1]);
    found.set(path, { serial, text });
    if (isData) continue;
    const links = [...text.matchAll(/href="(\/[^"#]*)/g)].map((match) => match[1]);
    open.push(...links.filter((link) => !link.startsWith('/desk') && !link.startsWith('/assets')));
  }
  return found;
}
