/** Findings on standard output: lines as they come, or one JSON object at the end. */
import pc from 'picocolors'
import { failed, type Finding } from '../../../app/doctor/finding.js'
import { CodedError } from '../../../lib/errors.js'
import { printableLine } from '../../../lib/terminal/printable.js'
import { print } from '../../../lib/terminal/stdout.js'
import { printJson } from '../../shared/output.js'
import { EXIT, exitCodeOf } from '../../shared/run-command.js'

export interface DoctorReport {
  readonly add: (findings: readonly Finding[]) => void
  /** Sets the exit code: 1 if a check failed. */
  readonly end: () => void
  /** Ends with what the doctor refused to do: in JSON a finding like any other, with the exit code of the error; else rethrown. */
  readonly refused: (error: unknown) => void
}

const MARK: { readonly [state in Finding['state']]: (text: string) => string } = {
  ok: pc.green,
  warning: pc.yellow,
  failed: pc.red,
}

export const doctorReport = (json: boolean): DoctorReport => {
  const all: Finding[] = []
  const end = (): void => {
    if (json) printJson({ findings: all.map(({ check, state, message }) => ({ check, state, says: message })) })
    if (all.some(({ state }) => state === 'failed')) process.exitCode = EXIT.failed
  }
  return {
    add: (findings) => {
      all.push(...findings)
      if (json) return
      for (const { check, state, message } of findings)
        print(`${MARK[state](state.padEnd(7))} ${check}: ${printableLine(message)}\n`)
    },
    end,
    refused: (error) => {
      if (!json || !(error instanceof CodedError)) throw error
      all.push(failed('refused', error.message))
      end()
      process.exitCode = exitCodeOf(error)
    },
  }
}
