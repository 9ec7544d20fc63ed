// Texts to measure with: made up, the same in every run, and like code that people write: classes
// with fields, documented methods, calls, strings and numbers.

/** The identifier that edits grow by a letter; one to each block of the text. */
export const EDITED = 'subtotal';

const blocks = {
  java: {
    languageId: 'java',
    ending: 'java',
    block: (n) => [
      `/** Keeps the orders of region ${n}. */`,
      `final class Region${n} {`,
      `  private final java.util.Map<String, Integer> counts${n} = new java.util.HashMap<>();`,
      `  private int revision${n} = ${n};`,
      '',
      '  /** Adds an order; a negative amount is refused. */',
      `  int add${n}(String name, int amount) {`,
      '    if (amount < 0) {',
      `      throw new IllegalArgumentException("amount " + amount + " in ${n}");`,
      '    }',
      `    int subtotal = counts${n}.merge(name, amount * ${n % 7} + 1, Integer::sum);`,
      `    for (int i = 0; i < subtotal && i < ${n + 3}; i++) {`,
      `      revision${n} += i % 2 == 0 ? amount : -1;`,
      '    }',
      `    return revision${n};`,
      '  }',
      '',
      `  java.util.List<String> names${n}() {`,
      `    return counts${n}.keySet().stream().filter(name -> !name.isEmpty()).sorted().toList();`,
      '  }',
      '}',
      '',
    ],
  },
  typescript: {
    languageId: 'typescript',
    ending: 'ts',
    block: (n) => [
      `/** Keeps the orders of region ${n}. */`,
      `export class Region${n}<T extends { name: string }> {`,
      `  private readonly counts${n} = new Map<string, number>();`,
      `  private revision${n} = ${n};`,
      '',
      '  /** Adds an order; a negative amount is refused. */',
      `  add${n}(item: T, amount: number): number {`,
      '    if (amount < 0) {',
      `      throw new RangeError(\`amount \${amount} in ${n}\`);`,
      '    }',
      `    const subtotal = (this.counts${n}.get(item.name) ?? 0) + amount * ${n % 7};`,
      `    this.counts${n}.set(item.name, subtotal);`,
      `    for (let i = 0; i < subtotal && i < ${n + 3}; i++) {`,
      `      this.revision${n} += i % 2 === 0 ? amount : -1;`,
      '    }',
      `    return this.revision${n};`,
      '  }',
      '',
      `  async names${n}(): Promise<string[]> {`,
      `    return [...this.counts${n}.keys()].filter((name) => name !== '').sort();`,
      '  }',
      '}',
      '',
    ],
  },
  python: {
    languageId: 'python',
    ending: 'py',
    block: (n) => [
      `class Region${n}:`,
      `    """Keeps the orders of region ${n}."""`,
      '',
      '    def __init__(self, name: str) -> None:',
      '        self.name = name',
      `        self.counts${n}: dict[str, int] = {}`,
      `        self.revision${n} = ${n}`,
      '',
      `    def add${n}(self, key: str, amount: int = 1) -> int:`,
      '        """Adds an order; a negative amount is refused."""',
      '        if amount < 0:',
      `            raise ValueError(f"amount {amount} in ${n}")`,
      `        subtotal = self.counts${n}.get(key, 0) + amount * ${n % 7}`,
      `        self.counts${n}[key] = subtotal`,
      `        for i in range(min(subtotal, ${n + 3})):`,
      `            self.revision${n} += amount if i % 2 == 0 else -1`,
      `        return self.revision${n}`,
      '',
      `    def names${n}(self) -> list[str]:`,
      `        return sorted(key for key in self.counts${n} if key)`,
      '',
      '',
    ],
  },
};

export const LANGUAGES = Object.keys(blocks);

/**
 * Makes a text.
 *
 * @returns {{languageId: string, uri: string, lines: string[]}} exactly so many lines
 */
export function textOf(language, lineCount) {
  const { languageId, ending, block } = blocks[language];
  const lines = [];
  for (let n = 0; lines.length < lineCount; n++) {
    lines.push(...block(n));
  }
  // Cut in a method: the rest of it becomes empty lines, so that the text has no error.
  const whole = lines.length - block(0).length;
  lines.fill('', whole);
  lines.length = lineCount;
  return { languageId, uri: `untitled:bench.${ending}`, lines };
}
