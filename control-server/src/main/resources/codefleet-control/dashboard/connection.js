import {LitElement, html} from 'lit';
import {time} from './format.js';

/** Says that the page has lost its server, of when the page is, and when it tries again. */
class Connection extends LitElement {
  static properties = {live: {attribute: false}, now: {state: true}};

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.now = Date.now();
    this.clock = setInterval(() => (this.now = Date.now()), 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.clock);
  }

  render() {
    const seconds = Math.max(0, Math.ceil((this.live.next - this.now) / 1000));
    return html`<section class="lost" aria-label="Connection"><p role="alert"><strong>The connection is lost.</strong>
      This page shows the state of ${time(this.live.at)}.</p><p><span class="quiet">${seconds ? `The next try is in ${seconds} s.`
      : 'Trying …'}</span> <button type="button" @click=${() => this.dispatchEvent(new CustomEvent('retry'))}>Try now</button></p></section>`;
  }
}

customElements.define('cf-connection', Connection);
