// What makes the room quicker with script; nothing here is needed to read it.
(() => {
  "use strict";
  const root = document.documentElement;

  // ---- light and dark ----
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const changed = () => document.dispatchEvent(new CustomEvent("communique:theme"));
  const button = document.querySelector(".theme");
  if (button) {
    const say = () => {
      button.textContent = isDark() ? "Light" : "Dark";
      button.setAttribute("aria-label", isDark() ? "Use the light look" : "Use the dark look");
    };
    button.hidden = false;
    say();
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      try {
        localStorage.setItem("communique-theme", root.dataset.theme);
      } catch {
        // It holds for this page only.
      }
      say();
      changed();
    });
    dark.addEventListener("change", () => {
      say();
      changed();
    });
  }

  // ---- filters: empty fields stay out of the address ----
  for (const form of document.querySelectorAll('form[method="get"]')) {
    form.addEventListener("submit", () => {
      for (const field of form.elements) if (field.name && field.value === "") field.disabled = true;
    });
  }
  addEventListener("pageshow", () => {
    for (const field of document.querySelectorAll("form[method='get'] :disabled")) field.disabled = false;
  });

  // ---- an article: marks and claims that light each other up, and a card over the words ----
  const text = document.querySelector(".text[data-marks]");
  if (!text) return;
  const claims = new Map();
  for (const item of document.querySelectorAll(".claims > li[data-claim]")) claims.set(item.dataset.claim, item);
  const marksOf = (id) => text.querySelectorAll(`mark[data-claims~="${CSS.escape(id)}"]`);
  let card = null;
  let timer = 0;

  const unlit = () => {
    for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
  };
  const light = (ids) => {
    unlit();
    for (const id of ids) {
      for (const mark of marksOf(id)) mark.classList.add("lit");
      claims.get(id)?.classList.add("lit");
    }
  };
  const close = () => {
    clearTimeout(timer);
    card?.remove();
    card = null;
    unlit();
  };
  const open = (place, ids) => {
    close();
    light(ids);
    card = document.createElement("div");
    card.className = "hovercard";
    card.setAttribute("role", "note");
    for (const id of ids) {
      const item = claims.get(id);
      if (!item) continue;
      const one = document.createElement("div");
      one.className = "card-one";
      for (const part of item.querySelectorAll("[data-card]")) one.append(part.cloneNode(true));
      for (const named of one.querySelectorAll("[id]")) named.removeAttribute("id");
      card.append(one);
    }
    const shut = document.createElement("button");
    shut.type = "button";
    shut.className = "close";
    shut.textContent = "×";
    shut.setAttribute("aria-label", "Close");
    shut.addEventListener("click", close);
    card.append(shut);
    card.addEventListener("mouseenter", () => clearTimeout(timer));
    card.addEventListener("mouseleave", leave);
    document.body.append(card);
    const at = place.getClientRects()[0] ?? place.getBoundingClientRect();
    const wide = root.clientWidth;
    card.style.left = `${Math.max(8, Math.min(at.left, wide - card.offsetWidth - 8)) + scrollX}px`;
    const below = at.bottom + 6;
    const fits = below + card.offsetHeight < innerHeight || at.top < card.offsetHeight + 6;
    card.style.top = `${(fits ? below : at.top - card.offsetHeight - 6) + scrollY}px`;
  };
  const leave = () => {
    clearTimeout(timer);
    timer = setTimeout(close, 250);
  };
  const idsOf = (mark) => mark.dataset.claims.split(" ");

  let hovering = 0;
  text.addEventListener("mouseover", (event) => {
    const mark = event.target.closest("mark");
    clearTimeout(hovering);
    if (!mark) return;
    clearTimeout(timer);
    hovering = setTimeout(() => open(mark, idsOf(mark)), 120);
  });
  text.addEventListener("mouseout", (event) => {
    clearTimeout(hovering);
    if (card && event.target.closest("mark")) leave();
  });
  text.addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    if (mark && !event.target.closest("a")) open(mark, idsOf(mark));
  });
  text.addEventListener("focusin", (event) => {
    const note = event.target.closest("a.note");
    if (note) open(note, [note.dataset.claim]);
  });
  text.addEventListener("focusout", leave);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  for (const [id, item] of claims) {
    item.addEventListener("mouseenter", () => light([id]));
    item.addEventListener("mouseleave", unlit);
    item.addEventListener("focusin", () => light([id]));
  }
})();
