import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { settingsOf } from '../../../cli/shared/settings-options.js'

const NAME = 'RISK_MAX_DRAWDOWN_ACTION'
const KILL = { [NAME]: 'kill' }
const file = join(mkdtempSync(join(tmpdir(), 'sep-settings-')), 'sep.yaml')
writeFileSync(file, 'risk:\n  drawdownAction: report\n')

afterEach(() => vi.unstubAllEnvs())

describe("a command's own default", () => {
  test.each([
    ['nothing given', '', {}, 'kill'],
    ['the environment', 'report', {}, 'report'],
    ['--set', '', { set: [`${NAME}=report`] }, 'report'],
    ['a config file', '', { config: file }, 'report'],
    ['--set over the environment', 'report', { set: [`${NAME}=kill`] }, 'kill'],
  ])('%s', (_, variable, options, action) => {
    vi.stubEnv(NAME, variable)
    expect(settingsOf({ set: [], ...options }, {}, KILL).risk.drawdownAction).toBe(action)
  })
})
