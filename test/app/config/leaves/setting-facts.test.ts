/** Every setting is explained: who adds one without a name, a meaning or a unit sees it here. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { factsNamed, settingFacts } from '../../../../app/config/leaves/setting-facts.js'
import { SECTION_ABOUT, SECTIONS } from '../../../../app/config/settings.js'
import { configurationPage } from '../../../../cli/run/configuration-page.js'
import { packageRoot } from '../../../../lib/package-root.js'

const facts = settingFacts(SECTIONS)

describe('facts of settings', () => {
  test.each(facts)('$path is explained', (setting) => {
    expect([...setting.env, setting.envFile].filter(Boolean), 'an environment name').not.toEqual([])
    expect(setting.meaning.length, 'a meaning').toBeGreaterThan(5)
    if (setting.values.includes('number')) expect(setting.unit, 'a unit').not.toBe(null)
  })

  test('no name means two settings', () => {
    const names = facts.flatMap(({ path, env, envFile }) => [path, ...env, ...(envFile === null ? [] : [envFile])])
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
  })

  test('default, unit, values and followers come from the schema', () => {
    const sections = {
      a: z.strictObject({
        ageSec: z
          .int()
          .min(0)
          .max(60)
          .multipleOf(5)
          .nullable()
          .default(null)
          .meta({ env: 'AGE', description: 'an age' }),
        share: z
          .number()
          .positive()
          .max(1)
          .default(0.5)
          .meta({ env: 'SHARE', unit: 'fraction', description: 'a share' }),
        on: z
          .boolean()
          .default(true)
          .meta({ env: 'ON', aliases: ['OFF'], description: 'a switch' }),
        mode: z.enum(['x', 'y']).default('x').meta({ fileEnv: 'MODE_FILE', description: 'a mode' }),
      }),
      b: z.strictObject({ share: z.number().default(0.5).meta({ from: 'a.share' }) }),
    }
    expect(settingFacts(sections)).toEqual([
      {
        ...{
          path: 'a.ageSec',
          section: 'a',
          env: ['AGE'],
          short: null,
          envFile: null,
          meaning: 'an age',
          default: null,
          unit: 's',
        },
        values: 'whole number, 0 to 60, multiple of 5 or none',
        followers: [],
      },
      {
        ...{
          path: 'a.share',
          section: 'a',
          env: ['SHARE'],
          short: null,
          envFile: null,
          meaning: 'a share',
          default: 0.5,
        },
        ...{ unit: 'fraction', values: 'number, more than 0 to 1', followers: ['b.share'] },
      },
      {
        ...{
          path: 'a.on',
          section: 'a',
          env: ['ON', 'OFF'],
          short: null,
          envFile: null,
          meaning: 'a switch',
          default: true,
        },
        ...{ unit: null, values: '0, 1', followers: [] },
      },
      {
        ...{
          path: 'a.mode',
          section: 'a',
          env: [],
          short: null,
          envFile: 'MODE_FILE',
          meaning: 'a mode',
          default: 'x',
        },
        ...{ unit: null, values: 'x, y', followers: [] },
      },
    ])
    expect(factsNamed(sections, 'b.share').path).toBe('a.share')
    expect(factsNamed(sections, 'SHARE').path).toBe('a.share')
    expect(() => factsNamed(sections, 'SHORE')).toThrow("there is no setting 'SHORE'; did you mean a.share?")
  })

  test('docs/configuration.md is current: npx --no sep config list --markdown > docs/configuration.md', () => {
    expect(readFileSync(join(packageRoot(), 'docs/configuration.md'), 'utf8')).toBe(
      configurationPage(facts, SECTION_ABOUT),
    )
  })
})
