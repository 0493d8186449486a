// The review queue by keys: D, N and K press their buttons; S only goes to its own, for it joins two records.
// Without script the buttons work, and the browser's own access keys too. Nothing but "keys on or off" is remembered.

const form = document.querySelector("form[data-review]");
const words = document.querySelector("[data-keys-words]");
const toggle = document.querySelector("[data-keys-switch]");
const memory = "lifecourse.review.keys";

function remembered() {
  try {
    return sessionStorage.getItem(memory) !== "off";
  } catch {
    return true;
  }
}

let on = remembered();

function show() {
  toggle.setAttribute("aria-pressed", String(on));
  toggle.textContent = on ? "Single keys are on" : "Single keys are off";
}

function isTyping(target) {
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

if (form && words && toggle) {
  words.hidden = false;
  show();
  toggle.addEventListener("click", () => {
    on = !on;
    try {
      sessionStorage.setItem(memory, on ? "on" : "off");
    } catch {
      // Where nothing may be kept the choice holds for this page.
    }
    show();
  });
  document.addEventListener("keydown", (event) => {
    if (!on || event.repeat || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const button = form.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!button) return;
    event.preventDefault();
    if (button.hasAttribute("data-key-focus")) {
      button.focus();
      button.scrollIntoView({ block: "nearest" });
    } else form.requestSubmit(button);
  });
}

// Coming from the pair before, reading goes on at the new pair's heading and not at the top of the frame.
if (document.referrer.includes("/duplicates/") && !document.querySelector(".govuk-error-summary")) {
  document.getElementById("review-title")?.focus();
}
