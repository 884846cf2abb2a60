// Words: of both languages, and of times.

let language = document.documentElement.lang === "zh" ? "zh" : "en";

/** A word of the page's, with what belongs into its places; as it is, where the page has none. */
function say(path, ...parts) {
  let found = WORDS[language];
  for (const step of path.split(".")) found = Object.hasOwn(found ?? {}, step) ? found[step] : undefined;
  const text = typeof found === "string" ? found : path.slice(path.indexOf(".") + 1);
  return text.replace(/\{(\d)\}/g, (_, place) => parts[place]);
}

/** An element with a text in it: nothing that was recorded is ever read as HTML. */
function make(tag, names = "", text = "") {
  const element = document.createElement(tag);
  if (names) element.className = names;
  if (text !== "") element.textContent = text;
  return element;
}

const two = (number) => String(number).padStart(2, "0");

/** `09:30:01.250` of the clock on the wall where it was recorded. */
function clock(at) {
  const time = new Date(at);
  const ms = String(time.getUTCMilliseconds()).padStart(3, "0");
  return `${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())}.${ms}`;
}

const dateOf = (at) => new Date(at).toISOString().slice(0, 10);

/** `250 ms`, `1.2 s`, `12 min 5 s`, `3 h 2 min` */
function span(ms) {
  const zh = language === "zh";
  if (ms < 1000) return zh ? `${ms} 毫秒` : `${ms} ms`;
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} ${zh ? "秒" : "s"}`;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const parts = [[hours, zh ? "小时" : "h"], [minutes, zh ? "分" : "min"], [hours ? 0 : rest, zh ? "秒" : "s"]];
  return parts.filter(([number]) => number).map(([number, unit]) => `${number} ${unit}`).join(" ");
}

/** A device's number without its domain, or who else it is. */
function who(party) {
  if (party === 0) return say("client");
  if (party === 1) return say("server");
  const name = day.names[party] ?? "";
  return name.split("@")[0] || name || say("device");
}

const callName = (call) => (call < 0 ? "" : `C${call + 1}`);

const said = (row) => (language === "zh" && row.zh ? row.zh : row.en);

/** What happened, in two parts: its name, and more of it. */
function words(row) {
  const about = [];
  let name = row.name;
  if (row.kind === "outcome") {
    if (row.word) about.push(say(row.word));
  } else if (row.kind === "link") {
    name = row.word ? `${say("channel")} ${say(row.word)}` : name;
  } else if (row.kind === "anomaly" && row.word) {
    name = say(`anomalies.${row.word}`);
  } else if (row.kind === "resync") {
    name = say("resync");
  } else if (row.kind === "note" && row.name === "log") {
    return [said(row), ""];
  } else if (row.word) {
    if (name) about.push(say(row.word));
    else name = say(row.word);
  }
  if (row.command >= 0 && row.kind !== "reply" && row.kind !== "event") name += ` #${row.command}`;
  if (said(row)) about.push(said(row));
  return [name, about.join(" ")];
}

/** How long something took, or was on its way. */
function times(row) {
  const parts = [];
  if (row.took >= 0) parts.push(say("after", span(row.took)));
  if (row.lag >= 0) parts.push(say("lag", span(row.lag * 1000)));
  return parts.join(", ");
}

/** A row as one sentence, for those who hear it. */
function sentence(row) {
  const [name, about] = words(row);
  const ends = row.from === row.to ? "" : `${who(row.from)} → ${who(row.to)}`;
  const marks = row.marks.map((mark) => say(mark)).join(", ");
  return [clock(row.at), say(row.kind), name, callName(row.call), about, ends, times(row), marks].filter(Boolean).join(", ");
}
