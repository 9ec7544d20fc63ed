// Measures how much memory LSP servers hold with a workspace indexed and documents open. See --help.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { freshUser } from './bench-parts.mjs';
import { LspClient } from './lsp-client.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const launcher = path.join(here, '..', '..', '..', '..', 'scripts', 'ropewalk');

/** Seconds with less than a tenth of a processor in use after which a server is at rest. */
const REST = 6;

/** The first name of a language is what LSP calls it; files by their extension. */
const LANGUAGE_OF = {
  c: 'c',
  go: 'go',
  h: 'c',
  java: 'java',
  js: 'javascript',
  py: 'python',
  rs: 'rust',
  ts: 'typescript',
};

const { values: options } = parseArgs({
  options: {
    workspace: { type: 'string' },
    extension: { type: 'string' },
    open: { type: 'string', default: '20' },
    compare: { type: 'string', multiple: true, default: [] },
    patience: { type: 'string', default: '300' },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) {
  console.log(`bench-lsp --memory --workspace DIR --extension E [--open N] [--compare COMMAND]…
Measures the resident memory of ropewalk lsp and of other stdio servers on one workspace: JSON on
standard output, a table on standard error. MiB, the sum over a server's processes. Linux only.
  --workspace DIR    the folder that the servers are given
  --extension E      the kind of file to open, one of ${Object.keys(LANGUAGE_OF)}
  --open N           documents to open, the largest below 256 KiB, outline and hover of each (20)
  --compare COMMAND  a server to measure too; split at spaces; may be repeated
  --patience S       seconds to wait for an answer or for rest (300)
A server is measured when it shows no progress and has been at rest for ${REST} s: first with the
workspace alone and one document open, then with all of them.`);
  process.exit(0);
}

function fail(message) {
  process.stderr.write(`bench-lsp --memory: ${message}\n`);
  process.exit(2);
}

const openCount = Number(options.open);
const patience = Number(options.patience) * 1000;
if (options.workspace === undefined || !fs.existsSync(options.workspace)) {
  fail(`--workspace ${options.workspace}: a folder is needed`);
}
if (LANGUAGE_OF[options.extension] === undefined) {
  fail(`--extension ${options.extension}: one of ${Object.keys(LANGUAGE_OF)} is needed`);
}
if (!Number.isInteger(openCount) || openCount < 1 || !(patience > 0)) {
  fail('--open and --patience: numbers from 1 are needed');
}
const workspace = fs.realpathSync(options.workspace);

/** The processes below one, itself included. */
function family(pid) {
  const children = new Map();
  for (const name of fs.readdirSync('/proc')) {
    try {
      const stat = fs.readFileSync(`/proc/${name}/stat`, 'latin1');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // Not a process, or gone.
    }
  }
  const found = [pid];
  for (let i = 0; i < found.length; i++) {
    found.push(...(children.get(found[i]) ?? []));
  }
  return found;
}

/** Resident bytes and ticks of processor time of a server. */
function usage(pid) {
  let resident = 0;
  let ticks = 0;
  for (const member of family(pid)) {
    try {
      const status = fs.readFileSync(`/proc/${member}/status`, 'latin1');
      resident += Number(/VmRSS:\s*(\d+)/.exec(status)?.[1] ?? 0) * 1024;
      const stat = fs.readFileSync(`/proc/${member}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // Gone.
    }
  }
  return { resident, ticks };
}

/** Waits for rest; answers whether it came, and the memory then and at most. */
async function atRest(client) {
  const until = Date.now() + patience;
  let quiet = 0;
  let peak = 0;
  let before = usage(client.pid);
  while (quiet < REST && Date.now() < until) {
    await sleep(1_000);
    const now = usage(client.pid);
    peak = Math.max(peak, now.resident);
    // A tick is a hundredth of a second on every Linux that Node runs on.
    quiet = client.inProgress <= 0 && now.ticks - before.ticks < 10 ? quiet + 1 : 0;
    before = now;
  }
  return { rested: quiet >= REST, resident: before.resident, peak };
}

function filesBelow(directory, found = []) {
  for (const entry of fs.readdirSync(directory, { withFileTypes: true })) {
    const full = path.join(directory, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git') {
      filesBelow(full, found);
    } else if (entry.isFile() && entry.name.endsWith(`.${options.extension}`)) {
      found.push({ full, size: fs.statSync(full).size });
    }
  }
  return found;
}

const all = filesBelow(workspace);
const chosen = all
  .filter((file) => file.size < 256 * 1024)
  .sort((a, b) => b.size - a.size || (a.full < b.full ? -1 : 1))
  .slice(0, openCount);
if (chosen.length === 0) {
  fail(`${options.workspace} has no .${options.extension} file below 256 KiB`);
}

async function look(client, file) {
  const uri = pathToFileURL(file.full).href;
  const textDocument = { uri };
  client.notify('textDocument/didOpen', {
    textDocument: {
      uri,
      languageId: LANGUAGE_OF[options.extension],
      version: 1,
      text: fs.readFileSync(file.full, 'utf8'),
    },
  });
  await client.request('textDocument/documentSymbol', { textDocument });
  await client.request('textDocument/hover', { textDocument, position: { line: 20, character: 0 } });
}

async function measure(command) {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'ropewalk-bench-'));
  const env = freshUser(scratch);
  const client = new LspClient(command, env, patience);
  try {
    await client.initialize(pathToFileURL(workspace).href);
    await look(client, chosen[0]);
    await client.request('workspace/symbol', { query: 'read' });
    const one = await atRest(client);
    for (const file of chosen.slice(1)) {
      await look(client, file);
    }
    const many = await atRest(client);
    return { workspace: one, opened: many };
  } catch (error) {
    return { failed: error.message };
  } finally {
    await client.stop();
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

const mib = (bytes) => Math.round(bytes / 1024 / 1024);
const report = { files: all.length, opened: chosen.length, servers: {} };
const say = (line) => process.stderr.write(`${line}\n`);
say(`${all.length} .${options.extension} files, ${chosen.length} opened; MiB`);
for (const command of [`${launcher} lsp`, ...options.compare]) {
  const result = await measure(command.split(' '));
  const name = path.basename(command.split(' ')[0]);
  report.servers[name] = result;
  const cell = (part) => `${mib(part.resident)}${part.rested ? '' : ' (not at rest)'}`;
  say(
    result.failed === undefined
      ? `${name}: workspace ${cell(result.workspace)}, peak ${mib(result.workspace.peak)}; `
        + `${chosen.length} open ${cell(result.opened)}, peak ${mib(result.opened.peak)}`
      : `${name}: ${result.failed}`,
  );
}
console.log(JSON.stringify(report, null, 2));
