/* Tables to fill in like a sheet: <table class="grid"> with an <input> or <select> in its cells.
 *
 * Arrow keys, Enter and Tab move; a block copied in Excel is pasted over the cells from the one in
 * focus on; Ctrl+Z takes the last paste back; Escape restores the cell. Cells that differ from what
 * is stored are marked. Words come from data attributes of the table:
 *   data-say-dirty="{0} ô chưa lưu"  data-say-pasted="Đã dán {0} ô"  data-say-short="…{0}…"
 * and are said in the element with role=status inside the same form. A form with hx-post is saved as
 * one goes: what was sent and taken is no longer marked. Group rows of a table.folds get a button
 * that folds them. Without this script it is a plain form with a save button.
 */
const FIELD = 'td > input:not([type=hidden]), td > select';

class Grid {
  constructor(table) {
    this.table = table;
    table.dataset.ready = 'yes';
    this.form = table.closest('form');
    this.status = this.form?.querySelector('[role=status]');
    this.quiet = this.status?.textContent; /* what is said while nothing is unsaved */
    this.pastes = [];
    this.fields().forEach((field) => { field.dataset.was ??= field.value; });
    table.addEventListener('keydown', (event) => this.key(event));
    table.addEventListener('paste', (event) => this.paste(event));
    table.addEventListener('input', (event) => this.mark(event.target));
    table.addEventListener('focusin', (event) => {
      if (!this.isField(event.target)) return;
      event.target.dataset.entered = event.target.value;
      if (event.target.select && event.target.type !== 'checkbox') event.target.select();
    });
    this.form?.addEventListener('submit', () => { this.leaving = !this.form.hasAttribute('hx-post'); });
    this.form?.addEventListener('htmx:beforeRequest', () => {
      this.sent = new Map(this.fields().map((field) => [field, field.value]));
    });
    this.form?.addEventListener('htmx:afterRequest', (event) => {
      if (event.detail.successful) this.settle();
    });
    this.form?.addEventListener('htmx:afterSwap', () => { this.quiet = this.status?.textContent; });
    addEventListener('beforeunload', (event) => {
      if (!this.leaving && this.table.querySelector('td.dirty')) event.preventDefault();
    });
  }

  fields() {
    return [...this.table.querySelectorAll(FIELD)];
  }

  isField(element) {
    return element.matches(FIELD);
  }

  /* Rows that have fields, each a map from column to field: group rows do not break a paste. */
  rows() {
    return [...this.table.tBodies].flatMap((body) => [...body.rows])
      .filter((row) => row.getClientRects().length)
      .map((row) => {
        const cells = new Map();
        let column = 0;
        for (const cell of row.cells) {
          const field = cell.querySelector(':scope > input:not([type=hidden]), :scope > select');
          if (field) cells.set(column, field);
          column += cell.colSpan;
        }
        return cells;
      })
      .filter((cells) => cells.size);
  }

  place(field) {
    const rows = this.rows();
    for (let row = 0; row < rows.length; row++)
      for (const [column, other] of rows[row])
        if (other === field) return { rows, row, column };
    return null;
  }

  go(field, down, right) {
    const at = this.place(field);
    if (!at) return false;
    let target = null;
    if (down) {
      for (let row = at.row + down; at.rows[row] && !target; row += down)
        target = at.rows[row].get(at.column);
    } else {
      const columns = [...at.rows[at.row].keys()];
      target = at.rows[at.row].get(columns[columns.indexOf(at.column) + right]);
    }
    target?.focus();
    return Boolean(target);
  }

