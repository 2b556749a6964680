/** One planted bug: a small change of the source, and the tests that must fail under it. */
export interface Mutant {
  /** What the bug does, in a sentence. */
  readonly name: string
  /** From the root. */
  readonly file: string
  /** Occurs exactly once in the file. */
  readonly find: string
  readonly replace: string
  /** Files or folders of tests; at least one test in them must fail. */
  readonly tests: readonly string[]
}

/** The mutants of one file under the same tests. */
export const mutantsOf = (
  file: string,
  tests: readonly string[],
  bugs: Readonly<Record<string, readonly [find: string, replace: string]>>,
): readonly Mutant[] => Object.entries(bugs).map(([name, [find, replace]]) => ({ name, file, find, replace, tests }))
