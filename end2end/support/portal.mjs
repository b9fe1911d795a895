// Starts a program that serves, the portal or any other, and ends it with everything it started.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The portal: $APERIODIC, else what `cargo build -p server` made. */
export const APERIODIC = process.env.APERIODIC ?? `${ROOT}target/debug/aperiodic`;

const running = new Set();
process.on('exit', () => running.forEach((child) => signal(child, 'SIGKILL')));

// Its own process group, so that what it started ends too.
function signal(child, name) {
  try {
    process.kill(-child.pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

async function stop(child) {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    signal(child, 'SIGTERM');
    const hard = setTimeout(() => signal(child, 'SIGKILL'), 10_000);
    await exited;
    clearTimeout(hard);
  }
  signal(child, 'SIGKILL');
  running.delete(child);
}

/**
 * Runs a command and waits for the line with its address.
 * @param {{command?: string, args?: string[], env?: object, cwd?: string, pattern?: RegExp, timeout?: number}} options
 *   `pattern`'s first group, or the whole match, is the address; `timeout` in milliseconds
 * @returns {Promise<{url: string, output: () => string, kill: () => Promise<void>, stop: () => Promise<void>}>}
 *   `stop` asks first, `kill` is kill -9
 */
export async function startPortal({
  command = APERIODIC,
  args = [],
  env = {},
  cwd = ROOT,
  pattern = /https?:\/\/(?:127\.0\.0\.1|localhost):[1-9]\d*/,
  timeout = 60_000,
} = {}) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid !== undefined) running.add(child);
  let output = '';
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(`no address after ${timeout} ms`), timeout);
    const fail = (why) => {
      clearTimeout(timer);
      reject(new Error(`${command} ${args.join(' ')}: ${why}\n${output}`));
    };
    const read = (chunk) => {
      output += chunk;
      // Whole lines only: an address may come in two pieces.
      const match = output.slice(0, output.lastIndexOf('\n') + 1).match(pattern);
      if (match) {
        clearTimeout(timer);
        resolve(match[1] ?? match[0]);
      }
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('error', (error) => fail(error.message));
    // `close` comes after the last output, `exit` may come before it.
    child.once('close', (code, name) => fail(`ended with ${code ?? name}`));
  }).catch(async (error) => {
    if (child.pid !== undefined) await stop(child);
    throw error;
  });
  const kill = () => {
    signal(child, 'SIGKILL');
    return stop(child);
  };
  return { url, output: () => output, kill, stop: () => stop(child) };
}
