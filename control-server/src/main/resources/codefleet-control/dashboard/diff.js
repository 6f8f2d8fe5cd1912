// A Git patch, divided into files, hunks and lines.

const LANGUAGES = {java: 'java', kt: 'kotlin', js: 'javascript', mjs: 'javascript', jsx: 'javascript', ts: 'typescript', tsx: 'typescript',
  py: 'python', rb: 'ruby', go: 'go', rs: 'rust', c: 'c', h: 'c', cc: 'cpp', cpp: 'cpp', hpp: 'cpp', cs: 'csharp', css: 'css', scss: 'scss',
  html: 'xml', xml: 'xml', svg: 'xml', json: 'json', yml: 'yaml', yaml: 'yaml', md: 'markdown', sh: 'bash', bash: 'bash', sql: 'sql',
  php: 'php', swift: 'swift', lua: 'lua', pl: 'perl', properties: 'ini', toml: 'ini', ini: 'ini'};

/** The name of a file's language, as the highlighter knows it; undefined for others. */
export function language(path) {
  return LANGUAGES[path.slice(path.lastIndexOf('.') + 1).toLowerCase()];
}

function plainPath(text) {
  return text.replace(/^"(.*)"$/, '$1').replace(/^[ab]\//, '').replace(/\t.*$/, '');
}

/** The path in the first line of a file's part; used where no line names it, as for a changed mode. */
function headPath(line) {
  const rest = line.slice('diff --git '.length);
  const middle = rest.lastIndexOf(' b/');
  return plainPath(middle < 0 ? rest : rest.slice(middle + 1));
}

/**
 * Divides a patch.
 *
 * @returns files of `{path, from, added, removed, notes, lines}`; a line is `{kind, text, old, now}`, its kind one of `hunk`,
 *     `same`, `added`, `removed` and `note`
 */
export function files(patch) {
  const result = [];
  let file;
  let old = 0;
  let now = 0;
  let oldLeft = 0;
  let nowLeft = 0;
  const begin = path => {
    file = {path, from: path, added: 0, removed: 0, notes: [], lines: []};
    result.push(file);
  };
  for (const text of patch.replace(/\n$/, '').split('\n')) {
    // Within a hunk a line that begins like a header is content.
    if (oldLeft > 0 || nowLeft > 0) {
      const sign = text[0];
      if (sign === '+') {
        file.lines.push({kind: 'added', text, now: now++});
        file.added++;
        nowLeft--;
      } else if (sign === '-') {
        file.lines.push({kind: 'removed', text, old: old++});
        file.removed++;
        oldLeft--;
      } else if (sign === '\\') {
        file.lines.push({kind: 'note', text});
      } else {
        file.lines.push({kind: 'same', text, old: old++, now: now++});
        oldLeft--;
        nowLeft--;
      }
      continue;
    }
    const hunk = text.match(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/);
    if (text.startsWith('diff --git ')) {
      begin(headPath(text));
    } else if (!file && !text.startsWith('--- ')) {
      continue;
    } else if (text.startsWith('--- ')) {
      if (!file || file.lines.length) begin('');
      if (text !== '--- /dev/null') file.from = plainPath(text.slice(4));
      file.path = file.path || file.from;
    } else if (text.startsWith('+++ ')) {
      if (text !== '+++ /dev/null') file.path = plainPath(text.slice(4));
    } else if (hunk) {
      file.lines.push({kind: 'hunk', text});
      [old, now] = [Number(hunk[1]), Number(hunk[3])];
      [oldLeft, nowLeft] = [Number(hunk[2] ?? 1), Number(hunk[4] ?? 1)];
    } else if (text.startsWith('\\')) {
      file.lines.push({kind: 'note', text});
    } else if (/^(new file|deleted file|old mode|new mode|rename|similarity|copy|Binary files|GIT binary)/.test(text)) {
      file.notes.push(text);
    }
  }
  return result;
}
