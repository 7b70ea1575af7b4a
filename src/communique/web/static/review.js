// The review queue by keyboard: what is decided shows at once, and is taken back if it is not kept.
(() => {
  "use strict";
  const said = document.getElementById("review-said");
  const item = () => document.getElementById("review-item");
  if (!item() || !said) return;

  let ahead = null; // the page after this one, fetched before it is asked for
  let busy = Promise.resolve(); // judgements are sent one after the other, as they were made
  const kept = []; // what this page has judged: {id, page}; the last is undone first
  let waiting = 0;

  const say = (words, failed = false) => {
    said.classList.toggle("failed", failed);
    said.textContent = words;
  };

  const reach = async (address, options) => {
    try {
      return await fetch(address, options);
    } catch {
      throw new Error("The room cannot be reached.");
    }
  };

  // ---- going from claim to claim ----
  const fetchPage = async (address) => {
    const answer = await reach(address, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(`The page could not be loaded (${answer.status}).`);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };
  const PARTS = ["#review-item", "nav[aria-label='Queue']"];
  const parts = (from) => PARTS.map((selector) => from.querySelector(selector));
  const snapshot = () => ({ address: location.href, nodes: parts(document) });
  const prefetch = () => {
    const next = item().dataset.next;
    ahead = next ? fetchPage(next).then((page) => ({ address: next, page })) : null;
    ahead?.catch(() => {}); // said when it is needed
  };
  const put = ({ address, nodes }) => {
    parts(document).forEach((old, position) => {
      const fresh = nodes[position];
      if (old && fresh && old !== fresh) old.replaceWith(fresh);
    });
    history.replaceState(null, "", address);
    item().focus({ preventScroll: true });
    prefetch();
  };
  const show = (address, page) => put({ address, nodes: parts(page).map((node) => document.importNode(node, true)) });
  const go = async (address) => {
    if (!address) return say("There is no other claim that way.");
    try {
      show(address, await fetchPage(address));
    } catch (error) {
      say(error.message, true);
    }
  };
  const next = async () => {
    const found = ahead;
    if (!found) {
      item().replaceChildren(Object.assign(document.createElement("p"), { textContent: "Nothing is left to judge here." }));
      item().dataset.claim = item().dataset.next = "";
      item().focus({ preventScroll: true });
      return;
    }
    try {
      const { address, page } = await found;
      show(address, page);
    } catch (error) {
      say(error.message, true);
      prefetch();
    }
  };

  // ---- judging ----
  const send = async (from, judgement) => {
    const answer = await reach(from.dataset.judge, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": from.dataset.csrf },
      body: JSON.stringify(judgement),
    });
    const body = await answer.json().catch(() => null);
    if (!answer.ok) throw new Error(body?.error?.message ?? `The room answers ${answer.status}.`);
    return body;
  };
  const counted = (progress) => {
    const judged = document.querySelector("[data-progress='judged']");
    if (judged) judged.textContent = progress.judged.toLocaleString("en");
    const list = document.querySelector("[data-progress='by']");
    list?.replaceChildren(
      ...progress.by.map(({ who, claims }) => {
        const line = document.createElement("li");
        const name = document.createElement("bdi");
        name.textContent = who;
        line.append(name, `: ${claims} claim${claims === 1 ? "" : "s"}`);
        return line;
      }),
    );
  };
  const undoable = () => {
    const form = document.querySelector("form.undo");
    const last = kept.at(-1);
    if (!form) return;
    form.hidden = !last;
    if (!last) return;
    form.querySelector("[name='target']").value = last.id;
    form.querySelector("button").textContent = `Undo: ${last.words}`;
  };
  const judge = async (judgement, words) => {
    const from = item();
    if (!from.dataset.claim) return;
    const before = snapshot();
    const claim = from.dataset.claim;
    say(words);
    waiting += 1;
    const moved = next();
    busy = busy.then(async () => {
      try {
        const answer = await send(from, judgement);
        kept.push({ id: answer.judgement.id, words, page: before });
        undoable();
        counted(answer.progress);
        // A message about another claim must not hide what was decided since.
        if (waiting === 1 || answer.others.length) say(answer.message);
      } catch (error) {
        await moved;
        put(before);
        say(`${error.message} (claim ${claim})`, true);
      } finally {
        waiting -= 1;
      }
    });
    await moved;
  };
  const withdrawal = () => Object.assign(document.createElement("input"), { type: "hidden", name: "action", value: "withdraw" });
  const undo = async () => {
    await busy;
    const last = kept.pop();
    if (!last) {
      const form = document.querySelector("form.undo:not([hidden])");
      if (!form) return say("You have judged nothing that could be undone.");
      form.append(withdrawal());
      form.submit();
      return;
    }
    const now = snapshot();
    put(last.page);
    say("Undone.");
    try {
      const answer = await send(item(), { target: last.id, action: "withdraw" });
      counted(answer.progress);
      undoable();
    } catch (error) {
      kept.push(last);
      put(now);
      say(error.message, true);
    }
  };

  // ---- forms do the same as keys ----
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("form.undo") && kept.length) {
      event.preventDefault();
      undo();
      return;
    }
    if (!item().contains(form)) return;
    event.preventDefault();
    const given = new FormData(form, event.submitter);
    const judgement = {};
    for (const name of ["target", "action", "field", "value", "other", "why"]) {
      const value = given.get(name);
      if (value || (name === "value" && given.get("action") === "correct")) judgement[name] = value ?? "";
    }
    const words = {
      accept: "Accepted.",
      reject: "Rejected.",
      correct: `Corrected: ${judgement.field} is ${judgement.value || "none"}.`,
      merge: `Merged with ${judgement.other}.`,
    };
    judge(judgement, words[judgement.action] ?? "Kept.");
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("nav[aria-label='Queue'] a");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (link.rel === "next") next();
    else go(link.href);
  });

  // ---- keys ----
  const open = (selector) => {
    const found = item().querySelector(selector);
    if (!found) return say("That cannot be done with this claim.");
    found.open = true;
    found.querySelector("select, input:not([type='hidden'])")?.focus();
  };
  const press = (value) => item().querySelector(`form.verdict button[value='${value}']`)?.click();
  const KEYS = {
    a: () => press("accept"),
    r: () => press("reject"),
    c: () => open("details.correct"),
    m: () => open("details.merge"),
    n: () => next(),
    p: () => go(item().dataset.previous),
    u: () => undo(),
    "?": () => {
      const keys = document.getElementById("review-keys");
      keys.open = !keys.open;
      if (keys.open) keys.querySelector("summary").focus();
    },
  };
  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.key === "Escape") {
      const form = at.closest?.("#review-item details[open]");
      if (form) {
        form.open = false;
        form.querySelector("summary").focus();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (at.closest?.("input, select, textarea, [contenteditable]")) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  prefetch();
})();
