// JSON merge patches (RFC 7396).

function object(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function equal(one, other) {
  if (object(one) && object(other)) {
    const names = Object.keys(one);
    return names.length === Object.keys(other).length && names.every(name => Object.hasOwn(other, name) && equal(one[name], other[name]));
  }
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((each, i) => equal(each, other[i]));
  return one === other;
}

/** Returns the patch that makes `after` of `before`: what differs, and null for what is gone. */
export function mergePatch(before, after) {
  const patch = {};
  for (const name of Object.keys(before)) if (!Object.hasOwn(after, name)) patch[name] = null;
  for (const [name, value] of Object.entries(after)) {
    if (Object.hasOwn(before, name) && equal(before[name], value)) continue;
    patch[name] = object(value) && object(before[name]) ? mergePatch(before[name], value) : value;
  }
  return patch;
}
