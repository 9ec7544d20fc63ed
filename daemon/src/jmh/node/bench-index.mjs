// Measures the index of a workspace as an editor meets it: from exec to the end of its progress, the
// first time and again with what the first time left on disk. See --help.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { freshUser } from './bench-parts.mjs';
import { LspClient } from './lsp-client.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const launcher = path.join(here, '..', '..', '..', '..', 'scripts', 'ropewalk');

const { values: options } = parseArgs({
  options: {
    tree: { type: 'string' },
    restarts: { type: 'string', default: '5' },
    query: { type: 'string', default: 'HashMap' },
    compare: { type: 'string' },
    patience: { type: 'string', default: '900' },
    help: { type: 'boolean', default: false },
  },
});

if (options.help || options.tree === undefined) {
  process.stderr.write(`bench-index --tree DIR [--restarts N] [--query TEXT] [--compare DIST]
Measures the index of DIR by ropewalk lsp: JSON on standard output, a table on standard error.
  --tree DIR      the workspace; nothing is written there
  --restarts N    starts with what the first one left on disk (5)
  --query TEXT    a workspace/symbol whose answer must be the same at every start (HashMap)
  --compare DIST  another built distribution, started in turn with ours
  --patience S    seconds after which a start has failed (900)
Caches, settings and sockets are in a temporary directory; the user's own are not touched.
`);
  process.exit(options.help ? 0 : 2);
}
const restarts = Number(options.restarts);
if (!Number.isInteger(restarts) || restarts < 1) {
  process.stderr.write(`bench-index: --restarts ${options.restarts}: a number from 1 is needed\n`);
  process.exit(2);
}
const tree = fs.realpathSync(options.tree);
const patience = Number(options.patience) * 1000;

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'ropewalk-bench-'));
process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));

/** What a process took of memory and of the processors, where the system tells; else nothing. */
function taken(pid) {
  try {
    const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
    const times = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return {
      mebibytes: Math.round(Number(/VmRSS:\s*(\d+)/.exec(status)?.[1]) / 1024),
      cpuSeconds: (Number(times[11]) + Number(times[12])) / 100, // ticks of Linux
    };
  } catch {
    return {};
  }
}

/** Waits until nothing is written any more: a process that ends has only seconds for what waits. */
async function settled(directory) {
  let before = -1;
  for (;;) {
    const now = fs.readdirSync(directory, { recursive: true }).length;
    if (now === before) {
      return;
    }
    before = now;
    await new Promise((done) => setTimeout(done, 2_000));
  }
}

async function start(env, first) {
  const client = new LspClient([launcher, 'lsp'], env, patience);
  const complete = new Promise((resolve) => {
    const tokens = new Set();
    client.onNotification = (method, params, at) => {
      const kind = method === '$/progress' ? params.value.kind : '';
      if (kind === 'begin' && /index/.test(params.value.title)) {
        tokens.add(params.token);
      } else if (kind === 'end' && tokens.has(params.token)) {
        resolve(at);
      }
    };
  });
  await client.initialize(pathToFileURL(tree).href);
  const answered = performance.now();
  const completed = await complete;
  const seconds = (completed - client.startedAt) / 1000;
  const indexSeconds = (completed - answered) / 1000;
  const process = taken(client.pid);
  const answer = await client.request('workspace/symbol', { query: options.query });
  if (first) {
    await settled(env.XDG_CACHE_HOME);
  }
  await client.stop();
  return {
    seconds,
    indexSeconds,
    ...process,
    symbolMs: answer.ms,
    symbols: JSON.stringify(answer.result),
    load1: os.loadavg()[0],
  };
}

function check(measured, start) {
  if (start.symbols !== measured.first.symbols) {
    process.stderr.write(`bench-index: ${measured.name}: a restart finds other symbols\n`);
    process.exitCode = 1;
  }
}

const names = ['ropewalk', ...(options.compare === undefined ? [] : [options.compare])];
const all = [];
for (const name of names) {
  const env = freshUser(scratch);
  if (name !== 'ropewalk') {
    env.ROPEWALK_HOME = path.resolve(name);
  }
  all.push({ name, env, first: await start(env, true), again: [] });
  process.stderr.write(`bench-index: ${name}: ${all.at(-1).first.seconds.toFixed(1)} s\n`);
}
for (let i = 0; i < restarts; i++) {
  for (const measured of all) {
    const once = await start(measured.env, false);
    check(measured, once);
    measured.again.push(once);
  }
}

const round = (value) => Number(value.toFixed(2));
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const report = {
  began: new Date(Date.now() - performance.now()).toISOString(),
  machine: { cpu: os.cpus()[0]?.model, processors: os.cpus().length, node: process.version },
  measured: all.map(({ name, first, again }) => {
    const seconds = again.map((one) => one.seconds);
    const index = again.map((one) => one.indexSeconds);
    return {
      name,
      firstSeconds: round(first.seconds),
      firstIndexSeconds: round(first.indexSeconds),
      firstCpuSeconds: first.cpuSeconds,
      firstMiB: first.mebibytes,
      againSeconds: seconds.map(round),
      againMedian: round(median(seconds)),
      share: round((100 * median(seconds)) / first.seconds),
      againIndexSeconds: index.map(round),
      againIndexMedian: round(median(index)),
      indexShare: round((100 * median(index)) / first.indexSeconds),
      againCpuSeconds: again.map((one) => one.cpuSeconds),
      againMiB: again.map((one) => one.mebibytes),
      symbolMs: again.map((one) => round(one.symbolMs)),
      load1: again.map((one) => round(one.load1)),
    };
  }),
};
console.log(JSON.stringify(report, null, 1));
process.stderr.write(
  '\n| | from exec, s: first | again, median | share | from the answer of initialize | again | share |' +
    '\n|---|---:|---:|---:|---:|---:|---:|\n',
);
for (const one of report.measured) {
  process.stderr.write(
    `| ${one.name} | ${one.firstSeconds} | ${one.againMedian} | ${one.share} % ` +
      `| ${one.firstIndexSeconds} | ${one.againIndexMedian} | ${one.indexShare} % |\n`,
  );
}
