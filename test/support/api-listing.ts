/** What an index exports, as the compiler declares it: one statement a name, without comments. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ROOT } from './paths.js'

/** Declarations of the given sources and what they import, made now: those in `dist` may be older. The caller removes the folder. */
const declarations = (indexes: readonly string[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sep-api-'))
  const project = join(folder, 'tsconfig.json')
  const compilerOptions = {
    composite: false,
    incremental: false,
    sourceMap: false,
    declaration: true,
    emitDeclarationOnly: true,
    removeComments: true,
    rootDir: ROOT,
    outDir: folder,
    typeRoots: [join(ROOT, 'node_modules/@types')],
  }
  const files = indexes.map((index) => join(ROOT, index))
  writeFileSync(project, JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), compilerOptions, files, include: [] }))
  const made = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', project], {
    encoding: 'utf8',
  })
  if (made.status !== 0) throw new Error(`tsc failed: ${made.stdout}${made.stderr}`)
  return folder
}

export interface ApiListing {
  /** Names of values, sorted. */
  readonly values: readonly string[]
  /** All statements, sorted by name. */
  readonly text: string
}

/** By index, as `graph/engine/index.ts`. */
export const apiListings = (indexes: readonly string[]): ReadonlyMap<string, ApiListing> => {
  const folder = declarations(indexes)
  try {
    return new Map(indexes.map((index) => [index, listing(join(folder, index.replace(/\.ts$/, '.d.ts')))]))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const listing = (index: string): ApiListing => {
  const found = exported(index)
  const named = [...found].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    values: named.filter(([, text]) => /^export declare (const|function|class)/.test(text)).map(([name]) => name),
    text: `${named.map(([, text]) => text).join('\n')}\n`,
  }
}

/** Statement by exported name; what is exported from elsewhere is looked up there. */
const exported = (file: string): ReadonlyMap<string, string> => {
  // The compiler writes a type that the file does not import as `import("path").Name`: the path is no part of the API.
  const text = readFileSync(file, 'utf8').replace(/import\("\.[^"]*"\)\./g, '')
  const found = new Map<string, string>()
  for (const [, names = '', from = ''] of text.matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)';$/gm)) {
    const there = exported(join(dirname(file), from.replace(/\.js$/, '.d.ts')))
    for (const name of names.match(/\w+(?=\s*(,|$))/g) ?? []) {
      const statement = there.get(name)
      if (statement === undefined) throw new Error(`${from} does not declare ${name}`)
      found.set(name, statement)
    }
  }
  for (const statement of text.split(/^(?=\S)(?![})\]])/m)) {
    const name = /^export (?:declare )?(?:const|function|class|interface|type) (\w+)/.exec(statement)?.[1]
    if (name !== undefined) found.set(name, statement.trimEnd())
  }
  return found
}
