// Calls of the REST API and its streams. A failed call throws a Problem, which pages show by its type, never by its words.

const base = new URL('api/v1', document.baseURI).href;

export class Problem extends Error {
  constructor(document) {
    super(document.detail || document.title || 'The request failed.');
    this.type = document.type || 'unknown';
    this.status = document.status || 0;
    this.errors = document.errors || [];
  }

  get unauthenticated() {
    return this.status === 401;
  }
}

async function request(method, path, body) {
  const headers = {'X-Codefleet-Request': '1'};
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response;
  try {
    response = await fetch(base + path, {method, headers, body: body === undefined ? undefined : JSON.stringify(body)});
  } catch (e) {
    throw new Problem({title: 'The control plane cannot be reached.', status: 0});
  }
  if (response.ok) {
    const type = response.headers.get('Content-Type') || '';
    if (response.status === 204) return null;
    return type.startsWith('application/json') ? response.json() : response.text();
  }
  let document;
  try {
    document = await response.json();
  } catch (e) {
    document = {title: response.statusText, status: response.status};
  }
  throw new Problem(document);
}

export const api = {
  get: path => request('GET', path),
  post: (path, body) => request('POST', path, body),
  delete: path => request('DELETE', path),
};

/**
 * Follows a stream until `close()` of the result is called. The browser connects again by itself and sends the last cursor.
 *
 * @param on handlers by event name; `state` is called with 'live' or 'reconnecting'
 */
export function follow(path, on) {
  const source = new EventSource(base + path);
  source.onopen = () => on.state && on.state('live');
  source.onerror = () => on.state && on.state(source.readyState === EventSource.CLOSED ? 'closed' : 'reconnecting');
  for (const [name, handler] of Object.entries(on)) {
    if (name !== 'state') source.addEventListener(name, event => handler(JSON.parse(event.data)));
  }
  return source;
}

export function queryOf(parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== '') query.set(name, value);
  }
  const text = query.toString();
  return text ? '?' + text : '';
}
