/** The answer as a headline, and of which slice it is. */
import type { ExplanationView } from '../../data/reads.js'
import { useTimes } from '../../format/times.js'

interface VerdictProps {
  readonly explanation: ExplanationView
  readonly pinned: boolean
}

export const Verdict = ({ explanation, pinned }: VerdictProps) => {
  const times = useTimes()
  const { verdict, sliceMs, guards } = explanation
  const refused = guards.filter(({ passes }) => !passes).length
  return (
    <div className="verdict">
      <p className="figure headline">{sentence(verdict)}</p>
      <p className="soft">
        {pinned ? 'Slice of ' : 'Newest slice, '}
        <span className="figure">
          {times.full(sliceMs)}:{times.seconds(sliceMs).slice(-2)}
        </span>{' '}
        {times.zone}
        {guards.length === 0 ? '' : `; ${guards.length - refused} of ${guards.length} guards pass`}
      </p>
    </div>
  )
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
