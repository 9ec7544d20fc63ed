// The parsers that judge a file which Ropewalk complains about: the language's own, or the nearest
// one that is at hand. Each takes (file, text, line), where line (from 0) is that of the
// complaint, and tells whether the file is valid; a language without one has no judge, and then
// every complaint counts as false. (CSS has none: css-tree refuses today's nesting and media
// queries, and postcss accepts anything.)

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

const runs = (command, args, input) => {
  const done = spawnSync(command, args, { input, encoding: 'utf8', timeout: 60_000 });
  return done.error ? undefined : done.status === 0;
};

const present = (command, args) => runs(command, args) === true;

/** Where a javac is that knows today's Java, or undefined. */
function javac() {
  const homes = [process.env.JAVA_HOME, ...listed('/usr/lib/jvm')].filter(Boolean);
  const commands = [...homes.map((home) => path.join(home, 'bin', 'javac')), 'javac'];
  return commands.find((command) => {
    const version = spawnSync(command, ['-version'], { encoding: 'utf8' }).stdout ?? '';
    return Number(/^javac (\d+)/.exec(version)?.[1] ?? 0) >= 25;
  });
}

function listed(directory) {
  try {
    return fs.readdirSync(directory).map((name) => path.join(directory, name));
  } catch {
    return [];
  }
}

function accepts(parse) {
  try {
    return parse() !== false;
  } catch {
    return false;
  }
}

/**
 * Finds the judges of this machine.
 *
 * @param {string} packages the node_modules with typescript, yaml and parse5
 * @returns {Record<string, {name: string, valid: (string, string, number) => boolean}>} by language
 */
export function judges(packages) {
  const load = createRequire(path.join(packages, 'x.js'));
  const ts = load('typescript');
  const yaml = load('yaml');
  const { parse: html } = load('parse5');
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'ropewalk-corpus-'));
  process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));

  const typescript = (file, text) =>
    ts.transpileModule(text, {
      fileName: file,
      reportDiagnostics: true,
      compilerOptions: { allowJs: true, jsx: ts.JsxEmit.Preserve, target: ts.ScriptTarget.ESNext },
    }).diagnostics.length === 0;
  // A .d.ts may not be transpiled: only the errors of its parser count.
  const declarations = (file, text) =>
    ts.createSourceFile(file, text, ts.ScriptTarget.ESNext).parseDiagnostics.length === 0;
  const node = (text) =>
    ['a.cjs', 'a.mjs'].some((name) => {
      const copy = path.join(scratch, name);
      fs.writeFileSync(copy, text);
      return runs(process.execPath, ['--check', copy]);
    });

  const found = {
    json: {
      name: 'JSON.parse',
      valid: (file, text) => accepts(() => void JSON.parse(text.replace(/^\uFEFF/, ''))),
    },
    jsonc: {
      name: 'typescript',
      valid: (file, text) => ts.parseConfigFileTextToJson(file, text).error === undefined,
    },
    javascript: {
      name: 'node --check, typescript',
      valid: (file, text) => node(text) || typescript(`${file}x`, text),
    },
    typescript: {
      name: 'typescript',
      valid: (file, text) => (/\.d\.[cm]?ts$/.test(file) ? declarations : typescript)(file, text),
    },
    tsx: { name: 'typescript', valid: typescript },
    yaml: {
      name: 'yaml',
      valid: (file, text) => yaml.parseAllDocuments(text).every((each) => !each.errors.length),
    },
  };
  // Any text is HTML to a browser, and most pages break some rule: only a breach at the place of
  // the complaint makes it a true one.
  found.html = {
    name: 'parse5',
    valid(file, text, line) {
      const breaches = [];
      html(text, {
        sourceCodeLocationInfo: true,
        onParseError: (breach) => breaches.push(breach.startLine - 1),
      });
      return !breaches.some((each) => Math.abs(each - line) <= 1);
    },
  };
  const python = (code) => (file) => runs('python3', ['-W', 'ignore', '-c', code, file]);
  if (present('python3', ['-c', 'import tomllib'])) {
    found.toml = {
      name: 'tomllib',
      valid: python('import sys,tomllib; tomllib.load(open(sys.argv[1],"rb"))'),
    };
  }
  if (present('python3', ['--version'])) {
    found.python = {
      name: 'ast of python3',
      valid: python('import ast,sys; ast.parse(open(sys.argv[1],"rb").read())'),
    };
  }
  const compiler = javac();
  if (compiler) {
    const stop = ['-XDshould-stop.ifError=PARSE', '-XDshould-stop.ifNoError=PARSE'];
    found.java = {
      name: 'javac',
      valid: (file) => runs(compiler, ['-proc:none', ...stop, '-d', scratch, file]),
    };
  }
  if (present('rustfmt', ['--version'])) {
    // A crate names its edition elsewhere; what one of them accepts is valid.
    const editions = ['2021', '2015'];
    found.rust = {
      name: 'rustfmt',
      valid: (file, text) =>
        editions.some((each) => runs('rustfmt', ['--edition', each, '--emit', 'stdout'], text)),
    };
  }
  if (present('gofmt', ['-h']) || spawnSync('gofmt', ['-h']).status === 2) {
    found.go = { name: 'gofmt', valid: (file) => runs('gofmt', ['-e', file]) };
  }
  if (present('bash', ['--version'])) {
    found.bash = { name: 'bash -n', valid: (file) => runs('bash', ['-n', file]) };
  }
  return found;
}
