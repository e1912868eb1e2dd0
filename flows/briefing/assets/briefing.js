// Filters of the first page. All that comes from the data is put in as text; nothing is ever parsed as markup.
"use strict";
(function () {
  const D = window.PACTWATCH;
  const form = document.getElementById("filters");
  if (!D || !form) return;
  const SVG = "http://www.w3.org/2000/svg";
  const NAMES = ["q", "party", "with", "kind", "status", "topic", "since", "until"];
  const FIRST = 25, PAGE = 100, MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const MOST_MONTHS = 24, MOST_ACTORS = 16, LEVELS = [1, 3, 10, 30, 100], MONEY_ROWS = 25;
  const BIG = [[1e12, " trillion"], [1e9, " billion"], [1e6, " million"]], SIGNS = { USD: "$", EUR: "€", GBP: "£", JPY: "¥" };
  const count = D.title.length;
  // Words of titles come back again and again, so the data has each once.
  for (let i = 0; i < count; i++) D.title[i] = D.title[i].map((w) => D.words[w]).join(" ");
  const actorOf = new Map(D.actors.map((a, n) => [a[0], n]));
  const $ = (id) => document.getElementById(id);
  let shown = FIRST, found = [], haystack = null;

  function make(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }
  function draw(name, attributes, ...children) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }
  const bdi = (text) => make("bdi", {}, text);
  const counted = (n, noun) => n.toLocaleString("en") + " " + noun + (n === 1 ? "" : "s");
  const pactHref = (i) => "pacts/" + D.page.slice(i * 16, i * 16 + 16) + ".html";
  const partyHref = (a) => "parties/" + D.actors[a][3] + ".html";
  const level = (n) => LEVELS.filter((least) => n >= least).length;
  const monthOf = (day) => new Date(day * 864e5).toISOString().slice(0, 7);
  const monthName = (code) => MONTHS[+code.slice(5) - 1] + " " + code.slice(0, 4);

  function dayName(day) {
    const d = new Date(day * 864e5);
    return d.getUTCDate() + " " + MONTHS[d.getUTCMonth()] + " " + d.getUTCFullYear();
  }
  function dayNumber(text) {
    const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text + "T00:00:00Z") : NaN;
    return Number.isNaN(at) ? null : Math.round(at / 864e5);
  }
  function sum(value, unit) {
    if (unit === "percent_gdp") return value + "% of GDP";
    const scale = BIG.find((s) => Math.abs(value) >= s[0]) || [1, ""];
    const shown = Number((value / scale[0]).toPrecision(4)).toLocaleString("en", { maximumFractionDigits: 6 });
    return (SIGNS[unit] || unit + " ") + shown + scale[1];
  }
  function status(code) {
    const [, label, tone] = D.statuses[code];
    return make("span", { class: "status " + tone }, make("span", { "aria-hidden": "true" }, D.tones[tone][0]), " " + label);
  }
  function actorLink(a) {
    const [, name, sort] = D.actors[a];
    return make("a", { class: sort === "state" ? "actor" : "actor badge", href: partyHref(a) }, bdi(name));
  }

  const part = (role) => D.roles[role] ? [" ", make("span", { class: "part" }, "(" + D.roles[role] + ")")] : [];

  // What is asked for lives in the address, so that a link shows the same to a colleague.
  function asked() {
    const wanted = {};
    for (const name of NAMES) wanted[name] = form.elements[name].value.trim();
    return wanted;
  }
  function read() {
    const given = new URLSearchParams(location.search);
    for (const name of NAMES) {
      const field = form.elements[name], value = (given.get(name) || "").slice(0, 200);
      field.value = value;
      // A link may name what this ledger does not have: nothing matches then, and the page says so.
      if (value && field.value !== value) {
        if (field.tagName !== "SELECT") continue;
        field.append(make("option", { value: value }, value));
        field.value = value;
      }
    }
  }
  function write(wanted, lasting) {
    const given = new URLSearchParams();
    for (const name of NAMES) if (wanted[name]) given.set(name, wanted[name]);
    const text = given.toString();
    const address = location.pathname + (text ? "?" + text : "") + location.hash;
    try {
      if (lasting) history.pushState(null, "", address);
      else history.replaceState(null, "", address);
    } catch (error) { /* A browser that lets no file change its address filters all the same. */ }
  }

  function texts() {
    if (haystack) return haystack;
    haystack = new Array(count);
    for (let i = 0; i < count; i++) {
      const parts = [D.title[i], D.kinds[D.kind[i]][1], D.statuses[D.status[i]][1]];
      for (const t of D.topics[i]) parts.push(D.topicNames[t][1]);
      for (const s of D.sides[i]) parts.push(D.actors[s >> 2][0], D.actors[s >> 2][1]);
      haystack[i] = parts.join(" ").toLowerCase();
    }
    return haystack;
  }
  function filter(wanted) {
    const index = (list, code) => list.findIndex((item) => item[0] === code);
    const words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
    const hay = words.length ? texts() : null;
    const who = [wanted.party, wanted.with].filter(Boolean).map((id) => actorOf.has(id) ? actorOf.get(id) : -1);
    const kind = wanted.kind && index(D.kinds, wanted.kind), state = wanted.status && index(D.statuses, wanted.status);
    const topic = wanted.topic && index(D.topicNames, wanted.topic);
    const tone = wanted.status.startsWith("all-") ? wanted.status.slice(4) : "";
    const since = dayNumber(wanted.since), until = dayNumber(wanted.until);
    const result = [];
    for (let i = 0; i < count; i++) {
      if (kind !== "" && D.kind[i] !== kind) continue;
      if (tone ? D.statuses[D.status[i]][2] !== tone : state !== "" && D.status[i] !== state) continue;
      if (topic !== "" && !D.topics[i].includes(topic)) continue;
      if (who.length && !who.every((a) => D.sides[i].some((s) => s >> 2 === a))) continue;
      if (since !== null && (D.last[i] || D.first[i]) < since) continue;
      if (until !== null && !(D.first[i] && D.first[i] <= until)) continue;
      if (hay && !words.every((w) => hay[i].includes(w))) continue;
      result.push(i);
    }
    return result;
  }

  const nothing = () => make("p", { class: "none" }, "Nothing matches.");
  function region(label, table) {
    return make("div", { class: "scroll", role: "region", "aria-label": label, tabindex: "0" }, table);
  }
  function head(titles) {
    const row = make("tr");
    for (const title of titles) {
      const right = ["Outlets", "Sure", "Sums ", "All"].includes(title);
      row.append(make("th", right ? { scope: "col", class: "number" } : { scope: "col" }, title.trim()));
    }
    return make("thead", {}, row);
  }
  function pactRow(i) {
    const who = make("td");
    D.sides[i].forEach((s, n) => who.append(n ? ", " : "", actorLink(s >> 2), ...part(s & 3)));
    const day = D.last[i] || D.first[i];
    const when = day ? make("time", { datetime: new Date(day * 864e5).toISOString().slice(0, 10) }, dayName(day)) : "no date";
    return make("tr", {},
      make("th", { scope: "row" }, make("a", { href: pactHref(i) }, bdi(D.title[i]))),
      make("td", {}, status(D.status[i])), make("td", {}, D.kinds[D.kind[i]][1]), who,
      make("td", {}, D.topics[i].map((t) => D.topicNames[t][1]).join(", ")),
      make("td", {}, D.sums[i] ? D.sums[i].map((a) => sum(a[0], D.units[a[1]])).join(", ") : ""),
      make("td", { class: "day" }, when), make("td", { class: "number" }, String(D.outlets[i])),
      make("td", { class: "number" }, D.sure[i] + "%"));
  }
  function showTable() {
    const place = $("t-table");
    $("more").hidden = found.length <= shown;
    if (!found.length) return place.replaceChildren(nothing());
    const body = make("tbody");
    for (const i of found.slice(0, shown)) body.append(pactRow(i));
    const caption = make("caption", { class: "unseen" }, "Pacts, last reported first");
    place.replaceChildren(region("Pacts that match", make("table", { class: "pacts" }, caption,
      head(["Pact", "Status", "Kind", "Who", "Topics", "Sums", "Last report", "Outlets", "Sure"]), body)));
  }
  function monthsBetween(first, last) {
    const codes = [];
    let year = +first.slice(0, 4), month = +first.slice(5);
    for (let code = first; code <= last;) {
      codes.push(code);
      if (++month > 12) { month = 1; year++; }
      code = String(year).padStart(4, "0") + "-" + String(month).padStart(2, "0");
    }
    return codes;
  }
  function showTimeline() {
    const place = $("t-timeline"), counts = new Map(), names = new Map();
    let undated = 0;
    for (const i of found) {
      if (!D.first[i]) { undated++; continue; }
      if (!names.has(D.first[i])) names.set(D.first[i], monthOf(D.first[i]));
      const code = names.get(D.first[i]), tone = D.statuses[D.status[i]][2];
      if (!counts.has(code)) counts.set(code, { all: 0 });
      const month = counts.get(code);
      month[tone] = (month[tone] || 0) + 1;
      month.all++;
    }
    const known = [...counts.keys()].sort();
    let earlier = 0;
    if (!known.length) place.replaceChildren(nothing());
    else {
      const codes = monthsBetween(known[0], known[known.length - 1]).slice(-MOST_MONTHS);
      for (const code of known) if (code < codes[0]) earlier += counts.get(code).all;
      const top = Math.max(1, ...codes.map((c) => counts.has(c) ? counts.get(c).all : 0));
      const step = 680 / codes.length, width = Math.min(step * .8, 60), every = Math.ceil(codes.length / 8);
      const label = "Pacts by the month of their first report, " + monthName(codes[0]) + " to " +
        monthName(codes[codes.length - 1]) + "; at most " + top + " in a month";
      const chart = draw("svg", { class: "timeline", viewBox: "0 0 720 176", role: "img", "aria-label": label },
        draw("line", { class: "axis", x1: 40, y1: 150, x2: 720, y2: 150 }),
        draw("text", { class: "tick", x: 34, y: 16, "text-anchor": "end" }, String(top)),
        draw("text", { class: "tick", x: 34, y: 154, "text-anchor": "end" }, "0"));
      codes.forEach((code, n) => {
        const month = counts.get(code) || { all: 0 }, group = draw("g", {}, draw("title", {}, monthName(code) + ": " + month.all));
        let ground = 150;
        for (const tone of Object.keys(D.tones)) {
          if (!month[tone]) continue;
          const height = 138 * month[tone] / top;
          ground -= height;
          group.append(draw("rect", { class: "fill " + tone, x: 40 + n * step + (step - width) / 2, y: ground, width: width, height: height }));
        }
        if (n % every === 0) group.append(draw("text", { class: "tick", x: 40 + (n + .5) * step, y: 170, "text-anchor": "middle" }, monthName(code)));
        chart.append(group);
      });
      place.replaceChildren(region("Timeline", chart));
    }
    $("t-earlier").textContent = (earlier ? counted(earlier, "pact") + " of earlier months are not in this chart. " : "") +
      (undated ? counted(undated, "pact") + " without a date are not in this chart." : "");
  }
  function showMap() {
    const counts = new Map();
    for (const i of found) for (const s of D.sides[i]) counts.set(D.actors[s >> 2][0], (counts.get(D.actors[s >> 2][0]) || 0) + 1);
    for (const tile of document.querySelectorAll("#t-map [data-id]")) {
      const id = tile.dataset.id, n = counts.get(id) || 0, step = level(n);
      const [, y] = D.places[id], [code, many] = tile.querySelectorAll("text");
      const name = actorOf.has(id) ? D.actors[actorOf.get(id)][1] : "";
      tile.querySelector("rect").setAttribute("class", "tile l" + step);
      code.setAttribute("class", "code l" + step);
      code.setAttribute("y", y * 40 + (n ? 18 : 25));
      if (!many) continue;
      many.textContent = n || "";
      many.setAttribute("class", "many l" + step);
      const text = name + ": " + counted(n, "pact");
      tile.setAttribute("aria-label", text);
      tile.querySelector("title").textContent = text;
    }
    const badges = D.actors.map((a, n) => [n, counts.get(a[0]) || 0]).filter(([n, many]) => many && !D.places[D.actors[n][0]])
      .sort((a, b) => b[1] - a[1] || (D.actors[a[0]][1] < D.actors[b[0]][1] ? -1 : 1));
    $("t-badges").replaceChildren(...badges.map(([n, many]) => make("li", {},
      make("a", { class: "badge", href: partyHref(n) }, bdi(D.actors[n][1]), " ", make("span", { class: "count" }, String(many))))));
    if (!badges.length) $("t-badges").append(make("li", { class: "none" }, "Nothing matches."));
  }
  function showMatrix() {
    const many = new Map(), shared = new Map();
    for (const i of found) {
      const sides = [...new Set(D.sides[i].filter((s) => (s & 3) !== 3).map((s) => s >> 2))].sort((a, b) => a - b);
      if (sides.length < 2) continue;
      sides.forEach((a, n) => {
        many.set(a, (many.get(a) || 0) + 1);
        for (const b of sides.slice(n + 1)) shared.set(a * 65536 + b, (shared.get(a * 65536 + b) || 0) + 1);
      });
    }
    const actors = [...many].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MOST_ACTORS).map((item) => item[0]);
    if (!actors.length) return $("t-matrix").replaceChildren(nothing());
    const top = make("tr", {}, make("td"));
    for (const a of actors) top.append(make("th", { scope: "col" }, make("abbr", { title: D.actors[a][1] }, D.actors[a][0].replaceAll("_", " "))));
    const body = make("tbody");
    for (const a of actors) {
      const row = make("tr", {}, make("th", { scope: "row" }, actorLink(a)));
      for (const b of actors) {
        const n = shared.get(Math.min(a, b) * 65536 + Math.max(a, b)) || 0;
        const cell = make("td", { class: "l" + level(n) });
        if (a === b) cell.append(make("span", { "aria-hidden": "true" }, "·"));
        else if (n) {
          const link = make("a", { href: "?" + new URLSearchParams({ party: D.actors[a][0], with: D.actors[b][0] }) + "#explore",
            "aria-label": D.actors[a][1] + " and " + D.actors[b][1] + ": " + counted(n, "pact") }, String(n));
          link.dataset.party = D.actors[a][0];
          link.dataset.with = D.actors[b][0];
          cell.append(link);
        }
        row.append(cell);
      }
      body.append(row);
    }
    $("t-matrix").replaceChildren(region("Who makes pacts with whom",
      make("table", { class: "matrix" }, make("caption", { class: "unseen" }, "Pacts that two parties share"), make("thead", {}, top), body)));
  }
  function showAmounts() {
    const groups = new Map(), used = new Map(), longest = new Map();
    for (const i of found) for (const [value, unit] of D.sums[i] || []) {
      const key = D.kind[i] * 1000 + unit, group = groups.get(key) || { kind: D.kind[i], unit: unit, n: 0, all: 0, largest: -1, pact: i };
      group.n++;
      group.all += value;
      if (value > group.largest) Object.assign(group, { largest: value, pact: i });
      groups.set(key, group);
      used.set(unit, (used.get(unit) || 0) + 1);
    }
    if (!groups.size) return $("t-amounts").replaceChildren(nothing());
    const gdp = (g) => D.units[g.unit] === "percent_gdp";
    for (const g of groups.values()) longest.set(g.unit, Math.max(longest.get(g.unit) || 0, g.all));
    const order = [...groups.values()].sort((a, b) => gdp(a) - gdp(b) || used.get(b.unit) - used.get(a.unit) || a.unit - b.unit || b.all - a.all);
    const body = make("tbody");
    for (const g of order.slice(0, MONEY_ROWS)) {
      const unit = D.units[g.unit], bar = draw("svg", { viewBox: "0 0 120 12", width: 120, height: 12, "aria-hidden": "true" });
      if (!gdp(g)) bar.append(draw("rect", { class: "fill plain", x: 0, y: 1, width: 120 * g.all / (longest.get(g.unit) || 1), height: 10 }));
      body.append(make("tr", {}, make("th", { scope: "row" }, D.kinds[g.kind][1]), make("td", {}, gdp(g) ? "% of GDP" : unit),
        make("td", { class: "number" }, String(g.n)),
        make("td", {}, sum(g.largest, unit) + " – ", make("a", { href: pactHref(g.pact) }, bdi(D.title[g.pact]))),
        make("td", { class: "number" }, gdp(g) ? "–" : sum(g.all, unit)), make("td", { class: "bar" }, bar)));
    }
    const top = head(["Kind", "Currency", "Sums ", "Largest", "All"]);
    top.firstChild.append(make("th", { scope: "col" }, make("span", { class: "unseen" }, "Compared")));
    $("t-amounts").replaceChildren(region("Amounts by kind",
      make("table", { class: "amounts" }, make("caption", { class: "unseen" }, "Amounts by kind and currency"), top, body)));
  }

  function show() {
    const wanted = asked();
    found = filter(wanted);
    shown = FIRST;
    const some = NAMES.some((name) => wanted[name]);
    $("found").textContent = !found.length ? "Nothing matches. Clear a filter to see more."
      : counted(found.length, "pact") + (some ? " of " + count.toLocaleString("en") + " match." : " in all.") +
        (D.left ? " " + counted(D.left, "older pact") + " are in the pages by month and in the tables for programs." : "");
    showTable();
    // The charts stand below; the table comes first.
    requestAnimationFrame(() => { showTimeline(); showMap(); showMatrix(); showAmounts(); document.documentElement.dataset.shown = location.search || "all"; });
  }
  function change(lasting) {
    write(asked(), lasting);
    show();
  }

  function fill(name, options) {
    for (const [value, label] of options) form.elements[name].append(make("option", { value: value }, label));
  }
  const sorts = { state: "States", organisation: "Blocs and organisations", movement: "Movements", unknown: "Others" };
  for (const name of ["party", "with"]) for (const [sort, label] of Object.entries(sorts)) {
    const some = D.actors.filter((a) => a[2] === sort).sort((a, b) => a[1].localeCompare(b[1], "en"));
    if (some.length) form.elements[name].append(make("optgroup", { label: label }, ...some.map((a) => make("option", { value: a[0] }, a[1]))));
  }
  fill("kind", D.kinds);
  fill("status", Object.entries(D.tones).map(([tone, [sign, label]]) => ["all-" + tone, sign + " " + label + " (all)"]));
  fill("status", D.statuses);
  fill("topic", D.topicNames.slice().sort((a, b) => a[1].localeCompare(b[1], "en")));

  let typing = 0;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => change(true)));
  form.addEventListener("input", (event) => {
    clearTimeout(typing);
    if (event.target.tagName === "SELECT") change(true);
    else typing = setTimeout(() => change(false), 150);
  });
  window.addEventListener("popstate", () => { read(); show(); });
  $("t-matrix").addEventListener("click", (event) => {
    const link = event.target.closest("a[data-party]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    form.elements.party.value = link.dataset.party;
    form.elements.with.value = link.dataset.with;
    change(true);
    $("explore").scrollIntoView();
  });
  $("more").addEventListener("click", () => {
    const rows = document.querySelector("#t-table tbody"), from = shown;
    shown += PAGE;
    for (const i of found.slice(from, shown)) rows.append(pactRow(i));
    $("more").hidden = found.length <= shown;
    rows.rows[from].querySelector("a").focus();
  });
  form.hidden = false;
  read();
  show();
  document.documentElement.dataset.ready = "yes";
})();
