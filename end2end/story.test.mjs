// The main job in a browser, from a waiting update to public AMIs and back again, with JavaScript and without.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch, open, problems } from './support/browser.mjs';
import {
  approve, crawl, current, finished, publish, section, signInAs, signOut, startDemo, state, unfold, updates, withdraw,
} from './support/demo.mjs';

const REASON = 'The boot loader of this image does not start on older hosts.';
const REMARK = 'Boots in two regions; package list read.';

let browser;
let demos;

before(async () => {
  // Both at once: making the sample composes is most of the time.
  const started = Promise.all([startDemo(), startDemo()]);
  browser = await launch();
  demos = await started;
});
after(async () => {
  await browser?.close();
  await Promise.all((demos ?? []).map((demo) => demo.stop()));
});

/** Every page and data file has one serial, and it is newer than `than`. */
async function oneSerial(demo, than = 0) {
  const found = await crawl(demo);
  const serials = new Set([...found.values()].map(({ serial }) => serial));
  assert.equal(serials.size, 1, JSON.stringify([...found].map(([path, { serial }]) => [path, serial])));
  const [serial] = serials;
  assert.ok(serial > than, `serial ${serial} after ${than}`);
  return { found, serial };
}

/** The row of a release in the table of all images. */
function row(page, release) {
  const table = page.getByRole('table', { name: /^Current image/ });
  return table.getByRole('row', { name: new RegExp(`Fedora Cloud Base Release ${release}`) });
}

/** A disabled action still has its place in the order of focus, and says why. */
async function closed(page, action) {
  const button = section(page, 'Decision').getByRole('button', { name: action, exact: true });
  assert.equal(await button.getAttribute('aria-disabled'), 'true', `${action} is open`);
  const reason = page.locator(`#${await button.getAttribute('aria-describedby')}`);
  return reason.textContent();
}

// Side by side, each on a demo of its own: most of the time a publication is waited for.
describe('the story', { concurrency: 2 }, () => {
  for (const javaScript of [true, false]) {
    describe(`with JavaScript ${javaScript ? 'on' : 'off'}`, { concurrency: 1 }, () => story(javaScript));
  }
});

