/** Findings on standard output: lines as they come, or one JSON object at the end. */
import pc from 'picocolors'
import type { Finding } from '../../../app/doctor/finding.js'
import { printableLine } from '../../../lib/terminal/printable.js'
import { print } from '../../../lib/terminal/stdout.js'
import { printJson } from '../../shared/output.js'
import { EXIT } from '../../shared/run-command.js'

export interface DoctorReport {
  readonly add: (findings: readonly Finding[]) => void
  /** Sets the exit code: 1 if a check failed. */
  readonly end: () => void
}

const MARK: { readonly [state in Finding['state']]: (text: string) => string } = {
  ok: pc.green,
  warning: pc.yellow,
  failed: pc.red,
}

export const doctorReport = (json: boolean): DoctorReport => {
  const all: Finding[] = []
  return {
    add: (findings) => {
      all.push(...findings)
      if (json) return
      for (const { check, state, message } of findings)
        print(`${MARK[state](state.padEnd(7))} ${check}: ${printableLine(message)}\n`)
    },
    end: () => {
      if (json) printJson({ findings: all.map(({ check, state, message }) => ({ check, state, says: message })) })
      if (all.some(({ state }) => state === 'failed')) process.exitCode = EXIT.failed
    },
  }
}
