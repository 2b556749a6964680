/** Every guard with its value and bound; those that refuse first, with what would have to change. */
import { ScrollRegion } from '../../parts/scroll-region.js'
import { boundText, guardOrder, type GuardView, judgedText } from './guard-order.js'

export const GuardTable = ({ guards }: { readonly guards: readonly GuardView[] }) => {
  const first = guards.find(({ passes }) => !passes)
  return (
    <ScrollRegion label="Guards" className="guards">
      <table>
        <thead>
          <tr>
            <th scope="col">Guard</th>
            <th scope="col" className="r">
              Value
            </th>
            <th scope="col">Bound</th>
            <th scope="col">Verdict, and what would have to change</th>
          </tr>
        </thead>
        <tbody>
          {guardOrder(guards).map((guard) => (
            <tr key={guard.code} data-passes={guard.passes}>
              <th scope="row" title={`node ${guard.node}`}>
                {guard.code.replaceAll(/[_-]/g, ' ')}
              </th>
              <td className="r">{judgedText(guard)}</td>
              <td>{boundText(guard)}</td>
              <td className="words">
                {guard.passes ? (
                  <span className="soft">✓ {guard.text}</span>
                ) : (
                  <>
                    <span className="down strong">
                      ✗ {guard === first ? 'first: ' : ''}
                      {guard.text}
                    </span>
                    {guard.change !== '' && <span className="change">{guard.change}</span>}
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
