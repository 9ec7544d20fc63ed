// Measures an LSP server over standard input and output as an editor meets it: start-up, the first
// answer in a language, and answers after an edit in a long file. See --help.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { freshUser, spread } from './bench-parts.mjs';
import { EDITED, LANGUAGES, textOf } from './bench-texts.mjs';
import { LspClient } from './lsp-client.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const launcher = path.join(here, '..', '..', '..', '..', 'scripts', 'ropewalk');

const { values: options } = parseArgs({
  options: {
    starts: { type: 'string', default: '10' },
    firsts: { type: 'string', default: '2' },
    edits: { type: 'string', default: '100' },
    warmup: { type: 'string', default: '60' },
    lines: { type: 'string', default: '5000' },
    languages: { type: 'string', default: LANGUAGES.join(',') },
    compare: { type: 'string' },
    patience: { type: 'string', default: '120' },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) {
  console.log(`bench-lsp [--starts N] [--firsts N] [--edits N] [--warmup N] [--lines N]
          [--languages L,…] [--compare COMMAND]
Measures ropewalk lsp: JSON on standard output, a table on standard error. Milliseconds.
  --starts N         starts, each from exec to the answer of initialize (10)
  --firsts N         first answers by language, of a cold and of a known class store (2)
  --edits N          edits of one character with a request, for each kind of request (100)
  --warmup N         such edits before them that are not counted (60)
  --lines N          lines of the file (5000)
  --languages L,…    of ${LANGUAGES.join(', ')}
  --compare COMMAND  measures another stdio server too and prints how it compares; split at spaces
  --patience S       seconds after which a request has failed (120)
Caches, settings and sockets are in a temporary directory; the user's own are not touched.`);
  process.exit(0);
}

function number(name, least) {
  const value = Number(options[name]);
  if (!Number.isInteger(value) || value < least) {
    const given = `--${name} ${options[name]}`;
    process.stderr.write(`bench-lsp: ${given}: a number from ${least} is needed\n`);
    process.exit(2);
  }
  return value;
}

const starts = number('starts', 1);
const firsts = number('firsts', 1);
const edits = number('edits', 1);
const warmup = number('warmup', 0);
const lineCount = number('lines', 100);
const patience = number('patience', 1) * 1000;
const languages = options.languages.split(',');
for (const language of languages) {
  if (!LANGUAGES.includes(language)) {
    process.stderr.write(`bench-lsp: --languages ${language}: one of ${LANGUAGES} is needed\n`);
    process.exit(2);
  }
}

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'ropewalk-bench-'));
process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));

async function started(command, env) {
  const client = new LspClient(command, env, patience);
  const answer = await client.initialize();
  return { client, answer };
}

async function startUp(command, env) {
  const times = [];
  for (let i = 0; i < starts; i++) {
    const { client, answer } = await started(command, env);
    times.push(answer.at - client.startedAt);
    await client.stop();
  }
  return spread(times);
}

function open(client, text) {
  client.notify('textDocument/didOpen', {
    textDocument: {
      uri: text.uri,
      languageId: text.languageId,
      version: 1,
      text: text.lines.join('\n'),
    },
  });
}

/** From the opening of the file to its outline, in a server that has not met the language. */
async function firstAnswer(command, env, language) {
  const text = textOf(language, lineCount);
  const { client } = await started(command, env);
  const began = performance.now();
  open(client, text);
  const answer = await client.request('textDocument/documentSymbol', {
    textDocument: { uri: text.uri },
  });
  await client.stop();
  return answer.at - began;
}

async function firstAnswers(command, language) {
  const cold = [];
  const known = [];
  for (let i = 0; i < firsts; i++) {
    const env = freshUser(scratch);
    cold.push(await firstAnswer(command, env, language));
    known.push(await firstAnswer(command, env, language));
  }
  return { coldLanguage: spread(cold), knownLanguage: spread(known) };
}

/** A document that is typed in: every edit makes a text that there was not before. */
class Typist {
  #client;
  #text;
  #places;
  #version = 1;
  #count = 0;

