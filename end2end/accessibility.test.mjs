// Every page in every state, in both themes, on a telephone and a desk: axe finds nothing, nothing scrolls sideways,
// there is one title and one main heading, and the console stays silent. Pictures go to target/screenshots.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { assertAccessible } from './support/axe.mjs';
import { THEMES, WIDTHS, launch, open, overflow, problems } from './support/browser.mjs';
import {
  approve, clearFaults, current, fault, finished, publish, section, signInAs, startDemo, state, unfold, updates, withdraw,
} from './support/demo.mjs';
import { ROOT, startPortal } from './support/portal.mjs';

const PICTURES = `${ROOT}target/screenshots`;
const HEIGHT = { 390: 844, 1280: 900 };
const REASON = 'The boot loader of this image does not start on older hosts.';

let browser;
let demo;
let empty;
let folder;
const people = {};
const seen = [];
// What the story needs to find its pages.
let first;
let next;
let emergency;
let container;
let run;

async function visit(baseURL) {
  const page = await open(browser, { baseURL });
  seen.push(problems(page));
  return page;
}

before(async () => {
  mkdirSync(PICTURES, { recursive: true });
  folder = mkdtempSync(`${tmpdir()}/aperiodic-empty-`);
  const env = { APERIODIC_DATABASE__URL: `sqlite:${folder}/a.db`, APERIODIC_SITE__DIR: `${folder}/site`, APERIODIC_HTTP__LISTEN: '127.0.0.1:0' };
  const started = Promise.all([startDemo(), startPortal({ args: ['serve'], env })]);
  browser = await launch();
  [demo, empty] = await started;
  for (const name of ['wanda', 'rita', 'vera', 'sam']) {
    people[name] = await visit(demo.url);
    await signInAs(people[name], name);
  }
  people.nobody = await visit(demo.url);
  first = await current(demo);
  const all = await updates(people.vera);
  next = all.find((update) => update.product === 'cloud-base' && update.release === '43' && update.stage === 'ready');
  emergency = all.find((update) => update.kind === 'emergency');
  container = all.find((update) => update.product === 'container-base');
});
after(async () => {
  await browser?.close();
  await Promise.all([demo?.stop(), empty?.stop()]);
  if (folder) rmSync(folder, { recursive: true });
});

/** Looks at the page as it is now. */
async function look(page, name) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT[width] });
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      await page.screenshot({ path: `${PICTURES}/${name}-${theme}-${width}.png`, fullPage: true, animations: 'disabled' });
      const where = `${name}, ${theme}, ${width}`;
      assert.equal(await overflow(page), 0, `${where} scrolls sideways`);
      await assertAccessible(page, { onlyColours: theme !== THEMES[0] }).catch((error) => {
        error.message = `${where}: ${error.message}`;
        throw error;
      });
    }
  }
  assert.match(await page.title(), /\S.* · Aperiodic$/, name);
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, `${name}: main headings`);
}

async function lookAt(page, path, name) {
  await page.goto(path);
  await look(page, name);
}

const update = (of) => `/desk/updates/${of.alias}`;
const version = (of) => `/cloud-base/43/${of.version}/`;

test('an empty portal: the first page, a wrong address, sign-in', async () => {
  const page = await visit(empty.url);
  await lookAt(page, '/', 'empty-index');
  await page.getByText('Nothing is published yet').waitFor();
  await lookAt(page, '/desk', 'empty-sign-in');
  await page.close();
});

test('a wrong address on either side', async () => {
  const page = await open(browser, { baseURL: demo.url });
  await lookAt(page, '/cloud-base/43/20010101.0/', 'not-found');
  await page.close();
  const desk = await open(browser, { baseURL: demo.url });
  await signInAs(desk, 'vera');
  await lookAt(desk, '/desk/updates/FEDORA-IMAGE-2026-0000000000', 'desk-not-found');
  await desk.close();
});

test('something is published: index and release', async () => {
  await lookAt(people.nobody, '/', 'index');
  await lookAt(people.nobody, '/cloud-base/43/', 'release');
});

test('the sample people', () => lookAt(people.nobody, '/desk', 'sign-in'));

test('something waits: the board', () => lookAt(people.wanda, '/desk', 'board'));

