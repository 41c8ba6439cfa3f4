/* The editor of a table of criteria: sums while one types, and keys for moving rows. Without this
 * script sums are those of the last save, and the buttons of a row do the same as the keys. */
const table = document.querySelector('[data-editor]');

/* Bonus, penalty and what disqualifies stand beside the sum. */
const APART = ['bonus', 'penalty', 'extra-items', 'extra-level', 'penalty-items', 'penalty-level', 'disqualify'];
const GROUPS = ['group', 'mean'];
const comma = document.documentElement.lang !== 'en';

/* In ten-thousandths, so that sums are exact; NaN for what is no number. */
function number(text) {
  const plain = text.trim();
  if (!plain) return 0;
  const mark = comma ? plain.replace(/\.(?=\d{3}(\D|$))/g, '').replace(',', '.') : plain.replace(/,/g, '');
  return /^-?\d+(\.\d{1,4})?$/.test(mark) ? Math.round(Number(mark) * 10000) : NaN;
}

function show(units) {
  return (units / 10000).toLocaleString(comma ? 'vi-VN' : 'en-GB', { maximumFractionDigits: 4 });
}

function words(template, sum, off) {
  return template.replace('{0}', show(sum)).replace('{1}', show(off));
}

function read(row) {
  const field = (name) => row.querySelector(`[name^="${name}-"]`);
  const choice = field('for');
  return {
    row,
    depth: Number(row.dataset.depth),
    kind: field('kind').value,
    max: number(field('max').value),
    unit: choice?.value ?? '',
    unitName: choice?.selectedOptions[0]?.text ?? '',
  };
}

/* As criteria_part_sums: one sum for each kind of unit that the parts name, else one for all. */
function sums(parts) {
  const counted = parts.filter((part) => !part.apart);
  const kinds = [...new Map(counted.filter((part) => part.unit).map((part) => [part.unit, part.unitName]))];
  const sum = (unit) => counted.filter((part) => !part.unit || part.unit === unit)
    .reduce((all, part) => all + part.max, 0);
  return kinds.length ? kinds.map(([unit, name]) => ({ name, sum: sum(unit) })) : [{ name: '', sum: sum('') }];
}

function write(place, lines) {
  place.replaceChildren(...lines.map(({ text, wrong }) => {
    const line = document.createElement('span');
    line.className = wrong ? 'sub error' : 'sub';
    line.textContent = text;
    return line;
  }));
}

function recompute() {
  const rows = [...table.tBodies[0].rows].map(read);
  rows.forEach((row, index) => {
    const below = [];
    for (let i = index + 1; i < rows.length && rows[i].depth > row.depth; i++) below.push(rows[i]);
    const leaves = below.filter((each) => !GROUPS.includes(each.kind));
    row.apart = GROUPS.includes(row.kind) ? below.length > 0 && leaves.every((leaf) => APART.includes(leaf.kind))
      : APART.includes(row.kind);
  });
  const said = table.dataset;
  rows.forEach((group, index) => {
    const place = group.row.querySelector('[data-sums]');
    if (!place) return;
    const parts = [];
    for (let i = index + 1; i < rows.length && rows[i].depth > group.depth; i++)
      if (rows[i].depth === group.depth + 1) parts.push(rows[i]);
    write(place, sums(parts).map(({ name, sum }) => {
      const off = sum - group.max;
      const text = Number.isNaN(off) ? '–'
        : words(off < 0 ? said.sayUnder : off > 0 ? said.sayOver : said.sayFits, sum, Math.abs(off));
      return { text: name ? `${name}: ${text}` : text, wrong: off !== 0 };
    }));
  });
  const total = document.querySelector('[data-total]');
  if (total)
    total.textContent = sums(rows.filter((row) => row.depth === 0))
      .map(({ name, sum }) => (name ? `${name}: ` : '') + (Number.isNaN(sum) ? '–' : show(sum))).join('  ');
}

const KEYS = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'out', ArrowRight: 'in', Insert: 'after' };

function key(event) {
  if (!event.altKey || event.ctrlKey || event.metaKey || !KEYS[event.key]) return;
  const button = event.target.closest('tr')?.querySelector(`button[value^="${KEYS[event.key]}-"]`);
  if (!button) return;
  event.preventDefault();
  event.stopPropagation();
  button.click();
}

if (table) {
  table.addEventListener('input', recompute);
  table.addEventListener('keydown', key, true);
  table.addEventListener('click', (event) => {
    const asking = event.target.closest('button[data-ask]');
    if (asking && !confirm(asking.dataset.ask)) event.preventDefault();
  });
  recompute();
  document.querySelector('[autofocus]')?.scrollIntoView({ block: 'center' });
}
