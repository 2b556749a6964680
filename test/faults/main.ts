/**
 * `npm run faults -- ...`. In virtual time:
 * `--seeds N [--from SEED] [--kind crash,takeover,deep,recovery] [--label LABEL] [--nth 1|2|random] [--workers N] [--trace] [--json]`.
 * With real processes: `--kills N`, `--takeovers N` or `--hours H`.
 */
const args = process.argv.slice(2)
try {
  // Runs with real processes have their own flags.
  const ofProcesses = args.some((flag) => /^--(kills|takeovers|hours)\b/.test(flag))
  const { run } = ofProcesses
    ? await import('./processes/main.js').then(({ processesMain }) => ({ run: processesMain }))
    : await import('./seeds-main.js').then(({ seedsMain }) => ({ run: seedsMain }))
  process.exitCode = await run(args)
} catch (error) {
  // Invalid flags are the caller's mistake: one line, no stack.
  const usage = error instanceof TypeError && (error.message.startsWith('--') || 'code' in error)
  process.stderr.write(`faults: ${usage ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = usage ? 2 : 1
}
