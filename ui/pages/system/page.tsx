import { Panel } from '../../parts/panel.js'

const SystemPage = () => (
  <Panel title="System">
    <p className="note">This page is being built.</p>
  </Panel>
)
export default SystemPage
