// Measures what extensions that mean harm cost those who do not use them. See --help.

import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { freshUser, spread } from './bench-parts.mjs';
import { EDITED, textOf } from './bench-texts.mjs';
import { LspClient } from './lsp-client.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const repository = path.join(here, '..', '..', '..', '..');
const launcher = path.join(repository, 'scripts', 'ropewalk');
const HARMS = ['loop', 'bomb', 'swell', 'storm', 'flood', 'output', 'trap', 'deep'];

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    attackers: { type: 'string', default: '1' },
    harms: { type: 'string', default: HARMS.join(',') },
    lines: { type: 'string', default: '2000' },
    quarantine: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) {
  console.log(`bench-hostile [--seconds N] [--rounds N] [--attackers N] [--harms H,…] [--lines N]
              [--quarantine]
One client of a daemon edits a Java file and asks for tokens and symbols; others ask extensions that
loop, grow, trap and flood for hovers, again 5 ms after each answer. Prints the first one's times, alone
and under attack by turns: JSON on standard output, a table on standard error. Milliseconds.
  --seconds N    of each turn (10)
  --rounds N     turns of each kind (3)
  --attackers N  hovers that are under way at a time (1)
  --harms H,…    of ${HARMS.join(', ')}
  --lines N      of the Java file (2000)
  --quarantine   offenders rest as they do by default; else they go on for ever
Needs clang and lld. Caches, settings and sockets are in a temporary directory.`);
  process.exit(0);
}

const seconds = Number(options.seconds);
const rounds = Number(options.rounds);
const harms = options.harms.split(',');
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'ropewalk-hostile-'));
const env = freshUser(home);

function run(command, ...args) {
  const done = spawnSync(command, args, { env, encoding: 'utf8' });
  if (done.status !== 0) {
    const why = done.error?.message ?? done.stderr + done.stdout;
    process.stderr.write(`bench-hostile: ${command} ${args.join(' ')}: ${why}\n`);
    process.exit(3);
  }
}

for (const harm of harms) {
  const folder = path.join(home, harm);
  fs.mkdirSync(folder);
  run(
    'clang',
    ...['--target=wasm32', '-O1', '-nostdlib', '-ffreestanding', '-Wl,--no-entry', `-DHARM=${harm}`],
    ...['-I', path.join(repository, 'wasm-host', 'sdk', 'c'), path.join(here, 'hostile.c')],
    ...['-o', path.join(folder, 'extension.wasm')],
  );
  fs.writeFileSync(
    path.join(folder, 'ropewalk.toml'),
    `id = "${harm}"\nversion = "1.0.0"\nkind = "analysis"\nmodule = "extension.wasm"\n` +
      'languages = ["plaintext"]\nprovides = ["hover"]\n',
  );
  run(launcher, 'ext', 'add', folder);
}
if (!options.quarantine) {
  const folder = path.join(env.XDG_CONFIG_HOME, 'ropewalk');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(
    path.join(folder, 'config.json'),
    JSON.stringify({ guests: { offencesToQuarantine: 1000 } }),
  );
}

const server = spawn(launcher, ['serve'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
await new Promise((resolve) => {
  let said = '';
  server.stdout.on('data', (chunk) => {
    said += chunk;
    if (said.includes('Attach an editor')) {
      resolve();
    }
  });
});

async function client() {
  const one = new LspClient([launcher, 'lsp', '--connect'], env, 120_000);
  await one.initialize();
  return one;
}

const victim = await client();
const attacker = await client();
const file = 'file:///victim/Orders.java';
const { lines } = textOf('java', Number(options.lines));
const text = lines.join('\n');
victim.notify('textDocument/didOpen', {
  textDocument: { uri: file, languageId: 'java', version: 1, text },
});
const places = lines
  .map((line, i) => ({ line: i, character: line.indexOf(EDITED) }))
  .filter((place) => place.character >= 0);
let version = 1;
let edits = 0;

/** Edits and asks for a while, with the rests of a fast typist. */
async function use(until, times) {
  while (performance.now() < until) {
    const place = places[edits++ % places.length];
    victim.notify('textDocument/didChange', {
      textDocument: { uri: file, version: ++version },
      contentChanges: [{ range: { start: place, end: place }, text: 'x' }],
    });
    const range = {
      start: { line: Math.max(0, place.line - 30), character: 0 },
      end: { line: place.line + 30, character: 0 },
    };
    const textDocument = { uri: file };
    const tokens = await victim.request('textDocument/semanticTokens/range', { textDocument, range });
    const symbols = await victim.request('textDocument/documentSymbol', { textDocument });
    times.tokens.push(tokens.ms);
    times.symbols.push(symbols.ms);
    await sleep(10);
  }
}

const bait = 'file:///attack/a.txt';
attacker.notify('textDocument/didOpen', {
  textDocument: { uri: bait, languageId: 'plaintext', version: 1, text: 'a\n' },
});
let attacks = 0;
let baitVersion = 1;
async function attack(until) {
  while (performance.now() < until) {
    attacker.notify('textDocument/didChange', {
      textDocument: { uri: bait, version: ++baitVersion },
      contentChanges: [{ text: `${baitVersion}\n` }], // answers are remembered by text
    });
    await attacker.request('textDocument/hover', {
      textDocument: { uri: bait },
      position: { line: 0, character: 0 },
    });
    attacks++;
    await sleep(5); // a client that only floods would be measured too
  }
}

const quiet = { tokens: [], symbols: [] };
const attacked = { tokens: [], symbols: [] };
await use(performance.now() + 1000 * seconds, { tokens: [], symbols: [] });
for (let round = 0; round < rounds; round++) {
  await use(performance.now() + 1000 * seconds, quiet);
  const until = performance.now() + 1000 * seconds;
  const others = Array.from({ length: Number(options.attackers) }, () => attack(until));
  await use(until, attacked);
  await Promise.all(others);
}
await victim.stop();
await attacker.stop();
server.kill();
await new Promise((done) => server.once('exit', done));
fs.rmSync(home, { recursive: true, force: true });

const report = {
  began: new Date(Date.now() - performance.now()).toISOString(),
  machine: { cpu: os.cpus()[0]?.model, processors: os.cpus().length, node: process.version },
  load1: os.loadavg()[0],
  harms,
  attacks,
  quiet: { tokens: spread(quiet.tokens), symbols: spread(quiet.symbols) },
  attacked: { tokens: spread(attacked.tokens), symbols: spread(attacked.symbols) },
};
report.ratio = Object.fromEntries(
  ['tokens', 'symbols'].map((kind) => [
    kind,
    Number((report.attacked[kind].p99 / report.quiet[kind].p99).toFixed(2)),
  ]),
);
console.log(JSON.stringify(report, null, 1));
process.stderr.write('\n| | quiet p50 / p99 / max | attacked | p99 ratio |\n|---|---:|---:|---:|\n');
for (const kind of ['tokens', 'symbols']) {
  const row = (one) => `${one.p50} / ${one.p99} / ${one.max}`;
  process.stderr.write(
    `| ${kind} | ${row(report.quiet[kind])} | ${row(report.attacked[kind])} | ${report.ratio[kind]} |\n`,
  );
}
