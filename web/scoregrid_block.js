/* A block of cells as spreadsheets put it on the clipboard: tabs between cells, lines, quotes around a
 * cell that holds either. */

/* → lines of cells; white space within a cell becomes one blank each. */
export function readBlock(text) {
  const rows = [[]];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') { cell += '"'; i++; } else quoted = false;
    } else if (c === '"' && cell === '') quoted = true;
    else if (c === '\t' || c === '\n') {
      rows.at(-1).push(cell.replace(/\s+/g, ' ').trim());
      cell = '';
      if (c === '\n') rows.push([]);
    } else if (c !== '\r') cell += c;
  }
  rows.at(-1).push(cell.replace(/\s+/g, ' ').trim());
  if (rows.length > 1 && rows.at(-1).length === 1 && rows.at(-1)[0] === '') rows.pop();
  return rows;
}

/* A cell as it stands in a block. */
export const quote = (text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
