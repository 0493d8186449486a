// Progressive enhancement of every page: each part may fail or be absent, and the page still works.
// Nothing a person types is ever written to storage: these machines are shared.

const body = document.body;

async function enhanceDesignSystem() {
  const source = document.querySelector('meta[name="lc-govuk"]')?.content;
  if (!source) return;
  const { initAll } = await import(source);
  // The design system's own inline line for these classes is forbidden by our content security policy.
  body.classList.add("js-enabled", "govuk-frontend-supported");
  initAll();
  document.addEventListener("htmx:load", (event) => {
    if (event.target !== body) initAll({ scope: event.target });
  });
}

/* A form is sent once; coming back to the page makes it ready again. */
function guardAgainstDoubleSubmit() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.target || form.hasAttribute("data-again")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll('[aria-disabled="true"]')) button.removeAttribute("aria-disabled");
    }
  });
}

/* Leaving a long form with words in it asks first. The words stay in the page and nowhere else. */
function warnOfUnsavedWords() {
  let unsaved = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-warn-unsaved]")) unsaved = true;
  });
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) unsaved = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved && !leaving) event.preventDefault();
  });
}
let leaving = false;
document.addEventListener("click", (event) => {
  // Whoever needs to get away must not be asked.
  if (event.target.closest(".govuk-js-exit-this-page-button, .govuk-js-exit-this-page-skiplink")) leaving = true;
});

/* Two minutes before time-out a box offers to stay. After it the page is covered, and what was typed waits under it. */
function watchForIdleness() {
  const dialog = document.getElementById("lc-idle");
  const idle = Number(body.dataset.idleSeconds) * 1000;
  const keepAlive = body.dataset.keepAlive;
  if (!dialog?.showModal || !idle) return;
  const warning = Math.min(120_000, idle / 2);
  const parts = { soon: dialog.querySelector('[data-part="soon"]'), out: dialog.querySelector('[data-part="out"]') };
  const left = dialog.querySelector("[data-left]");
  const problem = dialog.querySelector("[data-problem]");
  // Other tabs of the same browser are told that somebody is there; the message carries nothing else.
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("lifecourse") : null;
  let seen = Date.now();
  let state = "here";

  function show(part) {
    state = part;
    parts.soon.hidden = part !== "soon";
    parts.out.hidden = part !== "out";
    problem.hidden = true;
    dialog.setAttribute("aria-labelledby", part === "soon" ? "lc-idle-title" : "lc-idle-out");
    dialog.classList.toggle("lc-dialog--opaque", part === "out");
    if (!dialog.open) dialog.showModal();
    dialog.querySelector(`[data-part="${part}"] h2`).focus();
  }
  function here() {
    seen = Date.now();
    state = "here";
    if (dialog.open) dialog.close();
  }
  async function ask() {
    const answer = await fetch(keepAlive, { headers: { Accept: "application/json" }, redirect: "error", cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }
  async function stay() {
    if (!keepAlive) return here();
    try {
      await ask();
      here();
      tabs?.postMessage("here");
    } catch {
      show("out");
    }
  }
  async function comeBack() {
    try {
      const { viewer, csrf } = await ask();
      // Somebody else on the same machine must not see what the first person typed.
      // Not a reload, which would restore the words into the boxes, nor a page that "back" can find.
      if (viewer !== body.dataset.viewer) {
        leaving = true;
        return window.location.replace("/");
      }
      for (const input of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) input.value = csrf;
      problem.hidden = true;
      here();
    } catch {
      problem.hidden = false;
    }
  }
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (state === "soon") stay();
  });
  dialog.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act === "stay") stay();
    if (act === "continue") comeBack();
  });
  tabs?.addEventListener("message", () => state !== "out" && here());
  // A page served or refreshed by a person's own act counts as activity on the server; so does one here.
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.elt.closest("[data-lc-live]")) seen = Date.now();
  });
  tabs?.postMessage("here");
  setInterval(() => {
    const quiet = Date.now() - seen;
    if (state === "out") return;
    if (quiet >= idle) return show("out");
    if (quiet >= idle - warning) {
      if (state !== "soon") show("soon");
      const minutes = Math.ceil((idle - quiet) / 60_000);
      const text = minutes > 1 ? `About ${minutes} minutes left.` : "Less than a minute left.";
      if (left.textContent !== text) left.textContent = text;
    }
  }, 5_000);
}

/* A live list refreshes under the reader's eyes: what is being read stays where it is, ticks and focus are kept. */
function refreshListsInPlace() {
  const kept = new WeakMap();
  const busy = (list) => {
    const selection = document.getSelection();
    return selection && !selection.isCollapsed && list.contains(selection.anchorNode);
  };
  document.addEventListener("htmx:configRequest", (event) => {
    // Nobody is there when a timer asks, so the server must not count it as activity.
    if (event.detail.elt.hasAttribute("data-lc-live")) event.detail.headers["X-Lifecourse-Passive"] = "1";
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const list = event.detail.elt;
    if (!list.hasAttribute("data-lc-live")) return;
    if (document.hidden || document.querySelector("dialog[open]") || busy(list)) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const list = event.detail.target;
    if (!list?.hasAttribute?.("data-lc-live")) return;
    const rows = [...list.querySelectorAll("[id]")];
    const anchor = rows.find((row) => row.getBoundingClientRect().bottom > 0);
    kept.set(list, {
      anchor: anchor?.id,
      top: anchor?.getBoundingClientRect().top,
      focus: list.contains(document.activeElement) ? document.activeElement.id : "",
      ticked: [...list.querySelectorAll("input[type=checkbox]:checked[id]")].map((box) => box.id),
    });
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const list = event.detail.target;
    const before = list && kept.get(list);
    if (!before) return;
    kept.delete(list);
    for (const id of before.ticked) {
      const box = document.getElementById(id);
      if (box) box.checked = true;
    }
    if (before.focus) document.getElementById(before.focus)?.focus({ preventScroll: true });
    const anchor = before.anchor && document.getElementById(before.anchor);
    if (anchor) window.scrollBy({ top: anchor.getBoundingClientRect().top - before.top, behavior: "instant" });
  });
}

/* "Choose all" of a list with bulk acts, and how many are chosen. */
function countChosen() {
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-lc-bulk]");
    if (!form) return;
    const boxes = [...form.querySelectorAll("input[type=checkbox][data-lc-row]")];
    if (event.target.matches("[data-lc-all]")) for (const box of boxes) box.checked = event.target.checked;
    const out = form.querySelector("[data-lc-chosen]");
    if (out) out.textContent = `${boxes.filter((box) => box.checked).length} of ${boxes.length} chosen`;
  });
}

/* Buttons that only make sense with script, such as Print, are hidden until it runs. */
function showPrintButtons() {
  for (const button of document.querySelectorAll("[data-lc-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

for (const part of [
  enhanceDesignSystem,
  guardAgainstDoubleSubmit,
  warnOfUnsavedWords,
  watchForIdleness,
  refreshListsInPlace,
  countChosen,
  showPrintButtons,
]) {
  try {
    await part();
  } catch (error) {
    console.error(`Lifecourse: ${part.name} is off.`, error);
  }
}
