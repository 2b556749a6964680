/** The web interface as files that a strict content security policy allows: no inline script, no data URL, nothing from elsewhere. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  // Pages have paths of their own: a file is found from each.
  base: '/',
  plugins: [react()],
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: 'es2022', reportCompressedSize: false },
  // Development: `sep demo --port 8080` answers, Vite serves the sources.
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/ws': { target: 'ws://127.0.0.1:8080', ws: true } } },
})
