// What the benchmarks share: a user who has nothing yet, and how times are spread.

import fs from 'node:fs';
import path from 'node:path';

/**
 * The environment of a user who has nothing yet.
 *
 * @param {string} scratch a directory for the user's own
 */
export function freshUser(scratch) {
  const home = fs.mkdtempSync(path.join(scratch, 'user-'));
  const env = { ...process.env };
  for (const name of ['CACHE_HOME', 'CONFIG_HOME', 'DATA_HOME', 'STATE_HOME', 'RUNTIME_DIR']) {
    const directory = path.join(home, name.toLowerCase());
    fs.mkdirSync(directory, { mode: 0o700 });
    env[`XDG_${name}`] = directory;
  }
  return env;
}

/** Percentiles of some times, of which there is at least one. */
export function spread(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  const round = (ms) => Number(ms.toFixed(2));
  return {
    n: sorted.length,
    min: round(sorted[0]),
    p50: round(at(0.5)),
    p90: round(at(0.9)),
    p99: round(at(0.99)),
    max: round(sorted.at(-1)),
  };
}
