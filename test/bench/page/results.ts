/** What the benches gave, each with where and when: results.json. The page is made of it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../../lib/package-root.js'
import type { Figures } from '../bench.js'
import type { Machine } from './machine.js'

export interface Result {
  readonly date: string
  readonly commit: string
  readonly machine: Machine
  /** Cores that other programs kept busy meanwhile; null = the system does not report it. */
  readonly othersBusyCores: number | null
  readonly figures: Figures
}
export interface Results {
  readonly [bench: string]: Result
}

const file = (): string => join(packageRoot(), 'test/bench/page/results.json')

export const readResults = (): Results =>
  existsSync(file()) ? (JSON.parse(readFileSync(file(), 'utf8')) as Results) : {}

export const writeResults = (results: Results): void => writeFileSync(file(), `${JSON.stringify(results, null, 2)}\n`)