function story(javaScript) {
  let demo;
  let before43;
  let next43;
  let emergency;
  let container;
  const seen = [];

  before(() => {
    demo = demos[javaScript ? 0 : 1];
  });
  async function visit() {
    const page = await open(browser, { javaScript, baseURL: demo.url });
    seen.push(problems(page));
    return page;
  }

  async function as(name, path) {
    const page = await visit();
    await signInAs(page, name, path);
    return page;
  }

  /** The page of a running publication changes under the reader's eyes. */
  async function watch(page) {
    if (!javaScript) return finished(page);
    await page.evaluate(() => {
      const states = () => [...document.querySelectorAll('[data-step]')].map((step) => step.dataset.state).join();
      globalThis.first = states();
      globalThis.states = states;
    });
    // In one breath: the mark lives in the document, so a document that was loaded anew has none.
    const changed = await page.waitForFunction(() => globalThis.first && globalThis.states() !== globalThis.first);
    assert.equal(await changed.jsonValue(), true);
    return finished(page);
  }

  test('the public pages show the current version and its AMI ids', async () => {
    before43 = await current(demo);
    const page = await visit();
    await page.goto('/');
    await row(page, 43).getByText(before43.version).waitFor();
    const amis = (arch, region) => before43.amis.find((ami) => ami.arch === arch && ami.region === region).id;
    assert.equal(before43.amis.length, 68);
    for (const arch of ['x86_64', 'aarch64']) await page.getByText(amis(arch, 'us-east-1')).waitFor();
    await row(page, 43).getByRole('link', { name: /^AMI ids/ }).click();
    const table = page.getByRole('table', { name: /^AMI ids/ });
    for (const { region, id } of before43.amis) {
      const place = table.getByRole('row').filter({ has: page.getByText(region, { exact: true }) });
      assert.equal(await place.getByText(id, { exact: true }).count(), 1, `${id} in ${region}`);
    }
    await page.close();
  });

  test('the desk asks for a sign-in and shows what waits', async () => {
    const page = await visit();
    await page.goto('/desk');
    assert.equal(new URL(page.url()).pathname, '/desk/sign-in');
    await page.getByRole('button', { name: 'Sign in as wanda' }).click();
    await page.waitForURL('**/desk');
    const waiting = section(page, 'Waits for you').getByRole('link', { name: /Fedora Cloud Base 43/ });
    next43 = await page.request.get('/api/v1/updates').then(async (answer) => {
      const all = (await answer.json()).updates;
      emergency = all.find((update) => update.release === '42');
      container = all.find((update) => update.product === 'container-base');
      return all.find((update) => update.product === 'cloud-base' && update.release === '43' && update.version !== before43.version);
    });
    assert.equal(next43.stage, 'ready');
    assert.equal(emergency.kind, 'emergency');
    assert.ok((await waiting.first().textContent()).includes(next43.version));
    await waiting.first().click();
    await page.waitForURL(`**/desk/updates/${next43.alias}`);
    await page.close();
  });

  test('wanda reads gates and plan, approves and publishes', async () => {
    const page = await as('wanda', `/desk/updates/${next43.alias}`);
    await state(page, 'Ready').waitFor();
    await section(page, 'Why not yet').getByText(/approval/).first().waitFor();
    const plan = section(page, 'Publication plan');
    await plan.locator('dl > div', { hasText: 'Regions' }).getByText('34', { exact: true }).waitFor();
    await plan.getByRole('table', { name: 'Steps by kind' }).getByText('Make public', { exact: false }).waitFor();
    await plan.locator('summary', { hasText: 'Every step' }).click();
    await plan.getByRole('table', { name: 'Every step of the plan' }).getByText('sa-east-1').first().waitFor();
    assert.match(await closed(page, 'Publish'), /requirement/);
    await approve(page, REMARK);
    await state(page, 'Approved').waitFor();
    await publish(page);
    await watch(page);
    const update = await page.request.get(`/api/v1/updates/${next43.alias}`).then((answer) => answer.json());
    assert.equal(update.stage, 'published');
    await signOut(page);
    await page.goto('/desk');
    assert.equal(new URL(page.url()).pathname, '/desk/sign-in');
    await page.close();
  });

  test('all public pages and data turned to the new version together', async () => {
    const { found } = await oneSerial(demo, 1);
    const now = await current(demo);
    assert.equal(now.update, next43.alias);
    assert.equal(now.version, next43.version);
    assert.equal(new Set(now.amis.map((ami) => ami.region)).size, 34);
    for (const path of ['/cloud-base/43/', `/cloud-base/43/${next43.version}/`, `/cloud-base/43/${before43.version}/`, '/data/v1/current.json']) {
      assert.ok(found.has(path), `${path} is linked`);
    }
    const history = JSON.parse(found.get('/data/v1/cloud-base/43.json').text);
    const old = history.versions.find((version) => version.version === before43.version);
    assert.deepEqual([old.state, old.by], ['superseded', next43.alias]);
    const page = await visit();
    await page.goto('/');
    await row(page, 43).getByText(next43.version).waitFor();
    await page.goto(`/cloud-base/43/${before43.version}/`);
    await state(page, 'Superseded').waitFor();
    await page.getByRole('link', { name: new RegExp(next43.version) }).first().waitFor();
    await page.close();
  });

  test('rita cannot be the only approver of what she imported', async () => {
    const page = await as('rita', `/desk/updates/${container.alias}`);
    const duty = /You imported this compose/;
    await section(page, 'Decision').getByText(duty).waitFor();
    await approve(page);
    const gate = section(page, 'Why not yet').getByRole('listitem').filter({ hasText: 'Not met' });
    await gate.filter({ hasText: /rita imported .* only approver/ }).waitFor();
    await page.goto(`/desk/updates/${emergency.alias}`);
    await section(page, 'Decision').getByText(duty).waitFor();
    await page.close();
  });

  test('an emergency takes two people, one of them of the security team', async () => {
    const will = await as('will', `/desk/updates/${emergency.alias}`);
    await state(will, 'Emergency').waitFor();
    await approve(will);
    await section(will, 'Decision').getByText(/1 of 2 approvals/).waitFor();
    assert.match(await closed(will, 'Publish'), /requirement/);
    const sam = await as('sam', `/desk/updates/${emergency.alias}`);
    await approve(sam, 'The fix is in; both CVEs are closed.');
    await state(sam, 'Approved').waitFor();
    assert.match(await closed(sam, 'Publish'), /^For .*only/);
    await will.goto(`/desk/updates/${emergency.alias}`);
    await publish(will);
    await finished(will);
    await will.goto('/');
    await row(will, 42).getByText('Emergency').waitFor();
    assert.equal((await current(demo, 'cloud-base', '42')).kind, 'emergency');
    await will.close();
    await sam.close();
  });

  test('vera sees why she may not decide, and the server says the same', async () => {
    const page = await as('vera', `/desk/updates/${container.alias}`);
    assert.equal(await section(page, 'Waits for you').count(), 0);
    for (const action of ['Approve', 'Reject']) assert.match(await closed(page, action), /^For .* only\.$/);
    const { content } = await page.request.get(`/api/v1/updates/${container.alias}`).then((answer) => answer.json());
    const form = { alias: container.alias, content, comment: 'Slipped in.' };
    await page.request.post('/desk/do/update/approve', { form, headers: { referer: page.url() }, maxRedirects: 0 });
    const reject = { alias: container.alias, reason: 'Slipped in.' };
    await page.request.post('/desk/do/update/reject', { form: reject, headers: { referer: page.url() }, maxRedirects: 0 });
    const update = await page.request.get(`/api/v1/updates/${container.alias}`).then((answer) => answer.json());
    assert.equal(update.stage, container.stage);
    assert.ok(!JSON.stringify(update.approvals).includes('vera'), 'vera approved');
    await page.close();
  });

  test('a reason left empty is refused by the server too, in words', async () => {
    const page = await as('will', `/desk/updates/${container.alias}`);
    const act = await unfold(page, 'Reject');
    const reason = act.getByRole('textbox', { name: 'Reason' });
    assert.ok(await reason.getAttribute('required') !== null);
    await reason.evaluate((field) => field.removeAttribute('required'));
    await act.getByRole('button', { name: /^Reject/ }).click();
    await page.getByRole('alert').filter({ hasText: /reason/i }).waitFor();
    assert.ok(page.url().includes(`/desk/updates/${container.alias}`));
    assert.equal((await updates(page)).find((update) => update.alias === container.alias).stage, container.stage);
    await page.close();
  });

  test('a withdrawal turns everything back and tells the reason', async () => {
    const { serial } = await oneSerial(demo);
    const page = await as('sam', `/desk/updates/${next43.alias}`);
    await withdraw(page, REASON);
    await finished(page);
    await page.goto(`/desk/updates/${next43.alias}`);
    await state(page, 'Withdrawn').waitFor();
    const { found } = await oneSerial(demo, serial);
    assert.equal((await current(demo)).version, before43.version);
    const versions = JSON.parse(found.get('/data/v1/cloud-base/43.json').text).versions;
    const withdrawn = versions.find((version) => version.version === next43.version);
    assert.deepEqual([withdrawn.state, withdrawn.reason], ['withdrawn', REASON]);
    await page.goto('/');
    await row(page, 43).getByText(before43.version).waitFor();
    await page.goto(`/cloud-base/43/${next43.version}/`);
    await state(page, 'Withdrawn').waitFor();
    await page.getByText(REASON).first().waitFor();
    await page.close();
  });

  test('nobody is offered an AMI that is private again', async () => {
    const { versions } = await (await fetch(`${demo.url}/data/v1/cloud-base/43.json`)).json();
    const withdrawn = versions.find((version) => version.version === next43.version);
    assert.deepEqual([...new Set(withdrawn.amis.map((ami) => ami.state))], ['private']);
    const page = await visit();
    await page.goto(`/cloud-base/43/${next43.version}/`);
    assert.equal(await page.getByRole('link', { name: /^Launch/ }).count(), 0);
    await page.close();
  });

  test('the timeline names every act, by whom, and no noise of machines', async () => {
    const page = await as('vera', `/desk/updates/${next43.alias}`);
    const log = section(page, 'What happened').getByRole('listitem');
    const acts = [[REASON, 'sam'], [/Public and current/, ''], [/Publication started/, 'wanda'], [REMARK, 'wanda'], [/Imported/, 'rita']];
    for (const [act, who] of acts) {
      assert.equal(await log.filter({ hasText: act }).filter({ hasText: who }).count() > 0, true, `${act} by ${who}`);
    }
    const raw = await log.filter({ hasText: /^\w+\.\w+/ }).allTextContents();
    assert.deepEqual(raw, [], 'names of events that have no sentence');
    await page.close();
  });

  test('nothing went wrong unseen', () => assert.deepEqual(seen.flat(), []));
}
