// Looks for false syntax errors: runs `ropewalk check --json` over real code out of pinned packages
// and tells, for each language, how many valid files it finds an error in.
//
// A file is wrongly accused when Ropewalk reports a syntax error and the language's own parser (see
// corpus-references.mjs) accepts it. Where no such parser is at hand, every accused file counts.
// Files are sampled by a hash of their names, so that a run is repeated exactly.

import { spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { judges } from './corpus-references.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const pins = path.join(here, '..', 'npm-corpus');
const launcher = path.join(here, '..', '..', '..', '..', 'scripts', 'ropewalk');

const { values: options } = parseArgs({
  options: {
    list: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    limit: { type: 'string', default: '300' },
    only: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) {
  console.log(`corpus-errors [--list] [--json] [--limit N] [--only LANGUAGE,…]
Runs ropewalk check over real code from npm, Maven Central and Debian, and prints the share of
files with a false syntax error by language.
  --list     the accused files with their first error too
  --json     everything as JSON
  --limit N  files of one language at most (default 300)
  --only L   only these languages, separated by commas
Needs node, npm, mvn and, for Rust and Go, apt-get and dpkg-deb (left out elsewhere). Packages are
kept in $XDG_CACHE_HOME/ropewalk-corpus.`);
  process.exit(0);
}

/** A minified bundle or a generated table says little and takes long; both are rare in editors. */
const MAX_FILE_BYTES = 256 * 1024;

/** Files that are wrong on purpose, templates for another program, and tests that hold either. */
const LEFT_OUT = [
  /\/(tests?|__tests__|testdata|fixtures?|spec|lib2to3|bad|invalid|templates?|samples_old)\//i,
  /\.min\.(js|css)$/,
  /\.(in|tmpl|tpl|mustache|hbs|ejs|njk)(\.|$)/i,
];

const ENDINGS = {
  json: ['json'],
  java: ['java'],
  python: ['py', 'pyi', 'gyp', 'gypi'],
  javascript: ['js', 'mjs', 'cjs', 'jsx'],
  typescript: ['ts', 'mts', 'cts'],
  tsx: ['tsx'],
  rust: ['rs'],
  go: ['go'],
  c: ['c', 'h'],
  cpp: ['cc', 'cpp', 'cxx', 'hpp', 'hh'],
  bash: ['sh', 'bash', 'bats'],
  html: ['html', 'htm'],
  css: ['css'],
  toml: ['toml'],
  yaml: ['yml', 'yaml'],
};
/** Headers of C++ that are named as those of C are; a row of their own. */
const CPP_HEADER = 'c++ in .h';
const GROUPS = [...Object.keys(ENDINGS), CPP_HEADER];
const byEnding = new Map(
  Object.entries(ENDINGS).flatMap(([language, all]) => all.map((ending) => [ending, language])),
);

const say = (text) => process.stderr.write(`corpus-errors: ${text}\n`);

function fail(text) {
  say(text);
  process.exit(3);
}

function run(command, args, more = {}) {
  const done = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'inherit'],
    ...more,
  });
  if (done.error) {
    fail(`${command} could not be run: ${done.error.message}`);
  }
  return done;
}

function must(command, args, more) {
  const done = run(command, args, more);
  if (done.status !== 0) {
    fail(`${command} ${args[0]} ended with ${done.status}\n${done.stdout ?? ''}`);
  }
  return done.stdout;
}

const has = (command) =>
  spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0;

const userCache = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
const cache = path.join(userCache, 'ropewalk-corpus');
fs.mkdirSync(cache, { recursive: true });

/** Does a step once for what it is made from; a step that broke off is done again. */
function once(name, from, step) {
  const directory = path.join(cache, name);
  const mark = path.join(directory, '.done');
  const key = crypto.createHash('sha256').update(from).digest('hex');
  if (!fs.existsSync(mark) || fs.readFileSync(mark, 'utf8') !== key) {
    say(`fetching ${name}`);
    fs.rmSync(directory, { recursive: true, force: true });
    fs.mkdirSync(directory, { recursive: true });
    step(directory);
    fs.writeFileSync(mark, key);
  }
  return directory;
}

