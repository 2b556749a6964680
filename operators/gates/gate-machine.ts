/** Gate of each instrument: slow to open, slow to close, and shut for a while after repeated failure. */
import { GATE_STATES } from '../../model/codes.js'
import { FAIL, PASS, type GateVerdict } from './gate-verdict.js'

const WARMING = GATE_STATES.indexOf('warming')
const OFF = GATE_STATES.indexOf('off')
export const ON = GATE_STATES.indexOf('on')
const COOLDOWN = GATE_STATES.indexOf('cooldown')

export const PASSES_TO_OPEN = 2
export const FAILS_TO_CLOSE = 2
const MISSES_TO_COOL = 4

/** By instrument. passes, fails: consecutive verdicts; misses: consecutive fails of an instrument that has been on. */
export interface GateMachine {
  readonly state: Uint8Array
  readonly beenOn: Uint8Array
  readonly passes: Int32Array
  readonly fails: Int32Array
  readonly misses: Int32Array
  /** 0 = not in cooldown. */
  readonly cooldownUntilMs: Float64Array
}

/** All start warming; untraded instruments are off for good. */
export const createGateMachine = (traded: Uint8Array): GateMachine => ({
  state: Uint8Array.from(traded, (yes) => (yes === 1 ? WARMING : OFF)),
  beenOn: new Uint8Array(traded.length),
  passes: new Int32Array(traded.length),
  fails: new Int32Array(traded.length),
  misses: new Int32Array(traded.length),
  cooldownUntilMs: new Float64Array(traded.length),
})

/** Warming is the first state and never returns. */
export const isWarming = (gates: GateMachine, k: number): boolean => gates.state[k] === WARMING

export const isCooling = (gates: GateMachine, k: number): boolean => gates.state[k] === COOLDOWN

export const endWarming = (gates: GateMachine, k: number): void => {
  gates.state[k] = OFF
}

/** Ends a cooldown that is over. */
export const endCooldown = (gates: GateMachine, k: number, tsMs: number): void => {
  if (gates.state[k] !== COOLDOWN || tsMs < gates.cooldownUntilMs[k]!) return
  gates.state[k] = OFF
  gates.cooldownUntilMs[k] = 0
}

/** Counts a verdict, except during cooldown. If it starts a cooldown, that lasts until cooldownUntilMs. */
export const countVerdict = (gates: GateMachine, k: number, verdict: GateVerdict, cooldownUntilMs: number): void => {
  if (gates.state[k] === COOLDOWN) return
  const passes = verdict === PASS ? gates.passes[k]! + 1 : 0
  const fails = verdict === FAIL ? gates.fails[k]! + 1 : 0
  const misses = verdict === FAIL && gates.beenOn[k] === 1 ? gates.misses[k]! + 1 : 0
  const cool = misses >= MISSES_TO_COOL
  gates.passes[k] = cool ? 0 : passes
  gates.fails[k] = cool ? 0 : fails
  gates.misses[k] = cool ? 0 : misses
  if (cool) {
    gates.state[k] = COOLDOWN
    gates.cooldownUntilMs[k] = cooldownUntilMs
  } else if (passes >= PASSES_TO_OPEN) {
    gates.state[k] = ON
    gates.beenOn[k] = 1
  } else if (fails >= FAILS_TO_CLOSE) gates.state[k] = OFF
}
