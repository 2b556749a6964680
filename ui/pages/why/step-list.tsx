/** The steps from the node that orders back to the candle: what each decided in words, its values when opened. */
import type { ExplanationView } from '../../data/reads.js'
import { PageLink } from '../../route/page-link.js'
import { valueText } from './value-text.js'

export const StepList = ({ steps }: { readonly steps: ExplanationView['steps'] }) => (
  <ol className="step-list">
    {steps.map(({ node, kind, text, values }) => (
      <li key={node}>
        <details>
          <summary>
            <b>{node}</b> <span className="figure">{text}</span>
          </summary>
          <p className="row soft">
            <span className="mono">{kind}</span>
            <PageLink page="graph" params={{ node }}>
              {node} in the graph
            </PageLink>
          </p>
          {Object.keys(values).length === 0 ? (
            <p className="soft">It has no values of its own in a slice.</p>
          ) : (
            <dl className="values">
              {Object.entries(values).map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd className="figure">{valueText(value)}</dd>
                </div>
              ))}
            </dl>
          )}
        </details>
      </li>
    ))}
  </ol>
)