function sources() {
  const pin = (name) => fs.readFileSync(path.join(pins, name), 'utf8');
  const { maven, debian } = JSON.parse(pin('sources.json'));
  const npm = once('npm', pin('package-lock.json'), (directory) => {
    for (const name of ['package.json', 'package-lock.json', '.npmrc']) {
      fs.copyFileSync(path.join(pins, name), path.join(directory, name));
    }
    must('npm', ['ci', '--ignore-scripts', '--omit=optional'], { cwd: directory });
  });
  const roots = [path.join(npm, 'node_modules')];
  for (const artifact of maven) {
    roots.push(
      once(path.join('maven', artifact.replaceAll(':', '_')), artifact, (directory) => {
        const jars = path.join(directory, 'jar');
        const copy = [`-Dartifact=${artifact}`, `-DoutputDirectory=${jars}`];
        must('mvn', ['-q', '-B', 'dependency:copy', ...copy], { cwd: directory });
        const [jar] = fs.readdirSync(jars);
        must('unzip', ['-q', '-o', path.join(jars, jar), '-d', directory]);
        fs.rmSync(jars, { recursive: true });
      }),
    );
  }
  if (!has('apt-get') || !has('dpkg-deb')) {
    say('NO apt-get: Rust and Go come from Debian and are LEFT OUT');
    return { npm, roots };
  }
  for (const name of debian) {
    roots.push(
      once(path.join('debian', name), name, (directory) => {
        const sandbox = ['-o', 'APT::Sandbox::User=root']; // its own user cannot write here
        must('apt-get', ['-q', ...sandbox, 'download', name], { cwd: directory });
        const [deb] = fs.readdirSync(directory).filter((each) => each.endsWith('.deb'));
        must('dpkg-deb', ['-x', path.join(directory, deb), directory]);
        fs.rmSync(path.join(directory, deb));
        fs.writeFileSync(path.join(directory, 'version'), deb);
      }),
    );
  }
  return { npm, roots };
}

function* walk(directory) {
  for (const entry of fs.readdirSync(directory, { withFileTypes: true })) {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory()) {
      yield* walk(file);
    } else if (entry.isFile()) {
      yield file;
    }
  }
}

const CPP_LINE = new RegExp(
  [
    '^\\s*(class\\s+\\w+[^;]*$|namespace\\b|template\\s*<|using\\s+\\w)',
    '^\\s*(public|private|protected):',
    '^\\s*#\\s*include\\s*<(string|vector|memory|map|utility|cstd\\w+|type_traits|atomic)>',
    '\\w::\\w',
  ].join('|'),
  'm',
);

/** The group of a file, or undefined when it is of no default language. */
function groupOf(file) {
  const ending = path.extname(file).slice(1).toLowerCase();
  const language = byEnding.get(ending);
  if (ending === 'h') {
    const code = fs
      .readFileSync(file, 'utf8')
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      // What only a C++ compiler sees does not make a C header one of C++.
      .replace(/#\s*ifdef\s+__cplusplus[\s\S]*?#\s*(endif|else)/g, '');
    return CPP_LINE.test(code) ? CPP_HEADER : 'c';
  }
  if (language !== undefined || ending !== '') {
    return language;
  }
  const head = Buffer.alloc(64);
  const handle = fs.openSync(file);
  fs.readSync(handle, head);
  fs.closeSync(handle);
  return /^#!\s*\S*\/(env\s+)?(ba)?sh\b/.test(head.toString('latin1')) ? 'bash' : undefined;
}

function sample(roots, limit, wanted) {
  const groups = new Map(wanted.map((group) => [group, []]));
  const seen = new Set();
  for (const root of roots) {
    for (const file of walk(root)) {
      const name = path.relative(cache, file);
      const bytes = fs.statSync(file).size;
      const unfit = LEFT_OUT.some((each) => each.test(`/${name}`));
      if (bytes === 0 || bytes > MAX_FILE_BYTES || unfit) {
        continue;
      }
      const files = groups.get(groupOf(file));
      if (files === undefined) {
        continue;
      }
      const content = crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex');
      if (!seen.has(content)) {
        seen.add(content);
        files.push({ file, name, rank: crypto.createHash('sha256').update(name).digest('hex') });
      }
    }
  }
  for (const [group, files] of groups) {
    files.sort((a, b) => (a.rank < b.rank ? -1 : 1));
    groups.set(group, files.slice(0, limit));
  }
  return groups;
}

/** Copies the sample into one tree: the name of a file tells a language much, so it is kept. */
function layOut(groups) {
  const tree = path.join(cache, 'sample');
  fs.rmSync(tree, { recursive: true, force: true });
  for (const [group, files] of groups) {
    for (const each of files) {
      each.copy = path.join(tree, group, each.name);
      fs.mkdirSync(path.dirname(each.copy), { recursive: true });
      fs.copyFileSync(each.file, each.copy);
    }
  }
  return tree;
}

function check(tree, expected) {
  const private_ = fs.mkdtempSync(path.join(os.tmpdir(), 'ropewalk-corpus-'));
  const directory = (name) => {
    const made = path.join(private_, name);
    fs.mkdirSync(made, { mode: 0o700 });
    return made;
  };
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: directory('config'),
    XDG_DATA_HOME: directory('data'),
    XDG_STATE_HOME: directory('state'),
    XDG_RUNTIME_DIR: directory('run'),
    // The compiled grammars of an earlier run are good for the next.
    XDG_CACHE_HOME: path.join(cache, 'ropewalk'),
  };
  // Languages whose errors are not shown by default are measured all the same.
  const settings = path.join(env.XDG_CONFIG_HOME, 'ropewalk');
  fs.mkdirSync(settings, { mode: 0o700 });
  fs.writeFileSync(
    path.join(settings, 'config.json'),
    JSON.stringify({ analysis: { syntaxDiagnosticsOff: [] } }),
    { mode: 0o600 },
  );
  const began = Date.now();
  const done = run(launcher, ['check', '--all', '--json', tree], { env });
  fs.rmSync(private_, { recursive: true, force: true });
  if (done.status !== 0 && done.status !== 1) {
    fail(`ropewalk check ended with ${done.status}`);
  }
  const report = JSON.parse(done.stdout);
  const seconds = Math.round((Date.now() - began) / 1000);
  say(`${report.files.length} of ${expected} files checked in ${seconds} s`);
  return new Map(report.files.map((each) => [path.resolve(each.path), each]));
}

