// Passkeys: asks the browser for one and sends what it gives. Without script the buttons stay hidden and codes work.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withIds = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

async function create({ publicKey: o }) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...o,
      challenge: bytes(o.challenge),
      user: { ...o.user, id: bytes(o.user.id) },
      excludeCredentials: withIds(o.excludeCredentials),
      // A passkey is unlocked on its own device, so it can stand for the password as well.
      authenticatorSelection: {
        ...o.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required",
      },
    },
  });
  const r = made.response;
  return packed(made, {
    attestationObject: text(r.attestationObject),
    clientDataJSON: text(r.clientDataJSON),
    transports: r.getTransports?.() ?? [],
  });
}

async function get({ publicKey: o }) {
  const found = await navigator.credentials.get({
    publicKey: { ...o, challenge: bytes(o.challenge), allowCredentials: withIds(o.allowCredentials) },
  });
  const r = found.response;
  return packed(found, {
    authenticatorData: text(r.authenticatorData),
    clientDataJSON: text(r.clientDataJSON),
    signature: text(r.signature),
    userHandle: r.userHandle ? text(r.userHandle) : null,
  });
}

function packed(credential, response) {
  return {
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function options(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[data-passkey-go]");
  const problem = form.querySelector("[data-passkey-problem]");
  if (!button || !window.PublicKeyCredential) continue;
  form.hidden = false;
  button.hidden = false;
  button.addEventListener("click", async () => {
    problem.hidden = true;
    try {
      const given = await options(form);
      const credential = form.dataset.passkey === "create"
        ? await create(given.creation_options)
        : await get(given.request_options);
      form.querySelector('input[name="credential"]').value = JSON.stringify(credential);
      form.submit();
    } catch (error) {
      // The browser tells why on its own dialog; here it is enough that nothing was sent.
      problem.hidden = false;
      problem.focus();
    }
  });
}
