// The model at the moment that is looked at: the agent, the event channel, each call with its legs, and what was on the wire.

const panel = document.getElementById("moment");
const wire = document.getElementById("wire");

function showModel() {
  const row = currentRow();
  panel.replaceChildren();
  if (!row) {
    panel.append(make("p", "dim", say("nothing")));
    wire.hidden = true;
    return;
  }
  panel.append(rowCard(row), stateOf(row), ...callsOf(row));
  showWire(row);
}

function rowCard(row) {
  const card = make("div", `row ${row.kind}`);
  const [name, about] = words(row);
  const head = make("p", "when");
  head.append(make("time", "", clock(row.at)), make("span", "dim", ` ${dateOf(row.at)} · ${say(row.kind)}`));
  const what = make("p", "what");
  what.append(make("strong", "", name || "?"));
  if (row.call >= 0) what.append(" ", chip(callName(row.call), "call"));
  card.append(head, what);
  if (about) card.append(make("p", "about", about));
  const ends = row.from === row.to ? "" : `${who(row.from)} → ${who(row.to)}`;
  const more = [ends, times(row), row.answers >= 0 ? say("answersTo", row.answers + 1) : ""].filter(Boolean).join(" · ");
  if (more) card.append(make("p", "dim", more));
  if (row.bits) {
    const marks = make("p", "marks");
    row.marks.forEach((mark) => marks.append(badge(mark)));
    card.append(marks);
  }
  return card;
}

function stateOf(row) {
  const { agent, link, sure, in: isIn } = row.moment;
  const list = make("dl");
  const entry = (term, ...values) => {
    const value = make("dd");
    value.append(...values);
    list.append(make("dt", "", term), value);
  };
  if (agent && isIn) {
    const parts = [chip(say(`mode.${agent.mode}`), `mode-${agent.mode}`)];
    if (agent.reason) parts.push(" ", agent.reason);
    if (agent.since !== undefined) parts.push(" ", make("span", "dim", say("since", span(Math.max(0, row.at - agent.since)))));
    if (agent.pending) parts.push(" ", make("span", "dim", say("then", say(`mode.${agent.pending}`))));
    if (agent.doubt) parts.push(" ", chip(say("doubt"), "doubt"));
    entry(day.agent || say("agent"), ...parts);
  } else {
    entry(day.agent || say("agent"), say("unknown-agent"));
  }
  if (link) entry(say("channel"), chip(say(link), `link-${link}`));
  if (agent && isIn) entry(say("model"), chip(say(sure ? "sure" : "unsure"), sure ? "sure" : "doubt"));
  return list;
}

function callsOf(row) {
  const { calls } = row.moment;
  if (!calls.length) return [make("p", "dim", say("noCalls"))];
  return calls.map((call) => {
    const card = make("div", "card");
    const head = make("p", "head");
    head.append(chip(callName(call.call), "call"), " ");
    const age = call.established === undefined
      ? say("up", span(Math.max(0, row.at - call.created)))
      : say("talking", span(Math.max(0, row.at - call.established)));
    head.append(make("span", "dim", age));
    if (call.conference) head.append(" ", chip(say("conference"), "plain"));
    if (call.recording) head.append(" ", chip(say("recording"), "plain"));
    if (call.queue) head.append(" ", make("span", "dim", say("queue", call.queue)));
    if (call.doubt) head.append(" ", chip(say("doubt"), "doubt"));
    const legs = make("ul", "legs");
    for (const [party, leg, role, verified] of call.parties) {
      const item = make("li");
      item.append(make("span", `dot leg-${leg}`), make("strong", "", who(party)), ` ${say(`leg.${leg}`)}`);
      const notes = [party === 2 ? say("own") : "", say(`role.${role}`), verified ? "" : say("doubt")].filter(Boolean);
      if (notes.length) item.append(make("span", "dim", ` · ${notes.join(", ")}`));
      legs.append(item);
    }
    card.append(head, legs, make("p", "id", day.calls[call.call]));
    return card;
  });
}

const chip = (text, names) => make("span", `chip ${names}`, text);

function badge(mark) {
  const sign = day.marks.find(([name]) => name === mark)?.[1] ?? "";
  return make("span", `badge mark-${mark}`, `${sign} ${say(mark)}`);
}

/** JSON with a line for each value, and each value exactly as it came: no number is read. */
function pretty(raw) {
  let [out, depth] = ["", 0];
  const line = () => "\n" + "  ".repeat(depth);
  for (const [token] of raw.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^"{}[\],:]+/gs)) {
    if (token === "{" || token === "[") out += token + (depth++, line());
    else if (token === "}" || token === "]") out = out.trimEnd() + (depth = Math.max(0, depth - 1), line()) + token;
    else if (token === ",") out += depth ? token + line() : token;
    else if (token === ":") out += depth ? ": " : token;
    else out += depth ? token.trim() : token;
  }
  return out.replace(/([{[])\s+([}\]])/g, "$1$2");
}

async function showWire(row) {
  wire.hidden = false;
  const text = wire.querySelector("pre");
  if (!wire.open) return;
  const raw = await rawOf(row.index);
  // Another row may be looked at by now.
  if (currentRow() === row) text.textContent = pretty(raw) || "–";
}

wire.addEventListener("toggle", () => currentRow() && showWire(currentRow()));
draws({ moved: showModel });
