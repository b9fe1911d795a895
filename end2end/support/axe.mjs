// Accessibility: axe-core's rules for WCAG 2.2 level A and AA.
import assert from 'node:assert/strict';
import axe from 'axe-core';

const OPTIONS = {
  resultTypes: ['violations'],
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  // Off by default in axe-core, and part of 2.2 AA.
  rules: { 'target-size': { enabled: true } },
};

/** Of all rules, this alone depends on the theme. */
const COLOURS = { resultTypes: ['violations'], runOnly: { type: 'rule', values: ['color-contrast'] } };

/**
 * The rules the page breaks, each with the elements that break it; needs a page with JavaScript on.
 * @param {{onlyColours?: boolean}} options for a second theme of a page that was looked at already
 * @returns {Promise<string[]>} such as `color-contrast (serious): .badge: Element has insufficient …`
 */
export async function violations(page, { onlyColours = false } = {}) {
  // Over the debugger, not as a <script>: the page's content security policy stays as it is.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const found = await page.evaluate((options) => globalThis.axe.run(document, options), onlyColours ? COLOURS : OPTIONS);
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id} (${rule.impact}): ${node.target.join(' ')}: ${node.failureSummary}`),
  );
}

/** Fails with the list when the page breaks a rule. */
export async function assertAccessible(page, options) {
  assert.deepEqual(await violations(page, options), [], `accessibility of ${page.url()}`);
}
