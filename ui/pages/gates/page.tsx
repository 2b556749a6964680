import { Panel } from '../../parts/panel.js'

const GatesPage = () => (
  <Panel title="Gates">
    <p className="note">This page is being built.</p>
  </Panel>
)
export default GatesPage
