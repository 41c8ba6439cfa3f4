/* What makes pages smoother; every page works without it. */

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

const typing = (node) => node.closest?.('input, textarea, select, [contenteditable]');

/* After a fault the summary is read first, then the field itself is one Enter away. */
function focusFaults() {
  const faults = $('.faults');
  if (!faults) return;
  faults.focus();
  faults.addEventListener('click', (event) => {
    const target = event.target.closest('a[href^="#"]');
    const field = target && document.getElementById(target.getAttribute('href').slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: 'center' });
  });
}

/* Files dropped anywhere on the page go into the page's file field. */
function acceptDrops() {
  const form = $('form[data-drop]');
  const input = form && $('input[type=file]', form);
  if (!input) return;
  const carriesFiles = (event) => event.dataTransfer?.types.includes('Files');
  addEventListener('dragover', (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    form.classList.add('over');
  });
  addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) form.classList.remove('over');
  });
  addEventListener('drop', (event) => {
    form.classList.remove('over');
    if (!carriesFiles(event)) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
    if (form.dataset.drop === 'send') form.requestSubmit();
    else input.focus();
  });
}

/* A shadow at the side where a wide table goes on. */
function shadeScrollers() {
  for (const box of $$('.scroll')) {
    const look = () => {
      const more = [];
      if (box.scrollLeft > 1) more.push('left');
      if (box.scrollLeft + box.clientWidth < box.scrollWidth - 1) more.push('right');
      box.dataset.more = more.join(' ');
    };
    box.addEventListener('scroll', look, { passive: true });
    new ResizeObserver(look).observe(box);
  }
}

/* A form that would lose what was typed asks before it is left. */
function guardForms() {
  let changed = null;
  for (const form of $$('form[data-guard]')) {
    form.addEventListener('input', () => { changed = form; });
    form.addEventListener('submit', () => { changed = null; });
  }
  addEventListener('beforeunload', (event) => {
    if (changed) event.preventDefault();
  });
}

/* `/` or Ctrl+K searches, `?` shows the keys. Nothing needs them. */
function listenForKeys() {
  const search = $('input[type=search]');
  const keys = $('#keys');
  addEventListener('keydown', (event) => {
    const goes = event.ctrlKey && !event.altKey && event.key.toLowerCase() === 'k';
    if (!goes && (event.ctrlKey || event.altKey || event.metaKey || typing(event.target))) return;
    if ((goes || event.key === '/') && search) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === '?' && keys && !keys.open) {
      event.preventDefault();
      keys.showModal();
    }
  });
  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-keys]') && keys) {
      event.preventDefault();
      keys.showModal();
    }
    if (event.target.closest('[data-print]')) {
      event.preventDefault();
      print();
    }
  });
}

/* On a phone the steps scroll sideways: the current one is brought into sight. */
function showCurrentStep() {
  const list = $('.steps ol');
  const current = list && $('[aria-current]', list);
  if (current) list.scrollLeft = current.offsetLeft - (list.clientWidth - current.offsetWidth) / 2;
}

/* What only a script can do is hidden until there is one. */
function showEnhanced() {
  for (const node of $$('[data-needs-script]')) node.hidden = false;
}

showEnhanced();
showCurrentStep();
focusFaults();
acceptDrops();
shadeScrollers();
guardForms();
listenForKeys();
