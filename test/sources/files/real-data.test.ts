import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readDataFolder } from '../../../sources/files/folder.js'
import { SHARED_DATA } from '../../support/paths.js'

const EXPECTED: { readonly [folder: string]: readonly string[] } = {
  FXCM_2012: ['GBP_USD 11345 mid no volume'],
  FXCM_2013: ['USD_JPY 8511 mid no volume'],
  FXCM_2014: ['EUR_USD 8651 mid', 'NZD_USD 8640 mid'],
  HISTDATA_2017: ['EUR_USD 92939 bid no volume'],
  OANDA_2014: ['EUR_USD 8399 mid', 'NZD_USD 8481 mid'],
  TICKS_2020: ['AUD_USD 1771 mid', 'EUR_USD 1831 mid'],
}

const folders = existsSync(SHARED_DATA) ? readdirSync(SHARED_DATA).filter((name) => name in EXPECTED) : []

test('recorded candles pass every check', async () => {
  for (const folder of folders) {
    const { series, skipped } = await readDataFolder([join(SHARED_DATA, folder)], { lenient: false })
    const said = series.map(
      (one) => `${one.instrument} ${one.tMs.length} ${one.basis}${one.noVolume ? ' no volume' : ''}`,
    )
    expect([folder, skipped, ...said]).toEqual([folder, 0, ...(EXPECTED[folder] as string[])])
  }
})
