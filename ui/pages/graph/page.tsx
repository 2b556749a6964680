import { Panel } from '../../parts/panel.js'

const GraphPage = () => (
  <Panel title="Graph">
    <p className="note">This page is being built.</p>
  </Panel>
)
export default GraphPage
