import type { Command } from 'commander'
import { integerOption, numberOption, SEEDS } from '../../shared/flags.js'

export interface BootstrapOptions {
  readonly block?: number
  readonly resamples: number
  readonly seed: number
}

/** The flags of the stationary bootstrap. */
export const withBootstrap = (command: Command): Command =>
  command
    .addOption(
      numberOption('--block', 'mean block length in rows; default: by Politis and White (2009)', {
        least: 0.01,
        most: 1e6,
      }),
    )
    .addOption(
      integerOption('--resamples', 'resamples of the bootstrap', { least: 1, most: 10_000_000, fallback: 20_000 }),
    )
    .addOption(integerOption('--seed', 'seed of the bootstrap', { ...SEEDS, fallback: 1 }))
