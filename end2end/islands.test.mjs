// What the browser gets of the desk is small: the islands, and nothing of the pages.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ROOT } from './support/portal.mjs';

const KIB = 1024;

test('the islands take at most 120 kB on the way, wasm and script', () => {
  const sizes = ['aperiodic_bg.wasm', 'aperiodic.js'].map((name) => gzipSync(readFileSync(`${ROOT}target/site/pkg/${name}`)).length);
  const sum = sizes.reduce((a, b) => a + b);
  assert.ok(sum <= 120 * KIB, `${sizes.join(' + ')} bytes with gzip`);
});
