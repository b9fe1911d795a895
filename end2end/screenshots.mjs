// Makes the README's pictures from a demo of its own: `node end2end/screenshots.mjs`.
// docs/screenshot.png is the release page of the public site, docs/screenshot-desk.png an emergency update that waits
// for its second approval.
import { statSync } from 'node:fs';
import { launch, open } from './support/browser.mjs';
import { approve, section, signInAs, startDemo, updates } from './support/demo.mjs';
import { ROOT } from './support/portal.mjs';

const WIDTH = 1280;

async function picture(page, name, height) {
  const path = `${ROOT}docs/${name}.png`;
  await page.setViewportSize({ width: WIDTH, height });
  await page.mouse.move(0, 0);
  await page.screenshot({ path, animations: 'disabled' });
  console.log(`${path}: ${WIDTH} × ${height}, ${statSync(path).size} bytes`);
}

async function publicSite(browser, demo) {
  const page = await open(browser, { baseURL: demo.url, width: WIDTH });
  await page.goto('/cloud-base/43/');
  // Ends below the first regions, between two rows.
  const row = page.getByRole('table', { name: /^AMI ids/ }).getByRole('row').nth(5);
  const box = await row.boundingBox();
  await picture(page, 'screenshot', Math.min(1000, Math.round(box.y + box.height)));
  await page.close();
}

async function desk(browser, demo) {
  const page = await open(browser, { baseURL: demo.url, width: WIDTH });
  await signInAs(page, 'will');
  const emergency = (await updates(page)).find((update) => update.kind === 'emergency');
  await page.goto(`/desk/updates/${emergency.alias}`);
  await approve(page, 'Boots in two regions; package list read.');
  await page.context().clearCookies();
  await signInAs(page, 'sam', `/desk/updates/${emergency.alias}`);
  const box = await section(page, 'Images').getByRole('row').nth(5).boundingBox();
  await picture(page, 'screenshot-desk', Math.min(1000, Math.round(box.y + box.height)));
  await page.close();
}

const demo = await startDemo();
const browser = await launch();
try {
  await publicSite(browser, demo);
  await desk(browser, demo);
} finally {
  await browser.close();
  await demo.stop();
}
