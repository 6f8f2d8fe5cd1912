// Content that is encrypted end to end, decrypted in this tab. The keys are kept in its memory only: they are never stored,
// never sent, and cannot be read back from the browser's cryptography.
import {html} from 'lit';
import {parse} from './api.js';
import {confirm} from './dialog.js';

const PREFIX = 'sealed:1:';
const NONCE_BYTES = 12;
const KEY_BYTES = 32;
const keys = new Map();

export function sealed(text) {
  return typeof text === 'string' && text.startsWith(PREFIX);
}

/** The text for a person; one that is still sealed is named, and not shown. */
export function shown(text) {
  return sealed(text) ? html`<span class="quiet">encrypted with the key ${text.slice(PREFIX.length).split(':')[0]}</span>` : text;
}

export function unlocked() {
  return keys.size > 0;
}

function bytes(base64) {
  return Uint8Array.from(atob(base64), sign => sign.charCodeAt(0));
}

/** The place of the content as it is bound to it: its namespace, task and kind, each behind its length; and the id of the key. */
function place(parts, keyId) {
  const encoder = new TextEncoder();
  const pieces = parts.flatMap(part => {
    const text = encoder.encode(part);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, text.length);
    return [length, text];
  });
  pieces.push(encoder.encode(keyId));
  const result = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    result.set(piece, at);
    at += piece.length;
  }
  return result;
}

/**
 * Decrypts content.
 *
 * @returns the text; undefined without the key. Fails if the content belongs to another place or was changed
 */
async function open(text, namespace, subject, kind) {
  const [keyId, base64] = text.slice(PREFIX.length).split(':');
  const key = keys.get(keyId);
  if (!key) return undefined;
  const frame = bytes(base64);
  const additionalData = place([namespace, subject, kind], keyId);
  const plain = await crypto.subtle.decrypt({name: 'AES-GCM', iv: frame.slice(0, NONCE_BYTES), additionalData, tagLength: 128},
    key, frame.slice(NONCE_BYTES));
  return new TextDecoder().decode(plain);
}

/** Reads the compressed JSON of a part of a transcript. */
async function unpacked(content) {
  const plain = new Blob([bytes(content)]).stream().pipeThrough(new DecompressionStream('gzip'));
  return parse(await new Response(plain).text());
}

/** Reads keys in the form of a key file: a line has an id and 32 bytes in Base64. Only those that decrypt are kept. */
async function take(text) {
  const taken = new Map();
  for (const line of text.split(/[\n;]/).map(each => each.trim()).filter(each => each && !each.startsWith('#'))) {
    const [id, base64] = line.split(/\s+/);
    if (id === 'fingerprint') continue;
    let raw;
    try {
      raw = bytes(base64);
    } catch (e) {
      throw new Error(`The key '${id}' is not Base64.`);
    }
    if (raw.length !== KEY_BYTES) throw new Error(`The key '${id}' has ${raw.length} bytes, it must have ${KEY_BYTES}.`);
    taken.set(id, await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']));
  }
  if (!taken.size) throw new Error('The text has no key. Write one a line: its id and its Base64.');
  taken.forEach((key, id) => keys.set(id, key));
}

/** Asks for keys; true if there are some now. */
export async function askForKeys() {
  if (!window.crypto.subtle) throw new Error('The browser decrypts only over TLS or on this machine.');
  const values = await confirm({title: 'Unlock content', action: 'Unlock',
    text: 'The keys stay in the memory of this tab until it is closed or loaded again. They are not sent and not stored.',
    body: html`<label>Keys, one a line: id and Base64 <textarea name="keys" class="code" rows="4" required autocomplete="off"
      spellcheck="false"></textarea></label>`});
  if (!values) return false;
  await take(values.keys);
  return true;
}

export function lock() {
  keys.clear();
}

async function opened(text, namespace, id, kind, made) {
  if (!sealed(text)) return undefined;
  const plain = await open(text, namespace, id, kind).catch(() => {
    throw new Error('The content cannot be decrypted: the key is another one, or the content was changed or moved.');
  });
  return plain === undefined ? undefined : made(plain);
}

/** Returns the task with what this tab can decrypt of it; `locked` says that something stays closed, `sealed` that the prompt was encrypted. */
export async function openTask(info, namespace) {
  const {outcome} = info;
  const task = await opened(info.task && info.task.prompt, namespace, info.id, 'TASK', parse);
  const result = outcome && outcome.result && await opened(outcome.result.text, namespace, info.id, 'RESULT', parse);
  const error = outcome && outcome.error && await opened(outcome.error.message, namespace, info.id, 'ERROR', parse);
  const reason = outcome && await opened(outcome.reason, namespace, info.id, 'CANCEL_REASON', parse);
  const history = await Promise.all((info.history || []).map(async attempt => ({...attempt,
    error: attempt.error && (await opened(attempt.error.message, namespace, info.id, 'ERROR', parse) || attempt.error)})));
  const open = {...info, history, task: task || info.task};
  if (outcome) open.outcome = {...outcome, ...(result && {result}), ...(error && {error}), ...(reason && {reason})};
  const left = [open.task && open.task.prompt, outcome && open.outcome.result && open.outcome.result.text,
    outcome && open.outcome.error && open.outcome.error.message];
  return {...open, locked: left.some(sealed), sealed: sealed(info.task && info.task.prompt)};
}

/** Returns the prompt of a task, decrypted where this tab can. */
export async function openPrompt(prompt, namespace, id) {
  const task = await opened(prompt, namespace, id, 'TASK', parse);
  return task ? task.prompt : prompt;
}

/** Returns the name of a part of a transcript, which is the end of the subject that its content is bound to. */
function nameOf(part) {
  return part.subject.slice(part.subject.lastIndexOf('/') + 1);
}

/** Decrypts a part of a transcript: {part}, or {locked} without its key, or {fault} that says why it cannot be read. */
async function openPart(sealedPart, namespace) {
  let plain;
  try {
    plain = await open(sealedPart.content, namespace, sealedPart.subject, 'DOCUMENT');
  } catch (e) {
    return {fault: 'cannot be decrypted: the key is another one, or the content was changed or moved', closed: true};
  }
  if (plain === undefined) return {locked: true, fault: 'is encrypted with a key that this tab does not have'};
  try {
    return {part: await unpacked(plain)};
  } catch (e) {
    return {fault: 'is damaged: it holds no steps'};
  }
}

/**
 * Returns a transcript whose parts are decrypted where this tab can; `locked` says that all stay closed, and `faults` which ones
 * cannot be read, so that one of them hides no other.
 */
export async function openTranscript(transcript, namespace) {
  if (!transcript.sealed) return transcript;
  const results = await Promise.all(transcript.sealed.map(part => openPart(part, namespace)));
  if (results.every(result => result.locked)) return {...transcript, locked: true};
  if (results.every(result => result.closed)) throw new Error('The content cannot be decrypted: the key is another one, or the content was changed or moved.');
  const faults = results.map((result, i) => result.fault && `Part ${nameOf(transcript.sealed[i])} ${result.fault}.`).filter(Boolean);
  const parts = results.filter(result => result.part).map(result => result.part);
  const steps = [];
  let next = 0;
  for (const part of parts.sort((one, other) => one.first - other.first)) {
    if (part.first > next) steps.push({kind: 'omitted', at: (part.steps[0] || {}).at, steps: part.first - next});
    steps.push(...part.steps);
    next = Math.max(next, part.first + part.steps.length);
  }
  return {...transcript, steps, faults, complete: parts.some(part => part.complete)};
}
