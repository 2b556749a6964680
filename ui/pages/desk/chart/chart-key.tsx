import { METRICS } from './metrics.js'

export const ChartKey = () => (
  <p className="chart-key">
    <span>
      <span className="up">▲</span> buys
    </span>
    <span>
      <span className="down">▼</span> sells
    </span>
    <span>
      <i className="key-dotted" />
      entry to exit
    </span>
    <span>
      <i className="key-dashed" />
      stop
    </span>
    {METRICS.map((name) => (
      <span key={name}>
        <i className={`key-${name}`} />
        {name}
      </span>
    ))}
  </p>
)
