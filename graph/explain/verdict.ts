/** The answer in one sentence: the order and its reason, or everything that prevented one. */
import { type Look, stepText } from './step-text.js'

export const verdict = (look: Look): string => {
  const textOf = (node: string) => stepText(node, {}, look)
  if ((['approvedUnits', 'closeUnits', 'closeAll'] as const).some((column) => look('risk', column) !== 0))
    return `order: ${textOf('risk')}`
  if (look('risk', 'refused') !== 0) return `no order: ${textOf('risk')}`
  if (look('candle', 'present') === 0) return 'no order: no candle in this slice'
  if (look('broker', 'pendingUnits') !== 0 || look('broker', 'closePending') === 1)
    return `no order: ${textOf('broker')}`
  if (look('broker', 'units') !== 0) return `no order: ${textOf('broker')}; nothing asks for a change`
  return `no order: ${against(look, textOf).join('; ')}`
}

/** Everything that prevented an entry of a flat instrument, in the order of the data. */
const against = (look: Look, textOf: (node: string) => string): readonly string[] => {
  const stopped = [
    ...(look('control', 'killSwitch') === 1 ? ['the kill switch is on'] : []),
    ...(look('control', 'paused') === 1 ? ['trading is paused'] : []),
  ]
  if (look('session', 'weekOpen') === 0) return [...stopped, 'the market is closed']
  if (look('session', 'open') === 0) return [...stopped, 'its sessions are closed']
  const causes = [
    ...stopped,
    ...(look('session', 'entryOk') === 0 ? [`the market ${textOf('session')}`] : []),
    ...(look('guards', 'failed') !== 0 ? [textOf('guards')] : []),
    ...(look('direction', 'direction') === 0 ? [textOf('direction')] : []),
    ...(look('allocate', 'weight') > 0 ? [] : [`${textOf('allocate')}, ${textOf('gates')}`]),
  ]
  if (causes.length > 0) return causes
  return look('strategy', 'enter') === 1
    ? [textOf('size')]
    : ['the strategy waits: cooling down after a trade, or at its position limit']
}
