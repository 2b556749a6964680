/** What the strategy sees and holds, why it does nothing or this, and what needs a person. */
import { Panel } from '../../parts/panel.js'

const DeskPage = () => (
  <Panel title="Desk">
    <p className="note">This page is being built.</p>
  </Panel>
)
export default DeskPage
