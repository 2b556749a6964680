/** Who has seen an alarm, or the button that does so; what is refused stays with its reason. */
import type { AlarmView } from '../../api/contract/status.js'
import { useAcknowledge } from '../data/use-acknowledge.js'
import { useBlocked } from '../data/use-blocked.js'
import { useScope } from '../data/use-scope.js'

export const Acknowledge = ({ alarm }: { readonly alarm: AlarmView }) => {
  const { id, text, acknowledgedBy } = alarm
  const call = useAcknowledge(id)
  const blocked = useBlocked()
  const scope = useScope()
  if (acknowledgedBy !== null) return <span className="soft">seen by {acknowledgedBy}</span>
  if (scope === 'read') return <span className="soft">not seen yet; log in to acknowledge</span>
  return (
    <>
      <button
        type="button"
        className="small"
        disabled={call.isPending || blocked !== null}
        title={blocked ?? undefined}
        onClick={() => call.mutate()}
      >
        Acknowledge<span className="unseen"> {text}</span>
      </button>
      {call.error && (
        <span role="status" className="down">
          {' '}
          Not acknowledged: {call.error.message} ({call.error.code})
        </span>
      )}
    </>
  )
}
