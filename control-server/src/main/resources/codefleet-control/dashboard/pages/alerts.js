import {html, nothing} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {Page} from '../page.js';
import {api} from '../api.js';
import {duration, many, time, word} from '../format.js';
import {ago, at, empty, state, table, waiting} from '../parts.js';

const ORDER = ['FIRING', 'PENDING', 'RESOLVED'];
const HOUR = 3600000;
/** What a threshold counts, by its rule. */
const THRESHOLDS = {
  'worker-offline': value => 'for more than ' + duration(value * 1000),
  'queue-length': value => 'more than ' + many(value, 'task'),
  'failure-rate': value => 'more than ' + percent(value),
  'completion-time': value => 'longer than ' + duration(value * 1000),
  'no-progress': value => 'for ' + duration(value * 1000),
  'unserved-lane': value => (value ? 'more than ' + many(value, 'task') : 'any task'),
  'approval-waits': value => percent(value) + ' of its time',
  'allowance-used': value => percent(value) + ' of its limit',
  'leases-lost': value => 'more than ' + many(value, 'attempt'),
  'broker-away': () => '',
};

function percent(share) {
  return (100 * share).toLocaleString(undefined, {maximumFractionDigits: 1}) + ' %';
}

/** Alerts, those that fire first; their rules, and what was sent to whom. */
class Alerts extends Page {
  connectedCallback() {
    super.connectedCallback();
    // An alert changes with time alone, without an event of the fleet.
    this.clock = setInterval(() => this.refreshSoon(), 10000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.clock);
  }

  async load() {
    const [alerts, rules, receivers] = await Promise.all([api.get('/alerts'), api.get('/alert-rules'),
      this.may('operator') ? api.get('/alert-receivers') : {items: []}]);
    const items = alerts.items.sort((one, other) =>
      ORDER.indexOf(one.state) - ORDER.indexOf(other.state) || other.changedAt - one.changedAt);
    return {alerts: items, rules: rules.items, receivers: receivers.items};
  }

  path(alert, action) {
    return '/alerts/' + encodeURIComponent(alert.id) + action;
  }

  order(method, alert, action, body) {
    const path = this.path(alert, action);
    return this.act(method + path, () => (method === 'POST' ? api.post(path, body) : api.delete(path)));
  }

  silenced(alert) {
    return alert.silencedUntil > Date.now();
  }

  actions(alert) {
    if (!this.may('operator') || alert.state === 'RESOLVED') return nothing;
    const name = html`<span class="for"> ${alert.title} ${alert.subject}</span>`;
    return html`${alert.acknowledgedBy ? nothing : html`<button type="button"
        @click=${() => this.order('POST', alert, '/acknowledge')}>Acknowledge${name}</button>`}
      ${this.silenced(alert) ? html`<button type="button"
        @click=${() => this.order('DELETE', alert, '/silence')}>End silence${name}</button>`
      : html`<button type="button" @click=${() => this.order('POST', alert, '/silence', {durationMs: HOUR})}>Silence 1 h${name}</button>`}`;
  }

  alert(alert) {
    return html`<tr><td>${state(alert.state)}</td><td>${alert.title}</td><td>${alert.subject.replace('[]', '') || 'the fleet'}</td>
      <td>${alert.detail} <a href="#/${alert.page}">Open ${alert.page.replace(/\W.*/, '')}<span class="for"> for ${alert.title}</span></a></td>
      <td>${ago(alert.startedAt)}</td>
      <td>${alert.acknowledgedBy ? 'acknowledged by ' + alert.acknowledgedBy : ''}
        ${this.silenced(alert) ? 'silent until ' + time(alert.silencedUntil) : ''}
        ${(alert.undelivered || []).length ? 'not yet delivered to ' + alert.undelivered.join(', ') : ''}</td>
      <td class="actions">${this.actions(alert)}</td></tr>`;
  }

  test(receiver) {
    return () => this.act('test ' + receiver.name, async () => {
      const answer = await api.post('/alert-receivers/' + encodeURIComponent(receiver.name) + '/test');
      this.notice = answer.delivered ? `${receiver.name} has accepted the test message.`
        : `${receiver.name} has not accepted the test message: ${answer.fault}`;
    });
  }

  receiver(receiver) {
    return html`<section><h3>${receiver.name}</h3><p>${receiver.format} at ${receiver.server}
      ${this.may('admin') ? html`<button type="button" @click=${this.test(receiver)}>Send a test<span
        class="for"> to ${receiver.name}</span></button>` : nothing}</p>
      ${receiver.deliveries.length ? table('Deliveries to ' + receiver.name,
        html`<th scope="col">Time</th><th scope="col">Rule</th><th scope="col">Change</th><th scope="col" class="n">Attempt</th>
          <th scope="col">Result</th>`,
        receiver.deliveries.map(each => html`<tr><td>${at(each.at)}</td><td>${each.rule}</td>
          <td>${word(each.state)}</td><td class="n">${each.attempt}</td>
          <td>${each.delivered ? '✓ accepted' : html`<span class="bad">✗ ${each.fault}</span>`}</td></tr>`))
      : html`<p>No message was sent yet.</p>`}</section>`;
  }

  render() {
    if (!this.data) return html`<h1>Alerts</h1>${waiting(this)}`;
    const {alerts, rules, receivers} = this.data;
    return html`<h1>Alerts</h1>${this.problems()}
      ${this.notice ? html`<p class="notice" role="status">${this.notice}</p>` : nothing}
      ${alerts.length ? table('Alerts', html`<th scope="col">State</th><th scope="col">Alert</th><th scope="col">About</th>
        <th scope="col">Detail</th><th scope="col">Since</th><th scope="col">Handling</th><th scope="col">Actions</th>`,
      repeat(alerts, each => each.id, each => this.alert(each))) : empty('No alert fires.')}
      ${this.may('operator') ? html`<h2>Receivers and deliveries</h2>
        ${receivers.length ? repeat(receivers, each => each.name, each => this.receiver(each)) : empty('No receiver gets messages about alerts.', html`Name receivers in the file of <code>codefleet control --alerts FILE</code>.`)}` : nothing}
      <h2>Rules</h2>
      ${table('Rules', html`<th scope="col">Rule</th><th scope="col">Threshold</th><th scope="col">Fires</th>
        <th scope="col">State</th>`, rules.map(rule => html`<tr><td>${rule.title}</td>
        <td>${(THRESHOLDS[rule.rule] || String)(rule.threshold)}</td>
        <td>${rule.durationMs ? 'after ' + duration(rule.durationMs) : 'at once'}</td><td>${rule.enabled ? 'on' : 'off'}</td></tr>`))}`;
  }
}

customElements.define('cf-alerts', Alerts);
