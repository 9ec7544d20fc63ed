// A small LSP client over the standard streams of a server that it starts. Answers are timed at the
// arrival of their last byte, so the client's own decoding is not counted.

import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';

const HEADER_END = Buffer.from('\r\n\r\n');

/** What an editor of today says of itself, as far as these servers ask. */
const CAPABILITIES = {
  general: {
    positionEncodings: ['utf-16'],
    staleRequestSupport: { cancel: true, retryOnContentModified: [] },
  },
  window: { workDoneProgress: true },
  workspace: { configuration: true, workspaceFolders: true },
  textDocument: {
    synchronization: { didSave: true },
    publishDiagnostics: { versionSupport: true },
    diagnostic: { dynamicRegistration: false },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    semanticTokens: {
      requests: { range: true, full: { delta: true } },
      tokenTypes: ['type', 'class', 'function', 'method', 'variable', 'keyword', 'string'],
      tokenModifiers: ['declaration', 'definition', 'readonly', 'static'],
      formats: ['relative'],
    },
  },
};

export class LspClient {
  #child;
  #pending = new Map();
  #ids = 0;
  #chunks = [];
  #bytes = 0;
  #bodyBytes = -1;
  #ended;

  /** How many pieces of work the server shows now. */
  inProgress = 0;

  /** Milliseconds on the clock of performance.now() at which the server was started. */
  startedAt = performance.now();

  /** Hears of each notification: its method, its parameters, and when its last byte was there. */
  onNotification = (method, params, at) => {};

  /**
   * Starts a server.
   *
   * @param {string[]} command the program and its arguments
   * @param {NodeJS.ProcessEnv} env its whole environment
   * @param {number} patience milliseconds after which a request has failed
   */
  constructor(command, env, patience) {
    this.patience = patience;
    this.#child = spawn(command[0], command.slice(1), { env, stdio: ['pipe', 'pipe', 'ignore'] });
    this.#ended = new Promise((done) => {
      this.#child.once('error', (error) => done(error.message));
      this.#child.once('exit', (code, signal) => done(`ended with ${signal ?? code}`));
    });
    this.#ended.then((why) => this.#refuse(`the server ${why}`));
    this.#child.stdin.on('error', () => {}); // told by the exit
    this.#child.stdout.on('data', (chunk) => this.#receive(chunk));
  }

  /** The process that was started; a launcher may have children. */
  get pid() {
    return this.#child.pid;
  }

  /** @param {string | null} folder the URI of the workspace's folder */
  async initialize(folder = null) {
    const answer = await this.request('initialize', {
      processId: process.pid,
      rootUri: folder,
      workspaceFolders: folder === null ? null : [{ uri: folder, name: 'workspace' }],
      capabilities: CAPABILITIES,
    });
    this.notify('initialized', {});
    return answer;
  }

  notify(method, params) {
    this.#write({ jsonrpc: '2.0', method, params });
  }

  /**
   * Asks and waits.
   *
   * @returns {Promise<{result: unknown, at: number, ms: number, bytes: number}>}
   */
  request(method, params) {
    const id = ++this.#ids;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new Error(`${method} was not answered in ${this.patience} ms`));
      }, this.patience);
      this.#pending.set(id, { resolve, reject, timer, method, sentAt: performance.now() });
      this.#write({ jsonrpc: '2.0', id, method, params });
    });
  }

  async stop() {
    try {
      await this.request('shutdown');
      this.notify('exit');
    } catch {
      // It is gone already, or it is killed below.
    }
    this.#child.stdin.end();
    const killer = setTimeout(() => this.#child.kill('SIGKILL'), 5_000);
    await this.#ended;
    clearTimeout(killer);
  }

  #write(message) {
    const body = Buffer.from(JSON.stringify(message));
    this.#child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.#child.stdin.write(body);
  }

  #refuse(why) {
    for (const { reject, timer, method } of this.#pending.values()) {
      clearTimeout(timer);
      reject(new Error(`${method}: ${why}`));
    }
    this.#pending.clear();
  }

  #receive(chunk) {
    const at = performance.now();
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    for (;;) {
      if (this.#bodyBytes < 0) {
        const head = this.#joined();
        const end = head.indexOf(HEADER_END);
        if (end < 0) {
          return;
        }
        const length = /content-length:\s*(\d+)/i.exec(head.toString('latin1', 0, end));
        if (length === null) {
          this.#refuse('the server sent a frame without Content-Length');
          this.#child.kill('SIGKILL');
          return;
        }
        this.#bodyBytes = Number(length[1]);
        this.#keep(head.subarray(end + HEADER_END.length));
      }
      if (this.#bytes < this.#bodyBytes) {
        return;
      }
      const all = this.#joined();
      const body = all.subarray(0, this.#bodyBytes);
      this.#keep(all.subarray(this.#bodyBytes));
      this.#bodyBytes = -1;
      this.#dispatch(JSON.parse(body.toString('utf8')), at, body.length);
    }
  }

  #joined() {
    const all = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#chunks = [all];
    return all;
  }

  #keep(rest) {
    this.#chunks = [rest];
    this.#bytes = rest.length;
  }

  #dispatch(message, at, bytes) {
    if (message.method !== undefined) {
      const progress = message.method === '$/progress' ? message.params.value?.kind : undefined;
      this.inProgress += progress === 'begin' ? 1 : progress === 'end' ? -1 : 0;
      if (message.id !== undefined) {
        const items = message.params?.items;
        const result = message.method === 'workspace/configuration' ? items.map(() => null) : null;
        this.#write({ jsonrpc: '2.0', id: message.id, result });
      } else {
        this.onNotification(message.method, message.params, at);
      }
      return;
    }
    const waiting = this.#pending.get(message.id);
    if (waiting === undefined) {
      return;
    }
    this.#pending.delete(message.id);
    clearTimeout(waiting.timer);
    if (message.error !== undefined) {
      waiting.reject(new Error(`${waiting.method}: ${message.error.message}`));
    } else {
      waiting.resolve({ result: message.result, at, ms: at - waiting.sentAt, bytes });
    }
  }
}
