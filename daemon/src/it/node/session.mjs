// Drives Ropewalk with Microsoft's own client library: tokens, encodings, pulled diagnostics.
// Usage: node session.mjs CLIENT_DIRECTORY COMMAND ARGUMENTS…
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';

const [clientDirectory, command, ...args] = process.argv.slice(2);
const require = createRequire(`${clientDirectory}/package.json`);
const lsp = require('vscode-languageserver-protocol/node');

const source = [
  '// 𝕊 é',
  'export class Größe {',
  "  name = '𝕊𝕊'; size(): number { return this.name.length; }",
  '}',
  'const g = new Größe();',
  '',
].join('\n');

async function session(positionEncodings, body) {
  const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((done) => server.on('exit', (code) => done(code)));
  const connection = lsp.createProtocolConnection(
    new lsp.StreamMessageReader(server.stdout),
    new lsp.StreamMessageWriter(server.stdin),
  );
  const pushed = [];
  connection.onNotification(lsp.PublishDiagnosticsNotification.type, (p) => pushed.push(p));
  connection.onRequest(lsp.ConfigurationRequest.type, (p) => p.items.map(() => null));
  connection.onRequest(lsp.RegistrationRequest.type, () => undefined);
  connection.onRequest(lsp.WorkDoneProgressCreateRequest.type, () => undefined);
  connection.onRequest(lsp.DiagnosticRefreshRequest.type, () => undefined);
  connection.listen();
  const initialized = await connection.sendRequest(lsp.InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      general: { positionEncodings },
      window: { workDoneProgress: true },
      textDocument: {
        documentSymbol: { hierarchicalDocumentSymbolSupport: true },
        diagnostic: { dynamicRegistration: false, relatedDocumentSupport: false },
        semanticTokens: {
          requests: { full: true, range: true },
          tokenTypes: Object.values(lsp.SemanticTokenTypes),
          tokenModifiers: Object.values(lsp.SemanticTokenModifiers),
          formats: ['relative'],
        },
      },
    },
  });
  await connection.sendNotification(lsp.InitializedNotification.type, {});
  await body(connection, initialized.capabilities, pushed);
  await connection.sendRequest(lsp.ShutdownRequest.type);
  await connection.sendNotification(lsp.ExitNotification.type);
  assert.equal(await ended, 0, 'the exit code');
  connection.dispose();
}

function open(connection, uri, languageId, text) {
  return connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId, version: 1, text },
  });
}

const units = {
  'utf-8': (s) => Buffer.byteLength(s),
  'utf-16': (s) => s.length,
  'utf-32': (s) => [...s].length,
};

// The text of each token, cut from the line in the units of the encoding.
function decode(data, legend, encoding) {
  const lines = source.split('\n');
  const tokens = [];
  let line = 0;
  let start = 0;
  for (let i = 0; i < data.length; i += 5) {
    line += data[i];
    start = data[i] === 0 ? start + data[i + 1] : data[i + 1];
    let at = 0;
    let text = '';
    for (const character of lines[line]) {
      if (at >= start && at < start + data[i + 2]) text += character;
      at += units[encoding](character);
    }
    tokens.push({ line, text, type: legend.tokenTypes[data[i + 3]] });
  }
  return tokens;
}

for (const encoding of ['utf-8', 'utf-16', 'utf-32']) {
  await session([encoding], async (connection, capabilities) => {
    assert.equal(capabilities.positionEncoding, encoding);
    const uri = 'file:///w/groesse.ts';
    await open(connection, uri, 'typescript', source);
    const legend = capabilities.semanticTokensProvider.legend;
    const full = await connection.sendRequest(lsp.SemanticTokensRequest.type, {
      textDocument: { uri },
    });
    const tokens = decode(full.data, legend, encoding);
    assert.ok(
      tokens.some((t) => t.line === 1 && t.text === 'Größe'),
      `${encoding}: ${JSON.stringify(tokens)}`,
    );
    assert.ok(tokens.some((t) => t.line === 0 && t.type === 'comment' && t.text === '// 𝕊 é'));
    assert.ok(tokens.some((t) => t.line === 2 && t.type === 'string' && t.text.includes('𝕊𝕊')));
    const range = await connection.sendRequest(lsp.SemanticTokensRangeRequest.type, {
      textDocument: { uri },
      range: { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } },
    });
    const some = decode(range.data, legend, encoding);
    assert.ok(some.length > 0 && some.every((t) => t.line === 1), JSON.stringify(some));

    const symbols = await connection.sendRequest(lsp.DocumentSymbolRequest.type, {
      textDocument: { uri },
    });
    const found = symbols.find((s) => s.name === 'Größe');
    assert.equal(found.selectionRange.start.character, units[encoding]('export class '));
    assert.equal(found.selectionRange.end.character, units[encoding]('export class Größe'));
  });
}

await session(['utf-16'], async (connection, capabilities, pushed) => {
  assert.ok(capabilities.diagnosticProvider, 'diagnostics can be pulled');
  const uri = 'file:///w/broken.py';
  await open(connection, uri, 'python', 'def f(:\n    pass\n');
  const pull = () =>
    connection.sendRequest(lsp.DocumentDiagnosticRequest.type, { textDocument: { uri } });
  const broken = await pull();
  assert.equal(broken.kind, 'full');
  assert.ok(broken.items.length > 0);
  await connection.sendNotification(lsp.DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version: 2 },
    contentChanges: [
      {
        range: { start: { line: 0, character: 6 }, end: { line: 0, character: 6 } },
        text: ')',
      },
    ],
  });
  const whole = await pull();
  assert.deepEqual(whole.items, []);
  assert.deepEqual(pushed, [], 'diagnostics are pulled, so none may be pushed');
});
console.log('DONE');
process.exit(0);
