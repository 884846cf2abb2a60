// Elements: made from plain data, and changed only where that differs, so that focus and what is typed stay.

const SVG = "http://www.w3.org/2000/svg";

/** What the reader of the page changes, and no redrawing does. */
const READERS_OWN = new Set(["open"]);

function filled(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    const text = value === true ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
    element.setAttribute(name, text);
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    // A text is never read as HTML.
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

export const h = (tag, properties, ...children) => filled(document.createElement(tag), properties, children);

export const svg = (tag, properties, ...children) => filled(document.createElementNS(SVG, tag), properties, children);

const keyOf = (node) => node.dataset?.key;

const isSame = (one, other) => one.nodeType === other.nodeType && one.nodeName === other.nodeName && keyOf(one) === keyOf(other);

/** Makes `from` what `to` is. */
export function morph(from, to) {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !READERS_OWN.has(name)) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value && !(READERS_OWN.has(name) && from.isConnected)) from.setAttribute(name, value);
  }
  children(from, [...to.childNodes]);
}

/** Makes these the children of an element; those with a `data-key` are known again wherever they stand. */
export function children(parent, next) {
  const wanted = new Set(next.map(keyOf).filter(Boolean));
  for (const node of [...parent.childNodes]) {
    if (keyOf(node) && !wanted.has(keyOf(node))) node.remove();
  }
  const known = new Map([...parent.childNodes].filter(keyOf).map((node) => [keyOf(node), node]));
  let at = parent.firstChild;
  for (const node of next) {
    const same = keyOf(node) ? known.get(keyOf(node)) : at;
    if (!same || !isSame(same, node)) {
      parent.insertBefore(node, at);
      continue;
    }
    if (same === at) at = at.nextSibling;
    else parent.insertBefore(same, at);
    if (node.nodeType === Node.ELEMENT_NODE) morph(same, node);
    else if (same.data !== node.data) same.data = node.data;
  }
  while (at) {
    const after = at.nextSibling;
    at.remove();
    at = after;
  }
}
