import {html, nothing} from 'lit';
import {Page} from '../page.js';
import {api} from '../api.js';
import {minutesOf} from '../figures.js';
import {count} from '../format.js';
import {empty, problem, table, waiting} from '../parts.js';

const NAMES = ['cost', 'throughput'];

/** What allowances have used of their limits, and the cost over time. */
class Spending extends Page {
  async load() {
    return (await api.get('/spending')).items;
  }

  row(item) {
    const today = (item.days[item.today] || {cost: '0'}).cost;
    return html`<tr><td>${item.key}</td><td class="n">$${today}</td><td class="n">$${item.total.cost}</td>
      <td class="n">${count(item.total.tokens)}</td><td class="n">${count(item.total.attempts)}</td></tr>`;
  }

  render() {
    return html`<h1>Spending</h1>${this.data ? problem(this.failure) : waiting(this)}
      ${!this.data ? nothing : this.data.length ? table('Allowances', html`<th scope="col">Allowance</th><th scope="col" class="n">Today</th>
        <th scope="col" class="n">In all</th><th scope="col" class="n">Tokens</th><th scope="col" class="n">Attempts</th>`,
      this.data.map(item => this.row(item))) : empty('No task has named an allowance (shared spending quota).')}
      <h2>Over time</h2><cf-figures page="spending" .names=${NAMES} minutes=${minutesOf(this.parameters)}></cf-figures>`;
  }
}

customElements.define('cf-spending', Spending);
