import { Panel } from '../../parts/panel.js'

const WhyPage = () => (
  <Panel title="Why">
    <p className="note">This page is being built.</p>
  </Panel>
)
export default WhyPage
