import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { createQueryClient } from './data/query-client.js'
import { startLive } from './data/live.js'
import { App } from './shell/app.js'
import { applyTheme } from './shell/theme.js'
import './style/tokens.css'
import './style/base.css'
import './style/parts.css'

applyTheme()
const client = createQueryClient()
startLive(client)
createRoot(document.querySelector('#root') as HTMLElement).render(
  <CSPProvider disableStyleElements>
    <QueryClientProvider client={client}>
      <App />
    </QueryClientProvider>
  </CSPProvider>,
)
