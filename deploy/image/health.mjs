// The health check of a container: `node health.mjs PORT` exits 0 where /health of this container answers 200.
const [port] = process.argv.slice(2)
const answer = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(4000) }).catch(() => null)
process.exit(answer?.status === 200 ? 0 : 1)
