/** Pause and resume: no new positions, exits go on. */
import { useStatus } from '../../data/use-status.js'
import { Ask } from './ask.js'

const PATH = '/api/trading/mode'

export const Mode = () => {
  const { data } = useStatus()
  if (data?.paused)
    return (
      <Ask
        title="Resume trading?"
        type={data.account}
        choices={[{ label: 'Resume', path: PATH, body: (account) => ({ mode: 'trading', account }) }]}
        trigger={{ label: 'Paused: resume…' }}
      >
        <p>Positions may be opened again from the next slice on.</p>
      </Ask>
    )
  return (
    <Ask
      title="Pause trading?"
      choices={[{ label: 'Pause', path: PATH, body: () => ({ mode: 'paused' }) }]}
      trigger={{ label: 'Pause…' }}
    >
      <p>No position is opened or increased until trading is resumed. Exits and stops go on.</p>
    </Ask>
  )
}
