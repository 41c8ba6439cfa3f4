/* What the page of the grid shows around the fields (scoregrid.js): figures, what was refused, groups
 * that fold. */

/* The figures of the unit, as the answer to a save brings them. */
export function showFigures(table, answer) {
  for (const row of answer.rows) {
    const tr = table.querySelector(`tr[data-code="${CSS.escape(row.code)}"]`);
    const set = (what, html) => {
      const place = tr?.querySelector(`[data-is=${what}]`);
      if (place && html !== undefined) place.innerHTML = html;
    };
    set('rule', row.rule);
    if (tr?.matches('.group, .sum, .total')) set('self', row.self);
    const difference = tr?.querySelector('[data-is=difference]');
    if (difference && row.difference !== undefined)
      difference.textContent = row.difference && `⚠ ${row.difference}`;
  }
  const put = (id, html) => {
    const place = document.getElementById(id);
    if (place) place.innerHTML = html;
  };
  put('tien-do', answer.progress);
  put('tong', answer.total);
  const unsent = document.getElementById('chua-gui');
  if (unsent) {
    unsent.hidden = !answer.unsent_count;
    const badge = unsent.querySelector('.badge');
    if (badge) badge.lastChild.textContent = answer.unsent;
  }
  const seen = document.querySelector('#gui input[name=seen]');
  if (seen) seen.value = answer.number;
  const hide = (place, hidden) => { if (place) place.hidden = hidden; };
  hide(document.getElementById('trinh'), !answer.unsent_count);
  hide(document.querySelector('#gui form'), !answer.unsent_count);
  hide(document.getElementById('khong-gi-moi'), answer.unsent_count > 0);
}

/* The line below the criterion that says what is wrong with its fields. */
function faultLine(cell) {
  const after = cell.row.tr.nextElementSibling;
  if (after?.matches('.says')) return after.cells[0];
  const line = document.createElement('tr');
  line.className = 'says';
  line.setAttribute('role', 'row');
  const td = line.insertCell();
  td.setAttribute('role', 'cell');
  td.colSpan = 9;
  td.id = `fault.${cell.row.tr.dataset.code}`;
  cell.row.tr.after(line);
  return td;
}

export function clearFault(cell) {
  cell.td.classList.remove('fault');
  cell.input.removeAttribute('aria-invalid');
  cell.input.removeAttribute('aria-describedby');
  const after = cell.row.tr.nextElementSibling;
  if (!after?.matches('.says')) return;
  after.querySelector(`[data-fault="${CSS.escape(cell.name)}"]`)?.remove();
  if (!after.cells[0].childElementCount) after.remove();
}

/* MINE: what was typed; WORDS(key): a text of the page. A conflict gets the choice between the two. */
export function showFault(cell, result, mine, words) {
  const td = faultLine(cell);
  const part = document.createElement('div');
  part.dataset.fault = cell.name;
  const says = document.createElement('p');
  says.textContent = `⚠ ${cell.input.ariaLabel ?? cell.name}: ${result.why}`;
  part.append(says);
  cell.td.classList.add('fault', 'dirty');
  cell.input.setAttribute('aria-invalid', 'true');
  cell.input.setAttribute('aria-describedby', td.id);
  if (result.outcome === 'conflict') {
    cell.conflict = result;
    const choice = document.createElement('p');
    choice.className = 'buttons';
    for (const [act, word, value] of [['keep', 'keep', mine], ['take', 'take', result.text]]) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'button small';
      button.dataset.choose = act;
      button.dataset.name = cell.name;
      button.textContent = `${words(word)}: ${value || `(${words('empty')})`}`;
      choice.append(button);
    }
    part.append(choice);
  }
  td.append(part);
}

export function foldGroups(rows) {
  for (const row of rows.filter((each) => each.isGroup)) {
    const head = row.tr.cells[0];
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'fold';
    button.setAttribute('aria-expanded', 'true');
    button.setAttribute('aria-label', `${head.textContent.trim()} ${row.tr.cells[1].textContent.trim()}`);
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => fold(row, button));
  }
}

function fold(row, button) {
  const open = button.getAttribute('aria-expanded') !== 'true';
  button.setAttribute('aria-expanded', String(open));
  const depth = Number(row.tr.dataset.depth);
  for (let tr = row.tr.nextElementSibling; tr && !tr.matches('.sum, .total'); tr = tr.nextElementSibling) {
    if (tr.dataset.depth !== undefined && Number(tr.dataset.depth) <= depth) break;
    tr.hidden = !open;
    if (open) tr.querySelector('button.fold')?.setAttribute('aria-expanded', 'true');
  }
}
