/** Resolved settings of the nodes of SEP in a graph; null where the graph has no such operator. */
import type { z } from 'zod'
import type { Graph } from '../../../graph/engine/define/define.js'
import { allocate } from '../../../operators/allocate.js'
import { direction } from '../../../operators/direction.js'
import { marketGuards } from '../../../operators/market-guards.js'
import { riskGuards } from '../../../operators/risk-guards.js'
import { sessionCalendar } from '../../../operators/session-calendar.js'
import { size } from '../../../operators/size.js'
import { strategy } from '../../../operators/strategy.js'

export interface NodeSettings {
  readonly session: z.output<typeof sessionCalendar.config> | null
  readonly direction: z.output<typeof direction.config> | null
  readonly guards: z.output<typeof marketGuards.config> | null
  readonly allocate: z.output<typeof allocate.config> | null
  readonly strategy: z.output<typeof strategy.config> | null
  readonly size: z.output<typeof size.config> | null
  readonly risk: z.output<typeof riskGuards.config> | null
}

const KINDS: { readonly [N in keyof NodeSettings]: string } = Object.freeze({
  session: sessionCalendar.kind,
  direction: direction.kind,
  guards: marketGuards.kind,
  allocate: allocate.kind,
  strategy: strategy.kind,
  size: size.kind,
  risk: riskGuards.kind,
})

export const nodeSettings = (graph: Graph): NodeSettings => {
  const of = <N extends keyof NodeSettings>(id: N): NodeSettings[N] => {
    const node = graph.nodes.find((each) => each.id === id)
    return node && node.kind === KINDS[id] ? (node.config as NodeSettings[N]) : (null as NodeSettings[N])
  }
  return {
    session: of('session'),
    direction: of('direction'),
    guards: of('guards'),
    allocate: of('allocate'),
    strategy: of('strategy'),
    size: of('size'),
    risk: of('risk'),
  }
}