function judge(groups, reports, judgesByLanguage) {
  const rows = [];
  for (const [group, files] of groups) {
    const row = { language: group, files: 0, accused: 0, broken: 0, notChecked: 0, false: [] };
    for (const each of files) {
      const report = reports.get(each.copy);
      if (report === undefined || report.diagnostics === undefined) {
        row.notChecked++;
        continue;
      }
      row.files++;
      const first = report.diagnostics.find(({ severity }) => severity === 'error');
      if (first === undefined) {
        continue;
      }
      row.accused++;
      const referee = judgesByLanguage[report.language];
      const text = fs.readFileSync(each.copy, 'utf8');
      if (referee && !referee.valid(each.copy, text, first.start.line)) {
        row.broken++;
        continue;
      }
      const { line, character } = first.start;
      row.false.push({
        file: each.name,
        language: report.language,
        line: line + 1,
        column: character + 1,
        message: first.message,
        errors: report.diagnostics.length,
      });
    }
    row.judge = judgesByLanguage[group]?.name ?? null;
    row.percent = row.files ? (100 * row.false.length) / row.files : 0;
    rows.push(row);
  }
  return rows;
}

function print(rows) {
  const sum = (field) => rows.reduce((total, row) => total + field(row), 0);
  const files = sum((row) => row.files);
  const wrong = sum((row) => row.false.length);
  const line = (cells) => console.log(`| ${cells.join(' | ')} |`);
  line(['language', 'files', 'with a false error', 'share', 'truly broken', 'judge']);
  line(['---', '---:', '---:', '---:', '---:', '---']);
  for (const row of rows) {
    const share = `${row.percent.toFixed(1)} %`;
    line([row.language, row.files, row.false.length, share, row.broken, row.judge ?? 'none']);
  }
  const share = `${((100 * wrong) / Math.max(1, files)).toFixed(1)} %`;
  line(['all', files, wrong, share, sum((row) => row.broken), '']);
  const lost = sum((row) => row.notChecked);
  if (lost) {
    console.log(`\n${lost} files were not checked (skipped by ropewalk check).`);
  }
}

const limit = Number(options.limit);
if (!Number.isInteger(limit) || limit < 1) {
  fail(`--limit ${options.limit}: a number from 1 is needed`);
}
const wanted = options.only === '' ? GROUPS : options.only.split(',');
for (const group of wanted) {
  if (!GROUPS.includes(group)) {
    fail(`--only ${group}: one of ${GROUPS.join(', ')} is needed`);
  }
}
const { npm, roots } = sources();
const groups = sample(roots, limit, wanted);
const tree = layOut(groups);
const reports = check(tree, [...groups.values()].reduce((all, files) => all + files.length, 0));
const rows = judge(groups, reports, judges(path.join(npm, 'node_modules')));
if (options.json) {
  console.log(JSON.stringify({ limit, rows }, null, 1));
} else {
  print(rows);
  if (options.list) {
    for (const each of rows.flatMap((row) => row.false)) {
      const place = `${each.file}:${each.line}:${each.column}`;
      console.log(`${place}: ${each.language}: ${each.message} (${each.errors})`);
    }
  }
}