  key(event) {
    const field = event.target;
    if (event.altKey || event.metaKey || event.isComposing) return;
    if (!this.isField(field)) return; /* links and buttons of the table keep their keys */
    if (event.ctrlKey) {
      if (event.key.toLowerCase() === 'z' && this.pastes.length) {
        event.preventDefault();
        this.undo();
      }
      return;
    }
    const list = field.tagName === 'SELECT';
    const atStart = list || (field.selectionStart === 0 &&
      (field.selectionEnd === 0 || field.selectionEnd === field.value.length));
    const atEnd = list || field.selectionEnd === field.value.length;
    let moved = false;
    if (event.key === 'Enter') {
      this.go(field, event.shiftKey ? -1 : 1, 0);
      moved = true; /* Enter never sends a grid by accident */
    } else if (event.key === 'ArrowDown' && !list) moved = this.go(field, 1, 0);
    else if (event.key === 'ArrowUp' && !list) moved = this.go(field, -1, 0);
    else if (event.key === 'ArrowLeft' && atStart) moved = this.go(field, 0, -1);
    else if (event.key === 'ArrowRight' && atEnd) moved = this.go(field, 0, 1);
    else if (event.key === 'Escape' && field.dataset.entered !== undefined) {
      this.put(field, field.dataset.entered);
      field.select?.();
      moved = true;
    }
    if (moved) event.preventDefault();
  }

  paste(event) {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const block = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n').map((line) => line.split('\t'));
    if (block.length === 1 && block[0].length === 1) return; /* one value: the browser's own paste */
    const at = this.place(event.target);
    if (!at) return;
    event.preventDefault();
    const done = [];
    let left = 0;
    block.forEach((line, down) => line.forEach((value, right) => {
      const field = at.rows[at.row + down]?.get(at.column + right);
      if (!field || field.readOnly || field.disabled || !this.accepts(field, value.trim())) {
        left += value.trim() ? 1 : 0;
        return;
      }
      done.push([field, field.value]);
      this.put(field, value.trim());
    }));
    this.pastes.push(done);
    this.say(this.table.dataset.sayPasted, done.length);
    if (left) this.say(this.table.dataset.sayShort, done.length, left);
  }

  accepts(field, value) {
    return field.tagName !== 'SELECT' || [...field.options].some((option) =>
      option.value === value || option.text.trim() === value);
  }

  put(field, value) {
    if (field.tagName === 'SELECT') {
      const option = [...field.options].find((each) => each.value === value || each.text.trim() === value);
      if (option) field.value = option.value;
    } else {
      field.value = value;
    }
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }

  undo() {
    const done = this.pastes.pop();
    for (const [field, value] of done.reverse()) this.put(field, value);
    done.at(-1)?.[0].focus();
  }

  /* What the last request carried is stored now; what was typed meanwhile is not. */
  settle() {
    for (const [field, value] of this.sent ?? []) {
      field.dataset.was = value;
      field.closest('td')?.classList.toggle('dirty', field.value !== value);
    }
  }

  mark(field) {
    field.closest('td')?.classList.toggle('dirty', field.value !== field.dataset.was);
    const dirty = this.table.querySelectorAll('td.dirty').length;
    if (dirty) this.say(this.table.dataset.sayDirty, dirty);
    else if (this.status) this.status.textContent = this.quiet;
  }

  say(words, ...counts) {
    if (this.status && words)
      this.status.textContent = words.replace(/\{(\d)\}/g, (_, index) => counts[index]);
  }
}

/* The rows after a group row, up to the next one, are shown or hidden by its button. */
function fold(table) {
  for (const group of table.querySelectorAll('tr.group')) {
    const head = group.cells[0];
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'fold';
    button.setAttribute('aria-expanded', 'true');
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const open = button.getAttribute('aria-expanded') !== 'true';
      button.setAttribute('aria-expanded', String(open));
      for (let row = group.nextElementSibling; row && !row.matches('.group, .total'); row = row.nextElementSibling)
        row.hidden = !open;
    });
  }
  table.dataset.folds = 'yes';
}

function enhance() {
  for (const table of document.querySelectorAll('table.folds:not([data-folds])')) fold(table);
  for (const table of document.querySelectorAll('table.grid:not([data-ready])')) new Grid(table);
}
enhance();
/* Parts that htmx brings in later. */
document.addEventListener('htmx:load', enhance);
document.addEventListener('htmx:afterSettle', enhance);
