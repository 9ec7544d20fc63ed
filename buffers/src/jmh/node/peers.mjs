// Replays the recorded sessions, and inserts at random places and at a moving cursor, on the texts
// of VS Code and CodeMirror. Prints JSON lines of processor nanoseconds per patch. README.md says how
// to run it: node peers.mjs DIRECTORY_OF_TRACES [DIRECTORY_OF_NODE_MODULES]
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

const traces = process.argv[2];
const require = createRequire(resolve(process.argv[3] ?? '.', 'peers.js'));
const { Text } = require('@codemirror/state');
const { PieceTreeTextBufferBuilder } = require('vscode-textbuffer');

const SECONDS = 2;
const WARMUP_ROUNDS = 2;

class CodeMirror {
  static title = '@codemirror/state Text';
  static snapshots = true;
  constructor(content) {
    this.text = Text.of(content.split('\n'));
  }
  replace(at, removed, inserted) {
    this.text = this.text.replace(at, at + removed, Text.of(inserted.split('\n')));
  }
  snapshot() {
    return this.text;
  }
  content() {
    return this.text.sliceString(0, this.text.length, '\n');
  }
}

class PieceTree {
  static title = 'vscode-textbuffer';
  static snapshots = false;
  constructor(content) {
    const builder = new PieceTreeTextBufferBuilder();
    builder.acceptChunk(content);
    this.tree = builder.finish(true).create(1);
  }
  replace(at, removed, inserted) {
    if (removed > 0) {
      this.tree.delete(at, removed);
    }
    if (inserted.length > 0) {
      this.tree.insert(at, inserted);
    }
  }
  content() {
    return this.tree.getLinesRawContent();
  }
}

function readTrace(name) {
  const trace = JSON.parse(gunzipSync(readFileSync(resolve(traces, name + '.json.gz'))));
  return { ...trace, patches: trace.txns.flatMap((txn) => txn.patches) };
}

function cpuNanos() {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

function report(peer, what, snapshots, nanos) {
  console.log(JSON.stringify({ peer, what, snapshots, cpuNanosPerPatch: Math.round(nanos) }));
}

function replay(Peer, trace, kept) {
  const text = new Peer(trace.startContent);
  let next = 0;
  for (const [at, removed, inserted] of trace.patches) {
    text.replace(at, removed, inserted);
    if (kept) {
      kept[next++ & 1023] = text.snapshot();
    }
  }
  return text;
}

function measureReplay(Peer, name, withSnapshots) {
  const trace = readTrace(name);
  const kept = withSnapshots ? new Array(1024) : undefined;
  if (replay(Peer, trace, kept).content() !== trace.endContent) {
    throw new Error(`${Peer.title} does not end ${name} as it should`);
  }
  for (let i = 0; i < WARMUP_ROUNDS; i++) {
    replay(Peer, trace, kept);
  }
  const rounds = 3;
  const before = cpuNanos();
  for (let i = 0; i < rounds; i++) {
    replay(Peer, trace, kept);
  }
  report(Peer.title, name, withSnapshots, (cpuNanos() - before) / rounds / trace.patches.length);
}

function sample(bytes) {
  const line = 'value12 value99 value3;\n    value5 value77 value1 value0 value6;\n';
  return line.repeat(Math.ceil(bytes / line.length));
}

function measureInserts(Peer, bytes, random) {
  const content = sample(bytes);
  const text = new Peer(content);
  let length = content.length;
  let cursor = length >> 1;
  let seed = 88172645;
  let count = 0;
  const before = cpuNanos();
  let measuredFrom = before;
  let measuredCount = 0;
  while (cpuNanos() - before < SECONDS * 1.5e9) {
    for (let i = 0; i < 100; i++) {
      seed ^= seed << 13;
      seed ^= seed >>> 17;
      seed ^= seed << 5;
      const at = random ? (seed >>> 0) % length : cursor++;
      text.replace(at, 0, 'x');
      length++;
    }
    count += 100;
    if (cpuNanos() - before < SECONDS * 0.5e9) {
      measuredFrom = cpuNanos();
      measuredCount = count;
    }
  }
  const what = `${random ? 'random' : 'cursor'} insert, ${bytes} bytes`;
  report(Peer.title, what, false, (cpuNanos() - measuredFrom) / (count - measuredCount));
}

for (const Peer of [PieceTree, CodeMirror]) {
  for (const name of ['automerge-paper', 'rustcode']) {
    measureReplay(Peer, name, false);
    if (Peer.snapshots) {
      measureReplay(Peer, name, true);
    }
  }
  for (const bytes of [10_000, 1_000_000, 100_000_000]) {
    measureInserts(Peer, bytes, true);
    measureInserts(Peer, bytes, false);
  }
}
