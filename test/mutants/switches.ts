/** Bugs of the kill switch, the mode, and the operator's requests. */
import { mutantsOf } from './mutant.js'

const SWITCHES = ['test/streams/control/switches.test.ts', 'test/app/live/control.test.ts']

export const SWITCH_MUTANTS = [
  ...mutantsOf('streams/control/switches.ts', SWITCHES, {
    'a missing kill switch counts as off': [
      "kill === null || utf8.decode(kill) !== 'off'",
      "kill !== null && utf8.decode(kill) !== 'off'",
    ],
    'the global kill switch is not read': ['isGlobalOn(global) || isOtherKind', 'isOtherKind'],
    'a global kill switch of another kind counts as off': ['isOtherKind(global, ttlMs) || kill', 'kill'],
    'anything but ON counts as off': ["utf8.decode(kill) !== 'off'", "utf8.decode(kill) === 'on'"],
    'a live account without a mode trades': ['mode === null ? pausedAtFirst', 'mode === null ? false'],
    'anything but paused counts as trading': ["utf8.decode(mode) !== 'trading'", "utf8.decode(mode) === 'paused'"],
  }),
  ...mutantsOf('app/live/control/control.ts', ['test/app/live'], {
    'switches that cannot be read count as off': [
      'Object.freeze({ killSwitch: true, paused: true })',
      'Object.freeze({ killSwitch: false, paused: false })',
    ],
  }),
  ...mutantsOf('sinks/execution/effects.ts', ['test/sinks/execution'], {
    'switches that cannot be read at the gate count as off': [
      'await ports.readSwitches().catch(() => ({ killSwitch: true, paused: true }))',
      'await ports.readSwitches().catch(() => ({ killSwitch: false, paused: false }))',
    ],
    'the kill switch is cached at the gate': [
      'await ports.readSwitches().catch(() => ({ killSwitch: true, paused: true }))',
      'state()',
    ],
  }),
  ...mutantsOf('sinks/execution/pre-send-checks.ts', ['test/sinks/execution'], {
    'the age of a decision is that of the wall clock alone': [
      'Math.max(nowMs - decision.tsMs, decision.ageMs + monoMs - decision.cameMs)',
      'nowMs - decision.tsMs',
    ],
    'the age of a decision is that since it came': [
      'Math.max(nowMs - decision.tsMs, decision.ageMs + monoMs - decision.cameMs)',
      'monoMs - decision.cameMs',
    ],
  }),
]
