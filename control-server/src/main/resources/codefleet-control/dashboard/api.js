// Calls of the REST API. A failed call throws a Problem, which pages show by its type, never by its words.

/** How long an answer to a read may take: pages wait for it before they read again. */
const READ_MS = 60000;
const base = new URL('api/v1', document.baseURI).href;

export class Problem extends Error {
  constructor(document) {
    super(document.detail || document.title || 'The request failed.');
    this.type = document.type || 'unknown';
    this.status = document.status || 0;
    this.errors = document.errors || [];
    this.retryAfterMs = document.retryAfterMs || 0;
  }

  get unauthenticated() {
    return this.status === 401;
  }
}

/** Reads JSON. A whole number that a double cannot hold becomes a BigInt, so that no digit of a counter is lost. */
export function parse(text) {
  return JSON.parse(text, (key, value, context) =>
    typeof value === 'number' && context && /^-?\d+$/.test(context.source) && !Number.isSafeInteger(value)
      ? BigInt(context.source) : value);
}

/** Writes JSON. A BigInt is written as the number that it is. */
export function stringify(value, indent) {
  return JSON.stringify(value, (key, each) => (typeof each === 'bigint' ? JSON.rawJSON(String(each)) : each), indent);
}

async function request(method, path, body, type = 'application/json', more = {}) {
  const headers = {'X-Codefleet-Request': '1', ...more};
  if (body !== undefined) headers['Content-Type'] = type;
  const signal = method === 'GET' ? AbortSignal.timeout(READ_MS) : undefined;
  let response;
  let text;
  try {
    response = await fetch(base + path, {method, headers, signal, body: body === undefined ? undefined : stringify(body)});
    text = await response.text();
  } catch (e) {
    throw new Problem({title: e.name === 'TimeoutError' ? 'The control plane does not answer.' : 'The control plane cannot be reached.',
      status: 0});
  }
  if (!response.ok) throw new Problem(documentOf(response, text));
  if (response.status === 204) return null;
  return (response.headers.get('Content-Type') || '').startsWith('application/json') ? parse(text) : text;
}

/** The problem that the server names, or that of a proxy before it. */
function documentOf(response, text) {
  try {
    return JSON.parse(text);
  } catch (e) {
    return {title: response.statusText, status: response.status};
  }
}

export const api = {
  get: path => request('GET', path),
  text: (path, type) => request('GET', path, undefined, undefined, {Accept: type}),
  post: (path, body, type) => request('POST', path, body, type),
  put: (path, body) => request('PUT', path, body),
  delete: path => request('DELETE', path),
};

/** A key that is random also where the page comes without TLS. */
function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), each => each.toString(16).padStart(2, '0')).join('');
}

/**
 * Returns a function that submits the task of one opened form. The same content is one task, however often it is sent: after a
 * second click, and after an answer that was lost. A task with an id is that anyway.
 */
export function submitter() {
  let sent;
  let key;
  return task => {
    const text = stringify(task);
    if (text !== sent) key = randomKey();
    sent = text;
    return request('POST', '/tasks', task, undefined, task.id === undefined ? {'Idempotency-Key': key} : {});
  };
}

const PROBE_MS = 10000;

/** Whether the server answers at all, and soon. */
export async function reachable() {
  try {
    await fetch(base + '/health', {signal: AbortSignal.timeout(PROBE_MS)});
    return true;
  } catch (e) {
    return false;
  }
}

/** The address of an operation, for commands that a person runs elsewhere. */
export function address(path) {
  return base + path;
}

export function queryOf(parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null && each !== '') query.append(name, each);
    }
  }
  const text = query.toString();
  return text ? '?' + text : '';
}
