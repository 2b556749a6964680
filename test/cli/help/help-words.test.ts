/** `sep help ..` shows the help of any command, and names what was meant where there is none. Nothing runs. */
import { afterEach, expect, test, vi } from 'vitest'
import { runCommandLine } from '../../../cli/program.js'
import { EXIT } from '../../../cli/shared/run-command.js'

afterEach(() => void vi.restoreAllMocks())

test.each<[string, number, string]>([
  ['help backtest', EXIT.ok, 'Usage: sep backtest [options]'],
  ['help data import', EXIT.ok, 'Usage: sep data import [options]'],
  ['help studies', EXIT.ok, 'Usage: sep studies [options]'],
  ['help graph now', EXIT.ok, 'Usage: sep graph [options]'],
  ['help', EXIT.ok, 'Usage: sep [options]'],
  ['help --help', EXIT.ok, 'Usage: sep [options]'],
  ['help help', EXIT.ok, 'Usage: sep [options]'],
  ['help backtst', EXIT.usage, "error: unknown command 'backtst'\n(Did you mean backtest?)"],
  ['help data imprt', EXIT.usage, "error: unknown command 'imprt'\n(Did you mean import?)"],
])('sep %s', async (line, exit, first) => {
  const lines: string[] = []
  const keep = (text: unknown) => {
    lines.push(String(text))
    return true
  }
  vi.spyOn(process.stdout, 'write').mockImplementation(keep)
  vi.spyOn(process.stderr, 'write').mockImplementation(keep)
  expect(await runCommandLine(['node', 'sep', ...line.split(' ')])).toBe(exit)
  expect(lines.join('').startsWith(first)).toBe(true)
})
