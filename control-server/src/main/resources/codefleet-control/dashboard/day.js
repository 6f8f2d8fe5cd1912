// Sums over all tasks of a day. They cost the server more than what the broker counts, so that they are read less often.
import {LitElement, html, nothing} from 'lit';
import {api, queryOf} from './api.js';
import {count} from './format.js';
import {problem} from './parts.js';
import {isHeld} from './still.js';

const DAY = 86400000;
/** How often the sums are read at most, however often the fleet changes. */
const READ_EVERY = 10000;

/** A number with a name, which leads to the page that explains it. */
export function card(label, value, link, more = nothing) {
  return html`<a class="card" href=${link}><span class="number">${value}</span><span>${label}</span>${more === nothing ? nothing
    : html`<small>${more}</small>`}</a>`;
}

/** The cards of what was submitted in the last 24 hours and has ended, and of what was spent since midnight UTC, when allowances begin again. */
class Day extends LitElement {
  static properties = {read: {state: true}, failure: {state: true}};

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.changed = () => this.refresh();
    window.addEventListener('fleet-changed', this.changed);
    this.clock = setInterval(this.changed, READ_EVERY);
    this.refresh();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener('fleet-changed', this.changed);
    clearInterval(this.clock);
  }

  async refresh() {
    const now = Date.now();
    if (document.hidden || this.asked && (isHeld() || now - this.asked < READ_EVERY)) return;
    this.asked = now;
    const since = now - DAY;
    const midnight = now - now % DAY;
    const ended = status => api.get('/tasks' + queryOf({status, since, limit: 1}));
    try {
      const [completed, failed, cost, spending] = await Promise.all([ended('COMPLETED'), ended('FAILED'),
        api.get('/metrics/series' + queryOf({metric: 'cost', from: midnight, to: midnight + DAY, step: 'PT24H'})), api.get('/spending')]);
      this.read = {since, completed: completed.total, failed: failed.total, cost: cost.points[0].value, allowances: spending.items};
      this.failure = undefined;
    } catch (e) {
      this.failure = e;
    }
  }

  /** The allowance that has used most of its limit. */
  most(allowances) {
    const known = allowances.filter(each => each.used !== undefined).sort((one, other) => other.used - one.used);
    return known.length ? `${known[0].key} at ${Math.round(100 * known[0].used)} % of its limit` : nothing;
  }

  render() {
    if (!this.read) return problem(this.failure);
    const {since, completed, failed, cost, allowances} = this.read;
    const tasks = status => '#/tasks' + queryOf({status, since});
    return html`${card('submitted in 24 h, completed', count(completed), tasks('COMPLETED'))}
      ${card('submitted in 24 h, failed', count(failed), tasks('FAILED'))}
      ${card('spent today (UTC)', cost === null || cost === undefined ? '–'
        : '$' + Number(cost).toLocaleString(undefined, {maximumFractionDigits: 4}), '#/spending', this.most(allowances))}${problem(this.failure)}`;
  }
}

customElements.define('cf-day', Day);
