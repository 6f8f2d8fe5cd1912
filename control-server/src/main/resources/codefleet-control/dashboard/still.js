/** Whether a person holds the pages still: what they read stays as it is, whatever the reason to read it again. */
let held = false;

export function isHeld() {
  return held;
}

export function hold(value) {
  held = value;
}
