/** `npm run verdict`: the full calibration of the verdict, 100 markets a case. Exit code 1 if a count is out of its bounds. */
import { CALIBRATION, calibrationVerdict } from './calibration.js'

const MARKETS = 100

for (const of of CALIBRATION) {
  const counts = { edge: 0, 'no-edge': 0, undecided: 0 }
  for (let seed = 1; seed <= MARKETS; seed++) counts[calibrationVerdict(of, seed)]++
  const ok = counts.edge >= of.least && counts.edge <= of.most
  if (!ok) process.exitCode = 1
  console.log(
    `${ok ? 'ok  ' : 'FAIL'} ${of.name}: ${counts.edge} edge, ${counts['no-edge']} no-edge, ${counts.undecided} undecided ` +
      `of ${MARKETS}; ${of.least} to ${of.most} edge allowed`,
  )
}
