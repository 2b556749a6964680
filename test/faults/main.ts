/** `npm run faults --`: `--seeds N [--from SEED] [--kind crash,takeover,deep,recovery] [--label LABEL] [--nth 1|2|random] [--workers N] [--trace] [--json]` in virtual time, or `--kills N`, `--takeovers N`, `--hours H` with real processes. */
const args = process.argv.slice(2)
try {
  // Real processes have flags of their own.
  const ofProcesses = args.some((flag) => /^--(kills|takeovers|hours)\b/.test(flag))
  const { run } = ofProcesses
    ? await import('./processes/main.js').then(({ processesMain }) => ({ run: processesMain }))
    : await import('./seeds-main.js').then(({ seedsMain }) => ({ run: seedsMain }))
  process.exitCode = await run(args)
} catch (error) {
  // Wrong flags are the caller's: one line, no stack.
  const usage = error instanceof TypeError && (error.message.startsWith('--') || 'code' in error)
  process.stderr.write(`faults: ${usage ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = usage ? 2 : 1
}
