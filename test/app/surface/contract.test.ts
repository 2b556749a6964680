/** Whatever a pipeline may have written, what is shown of it fits the contract of the interface. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { graphStatsSchema } from '../../../api/contract/graph.js'
import { openTradesSchema, pricingSchema } from '../../../api/contract/market.js'
import { alarmSchema, readySchema, statusSchema } from '../../../api/contract/status.js'
import { systemSchema } from '../../../api/contract/system.js'
import { KEYS } from '../../../store/keys.js'
import type { PipelineStatus } from '../../../store/pipeline-status.js'
import { setWrite } from '../../../store/set-write.js'
import { arbitraryOf } from '../../support/arbitrary-of.js'
import { ACCOUNT, scene } from './scene.js'

test('whatever a pipeline may write, what is shown fits the contract', () =>
  fc.assert(
    fc.asyncProperty(arbitraryOf(KEYS.status.value), async (written) => {
      const { watch, shared, pipeline } = scene()
      await shared.write([setWrite(KEYS.status, { account: ACCOUNT }, written as PipelineStatus)])
      await watch.look()
      const { shape } = statusSchema
      const { answeredBy, version, speed, phase, dueMs, streams, killSwitch, paused, unknownOrders, frozen } = shape
      const { ready, silent, environment: _, ...state } = await pipeline.state()
      z.strictObject({
        ...{ answeredBy, version, speed, phase, dueMs, streams, killSwitch, paused, unknownOrders, frozen },
        warmup: shape.warmup,
      }).parse(state)
      readySchema.parse(ready)
      expect(typeof silent).toBe('boolean')
      graphStatsSchema.shape.nodes.parse((await pipeline.nodeStats()).nodes)
      pricingSchema.shape.prices.parse(await pipeline.prices())
      openTradesSchema.shape.trades.parse(await pipeline.openTrades())
      alarmSchema.array().parse(await pipeline.alarms())
      const { process, parts, store, lease, streams: lengths, log } = systemSchema.shape
      z.strictObject({ process, parts, store, lease, streams: lengths, log }).parse(await pipeline.system())
    }),
    { numRuns: 30 },
  ))
