// Marks imports that lead back to the importing file, through whatever files are between.

import { Batch, Buffer, Request, op, serve, severity } from "./ropewalk/index";
export { ropewalk_alloc, ropewalk_call, ropewalk_heap } from "./ropewalk/index";

// More files than this are not followed from one import.
const MOST_FILES = 500;

class Import {
  constructor(
    public document: string,
    public from: u32,
    public to: u32,
  ) {}
}

/** The imports of some files, asked together; a file that is gone imports nothing. */
function importsOf(documents: string[]): Import[][] {
  const batch = new Batch();
  for (let i = 0; i < documents.length; i++) batch.imports(i, documents[i]);
  const found: Import[][] = [];
  const replies = batch.ask();
  for (let i = 0; i < replies.length; i++) {
    const imports: Import[] = [];
    const body = replies[i].body;
    if (body !== null) {
      const count = body.u32();
      for (let k: u32 = 0; k < count; k++) {
        body.text(); // as it is written
        const document = body.text();
        const from = body.u32();
        const to = body.u32();
        if (document.length > 0) imports.push(new Import(document, from, to));
      }
    }
    found.push(imports);
  }
  return found;
}

/** The shortest way from a file back to another, both named; empty when there is none. */
function way(first: string, target: string): string[] {
  const before = new Map<string, string>();
  before.set(first, "");
  let wave = [first];
  while (wave.length > 0 && before.size < MOST_FILES) {
    const imports = importsOf(wave);
    const next: string[] = [];
    for (let i = 0; i < wave.length; i++) {
      for (let k = 0; k < imports[i].length; k++) {
        const document = imports[i][k].document;
        if (document == target) {
          const path = [target];
          for (let at = wave[i]; at.length > 0; at = before.get(at)) path.unshift(at);
          return path;
        }
        if (!before.has(document)) {
          before.set(document, wave[i]);
          next.push(document);
        }
      }
    }
    wave = next;
  }
  return [];
}

serve((request: Request, answer: Buffer): void => {
  if (request.op != op.DIAGNOSTICS) return;
  const imports = importsOf([request.document])[0];
  let count: u32 = 0;
  answer.u32(0);
  for (let i = 0; i < imports.length; i++) {
    const each = imports[i];
    const path =
      each.document == request.document ? [request.document] : way(each.document, request.document);
    if (path.length > 0) {
      answer.u32(each.from).u32(each.to).u8(severity.WARNING).u8(0).text("import-cycle");
      answer.text("Import cycle: " + request.document + " → " + path.join(" → ")).u32(0);
      count++;
    }
  }
  answer.set(0, count);
});
