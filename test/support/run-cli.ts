/** Runs one command in process; returns its output, and the error if it threw one. */
import { Readable } from 'node:stream'
import { Command } from 'commander'
import { vi } from 'vitest'

export interface Ran {
  readonly out: string
  readonly err: string
  /** The error of the command. */
  readonly error?: unknown
}

/** `add` adds the command to a program; `stdin` is its standard input. */
export const runCli = async (add: (program: Command) => void, argv: readonly string[], stdin = ''): Promise<Ran> => {
  let out = ''
  let err = ''
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += text
      return true
    }),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      err += text
      return true
    }),
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(Readable.from([Buffer.from(stdin)]) as typeof process.stdin),
  ]
  const program = new Command('sep').exitOverride()
  add(program)
  try {
    await program.parseAsync(['node', 'sep', ...argv])
    return { out, err }
  } catch (error) {
    return { out, err, error }
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}
