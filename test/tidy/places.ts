/** Rules about things that have one home: each is a pattern, where it counts, and the files that may hold it. */
import { findings, type Rule } from './rule.js'
import { scanOnce } from './scan.js'
import { isProduction, isTypeScript, topOf } from './tree.js'

interface Place {
  readonly name: string
  readonly law: string
  readonly pattern: RegExp
  /** What of a file is searched: code, code with the contents of strings, or all of it. */
  readonly part?: 'code' | 'bare' | 'text'
  /** Folders or files that are searched; all production code without it. */
  readonly within?: RegExp
  readonly homes: readonly string[]
}

const PLACES: readonly Place[] = [
  {
    name: 'ambient time',
    law: 'Only lib/clock.ts and rx.ts ask the machine for the time.',
    pattern: /Date\.now\(|new Date\(\)|performance\.now\(|\bhrtime\b|set(?:Timeout|Interval|Immediate)\(/g,
    // A page has the machine's clock and no other.
    within: /^(?!ui\/)/,
    homes: ['lib/clock.ts', 'graph/engine/run/rx.ts'],
  },
  {
    name: 'randomness',
    law: 'Random are only names of processes and temporary files, tokens, and the jitter of waits.',
    pattern: /Math\.random\(|\brandom(?:Int|UUID|Bytes|FillSync)\(|getRandomValues\(/g,
    homes: [
      'api/auth/secret.ts',
      'app/connect/process-name.ts',
      'app/paper-broker/tokens.ts',
      'deploy/live.ts',
      'sources/files/cache.ts',
    ],
  },
  {
    name: 'unstable arithmetic',
    law: 'No arithmetic that differs between JavaScript engines where results are hashed.',
    pattern:
      /Math\.(?:pow|tan|atan|atan2|asin|acos|sinh|cosh|tanh|log2|log10|log1p|expm1|cbrt|hypot)\(|[^*/]\*\*[^*/]/g,
    within: /^(graph|model|operators|studies)\//,
    homes: [],
  },
  {
    name: 'rxjs',
    law: 'rxjs is imported in graph/engine/run/rx.ts alone.',
    pattern: /from 'rxjs/g,
    part: 'bare',
    homes: ['graph/engine/run/rx.ts'],
  },
  {
    name: 'environment',
    law: 'The environment is read in app/config/environment.ts, and by the loader of the kernel; a law of operators forbids it.',
    pattern: /process\.env/g,
    homes: ['app/config/environment.ts', 'native-rs/library-path.ts', 'graph/engine/testing/without-ambient.ts'],
  },
  {
    name: 'machine paths',
    law: 'No absolute path of a machine and no note to finish later.',
    pattern: /\/work\/|\/root\/|FIXME|TODO/g,
    part: 'text',
    homes: [],
  },
  {
    name: 'frame columns',
    law: 'Columns of a frame are read through columnsOf(frame, nodes.x); only graph/engine looks them up by name.',
    pattern: /\bframe\.columns(?:\[|\.[a-z])|\bcolumns(?:\?\.)?\[['"]/g,
    part: 'bare',
    within: /^(?!graph\/engine\/)/,
    homes: [],
  },
  {
    name: 'stream ids',
    law: 'Ids of stream entries are taken apart in store/stream-id.ts alone.',
    pattern: /\.split\((?:'-'|"-"|\/-\/)|\.indexOf\(['"]-['"]\)/g,
    part: 'bare',
    // The account numbers of the v20 interface are written with hyphens, too.
    homes: ['store/stream-id.ts', 'api/paper-broker/account/account-book.ts', 'api/paper-broker/wire/transaction.ts'],
  },
  {
    name: 'time units',
    law: 'Minute, hour, day and week in milliseconds come from lib/time-units.ts, in the browser from ui/format/time-units.ts.',
    pattern:
      /\b(?:60_?000|3_?600_?000|86_?400_?000|604_?800_?000)\b|\b60 \* (?:60|1_?000)\b|\b24 \* 60\b|\b(?:6e4|36e5|864e5)\b/g,
    homes: ['lib/time-units.ts', 'ui/format/time-units.ts'],
  },
  {
    name: 'standard error',
    law: 'Standard error is written in lib/stderr.ts alone.',
    pattern: /process\.stderr|\bconsole\./g,
    homes: ['lib/stderr.ts', 'lib/terminal/lost-output.ts'],
  },
  {
    name: 'standard output',
    law: 'Standard output is written by print and printSlowly of lib/terminal/stdout.ts, which take control characters out.',
    pattern: /process\.stdout\b/g,
    // The end of a process waits for what is still to be written; a reader that leaves is an error of the stream.
    homes: ['lib/terminal/stdout.ts', 'lib/terminal/lost-output.ts', 'cli/main.ts'],
  },
  {
    name: 'process',
    law: '`process` is the global one and stays whole, so that the rules on environment and standard error see every use.',
    pattern: /from ['"]node:process['"]|\{[^{}]*\b(?:stdout|stderr|env)\b[^{}]*\} = process\s*$/gm,
    part: 'bare',
    homes: [],
  },
  {
    name: 'package name',
    law: 'The package imports itself by path: by its own name it would be the compiled tree, a second instance.',
    pattern: /(?:from|import\()\s*['"]sep\/[a-z]+['"]/g,
    part: 'bare',
    homes: [],
  },
  {
    name: 'flags',
    law: 'Text of an option becomes a number in cli/shared/flags.ts alone.',
    pattern: /\bNumber\(|\bparseInt\(|\bparseFloat\(|\bNumber\.parse/g,
    within: /^cli\//,
    homes: ['cli/shared/flags.ts'],
  },
]

const countIn = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

export const places: readonly Rule[] = PLACES.map(({ name, law, pattern, part = 'code', within = /^/, homes }) => ({
  name,
  law,
  measure: (tree) =>
    findings(
      tree
        .filter((file) => isProduction(file) && isTypeScript(file))
        .filter(({ path }) => within.test(path) && !homes.includes(path))
        .map(({ path, text }): [string, number] => [
          path,
          countIn(part === 'text' ? text : scanOnce(text)[part], pattern),
        ]),
    ),
}))

/** Counted for each top folder: a cast may move with its code, but not multiply. */
export const casts: Rule = {
  name: 'casts',
  law: 'No further `as unknown as`: give the value its type where it is made.',
  measure: (tree) => {
    const counts = new Map<string, number>()
    for (const { path, text } of tree.filter(isTypeScript)) {
      const top = topOf(path)
      counts.set(top, (counts.get(top) ?? 0) + countIn(scanOnce(text).code, /\bas (?:unknown|never|any) as\b/g))
    }
    return findings(counts)
  },
}
