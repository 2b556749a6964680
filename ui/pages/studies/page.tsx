import { Panel } from '../../parts/panel.js'

const StudiesPage = () => (
  <Panel title="Studies">
    <p className="note">This page is being built.</p>
  </Panel>
)
export default StudiesPage
