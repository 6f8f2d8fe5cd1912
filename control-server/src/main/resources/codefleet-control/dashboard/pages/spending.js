import {html, nothing} from 'lit';
import {Page} from '../page.js';
import {api, queryOf} from '../api.js';
import {minutesOf} from '../figures.js';
import {count, many} from '../format.js';
import {empty, table, waiting} from '../parts.js';

const NAMES = ['cost', 'throughput'];

/** What allowances have used of their limits, and the cost over time. */
class Spending extends Page {
  async load() {
    return api.get('/spending');
  }

  /** A limit of the cost, of the tokens, or of both. */
  limit(limit) {
    const {maxCost, maxTokens} = limit || {};
    return [maxCost === undefined ? '' : '$' + maxCost, maxTokens === undefined ? '' : many(maxTokens, 'token')].filter(Boolean).join(', ') || '–';
  }

  /** The share of the limit that is used up most. */
  used({key, used}) {
    return used === undefined ? '–' : html`<meter min="0" max="1" high=".8" value=${used} aria-label="used of ${key}"></meter> ${
      Math.round(100 * used)} %`;
  }

  row(item) {
    const today = (item.days[item.today] || {cost: '0'}).cost;
    const limits = item.limits || {};
    return html`<tr><td>${item.key}</td><td class="n">$${today}</td><td class="n">${this.limit(limits.perDay)}</td>
      <td class="n">$${item.total.cost}</td><td class="n">${this.limit(limits.total)}</td><td class="n">${this.used(item)}</td>
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
        <th scope="col" class="n">Limit a day</th><th scope="col" class="n">In all</th><th scope="col" class="n">Limit in all</th>
        <th scope="col" class="n">Used</th><th scope="col" class="n">Tokens</th><th scope="col" class="n">Attempts</th>`,
      items.map(item => this.row(item))) : empty('No task has named an allowance (shared spending quota).')}
      ${costs.some(([, , each]) => each && each.length) ? html`<h2>Tasks that are kept</h2>
        <div class="votes">${costs.map(each => this.costs(each))}</div>` : nothing}
      <h2>Over time</h2><cf-figures page="spending" .names=${NAMES} minutes=${minutesOf(this.parameters)}></cf-figures>`;
  }
}

customElements.define('cf-spending', Spending);
