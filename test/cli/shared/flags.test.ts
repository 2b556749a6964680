/** Every integer flag of every command: one strict parser, and exit code 2 for what it refuses. */
import type { Command, Option } from 'commander'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { commandLine, runCommandLine } from '../../../cli/program.js'
import { EXIT } from '../../../cli/shared/run-command.js'

/** Command, flag, range, value without the flag. */
const INTEGER_FLAGS = [
  ['allocate', '--grace-ms', 0, 45_000, undefined],
  ['allocate', '--lease-ttl-sec', 1, 600, 4],
  ['allocate', '--port', 0, 65_535, 8000],
  ['allocate', '--warmup-days', 0, 400, 61],
  ['api', '--port', 0, 65_535, 8080],
  ['arm', '--timeout', 1, 3600, 30],
  ['broker', '--metrics-port', 0, 65_535, undefined],
  ['broker', '--port', 0, 65_535, 8100],
  ['broker', '--seed', 0, 4_294_967_295, 1],
  ['broker', '--stream-port', 0, 65_535, 8101],
  ['data synth', '--days', 1, 3660, 90],
  ['data synth', '--seed', 0, 4_294_967_295, 1],
  ['demo', '--days', 1, 3650, 75],
  ['demo', '--port', 0, 65_535, 8000],
  ['demo', '--seed', 0, 4_294_967_295, 1],
  ['evaluate', '--grace-ms', 0, 45_000, undefined],
  ['evaluate', '--lease-ttl-sec', 1, 600, 4],
  ['evaluate', '--port', 0, 65_535, 8000],
  ['evaluate', '--warmup-days', 0, 400, 61],
  ['fetch', '--days', 1, 120, 60],
  ['fetch', '--metrics-port', 0, 65_535, undefined],
  ['flatten', '--timeout', 1, 3600, 60],
  ['hydrate', '--metrics-port', 0, 65_535, undefined],
  ['live', '--grace-ms', 0, 45_000, undefined],
  ['live', '--lease-ttl-sec', 1, 600, 4],
  ['live', '--port', 0, 65_535, 8000],
  ['live', '--warmup-days', 0, 400, 61],
  ['lock', '--minutes', 1, 525_600, undefined],
  ['lock', '--timeout', 1, 3600, 30],
  ['manifold', '--lookback-minutes', 1, 1440, 60],
  ['manifold', '--signature-precision', 0, 6, 2],
  ['prime', '--days', 1, 35, 30],
  ['report', '--days', 1, 36_600, 30],
  ['report', '--min-trades', 1, 1_000_000_000, 5],
  ['studies enqueue-long-run', '--days', 1, 3660, 90],
  ['studies latest-run', '--days', 1, 36_600, 30],
  ['studies latest-run', '--min-trades', 0, 1_000_000_000, 0],
  ['studies look-ahead', '--cuts', 1, 20, 3],
  ['studies reality-check', '--resamples', 1, 10_000_000, 20_000],
  ['studies reality-check', '--seed', 0, 4_294_967_295, 1],
  ['studies stats', '--resamples', 1, 10_000_000, 20_000],
  ['studies stats', '--seed', 0, 4_294_967_295, 1],
  ['studies stats', '--trials', 1, 1_000_000_000, undefined],
  ['trials', '--memory-mb', 16, 1_048_576, 512],
  ['trials', '--workers', 1, 256, undefined],
  ['unlock', '--timeout', 1, 3600, 30],
  ['warmup', '--days', 1, 35, 30],
  ['warmup', '--fetch-days', 1, 120, 90],
  ['worker', '--memory-mb', 16, 1_048_576, 512],
  ['worker', '--metrics-port', 0, 65_535, undefined],
  ['worker', '--workers', 1, 256, undefined],
  ['ws', '--port', 0, 65_535, 8001],
] as const

const MALFORMED = [
  '',
  ' ',
  '1e1',
  '0x2',
  '0b1',
  '2.0',
  '2.',
  '+2',
  ' 2',
  '2 ',
  '2\n',
  '1_0',
  '٢',
  'two',
  'NaN',
  'Infinity',
]

const commandsOf = (command: Command, path: string): [string, Command][] =>
  command.commands.flatMap((inner) => {
    const name = `${path} ${inner.name()}`.trim()
    return [[name, inner] as [string, Command], ...commandsOf(inner, name)]
  })

let options: ReadonlyMap<string, Option>
beforeAll(async () => {
  const all = commandsOf(await commandLine(), '')
  options = new Map(
    all.flatMap(([name, command]) => command.options.map((option) => [`${name} ${option.long}`, option] as const)),
  )
})

test('the table lists every flag with <n>, and no other flag takes digits by another name', () => {
  const found = [...options].filter(([, { flags }]) => flags.endsWith('<n>')).map(([name]) => name)
  expect(found.sort()).toEqual(INTEGER_FLAGS.map(([command, flag]) => `${command} ${flag}`))
  const others = [...options.values()].filter(({ flags }) => /<(number|count|ms|sec\w*|days|port)>/.test(flags))
  expect(others).toEqual([])
})

describe.each(INTEGER_FLAGS)('sep %s %s, %d to %d', (command, flag, least, most, fallback) => {
  const parse = (text: string) => options.get(`${command} ${flag}`)?.parseArg?.(text, undefined)

  test('takes its range', () => {
    expect([String(least), String(most), `00${least}`].map(parse)).toEqual([least, most, least])
    expect(options.get(`${command} ${flag}`)?.defaultValue).toBe(fallback)
  })

  test.each([...MALFORMED, String(least - 1), String(most + 1), '9'.repeat(40)])('refuses %j', (text) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({
        code: 'bad-argument',
        message: `${flag} ${text}: a whole number from ${least} to ${most}`,
      }),
    )
  })

  test('exit code 2 and one line', async () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    try {
      expect(await runCommandLine(['node', 'sep', ...command.split(' '), flag, '1e1'])).toBe(EXIT.usage)
      expect(write.mock.calls).toEqual([[`sep: ${flag} 1e1: a whole number from ${least} to ${most}\n`]])
    } finally {
      write.mockRestore()
    }
  })
})

describe('sep calibrate --pass-rate', () => {
  const parse = (text: string) => options.get('calibrate --pass-rate')?.parseArg?.(text, undefined)

  test('takes digits with a fraction, as every other number', () => {
    expect(['0.5', '0.50', '00.25', '0.999'].map(parse)).toEqual([0.5, 0.5, 0.25, 0.999])
  })

  test.each(['5e-1', '.5', '+0.5', '0', '1', '1.5', '0x1', '50%', '', ' 0.5', 'NaN'])('refuses %j', (text) => {
    expect(() => parse(text)).toThrow(`--pass-rate ${text}: a number between 0 and 1 is needed`)
  })
})

test.each(['broker', 'backtest', 'live'])('sep %s --help: a repeatable flag shows no empty default', async (name) => {
  const command = (await commandLine(name)).commands.find((one) => one.name() === name)
  expect(command?.helpInformation()).toContain('repeatable')
  expect(command?.helpInformation()).not.toContain('[]')
})
