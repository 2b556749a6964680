/** Runs against the first of them. A figure is subtracted only where the conditions are the same. */
import { useRead } from '../../data/use-read.js'
import { decimal, NONE, signed, tone } from '../../format/figures.js'
import { Answer } from '../../parts/answer.js'
import { Panel } from '../../parts/panel.js'
import { setParams } from '../../route/use-url.js'
import { sharpeText } from './sharpe-text.js'

type Comparison = NonNullable<ReturnType<typeof useRead<'/api/compare'>>['data']>

export const ComparePanel = ({ ids }: { readonly ids: readonly string[] }) => {
  const read = useRead('/api/compare', { runs: ids.join(',') }, { enabled: ids.length >= 2, everyMs: false })
  return (
    <Panel
      title="Compare"
      actions={
        <button type="button" className="small" onClick={() => setParams({ compare: null })}>
          Clear
        </button>
      }
    >
      {ids.length < 2 ? (
        <p className="note">One run is chosen; choose one to nine more.</p>
      ) : (
        <Answer read={read}>{(found) => <Compared found={found} />}</Answer>
      )}
    </Panel>
  )
}

const letter = (n: number): string => String.fromCharCode(65 + n)

const Compared = ({ found }: { readonly found: Comparison }) => {
  const { runs, equal, config, basis, reasons, figures } = found
  const shown = [...basis, ...config]
  return (
    <div className="stack">
      <ul>
        {runs.map((id, n) => (
          <li key={id}>
            <b>{letter(n)}</b> <span className="mono">{id.slice(0, 12)}</span>
            {reasons[n]!.length > 0 && (
              <span className="warn"> not subtracted from A: {reasons[n]!.join(', ')} differ</span>
            )}
          </li>
        ))}
      </ul>
      <SharpeAnswers found={found} />
      {equal && <p className="note">The same settings, data and results.</p>}
      <div className="scroll compared" tabIndex={0} role="region" aria-label="Figures of the runs">
        <table>
          <caption className="unseen">Figures of the runs, and their difference from A</caption>
          <thead>
            <tr>
              <th scope="col">Figure</th>
              {runs.map((id, n) => (
                <th key={id} scope="col" className="r">
                  {letter(n)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {figures.map(({ key, values, deltas }) => (
              <tr key={key}>
                <th scope="row">{key.replaceAll('_', ' ')}</th>
                {values.map((value, n) => (
                  <td key={runs[n]} className="r">
                    {decimal(value)}
                    {n > 0 && deltas[n] !== null && <span className={tone(deltas[n])}> ({signed(deltas[n], 2)})</span>}
                  </td>
                ))}
              </tr>
            ))}
            {shown.map(({ path, values }) => (
              <tr key={`setting ${path}`}>
                <th scope="row" className="warn">
                  {path}
                </th>
                {values.map((value, n) => (
                  <td key={runs[n]} className="r mono">
                    {settingText(value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

const SharpeAnswers = ({ found: { sharpe } }: { readonly found: Comparison }) => {
  const answers = sharpe.flatMap((own, n) => sharpeText(own, letter(n)) ?? [])
  return answers.length === 0 ? null : (
    <div className="sharpe">
      {answers.map((text) => (
        <p key={text}>{text}</p>
      ))}
      <p className="soft">
        Ledoit and Wolf 2008, on the daily Sharpe ratios
        {answers.length > 1 ? `, for ${answers.length} comparisons after Holm` : ''}.
      </p>
    </div>
  )
}

const LONGEST = 28
const settingText = (value: unknown): string => {
  const text = value === null ? NONE : typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}
