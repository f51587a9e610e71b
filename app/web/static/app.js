// unsung: palette, keys, dialogs, focus and the one live region. Every page works without this file.
"use strict";
(() => {
  const root = document.documentElement;
  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);

  function announce(text) {
    byId("live").textContent = "";
    setTimeout(() => { byId("live").textContent = text.trim(); }, 60);
  }

  // Lists under a field: arrows choose, Enter takes, Esc closes. Focus never leaves the field.

  let counted = 0;

  function combobox(input, list, take) {
    const options = () => all("[role=option]", list);
    function mark(option) {
      options().forEach((each) => each.setAttribute("aria-selected", String(each === option)));
      if (option) {
        option.id ||= `option-${++counted}`;
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    }
    function show(first) {
      list.hidden = !options().length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      mark(first ? options()[0] : null);
    }
    function hide() { list.replaceChildren(); show(false); }
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const chosen = find("[aria-selected=true]", list);
      if (step && !list.hidden) {
        const now = options().indexOf(chosen);
        mark(options().at(now < 0 && step < 0 ? -1 : (now + step) % options().length));
      } else if (event.key === "Enter" && chosen && !event.ctrlKey && !event.metaKey) take(chosen);
      else if (event.key === "Escape" && !list.hidden && !input.closest("dialog")) hide();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option && !event.ctrlKey && !event.metaKey) { event.preventDefault(); take(option); }
    });
    return { show, hide };
  }

  // Asks the server a moment after the last key; only the newest answer counts.
  function asker(url, answer) {
    let timer, asked = 0;
    return (words) => {
      clearTimeout(timer);
      const mine = ++asked;
      timer = setTimeout(async () => {
        try {
          const response = await fetch(`${url}?q=${encodeURIComponent(words)}`, { headers: { "HX-Request": "true" } });
          const html = response.ok && !response.redirected ? await response.text() : "";
          if (mine === asked) answer(html, words);
        } catch { if (mine === asked) answer("", words); }
      }, 120);
    };
  }

  // The palette

  const palette = byId("palette");
  if (palette) {
    const input = byId("palette-q"), list = byId("palette-list");
    const box = combobox(input, list, (option) => { location.href = option.href; });
    function pages(words) {
      const wanted = words.trim().toLowerCase();
      const found = all(".words a, .menu a").filter((link) => link.textContent.toLowerCase().includes(wanted));
      if (!found.length) return [];
      const group = document.createElement("div"), label = document.createElement("p");
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", label.textContent = "Pages");
      label.setAttribute("aria-hidden", "true");
      group.append(label, ...found.map((link) => {
        const option = document.createElement("a");
        option.href = link.href;
        option.textContent = link.textContent;
        option.tabIndex = -1;
        option.setAttribute("role", "option");
        return option;
      }));
      return [group];
    }
    const ask = asker("/search", (html, words) => {
      list.innerHTML = html;
      list.append(...pages(words));
      box.show(true);
    });
    const refresh = () => {
      if (input.value.trim()) return ask(input.value);
      list.replaceChildren(...pages(""));
      box.show(false);
    };
    input.addEventListener("input", refresh);
    palette.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });
    palette.open_ = () => { palette.showModal(); input.select(); refresh(); };
    if (navigator.platform.startsWith("Mac")) all(".search kbd").forEach((key) => { key.textContent = "Cmd K"; });
  }

  // The people picker

  function startPicking(input) {
    if (input.role) return;
    const list = document.createElement("div");
    list.className = "suggestions";
    list.id = `${input.id}-list`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "People");
    input.after(list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]])
      input.setAttribute(name, value);
    const box = combobox(input, list, (option) => { input.value = option.dataset.value; box.hide(); });
    const ask = asker(input.closest("[data-people]").dataset.people, (html) => {
      if (document.activeElement !== input) return;
      list.innerHTML = html;
      box.show(false);
    });
    input.addEventListener("input", () => (input.value.trim().length > 1 ? ask(input.value) : box.hide()));
    input.addEventListener("blur", box.hide);
  }

  function addPerson(picker) {
    const rows = all(".pick", picker), row = rows.at(-1).cloneNode(true), n = rows.length + 1;
    all(".suggestions", row).forEach((list) => list.remove());
    const fields = all("input, select", row), name = fields[0];
    for (const attribute of ["role", "aria-autocomplete", "aria-expanded", "aria-controls", "aria-activedescendant", "aria-invalid", "aria-describedby"]) name.removeAttribute(attribute);
    fields.forEach((field, index) => {
      field.id = `people-${n}${["", "-role", "-share"][index]}`;
      if (field.matches("input")) field.value = "";
      const label = field.labels?.[0] ?? all("label", row)[index];
      label.htmlFor = field.id;
      label.textContent = label.textContent.replace(/\d+/, String(n));
    });
    rows.at(-1).after(row);
    name.focus();
  }

  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-people] .pick > input:first-of-type")) startPicking(event.target);
  });

  document.addEventListener("click", (event) => {
    const target = event.target;
    const adder = target.closest("[data-people] [name=add_person]");
    const opener = target.closest("[data-palette]");
    const copier = target.closest("[data-copy]");
    if (adder) { event.preventDefault(); addPerson(adder.closest("[data-people]")); }
    if (opener && palette && !event.ctrlKey && !event.metaKey) { event.preventDefault(); palette.open_(); }
    if (copier) navigator.clipboard.writeText(find(copier.dataset.copy).textContent.trim()).then(() => announce("Copied."));
    all(".menu[open]").forEach((menu) => { if (!menu.contains(target)) menu.open = false; });
  }, true);

  // Keys

  const items = () => all("[data-item]");
  const heading = (item) => find(".reason, h2, h3, button, a", item);
  const here = () => document.activeElement.closest("[data-item]") ?? (items().length === 1 ? items()[0] : null);
  const has = (key) => (element) => element.getAttribute("aria-keyshortcuts") === key;

  function press(key) {
    const item = here();
    const within = item && all("[aria-keyshortcuts]", item).find(has(key));
    (within || all("#main [aria-keyshortcuts]").find((each) => has(key)(each) && !each.closest("[data-item]")))?.click();
  }

  function step(by) {
    const list = items(), now = list.indexOf(document.activeElement.closest("[data-item]"));
    const item = list[now < 0 ? (by > 0 ? 0 : list.length - 1) : now + by];
    if (!item) return;
    heading(item).focus();
    item.scrollIntoView({ block: "nearest" });
  }

  const isTyped = (form) => all("textarea, input", form).some((field) => field.value !== field.defaultValue);

  function back(target) {
    const menu = find(".menu[open]"), cancel = target.closest("form")?.querySelector("[data-cancel]");
    if (menu) { menu.open = false; find("summary", menu).focus(); }
    else if (cancel && !target.closest("dialog:modal") && !isTyped(target.form ?? target.closest("form"))) cancel.click();
  }

  let going = 0;

  function singleKey(event) {
    const key = event.key;
    if (Date.now() - going < 1500) { going = 0; find(`[data-go="${CSS.escape(key)}"]`)?.click(); }
    else if (key === "g") going = Date.now();
    else if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "?") location.href = "/help/keyboard";
    else if (key === "Enter" && event.target.matches(".reason")) find("a", event.target)?.click();
    else if (/^[a-z]$/.test(key)) press(key);
    else return;
    if (key !== "Enter" || event.target.matches(".reason")) event.preventDefault();
  }

  document.addEventListener("keydown", (event) => {
    const target = event.target, held = event.ctrlKey || event.metaKey;
    if (event.isComposing || event.defaultPrevented) return;
    if (held && event.key.toLowerCase() === "k" && palette) {
      event.preventDefault();
      if (!palette.open) palette.open_();
    } else if (held && event.key === "Enter" && target.form) {
      event.preventDefault();
      target.form.requestSubmit(find("button.primary", target.form));
    } else if (event.key === "Escape") back(target);
    else if (!held && !event.altKey && root.dataset.keys !== "off" && !find("dialog:modal") && !target.closest("input, select, textarea, [contenteditable]"))
      singleKey(event);
  });

  // One submit is enough

  const release = (form) => delete form.dataset.sent;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    form.dataset.sent = "yes";
    setTimeout(release, 8000, form);
  }, true);
  addEventListener("pageshow", () => all("form[data-sent]").forEach(release));
  addEventListener("popstate", () => location.reload());

  // A dialog is open in the page as the server sent it; with script it becomes modal. Esc is its Cancel.

  function settle(within) {
    all("dialog[data-modal]:not(:modal)", within).forEach((dialog) => { dialog.removeAttribute("open"); dialog.showModal(); });
    const said = find("[data-announce]", within);
    if (said) announce(said.textContent);
    const first = find("[data-focus]", within) ?? find("[autofocus]", within);
    first?.focus();
    if (first?.matches("textarea")) first.setSelectionRange(first.value.length, first.value.length);
    return first;
  }
  document.addEventListener("cancel", (event) => { find("[data-cancel]", event.target)?.click(); }, true);

  // After an exchange: the next item's heading, a fault, an opened field, or the page's heading takes focus

  let left = null;
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    const item = detail.elt.closest("[data-item]"), list = items(), at = list.indexOf(item);
    const open = item && find("[aria-expanded=true]", item);
    left = { act: open?.value, next: at < 0 ? [] : [...list.slice(at + 1), ...list.slice(0, at).reverse()].map((each) => each.id), item: item?.id };
  });

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const url = new URL(detail.xhr.responseURL || location.href);
    if (url.pathname === "/sign-in" && location.pathname !== "/sign-in") { detail.shouldSwap = false; location.assign(url); }
    else if (detail.shouldSwap && detail.target.id === "main") setAside(detail.elt);
  });

  // Words begun in one item outlive an act on another

  let begun = [];
  function setAside(sent) {
    begun = all("[data-item] > .thanks").filter((box) => box !== sent && isTyped(box)).map((box) => [box.closest("[data-item]").id, box]);
    begun.forEach(([, box]) => box.remove());
  }
  function giveBack() {
    begun.forEach(([id, box]) => { if (!find(".settled, .thanks", byId(id) ?? document.body)) byId(id)?.append(box); });
    begun = [];
  }

  function moved(xhr) {
    const url = new URL(xhr.responseURL);
    if (url.pathname === location.pathname || xhr.status !== 200) return;
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    for (const part of [".words", ".foot"]) { const fresh = find(part, page); if (fresh) find(part)?.replaceWith(fresh); }
    history.pushState(null, "", url);
    scrollTo(0, 0);
  }

  const seen = new WeakSet();
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (seen.has(detail.xhr) || !left || detail.target.id === "preview") return;
    seen.add(detail.xhr);
    const changing = detail.requestConfig.verb !== "get", whole = detail.target.id === "main";
    if (whole && changing) moved(detail.xhr);
    const fresh = byId(detail.target.id) ?? document;
    const first = settle(fresh);
    if (whole) giveBack();
    if (first) return;
    const next = left.next.map(byId).find((item) => item && !find(".settled", item)) ?? byId(left.item);
    if (!changing) (find(`button[value="${left.act}"]`, fresh) ?? heading(fresh))?.focus();
    else if (left.item && next) heading(next).focus();
    else if (whole) { const title = find("h1"); title.tabIndex = -1; title.focus(); }
  });

  document.addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.elt.matches("form")) release(detail.elt); });

  function failed(detail) {
    const page = new DOMParser().parseFromString(detail.xhr?.responseText ?? "", "text/html");
    const words = find("[data-announce]", page)?.textContent.trim() || "We could not reach unsung. Nothing you typed is lost; try again.";
    const form = detail.elt.closest("form") ?? find("#main");
    find(".failed", form)?.remove();
    const note = document.createElement("p");
    note.className = "notice error failed";
    note.textContent = words;
    form.prepend(note);
    announce(words);
  }
  document.addEventListener("htmx:responseError", ({ detail }) => failed(detail));
  document.addEventListener("htmx:sendError", ({ detail }) => failed(detail));

  settle(find("#main"));
})();