  constructor(client, text) {
    this.#client = client;
    this.#text = text;
    this.#places = text.lines.flatMap((line, number) => {
      const at = line.indexOf(EDITED);
      return at < 0 ? [] : [{ line: number, character: at + EDITED.length }];
    });
    // Edits start in the middle of the file and go on over all of it.
    const middle = Math.floor(this.#places.length / 2);
    this.#places = [...this.#places.slice(middle), ...this.#places.slice(0, middle)];
  }

  /** Types one letter, and tells where. */
  type() {
    const place = this.#places[this.#count++ % this.#places.length];
    this.#client.notify('textDocument/didChange', {
      textDocument: { uri: this.#text.uri, version: ++this.#version },
      contentChanges: [{ range: { start: place, end: place }, text: 'x' }],
    });
    return place;
  }
}

async function timesOf(rounds, ask) {
  const times = [];
  for (let i = -warmup; i < rounds; i++) {
    const began = performance.now();
    const answer = await ask(i);
    if (i >= 0) {
      times.push(answer.at - began);
    }
  }
  return spread(times);
}

async function warmAnswers(command, env, language) {
  const text = textOf(language, lineCount);
  const { client, answer } = await started(command, env);
  const can = answer.result.capabilities;
  const textDocument = { uri: text.uri };
  const window = (line) => ({
    textDocument,
    range: {
      start: { line: Math.max(0, line - 30), character: 0 },
      end: { line: Math.min(lineCount, line + 30), character: 0 },
    },
  });
  open(client, text);
  const typist = new Typist(client, text);
  const ask = (method, params) => client.request(`textDocument/${method}`, params);
  const all = {
    documentSymbol: can.documentSymbolProvider && (() => ask('documentSymbol', { textDocument })),
    tokensFull:
      can.semanticTokensProvider?.full && (() => ask('semanticTokens/full', { textDocument })),
    tokensRange60:
      can.semanticTokensProvider?.range && ((at) => ask('semanticTokens/range', window(at.line))),
    hover: can.hoverProvider && ((at) => ask('hover', { textDocument, position: at })),
  };
  const results = {};
  for (const [name, request] of Object.entries(all)) {
    if (!request) {
      continue; // the server has no such feature
    }
    results[`${name} after an edit`] = await timesOf(edits, () => request(typist.type()));
    const place = typist.type();
    await request(place);
    results[`${name} unchanged`] = await timesOf(edits, () => request(place));
  }
  await client.stop();
  return results;
}

async function measure(command) {
  const env = freshUser(scratch);
  const startTimes = await startUp(command, env);
  const measured = { command: command.join(' '), startUp: startTimes, languages: {} };
  for (const language of languages) {
    process.stderr.write(`bench-lsp: ${command[0]}: ${language}\n`);
    measured.languages[language] = {
      ...(await firstAnswers(command, language)),
      ...(await warmAnswers(command, env, language)),
    };
  }
  return measured;
}

function rowsOf(measured) {
  const rows = [['start-up', measured.startUp]];
  for (const [language, results] of Object.entries(measured.languages)) {
    rows.push(...Object.entries(results).map(([what, times]) => [`${language}: ${what}`, times]));
  }
  return rows;
}

function table(measured, other) {
  const otherRows = new Map(other === undefined ? [] : rowsOf(other));
  const head = ['ms', 'n', 'p50', 'p90', 'p99', ...(other ? ['other p50', 'other / ours'] : [])];
  const lines = [head, ['---', ...head.slice(1).map(() => '---:')]];
  for (const [what, times] of rowsOf(measured)) {
    const theirs = otherRows.get(what)?.p50;
    const compared = other
      ? [theirs ?? '-', theirs === undefined ? '-' : (theirs / times.p50).toFixed(2)]
      : [];
    lines.push([what, times.n, times.p50, times.p90, times.p99, ...compared]);
  }
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

const load = Number(os.loadavg()[0].toFixed(2));
const ropewalk = await measure([launcher, 'lsp']);
const other = options.compare && (await measure(options.compare.split(' ').filter(Boolean)));
const machine = {
  cpu: os.cpus()[0]?.model,
  processors: os.cpus().length,
  node: process.version,
  load1AtStart: load,
  load1AtEnd: Number(os.loadavg()[0].toFixed(2)),
};
const report = { machine, lines: lineCount, ropewalk, ...(other && { other }) };
console.log(JSON.stringify(report, null, 1));
process.stderr.write(table(ropewalk, other || undefined));
if (load > machine.processors / 2) {
  process.stderr.write(`\nBusy at the start: load ${load} on ${machine.processors} processors.\n`);
}
