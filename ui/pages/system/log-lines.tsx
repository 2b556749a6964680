import type { Reads } from '../../data/reads.js'
import { useTimes } from '../../format/times.js'
import { ScrollRegion } from '../../parts/scroll-region.js'

/** The newest is the one that is looked for: it comes first. */
export const LogLines = ({ lines }: { readonly lines: Reads['/api/system']['log'] }) => {
  const times = useTimes()
  return (
    <ScrollRegion label="Lines of the log">
      <ol className="lines mono">
        {lines.toReversed().map(({ tsMs, text }, i) => (
          // Lines may be equal; their place is their key.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={i}>
            <time dateTime={new Date(tsMs).toISOString()} className="soft">
              {times.seconds(tsMs)}
            </time>{' '}
            {text}
          </li>
        ))}
      </ol>
    </ScrollRegion>
  )
}
