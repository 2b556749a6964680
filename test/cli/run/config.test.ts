/** `sep config` in process, and once without a kernel. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { addConfig } from '../../../cli/run/config.js'
import { packageRoot } from '../../../lib/package-root.js'
import { runCli } from '../../support/run-cli.js'
import { sepProcess } from '../../support/sep-process.js'

const config = (...argv: readonly string[]) => runCli(addConfig, ['config', ...argv])
const json = async (...argv: readonly string[]) => JSON.parse((await config(...argv, '--json')).out) as never

describe('sep config', () => {
  test('list has every setting of a section with default, name and meaning', async () => {
    const { out } = await config('list', 'allocate')
    expect(out).toMatch(/^allocate: Scores instruments/)
    expect(out).toMatch(/ {2}allocate\.topK +3 instruments +ALLOC_TOP_K +places, instruments\n/)
    expect(out).not.toContain('guards.')
    expect((await config('list')).out).toContain('guards.cMin')
    expect((await config('list', 'alocate')).error).toMatchObject({ code: 'bad-argument' })
  })

  test('explain gives all there is about a setting, by any of its names', async () => {
    const [byPath, byName] = [await config('explain', 'guards.maxRupture'), await config('explain', 'AUTO_MAX_RUPTURE')]
    expect(byPath).toEqual(byName)
    expect(byPath.out.split('\n')).toEqual([
      'guards.maxRupture',
      '  meaning   maximum rupture',
      '  default   0.6',
      '  unit      ratio',
      '  values    number, 0 to 1',
      '  names     GUARD_MAX_RUPTURE, AUTO_MAX_RUPTURE',
      expect.stringMatching(/^ {2}section {3}guards: /),
      '  set it    --set guards.maxRupture=0.6, or GUARD_MAX_RUPTURE=.. in the environment',
      '',
    ])
    expect((await config('explain', 'leverage')).error).toMatchObject({ message: "there is no setting 'leverage'" })
  })

  test('show names the origin of each value that was given', async () => {
    const { out } = await config('show', '--changed', '--profile', 'conservative', '--set', 'allocate.topK=4')
    expect(out.split('\n')).toEqual([
      'profile conservative',
      expect.stringMatching(/^allocate\.topK +4 {3}\(--set\)$/),
      expect.stringMatching(/^size\.maxVarPct +2 {3}\(profile\)$/),
      expect.stringMatching(/^size\.maxPositionSizeNav +1 {3}\(profile\)$/),
      expect.stringMatching(/^orders\.rampStepPct +1 {3}\(profile\)$/),
      '',
    ])
  })

  test('diff lists what a profile changes', async () => {
    expect(await json('diff', 'demo')).toEqual({
      profile: 'demo',
      about: expect.any(String),
      changes: [{ path: 'strategy.pulseEnabled', env: 'PULSE_ENABLED', default: false, profile: true }],
    })
    expect((await config('diff', '__proto__')).error).toMatchObject({ code: 'bad-config' })
  })

  test('lists, explains and shows the settings of a graph of your own', async () => {
    const graph = ['--graph', join(packageRoot(), 'examples/rsi.mjs')]
    const { out } = await config('list', 'period', ...graph)
    expect(out).toMatch(/^period: of .*rsi\.mjs\n {2}period +14 +candles of the averages\n/)
    expect((await config('explain', 'low', ...graph)).out).toContain('values    number, 0 to 50')
    expect((await config('show', '--changed', '--set', 'low=20', ...graph)).out).toMatch(/\nlow +20 {3}\(--set\)\n/)
    expect((await config('list', 'gates', ...graph)).error).toMatchObject({ code: 'bad-argument' })
  })

  test('needs no kernel, and neither does the help', () => {
    const without = { NAPI_RS_NATIVE_LIBRARY_PATH: '/no/such/kernel.node' }
    for (const args of [['--help'], ['config', 'list'], ['config', 'explain', 'ALLOC_TOP_K'], ['backtest', '--help']])
      expect(sepProcess(args, without), args.join(' ')).toMatchObject({ code: 0, err: '' })
    const doctor = sepProcess(['doctor'], without)
    expect(doctor).toMatchObject({ code: 1, err: '' })
    expect(doctor.out).toMatch(
      /\nfailed +kernel: the native kernel \/no\/such\/kernel\.node is missing: run `sep setup`/,
    )
    for (const args of [['backtest', '--data', '.'], ['qfh', '--bits', '-'], ['demo']])
      expect(sepProcess(args, without), args.join(' ')).toEqual({
        code: 1,
        out: '',
        err: expect.stringMatching(
          /^sep: the native kernel \/no\/such\/kernel\.node is missing: run `sep setup`[^\n]*\n$/,
        ),
      })
  })
})
