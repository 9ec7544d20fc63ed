// The peer of GrammarRace: the same measures with web-tree-sitter in Node. Prints one JSON object.
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';

const [, , runtime, wasm, textFile, queryFile, viewLines] = process.argv;
const { Parser, Language, Query } = await import(pathToFileURL(runtime));
await Parser.init();
const language = await Language.load(wasm);
const parser = new Parser();
parser.setLanguage(language);
const query = new Query(language, fs.readFileSync(queryFile, 'utf8'));
const text = fs.readFileSync(textFile, 'utf8');

const middle = text.indexOf('\n', Math.floor(text.length / 2));
let viewEnd = middle;
for (let i = 0; i < +viewLines; i++) viewEnd = text.indexOf('\n', viewEnd + 1);
const edited = text.slice(0, middle) + ' ' + text.slice(middle);
const row = text.slice(0, middle).split('\n').length - 1;
const column = middle - (text.lastIndexOf('\n', middle - 1) + 1);
const at = { row, column };
const after = { row, column: column + 1 };

const samples = { parse: [], edit: [], highlight: [], view: [] };
const timed = (measure, body) => {
  const from = performance.now();
  const result = body();
  samples[measure].push(performance.now() - from);
  return result;
};
const end = performance.now() + 5000;
while (performance.now() < end || samples.parse.length < 5) {
  const tree = timed('parse', () => parser.parse(text));
  // Extents are read, as an editor would: bindings make nodes lazily.
  timed('highlight', () => {
    let sum = 0;
    for (const { node } of query.captures(tree.rootNode)) sum += node.startIndex + node.endIndex;
    return sum;
  });
  timed('view', () => {
    let sum = 0;
    const range = { startIndex: 2 * middle, endIndex: 2 * viewEnd };
    for (const { node } of query.captures(tree.rootNode, range)) sum += node.startIndex + node.endIndex;
    return sum;
  });
  const changed = timed('edit', () => {
    tree.edit({
      startIndex: middle, oldEndIndex: middle, newEndIndex: middle + 1,
      startPosition: at, oldEndPosition: at, newEndPosition: after,
    });
    return parser.parse(edited, tree);
  });
  tree.delete();
  changed.delete();
}
const median = (all) => all.slice(all.length / 5).sort((a, b) => a - b)[Math.floor(all.length * 0.4)];
const figures = {};
for (const [measure, all] of Object.entries(samples)) figures[measure] = median(all);
console.log(JSON.stringify(figures));
