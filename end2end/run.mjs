// Runs the end-to-end tests, one file after the other: `node end2end/run.mjs [PART OF A FILE'S NAME]...`.
// The last line is `end-to-end: N passed, N failed`.
import { readdirSync } from 'node:fs';
import { spec } from 'node:test/reporters';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true })
  .filter((name) => name.endsWith('.test.mjs') && !name.includes('node_modules'))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort()
  .map((name) => folder + name);

const counts = { passed: 0, failed: 0 };

// A suite is a heading, unless its own hook failed; a skipped test counts as nothing.
function count(outcome, { skip, todo, details }) {
  const heading = details.type === 'suite' && details.error?.failureType !== 'hookFailed';
  if (heading || skip !== undefined || todo !== undefined) return;
  counts[outcome] += 1;
}

// One file at a time: each starts a browser and a portal, and a timing on a crowded machine means nothing.
const tests = run({ files, concurrency: 1, timeout: 600_000 });
tests.on('test:pass', (event) => count('passed', event));
tests.on('test:fail', (event) => count('failed', event));
// At the exit, because the reporter writes its list of failures after the last event.
process.on('exit', () => {
  if (files.length === 0) console.log('no test file fits');
  console.log(`end-to-end: ${counts.passed} passed, ${counts.failed} failed`);
  process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
});
tests.compose(new spec()).pipe(process.stdout);
