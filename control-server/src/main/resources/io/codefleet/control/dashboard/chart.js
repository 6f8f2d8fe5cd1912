import {LitElement, html} from 'lit';
import uPlot from 'uplot';

const HEIGHT = 150;

/** A figure over time. What the canvas shows is said in its caption too: the last value and the highest one. */
class Chart extends LitElement {
  static properties = {label: {}, unit: {}, times: {attribute: false}, values: {attribute: false}, digits: {type: Number}};

  createRenderRoot() {
    return this;
  }

  constructor() {
    super();
    this.digits = 1;
    this.scheme = matchMedia('(prefers-color-scheme: dark)');
    this.recolor = () => this.draw();
    this.observer = new ResizeObserver(() => this.plot && this.plot.setSize({width: this.room, height: HEIGHT}));
  }

  connectedCallback() {
    super.connectedCallback();
    this.scheme.addEventListener('change', this.recolor);
    this.observer.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.scheme.removeEventListener('change', this.recolor);
    this.observer.disconnect();
    if (this.plot) this.plot.destroy();
    this.plot = undefined;
  }

  get room() {
    return Math.max(120, this.querySelector('.plot').clientWidth);
  }

  text(value) {
    return value === null || value === undefined ? '–' : value.toLocaleString(undefined, {maximumFractionDigits: this.digits}) + ' ' + this.unit;
  }

  draw() {
    const style = getComputedStyle(document.documentElement);
    const color = name => style.getPropertyValue(name).trim();
    const axis = {stroke: color('--quiet'), grid: {stroke: color('--line'), width: 1}, ticks: {stroke: color('--line'), width: 1}};
    if (this.plot) this.plot.destroy();
    this.plot = new uPlot({
      width: this.room, height: HEIGHT, legend: {show: false}, cursor: {show: false},
      scales: {y: {range: (plot, low, high) => [0, high > 0 ? high * 1.1 : 1]}},
      axes: [axis, {...axis, size: 55}],
      series: [{}, {label: this.label, stroke: color('--accent'), width: 2, points: {show: true, size: 4, fill: color('--accent')}}],
    }, [this.times, this.values], this.querySelector('.plot'));
  }

  updated() {
    if (this.plot) this.plot.setData([this.times, this.values]);
    else this.draw();
  }

  render() {
    const known = this.values.filter(value => value !== null);
    const top = known.length ? Math.max(...known) : null;
    return html`<figure><figcaption><strong>${this.label}</strong>
      <span class="quiet">last ${this.text(known.length ? known[known.length - 1] : null)}, highest ${this.text(top)}</span></figcaption>
      <div class="plot" aria-hidden="true"></div></figure>`;
  }
}

customElements.define('cf-chart', Chart);
