// Chromium for the tests: Debian's, at $CHROMIUM or /usr/bin/chromium; none is ever downloaded.
import { chromium } from 'playwright-core';

/** The widths every page is looked at: a telephone and a desk. */
export const WIDTHS = [390, 1280];
export const THEMES = ['light', 'dark'];

// Without these, Chromium calls home at every start, which a closed network refuses slowly.
const ARGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the browser; close it in `after`. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    chromiumSandbox: false,
    args: ARGS,
  });
}

/**
 * Opens a page in a context of its own: nothing is shared with other pages. Closing the page closes its context.
 * @param browser what `launch` returned
 * @param {{javaScript?: boolean, theme?: 'light'|'dark', width?: number, baseURL?: string}} options
 */
export async function open(browser, { javaScript = true, theme = 'light', width = 1280, baseURL } = {}) {
  const context = await browser.newContext({
    baseURL,
    javaScriptEnabled: javaScript,
    colorScheme: theme,
    viewport: { width, height: width < 600 ? 844 : 900 },
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  page.on('close', () => context.close().catch(() => {}));
  return page;
}

/**
 * Collects what goes wrong in a page that nobody looks at: exceptions, console errors (a broken content security
 * policy shows there), answers of 5xx. Expect it empty at the end of a test.
 * @param {string} origin looks away from what comes from elsewhere, as when the page visits another server
 * @returns {string[]} filled as the page goes on
 */
export function problems(page, origin = '') {
  const seen = [];
  page.on('pageerror', (error) => seen.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    const ours = message.location().url.startsWith(origin);
    if (ours && message.type() === 'error') seen.push(`console: ${message.text()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) seen.push(`${response.status()} ${response.url()}`);
  });
  return seen;
}

/** How many pixels the page is wider than its window: 0 unless it scrolls sideways. */
export function overflow(page) {
  return page.evaluate(() => {
    const root = document.documentElement;
    return Math.max(0, root.scrollWidth - root.clientWidth);
  });
}
