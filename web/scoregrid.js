/* The grid in which a unit scores itself: <table data-scoregrid> inside its form.
 *
 * Every field is saved as soon as it is left, a pasted or filled block at once; the answer brings the
 * new figures of the unit. One request is under way at a time, what is typed meanwhile goes with the
 * next. What could not be saved stays in its field and is tried again; what somebody else typed
 * meanwhile is shown beside it, with a choice. Undo and redo are saves like others.
 *
 * Keys as in a spreadsheet: arrows, Enter, Tab, Home, End, with Ctrl to the edge of what is filled in;
 * Shift and arrows take a range, Ctrl+C copies it, Ctrl+D fills it down, Delete empties it; F2 edits,
 * Escape takes back. Without this script the form is saved as a whole.
 */
import { quote, readBlock } from 'asset:scoregrid_block.js';
import { clearFault, foldGroups, showFault, showFigures } from 'asset:scoregrid_page.js';

const FIELDS = ['actual', 'points', 'evidence'];
const RETRY_MS = [2000, 5000, 10000, 30000];

class ScoreGrid {
  constructor(table) {
    this.table = table;
    this.form = table.closest('form');
    this.status = this.form.querySelector('[role=status]');
    this.cells = new Map(); /* name → cell */
    this.waiting = new Set(); /* cells to be sent */
    this.failures = 0;
    this.undone = [];
    this.done = [];
    this.readRows();
    this.listen();
  }

  /* Every line of the table but sums; a group is skipped by a paste, a line without fields is not. */
  readRows() {
    this.rows = [];
    for (const tr of this.table.querySelectorAll('tbody > tr[data-code]')) {
      if (tr.matches('.sum, .total')) continue;
      const row = { tr, isGroup: tr.matches('.group'), cells: [] };
      const seen = tr.querySelector('input[type=hidden]')?.value.split(',') ?? [];
      FIELDS.forEach((field, column) => {
        const input = tr.querySelector(`td > input[name^="${field}."]`);
        if (!input) return;
        const cell = { input, row, column, name: input.name, seen: seen[column] ?? '',
          saved: input.value, entered: input.value, td: input.parentElement };
        if (cell.td.matches('.fault')) cell.saved = null; /* typed, refused, and not stored */
        row.cells[column] = cell;
        this.cells.set(input.name, cell);
        input.scoreCell = cell;
      });
      row.place = this.rows.push(row) - 1;
    }
  }

