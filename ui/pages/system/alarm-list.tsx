/** Alarms that stand or wait to be acknowledged. */
import type { AlarmView } from '../../../api/contract/status.js'
import { AlarmItem } from '../../parts/alarm-item.js'
import { PageLink } from '../../route/page-link.js'

export const AlarmList = ({ alarms }: { readonly alarms: readonly AlarmView[] }) => (
  <>
    <ul>
      {alarms.map((alarm) => (
        <AlarmItem key={alarm.id} alarm={alarm} />
      ))}
    </ul>
    <PageLink page="ledger" params={{ list: 'alarms' }}>
      All alarms
    </PageLink>
  </>
)
