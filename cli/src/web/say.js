// Words, in the language that the reader has chosen, and times.

import { WORDS } from "./words.js";

const CODES = ["en", "zh"];

/** Remembers a choice where the browser lets a page do so. */
const memory = {
  get() {
    try {
      return localStorage.getItem("wellclient-language");
    } catch {
      return null;
    }
  },
  set(value) {
    try {
      localStorage.setItem("wellclient-language", value);
    } catch {
      // Then it is chosen anew each time.
    }
  },
};

let language = CODES.includes(memory.get()) ? memory.get() : navigator.language.startsWith("zh") ? "zh" : "en";

function show() {
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
}
show();

export function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  memory.set(language);
  show();
}

function word(language, path, parts) {
  let found = WORDS[language];
  for (const step of path.split(".")) found = Object.hasOwn(found ?? {}, step) ? found[step] : undefined;
  const text = typeof found === "string" ? found : path.slice(path.indexOf(".") + 1);
  return text.replace(/\{(\d)\}/g, (_, place) => parts[place]);
}

/** A word, with what belongs into its places; what has none is said as it is. */
export const say = (path, ...parts) => word(language, path, parts);

/** A word in both languages, for whoever switches while it is shown. */
export const sayBoth = (path, ...parts) => Object.fromEntries(CODES.map((code) => [code, word(code, path, parts)]));

/** A sentence said in both languages, with what it is about before it. */
export const sayOf = (path, said) => Object.fromEntries(CODES.map((code) => [code, `${word(code, path, []).replace(/…$/, "")}${code === "zh" ? "：" : ": "}${said[code]}`]));

/** What was said in both languages. */
export const both = (said) => said?.[language] ?? "";

const two = (number) => String(number).padStart(2, "0");

/** `1:05`, `1:02:05` */
export function span(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** `09:30:01` on the reader's clock. */
export function clock(at) {
  const time = new Date(at);
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

/** A device's or an agent's number, without the domain. */
export const number = (id) => String(id ?? "").split("@")[0];
