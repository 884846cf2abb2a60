// The frame: headings, filter, language, theme, keys; and the beginning of it all.

const by = (id) => document.getElementById(id);

/** Remembers a choice where the browser lets a file do so. */
const memory = {
  get(name) {
    try {
      return localStorage.getItem(`wellclient-${name}`);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      localStorage.setItem(`wellclient-${name}`, value);
    } catch {
      // Then it is chosen anew each time.
    }
  },
};

const THEMES = ["auto", "light", "dark"];
let theme = THEMES.includes(memory.get("theme")) ? memory.get("theme") : "auto";

function showTheme() {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  by("theme").textContent = `${say("theme")}: ${say(theme)}`;
}

function showWords() {
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  by("title").textContent = day.title;
  const who = [day.agent, day.names[2]].filter(Boolean).join(" · ");
  const from = `${dateOf(day.start)} ${clock(day.start).slice(0, 8)}`;
  const to = `${dateOf(day.end) === dateOf(day.start) ? "" : `${dateOf(day.end)} `}${clock(day.end).slice(0, 8)}`;
  const summary = say("summary", who, day.rows.length.toLocaleString(), day.events.toLocaleString(), from, to);
  by("summary").textContent = day.masked ? `${summary} · ${say("masked")}` : summary;
  by("broken").hidden = !day.broken;
  by("broken").textContent = day.broken ? say("broken", day.broken) : "";
  for (const id of ["ladder", "time", "list", "model"]) by(`${id}-title`).textContent = say(id);
  by("language").textContent = say("language");
  by("language").setAttribute("aria-label", say("languageSays"));
  by("search").placeholder = say("search");
  by("search").setAttribute("aria-label", say("search"));
  by("keys").textContent = say("keys");
  by("wire").querySelector("summary").textContent = say("wire");
  for (const id of ["previous", "next", "out", "in", "all"]) {
    by(id).title = say(id);
    by(id).setAttribute("aria-label", say(id));
  }
  toggles(by("kinds"), say("kinds"), Object.keys(GROUPS), filter.kinds, (name) => say(name));
  const there = day.marks.map(([name]) => name).filter((_, bit) => day.rows.some((row) => row.bits & (1 << bit)));
  toggles(by("marks"), say("conspicuous"), there, filter.marks, (name) => {
    const bit = day.marks.findIndex(([other]) => other === name);
    const count = day.rows.reduce((sum, row) => sum + ((row.bits >> bit) & 1), 0);
    return `${day.marks[bit][1]} ${say(name)} ${count}`;
  });
  showLegend();
  showTheme();
  drawTableHead();
}

/** Buttons that stay pressed: none pressed is all. */
function toggles(group, name, all, pressed, words) {
  group.setAttribute("aria-label", name);
  group.replaceChildren(...all.map((word) => {
    const button = make("button", `toggle mark-${word}`, words(word));
    button.type = "button";
    button.dataset.name = word;
    button.setAttribute("aria-pressed", pressed.has(word));
    button.addEventListener("click", () => {
      if (!pressed.delete(word)) pressed.add(word);
      button.setAttribute("aria-pressed", pressed.has(word));
      applyFilter();
    });
    return button;
  }));
}

function showLegend() {
  const modes = [...new Set(day.bars.agent.map(([what]) => what))].filter(Boolean).map((mode) => ["mode", mode]);
  const legs = new Set(day.bars.calls.flatMap((call) => call[4].flatMap(([, list]) => list.map(([what]) => what))));
  const parts = [...modes, ...[...legs].filter(Boolean).map((leg) => ["leg", leg])];
  const isDoubtful = ([, , , doubt]) => doubt;
  if (day.bars.agent.some(isDoubtful) || day.bars.calls.some((call) => call[4].some(([, list]) => list.some(isDoubtful)))) parts.push(["", "doubt"]);
  by("legend").replaceChildren(...parts.map(([prefix, what]) => {
    const item = make("span", "item");
    item.append(make("span", `dot ${prefix && `${prefix}-`}${what}`), say(prefix ? `${prefix}.${what}` : what));
    return item;
  }));
}

function redraw() {
  showWords();
  layTracks();
  drawBars();
  applyFilter();
}

by("search").addEventListener("input", (event) => {
  filter.words = event.target.value;
  applyFilter();
});
by("previous").addEventListener("click", () => lookAtMarked(-1));
by("next").addEventListener("click", () => lookAtMarked(1));
by("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  redraw();
});
by("theme").addEventListener("click", () => {
  theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  memory.set("theme", theme);
  showTheme();
  drawBars();
});
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "n") lookAtMarked(1);
  else if (event.key === "N") lookAtMarked(-1);
  else if (event.key === "/") by("search").focus();
  else return;
  event.preventDefault();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawBars);
draws({
  filtered() {
    by("count").textContent = say("of", view.rows.length.toLocaleString(), day.rows.length.toLocaleString());
  },
  moved(how) {
    if (how === "key" && currentRow()) by("said").textContent = sentence(currentRow());
  },
});

load().then(() => {
  // Where the model lies over the rest, it is small.
  by("wire").open = !matchMedia("(max-width: 900px)").matches;
  redraw();
  showWhole();
  new ResizeObserver(() => {
    measureDiagram();
    drawDiagram();
  }).observe(diagram);
  new ResizeObserver(drawTable).observe(table);
  new ResizeObserver(drawBars).observe(bars);
  document.body.dataset.ready = Math.round(performance.now());
}).catch(() => {
  by("sorry").textContent = say("sorry");
  by("sorry").hidden = false;
});
