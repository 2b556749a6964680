/** Why there was an order, or none, at the candle under the pointer. */
import { useEffect, useState } from 'react'
import { useRead } from '../../../data/use-read.js'
import { useTimes } from '../../../format/times.js'

interface WhyThenProps {
  readonly instrument: string
  /** The slice that the candle closed; null = the pointer is elsewhere. */
  readonly sliceMs: number | null
}

/** A pointer that moves on asks nothing. */
const REST_MS = 150

export const WhyThen = ({ instrument, sliceMs }: WhyThenProps) => {
  const [rested, setRested] = useState(sliceMs)
  useEffect(() => {
    const timer = setTimeout(() => setRested(sliceMs), REST_MS)
    return () => clearTimeout(timer)
  }, [sliceMs])
  const times = useTimes()
  const query = { instrument, ...(rested === null ? {} : { tsMs: rested }) }
  const { data, error } = useRead('/api/explain', query, { enabled: rested !== null, everyMs: false })
  if (rested === null) return <p className="hover soft">Point at a candle to see why; click it for every step.</p>
  return (
    <p className="hover">
      <b>{times.clock(rested)}</b> {data?.verdict ?? error?.message ?? '…'}
    </p>
  )
}
