/** Bounds that `--check` holds the figures to, and aims that the page compares them with: floors.json. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../lib/package-root.js'
import { figureText } from './figure-text.js'

export interface Bound {
  readonly atLeast?: number
  readonly atMost?: number
  /** Wanted, but not checked; in the direction of the bound. */
  readonly aim?: number
}
export interface Floors {
  readonly [bench: string]: { readonly [figure: string]: Bound }
}

export const readFloors = (): Floors =>
  JSON.parse(readFileSync(join(packageRoot(), 'test/bench/floors.json'), 'utf8')) as Floors

export const keepsFloor = (value: number, { atLeast, atMost }: Bound): boolean =>
  atLeast === undefined ? value <= (atMost as number) : value >= atLeast

export const reachesAim = (value: number, { atLeast, aim }: Bound): boolean =>
  aim === undefined || (atLeast === undefined ? value <= aim : value >= aim)

export const boundText = ({ atLeast, atMost }: Bound): string =>
  atLeast === undefined ? `at most ${figureText(atMost)}` : `at least ${figureText(atLeast)}`