test('an update that is ready, its forms unfolded', async () => {
  await lookAt(people.wanda, update(next), 'update-ready');
  for (const name of ['Approve', 'Reject']) {
    await unfold(people.wanda, name);
    await people.wanda.mouse.move(0, 0);
    await look(people.wanda, `update-form-${name.toLowerCase()}`);
  }
});

test('an unfolded action stays readable under the mouse', async () => {
  const page = people.wanda;
  await page.setViewportSize({ width: 1280, height: HEIGHT[1280] });
  await page.goto(update(next));
  await (await unfold(page, 'Approve')).locator('summary').hover();
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    await assertAccessible(page);
  }
});

test('an update that may not be decided', async () => {
  await lookAt(people.vera, update(emergency), 'update-closed');
  await lookAt(people.rita, update(container), 'update-candidate');
});

test('a form that was refused', async () => {
  const page = people.wanda;
  await page.goto(update(container));
  const act = await unfold(page, 'Reject');
  await act.getByRole('textbox', { name: 'Reason' }).fill('   ');
  await act.getByRole('button', { name: /^Reject/ }).click();
  await page.getByRole('alert').waitFor();
  await look(page, 'update-refused');
});

test('imports, one of them failed', async () => {
  const page = people.rita;
  await lookAt(page, '/desk/import', 'import-empty');
  await page.getByRole('textbox', { name: 'Location' }).fill(`${folder}/site`);
  await page.getByRole('button', { name: /^Import/ }).click();
  await page.waitForURL('**/desk/import');
  await lookUntil(page, () => page.getByRole('row').filter({ hasText: 'Failed' }));
  await look(page, 'import-failed');
  await lookAt(people.vera, '/desk/import', 'import-closed');
});

/** Loads the page again until it shows what is waited for: nothing of it is live. */
async function lookUntil(page, locator) {
  const until = Date.now() + 15_000;
  while ((await locator().count()) === 0) {
    assert.ok(Date.now() < until, `${page.url()} never shows ${locator()}`);
    await page.reload();
  }
}

test('a publication that waits for a region', async () => {
  const page = people.wanda;
  await fault(demo, { region: 'eu-west-1', action: 'CopyImage', kind: 'dead' });
  await page.goto(update(next));
  await approve(page, 'Boots in two regions; package list read.');
  await look(page, 'update-approved');
  await publish(page);
  run = new URL(page.url()).pathname;
  await lookUntil(page, () => section(page, 'Failed and waiting').getByRole('listitem').filter({ hasText: /eu-west-1.*waiting/ }));
  await look(page, 'publication-waiting');
  await lookAt(page, '/desk', 'board-publishing');
  await lookAt(page, update(next), 'update-publishing');
});

test('a publication that is held, and goes on', async () => {
  const page = people.wanda;
  await clearFaults(demo);
  await fault(demo, { region: 'eu-west-1', action: 'CopyImage', kind: 'error', code: 'OptInRequired' });
  await page.goto(run);
  await state(page, 'Held').waitFor({ timeout: 60_000 });
  await section(page, 'Failed and waiting').getByRole('listitem').filter({ hasText: /eu-west-1.*failed/ }).first().waitFor();
  await look(page, 'publication-held');
  await lookAt(page, '/desk', 'board-held');
  await clearFaults(demo);
  await page.goto(run);
  await page.getByRole('button', { name: /again/ }).click();
  await finished(page);
  await look(page, 'publication-finished');
  await lookAt(page, update(next), 'update-published');
});

test('the public pages after it: current, superseded', async () => {
  await lookAt(people.nobody, version(next), 'version');
  await lookAt(people.nobody, version(first), 'version-superseded');
});

test('a withdrawal', async () => {
  const page = people.sam;
  await page.goto(update(next));
  await unfold(page, 'Withdraw');
  await look(page, 'update-form-withdraw');
  await page.goto(update(next));
  await withdraw(page, REASON);
  await finished(page);
  await look(page, 'publication-withdrawal');
  await lookAt(page, update(next), 'update-withdrawn');
  await lookAt(people.nobody, version(next), 'version-withdrawn');
});

test('nothing is current any more', async () => {
  const page = people.sam;
  await page.goto(`/desk/updates/${first.update}`);
  await withdraw(page, REASON);
  await finished(page);
  await lookAt(people.nobody, '/', 'index-withdrawn');
  await lookAt(people.nobody, '/cloud-base/43/', 'release-withdrawn');
});

test('nothing went wrong unseen', () => assert.deepEqual(seen.flat(), []));