  listen() {
    const { table, form } = this;
    const on = (type, act) => table.addEventListener(type, (event) => {
      if (event.target.scoreCell) act(event, event.target.scoreCell);
    });
    on('focusin', (event, cell) => this.enter(cell));
    on('keydown', (event, cell) => this.key(event, cell));
    on('input', (event, cell) => this.typed(cell));
    on('change', (event, cell) => this.commit([[cell, cell.input.value]], 'typed'));
    on('paste', (event, cell) => this.paste(event, cell));
    on('copy', (event) => this.copy(event));
    on('mousedown', (event, cell) => {
      if (event.shiftKey && this.at) {
        event.preventDefault();
        this.select(this.at, cell);
      }
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      document.activeElement?.scoreCell && this.leave(document.activeElement.scoreCell);
      this.failures = 0;
      this.send();
    });
    form.querySelector('[data-undo]')?.addEventListener('click', () => this.undo());
    form.querySelector('[data-redo]')?.addEventListener('click', () => this.redo());
    table.addEventListener('click', (event) => this.choose(event));
    addEventListener('beforeunload', (event) => {
      const unsaved = [...this.cells.values()].some((cell) => cell.saved !== cell.input.value);
      if (unsaved || this.sending) event.preventDefault();
    });
    addEventListener('online', () => this.again());
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.again(); });
    foldGroups(this.rows);
    this.listenChoices();
  }

  /* A page that a refused form drew has the choice as radio buttons. */
  listenChoices() {
    this.table.addEventListener('change', (event) => {
      const name = event.target.name?.startsWith('chon.') && event.target.name.slice(5);
      const cell = name && this.cells.get(name);
      if (!cell) return;
      if (event.target.value === 'lay') this.put(cell, event.target.parentElement.textContent.split(': ').slice(1).join(': '));
      this.commit([[cell, cell.input.value]], 'typed');
    });
  }

  /* --- moving ---------------------------------------------------------------------------- */

  enter(cell) {
    cell.entered = cell.input.value;
    cell.input.select();
    this.at = cell;
    if (!this.range || !this.range.includes(cell)) this.select(cell, cell);
  }

  leave(cell) {
    if (cell.input.value !== cell.saved) this.commit([[cell, cell.input.value]], 'typed');
  }

  shown(row) {
    return !row.tr.hidden && row.cells.length > 0;
  }

  /* The next cell DOWN rows and RIGHT fields from this one; null at the edge. */
  next(cell, down, right) {
    if (right) {
      for (let column = cell.column + right; column >= 0 && column < FIELDS.length; column += right)
        if (cell.row.cells[column]) return cell.row.cells[column];
      return null;
    }
    for (let place = cell.row.place + down; this.rows[place]; place += down)
      if (this.shown(this.rows[place]) && this.rows[place].cells[cell.column])
        return this.rows[place].cells[cell.column];
    return null;
  }

  /* With Ctrl: to the last filled cell before a blank, or the first filled one after blanks. */
  edge(cell, down, right) {
    let at = this.next(cell, down, right);
    if (!at) return null;
    const filled = (c) => c.input.value !== '';
    const along = filled(cell) && filled(at);
    for (let further = at; further; further = this.next(further, down, right)) {
      if (along && !filled(further)) break;
      at = further;
      if (!along && filled(further)) break;
    }
    return at;
  }

  corner(last) {
    const rows = this.rows.filter((row) => this.shown(row));
    const row = last ? rows.at(-1) : rows[0];
    const cells = row?.cells.filter(Boolean) ?? [];
    return last ? cells.at(-1) : cells[0];
  }

  go(cell) {
    cell?.input.focus();
    return Boolean(cell);
  }

  key(event, cell) {
    if (event.isComposing || event.altKey || event.metaKey) return;
    const { input } = cell;
    const all = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const atStart = all || (input.selectionStart === 0 && input.selectionEnd === 0);
    const atEnd = all || input.selectionStart === input.value.length;
    const steps = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
    let taken = false;
    if (event.key in steps) taken = this.arrow(event, cell, steps[event.key], { all, atStart, atEnd });
    else if (event.key === 'Enter') {
      this.leave(cell);
      this.go(this.next(cell, event.shiftKey ? -1 : 1, 0));
      taken = true; /* never sends the form by accident */
    } else if (event.key === 'Home' || event.key === 'End') {
      const last = event.key === 'End';
      const cells = cell.row.cells.filter(Boolean);
      if (event.ctrlKey) taken = this.go(this.corner(last));
      else if (all) taken = this.go(last ? cells.at(-1) : cells[0]);
    } else if (event.key === 'F2') {
      input.setSelectionRange(input.value.length, input.value.length);
      taken = true;
    } else if (event.key === 'Escape') {
      this.put(cell, cell.entered);
      input.select();
      this.select(cell, cell);
      taken = true;
    } else if (event.key === 'Delete' && this.range.length > 1) {
      this.commit(this.range.map((each) => [each, '']), 'typed');
      taken = true;
    } else if (event.ctrlKey) taken = this.command(event, cell);
    if (taken) event.preventDefault();
  }

  arrow(event, cell, [down, right], { all, atStart, atEnd }) {
    if (event.shiftKey) {
      if (!all && this.range.length < 2) return false;
      const to = event.ctrlKey ? this.edge(this.end, down, right) : this.next(this.end, down, right);
      if (to) this.select(this.at, to);
      to?.input.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      return true;
    }
    if (right < 0 && !atStart) return false;
    if (right > 0 && !atEnd) return false;
    if (right && event.ctrlKey && !all) return false;
    this.go(event.ctrlKey ? this.edge(cell, down, right) : this.next(cell, down, right));
    return true;
  }

  command(event, cell) {
    const key = event.key.toLowerCase();
    if (key === 'd') {
      this.fillDown(cell);
      return true;
    }
    if (key !== 'z' && key !== 'y') return false;
    /* What is being typed is the browser's to undo. */
    if (cell.input.value !== cell.entered) return false;
    if (key === 'y' || event.shiftKey) this.redo();
    else this.undo();
    return true;
  }

  /* --- ranges ---------------------------------------------------------------------------- */

  select(from, to) {
    for (const cell of this.range ?? []) cell.td.classList.remove('in-range');
    const rows = [from.row.place, to.row.place].sort((a, b) => a - b);
    const columns = [from.column, to.column].sort((a, b) => a - b);
    this.range = [];
    this.at = from;
    this.end = to;
    for (let place = rows[0]; place <= rows[1]; place++)
      for (let column = columns[0]; column <= columns[1]; column++)
        if (this.rows[place].cells[column]) this.range.push(this.rows[place].cells[column]);
    if (this.range.length > 1) for (const cell of this.range) cell.td.classList.add('in-range');
  }

  copy(event) {
    if (this.range.length < 2) return;
    const lines = new Map();
    for (const cell of this.range)
      lines.set(cell.row, [...(lines.get(cell.row) ?? []), quote(cell.input.value)]);
    event.clipboardData.setData('text/plain', [...lines.values()].map((line) => line.join('\t')).join('\n'));
    event.preventDefault();
    this.say('copied', this.range.length);
  }

  fillDown(cell) {
    const changes = [];
    if (this.range.length > 1) {
      const first = new Map();
      for (const each of this.range) {
        if (!first.has(each.column)) first.set(each.column, each.input.value);
        else changes.push([each, first.get(each.column)]);
      }
    } else {
      const above = this.next(cell, -1, 0);
      if (above) changes.push([cell, above.input.value]);
    }
    this.commit(changes, 'filled');
    if (changes.length) this.say('filled', changes.length);
  }

  /* Lines of a block go to the lines of the table; groups are skipped, unless the block has blank
   * lines where they stand: then it was copied with them. */
  paste(event, cell) {
    const block = readBlock(event.clipboardData?.getData('text/plain') ?? '');
    if (block.length === 1 && block[0].length === 1) return; /* one value: the browser's own paste */
    event.preventDefault();
    const rest = this.rows.slice(cell.row.place);
    const groups = rest.slice(0, block.length).map((row, i) => [row.isGroup, block[i]]).filter(([isGroup]) => isGroup);
    const withGroups = groups.length > 0 && groups.every(([, line]) => line.every((value) => value === ''));
    const target = withGroups ? rest : rest.filter((row) => !row.isGroup);
    const changes = [];
    let left = 0;
    block.forEach((line, down) => line.forEach((value, right) => {
      const to = target[down]?.cells[cell.column + right];
      if (to) changes.push([to, value]);
      else if (value !== '') left++;
    }));
    this.commit(changes, 'pasted');
    this.say(left ? 'short' : 'pasted', changes.length, left);
    const last = changes.at(-1)?.[0];
    if (last) this.select(cell, last);
  }

  /* --- changing -------------------------------------------------------------------------- */

  put(cell, value) {
    cell.input.value = value;
    cell.td.classList.toggle('dirty', value !== cell.saved);
  }

  typed(cell) {
    if (this.range.length > 1) this.select(cell, cell);
    cell.td.classList.toggle('dirty', cell.input.value !== cell.saved);
  }

  /* CHANGES: [cell, value] each; they are one step to undo. */
  commit(changes, how) {
    const step = [];
    for (const [cell, value] of changes) {
      const before = cell.pending ?? cell.saved ?? '';
      this.put(cell, value);
      cell.entered = value;
      /* Enter, and leaving the field after it, are one change. */
      if (value === cell.pending) continue;
      if (value === cell.saved && cell.pending === undefined && !cell.td.matches('.fault')) continue;
      cell.pending = value;
      cell.how = how;
      this.waiting.add(cell);
      if (value !== before) step.push({ cell, before, after: value });
    }
    if (step.length && how !== 'undone' && how !== 'redone') {
      this.done.push(step);
      this.undone = [];
    }
    this.showUndo();
    if (this.waiting.size) this.soon();
  }

  undo() {
    this.step(this.done, this.undone, 'before', 'undone');
  }

  redo() {
    this.step(this.undone, this.done, 'after', 'redone');
  }

  step(from, to, which, how) {
    const step = from.pop();
    if (!step) {
      this.say('nothing');
      return;
    }
    to.push(step);
    this.commit(step.map((change) => [change.cell, change[which]]), how);
    this.showUndo();
    step[0].cell.input.focus();
    this.say('undone', step.length);
  }

  showUndo() {
    const undo = this.form.querySelector('[data-undo]');
    const redo = this.form.querySelector('[data-redo]');
    if (undo) undo.disabled = !this.done.length;
    if (redo) redo.disabled = !this.undone.length;
  }

  /* --- saving ---------------------------------------------------------------------------- */

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), 60);
  }

  again() {
    if (!this.waiting.size || this.sending) return;
    clearTimeout(this.timer);
    this.send();
  }

  /* One way of typing at a time: the history tells how each value came. */
  async send() {
    clearTimeout(this.timer);
    if (this.sending || !this.waiting.size) return;
    const [{ how }] = this.waiting;
    const sent = new Map([...this.waiting].filter((cell) => cell.how === how).map((cell) => [cell, cell.input.value]));
    const body = new URLSearchParams({ csrf: this.form.elements.csrf.value, 'tra-loi': 'json', cach: how, bang: this.table.dataset.table });
    for (const [cell, value] of sent) {
      body.append(cell.name, value);
      body.append(`mark.${cell.name}`, cell.seen);
      this.waiting.delete(cell);
      cell.td.classList.add('saving');
    }
    this.sending = true;
    this.say('saving');
    const outcome = await this.post(body);
    this.sending = false;
    for (const cell of sent.keys()) cell.td.classList.remove('saving');
    if (outcome.answer) this.take(outcome.answer, sent);
    else this.failed(outcome, sent);
    if (this.waiting.size && outcome.answer) this.soon();
  }

  async post(body) {
    try {
      const response = await fetch(this.form.action, { method: 'POST', body, headers: { Accept: 'application/json' } });
      const isJson = response.headers.get('content-type')?.startsWith('application/json');
      if (response.ok && isJson) return { answer: await response.json() };
      if (isJson) return { why: (await response.json()).why };
      if (response.redirected || response.status === 403 || response.status === 401) return { signedOut: true };
      return { offline: true };
    } catch {
      return { offline: true };
    }
  }

  /* What was not saved stays in its field, and waits. */
  async failed(outcome, sent) {
    for (const cell of sent.keys()) {
      this.waiting.add(cell);
      cell.td.classList.add('dirty');
    }
    if (outcome.why) {
      this.status.textContent = outcome.why;
      this.status.classList.add('red');
      return;
    }
    if (outcome.signedOut && await this.freshToken()) {
      this.soon();
      return;
    }
    this.say(outcome.signedOut ? 'signedOut' : 'offline', this.waiting.size);
    this.status.classList.add('red');
    const wait = RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)];
    this.timer = setTimeout(() => this.send(), wait);
  }

  /* Whoever signed in again has another form token: the page tells it. */
  async freshToken() {
    try {
      const response = await fetch(location.href);
      if (response.redirected || !response.ok) return false;
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      const token = page.querySelector('#grid input[name=csrf]')?.value;
      if (!token || token === this.form.elements.csrf.value) return false;
      this.form.elements.csrf.value = token;
      return true;
    } catch {
      return false;
    }
  }

  take(answer, sent) {
    this.failures = 0;
    let refused = 0;
    for (const result of answer.cells) {
      const cell = this.cells.get(result.name);
      if (!cell) continue;
      if (cell.pending === sent.get(cell)) cell.pending = undefined;
      clearFault(cell);
      if (result.outcome === 'refused' || result.outcome === 'conflict') {
        refused++;
        showFault(cell, result, sent.get(cell), (word) => this.words(word));
        continue;
      }
      cell.seen = result.seen;
      cell.saved = result.text;
      /* What was typed while it was under way stays. */
      if (cell.input.value === sent.get(cell) && cell.input.value !== result.text) {
        cell.input.value = result.text;
        cell.entered = result.text;
        if (document.activeElement === cell.input) cell.input.select();
      }
      if (cell.input.value === result.text) this.waiting.delete(cell);
      cell.td.classList.toggle('dirty', cell.input.value !== cell.saved);
      cell.td.classList.toggle('draft', result.draft);
      if (result.draft && result.sent) cell.input.title = this.words('sent', result.sent);
      else cell.input.removeAttribute('title');
    }
    showFigures(this.table, answer);
    this.status.classList.toggle('red', refused > 0);
    if (refused) this.say('refused', refused);
    else if (this.waiting.size) this.say('wait', this.waiting.size);
    else this.say('saved', answer.at);
    if (answer.table_changed) this.say('table');
  }

  /* --- what was refused ------------------------------------------------------------------ */

  choose(event) {
    const button = event.target.closest('[data-choose]');
    const cell = button && this.cells.get(button.dataset.name);
    if (!cell?.conflict) return;
    const theirs = cell.conflict;
    cell.conflict = null;
    cell.seen = theirs.seen;
    cell.saved = theirs.text;
    const mine = cell.input.value;
    clearFault(cell);
    if (button.dataset.choose === 'take') {
      this.put(cell, theirs.text);
      cell.entered = theirs.text;
      cell.td.classList.toggle('draft', theirs.draft);
      this.status.classList.remove('red');
      this.say('saved', '');
    } else {
      this.commit([[cell, mine]], 'typed');
    }
    cell.input.focus();
  }

  /* --- words ------------------------------------------------------------------------------ */

  words(key, ...values) {
    const name = `say${key[0].toUpperCase()}${key.slice(1)}`;
    return (this.table.dataset[name] ?? '').replace(/\{(\d)\}/g, (_, index) => values[index] ?? '');
  }

  say(key, ...values) {
    this.status.textContent = this.words(key, ...values);
  }
}

for (const table of document.querySelectorAll('table[data-scoregrid]')) new ScoreGrid(table);
