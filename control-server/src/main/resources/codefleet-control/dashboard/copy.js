import {LitElement, html, svg} from 'lit';

const SHOWN_MS = 1500;
const SHEETS = html`<svg viewBox="0 0 16 16" width="14" height="14">${svg`<path fill="none" stroke="currentColor" stroke-width="1.5"
  d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3"></path>`}</svg>`;

/** Copies a text into the clipboard; browsers allow it on loopback and over TLS only. */
export async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (!done) throw new Error('The browser does not allow to copy here.');
  return undefined;
}

/** A button that copies a text, and says that it did. */
class Copy extends LitElement {
  static properties = {text: {attribute: false}, label: {}, result: {state: true}};

  createRenderRoot() {
    return this;
  }

  async copy(event) {
    event.preventDefault();
    try {
      await copyText(this.text);
      this.result = 'copied';
    } catch (e) {
      this.result = 'not copied';
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.result = undefined), SHOWN_MS);
  }

  render() {
    const sign = this.result === 'copied' ? '✓' : this.result ? '✗' : SHEETS;
    return html`<button type="button" class=${this.label ? '' : 'icon'} title="Copy" aria-label=${this.label || `Copy ${this.text}`}
      @click=${event => this.copy(event)}><span aria-hidden="true">${sign}</span>${this.label ? ' ' + this.label : ''}</button><span
      class="for" role="status">${this.result || ''}</span>`;
  }
}

customElements.define('cf-copy', Copy);
