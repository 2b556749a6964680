import { Panel } from '../../parts/panel.js'

const LedgerPage = () => (
  <Panel title="Ledger">
    <p className="note">This page is being built.</p>
  </Panel>
)
export default LedgerPage
