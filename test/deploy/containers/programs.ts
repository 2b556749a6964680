/** Runs programs for the deployment test; what fails ends the test with the program's own words. */
import { runProgram } from '../../support/run-program.js'
import type { PrintedSecret } from '../../support/secrets/secret-check.js'

export interface Programs {
  /** Standard output, trimmed. */
  readonly run: (command: string, args: readonly string[], options?: RunOptions) => Promise<string>
}
export interface RunOptions {
  readonly cwd?: string
  readonly env?: { readonly [name: string]: string }
  /** Milliseconds; default five minutes. */
  readonly timeout?: number
  readonly prints?: PrintedSecret
}

const FIVE_MINUTES = 300_000

export const programs = (base: { readonly [name: string]: string }, cwd: string): Programs => ({
  run: async (command, args, { cwd: own = cwd, env = {}, timeout = FIVE_MINUTES, prints = null } = {}) => {
    const { code, out, err } = await runProgram(command, args, { cwd: own, timeout, env: { ...base, ...env }, prints })
    if (code === 0) return out.trim()
    const words = `${out}\n${err}`.trim().split('\n').slice(-25).join('\n')
    throw new Error(`${command} ${args.join(' ').slice(0, 200)}: exit code ${code}\n${words}`)
  },
})
