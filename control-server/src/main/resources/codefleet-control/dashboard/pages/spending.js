import {html, nothing} from 'lit';
import {Page} from '../page.js';
import {api, queryOf} from '../api.js';
import {minutesOf} from '../figures.js';
import {count} from '../format.js';
import {empty, table, waiting} from '../parts.js';

const NAMES = ['cost', 'throughput'];

/** What allowances have used of their limits, and the cost over time. */
class Spending extends Page {
  async load() {
    return api.get('/spending');
  }

  row(item) {
    const today = (item.days[item.today] || {cost: '0'}).cost;
    return html`<tr><td>${item.key}</td><td class="n">$${today}</td><td class="n">$${item.total.cost}</td>
      <td class="n">${count(item.total.tokens)}</td><td class="n">${count(item.total.attempts)}</td></tr>`;
  }

  costs([label, parameter, costs]) {
    return costs && costs.length ? html`<section><h3>${label}</h3>${table(`Cost by ${label.toLowerCase()}`,
      html`<th scope="col">${label}</th><th scope="col" class="n">Cost</th>`,
      costs.map(each => html`<tr><td><a href="#/tasks${queryOf({[parameter]: each.name, sort: 'cost'})}">${each.name}</a></td>
        <td class="n">$${each.cost}</td></tr>`))}</section>` : nothing;
  }

  render() {
    const {items, byProject, byModel, bySubmitter} = this.data || {};
    const costs = [['Project', 'project', byProject], ['Model', 'model', byModel], ['Submitter', 'submitter', bySubmitter]];
    return html`<h1>Spending</h1>${this.data ? this.problems() : waiting(this)}
      ${!this.data ? nothing : items.length ? table('Allowances', html`<th scope="col">Allowance</th><th scope="col" class="n">Today</th>
        <th scope="col" class="n">In all</th><th scope="col" class="n">Tokens</th><th scope="col" class="n">Attempts</th>`,
      items.map(item => this.row(item))) : empty('No task has named an allowance (shared spending quota).')}
      ${costs.some(([, , each]) => each && each.length) ? html`<h2>Tasks that are kept</h2>
        <div class="votes">${costs.map(each => this.costs(each))}</div>` : nothing}
      <h2>Over time</h2><cf-figures page="spending" .names=${NAMES} minutes=${minutesOf(this.parameters)}></cf-figures>`;
  }
}

customElements.define('cf-spending', Spending);
