/** Imports a user's module. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Packages that a graph file imports. */
const NEEDED = ['sep', 'zod']

type Exports = Readonly<Record<string, unknown>>

/**
 * Fails with a sentence for the user, also if the module waits for something that never happens: Node emits `beforeExit` when nothing is
 * left to wait for.
 */
export const importGraphFile = (path: string): Promise<Exports> =>
  new Promise((done, fail) => {
    const idle = () => fail(new Error('its top-level await never ends: nothing is left to wait for'))
    process.once('beforeExit', idle)
    const imported = import(pathToFileURL(resolve(path)).href) as Promise<Exports>
    void imported
      .then(done, (error: unknown) => fail(new Error(`${firstLine(error)}${remedyOf(error)}`, { cause: error })))
      .finally(() => process.off('beforeExit', idle))
  })

const remedyOf = (error: unknown): string => {
  const [, name] = /^Cannot find package '([^']+)'/.exec(firstLine(error)) ?? []
  if (name === undefined) return ''
  const known = NEEDED.includes(name) ? NEEDED.join(' and ') : name
  const place = `the file must be below a folder whose node_modules has ${known}`
  return `; ${place}: npm install the package there, or move the file below sep's checkout`
}

const firstLine = (error: unknown): string =>
  String(error instanceof Error ? error.message : error).split('\n')[0] ?? ''
