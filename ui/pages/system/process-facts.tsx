/** The process that answers, and the versions that it runs. */
import type { StatusView } from '../../../api/contract/status.js'
import type { Reads } from '../../data/reads.js'
import { decimal, NONE } from '../../format/figures.js'
import { span } from '../../format/span.js'
import { useTimes } from '../../format/times.js'
import { PageLink } from '../../route/page-link.js'
import { mebibytes } from './mebibytes.js'

interface ProcessFactsProps {
  readonly system: Reads['/api/system']
  readonly status: StatusView | undefined
}
/** From here on a loop that lags delays orders. */
const LAG_MS = 100

export const ProcessFacts = ({ system: { process }, status }: ProcessFactsProps) => {
  const times = useTimes()
  const lag = process.eventLoopLagP99Ms
  return (
    <dl className="facts">
      <dt>Name</dt>
      <dd>
        {process.name} <span className="soft">({process.kind})</span>
      </dd>
      <dt>Since</dt>
      <dd className="figure">
        {times.full(process.startedMs)}, for {span(process.uptimeMs)}
      </dd>
      <dt>Phase</dt>
      <dd>{status?.phase ?? NONE}</dd>
      <dt>Memory</dt>
      <dd className="figure">{mebibytes(process.rssBytes)}</dd>
      <dt title="one turn of the event loop in a hundred waits longer">Event-loop lag, p99</dt>
      <dd className={lag !== null && lag > LAG_MS ? 'warn strong' : 'figure'}>
        {lag === null ? NONE : `${decimal(lag, 1)} ms${lag > LAG_MS ? ', slow' : ''}`}
      </dd>
      <dt>SEP</dt>
      <dd>{process.version}</dd>
      <dt>Kernel</dt>
      <dd>{process.kernel}</dd>
      <dt>Node.js</dt>
      <dd>{process.node}</dd>
      <dt>Graph</dt>
      <dd>
        <PageLink page="graph" className="mono">
          {process.graphHash}
        </PageLink>
      </dd>
    </dl>
  )
}
