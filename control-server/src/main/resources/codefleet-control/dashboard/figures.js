import {LitElement, html, nothing} from 'lit';
import {api, queryOf} from './api.js';
import {problem} from './parts.js';
import {isHeld} from './still.js';
import './chart.js';

export const WINDOWS = [['15', '15 minutes'], ['60', '1 hour'], ['360', '6 hours'], ['1440', '24 hours'], ['10080', '7 days']];
/** How often the figures are read at most, however often the fleet changes. */
const READ_EVERY = 10000;
const STEPS = 60;
/** Each chart: its label, its lines (metric and name), how a value is shown, and in which unit. */
const CHARTS = {
  throughput: {label: 'Throughput', lines: [['throughput', '']], times: 60, unit: 'per min'},
  latency: {label: 'Time from submission to completion', lines: [['latency_p50', 'median'], ['latency_p95', '95 %']], times: 0.001, unit: 's'},
  failures: {label: 'Failed', lines: [['failure_rate', '']], times: 100, unit: '%'},
  utilization: {label: 'Slots in use', lines: [['utilization', '']], times: 100, unit: '%'},
  queued: {label: 'Waiting', lines: [['queued', '']], unit: 'tasks', digits: 0},
  cost: {label: 'Cost', lines: [['cost', '']], unit: '$', digits: 4, summed: true},
};

export function minutesOf(parameters) {
  return Number(WINDOWS.some(([value]) => value === parameters.minutes) ? parameters.minutes : '60');
}

/** Charts of the fleet's figures. The server computes them; a step without a value is a gap and no zero. */
class Figures extends LitElement {
  static properties = {names: {attribute: false}, page: {}, minutes: {type: Number}, read: {state: true}, failure: {state: true}};

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.changed = () => this.refresh();
    window.addEventListener('fleet-changed', this.changed);
    this.clock = setInterval(this.changed, READ_EVERY);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('fleet-changed', this.changed);
    clearInterval(this.clock);
  }

  willUpdate(changed) {
    if (changed.has('minutes') || changed.has('names')) this.refresh(true);
  }

  async refresh(now = false) {
    if (document.hidden || !now && (isHeld() || Date.now() - this.asked < READ_EVERY)) return;
    this.asked = Date.now();
    const {minutes} = this;
    const step = `PT${minutes * 60 / STEPS}S`;
    const length = minutes * 60000;
    const to = Math.ceil(this.asked / (length / STEPS)) * (length / STEPS);
    const series = metric => api.get('/metrics/series' + queryOf({metric, from: to - length, to, step}));
    try {
      const metrics = this.names.flatMap(name => CHARTS[name].lines.map(([metric]) => metric));
      const answers = await Promise.all(metrics.map(series));
      if (minutes !== this.minutes) return;
      this.read = new Map(answers.map(answer => [answer.metric, answer.points]));
      this.failure = undefined;
    } catch (e) {
      this.failure = e;
    }
  }

  chart(name) {
    const {label, lines, times = 1, unit, digits = 1, summed = false} = CHARTS[name];
    const drawn = lines.map(([metric, title]) => ({name: title,
      values: this.read.get(metric).map(({value}) => (value === null || value === undefined ? null : Number(value) * times))}));
    return html`<cf-chart label=${label} unit=${unit} digits=${digits} ?summed=${summed} .lines=${drawn}
      .times=${this.read.get(lines[0][0]).map(({at}) => this.seconds(at))}></cf-chart>`;
  }

  seconds(at) {
    return Math.round((typeof at === 'string' ? Date.parse(at) : Number(at)) / 1000);
  }

  render() {
    return html`<form class="filters" @submit=${event => event.preventDefault()}><label>Time <select
        @change=${event => (location.hash = `#/${this.page}` + queryOf({minutes: event.target.value}))}>${WINDOWS.map(([value, title]) =>
          html`<option value=${value} ?selected=${Number(value) === this.minutes}>${title}</option>`)}</select></label></form>
      ${problem(this.failure)}${this.read ? html`<div class="charts">${this.names.map(name => this.chart(name))}</div>` : nothing}`;
  }
}

customElements.define('cf-figures', Figures);
