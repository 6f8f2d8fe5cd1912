import {html} from 'lit';
import {Page} from '../page.js';
import {api} from '../api.js';
import {count} from '../format.js';
import {problem} from '../parts.js';

class Spending extends Page {
  async load() {
    return (await api.get('/spending')).items;
  }

  render() {
    const items = this.data || [];
    return html`<h1>Spending</h1>${problem(this.failure)}
      <div class="scroll" tabindex="0" role="region" aria-label="Table"><table><thead><tr><th scope="col">Allowance</th><th scope="col" class="n">Today</th><th scope="col" class="n">In all</th>
        <th scope="col" class="n">Tokens</th><th scope="col" class="n">Attempts</th></tr></thead>
      <tbody>${items.map(item => html`<tr><td>${item.key}</td>
        <td class="n">$${(item.days[item.today] || {cost: '0'}).cost}</td><td class="n">$${item.total.cost}</td>
        <td class="n">${count(item.total.tokens)}</td><td class="n">${count(item.total.attempts)}</td></tr>`)}</tbody></table></div>
      ${this.data && !items.length ? html`<p>No task has named an allowance (shared spending quota).</p>` : ''}`;
  }
}

customElements.define('cf-spending', Spending);
