/** Where the state is kept, and who may write it. */
import type { Reads } from '../../data/reads.js'
import { span } from '../../format/span.js'

const KINDS = { valkey: 'Valkey or Redis', memory: 'memory of this process', none: 'none' } as const
const known = (value: boolean | null, yes: string, no: string): readonly [tone: string, text: string] =>
  value === null ? ['soft', '? not known'] : value ? ['up', `● ${yes}`] : ['down strong', `▲ ${no}`]

export const StoreFacts = ({ system: { store, lease, asOfMs } }: { readonly system: Reads['/api/system'] }) => {
  const [reachTone, reach] = known(store.reachable, 'answers', 'does not answer')
  const [keepTone, keep] = known(store.durable, 'each write reaches the disk', 'writes may be lost')
  return (
    <dl className="facts">
      <dt>Store</dt>
      <dd>{KINDS[store.kind]}</dd>
      {store.kind === 'valkey' && (
        <>
          <dt>Reachable</dt>
          <dd className={reachTone}>{reach}</dd>
          <dt>Durable</dt>
          <dd className={keepTone}>{keep}</dd>
        </>
      )}
      {store.text !== '' && (
        <>
          <dt>Note</dt>
          <dd>{store.text}</dd>
        </>
      )}
      <dt>Lease</dt>
      <dd>
        {lease === null ? (
          <span className="soft">none: one process needs no lease, or it is not known</span>
        ) : (
          <>
            {lease.owner} <span className="soft">epoch {lease.epoch},</span>{' '}
            {lease.untilMs > asOfMs ? (
              `for ${span(lease.untilMs - asOfMs)} more`
            ) : (
              <span className="down strong">▲ ran out {span(asOfMs - lease.untilMs)} ago</span>
            )}
          </>
        )}
      </dd>
    </dl>
  )
}
