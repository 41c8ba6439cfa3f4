/* Asks the browser for a passkey and sends what it answers. Forms say what for: data-passkey is
   "create" or "get". */

const toBytes = (text) => Uint8Array.from(
  atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

const known = (form) => form.dataset.known.split(' ').filter(Boolean)
  .map((id) => ({ type: 'public-key', id: toBytes(id) }));

const create = (form) => navigator.credentials.create({ publicKey: {
  challenge: toBytes(form.dataset.challenge),
  rp: { id: form.dataset.rp, name: 'Thi đua' },
  user: { id: toBytes(form.dataset.user), name: form.dataset.login, displayName: form.dataset.name },
  pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
  authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
  excludeCredentials: known(form),
  attestation: 'none',
  timeout: 180000,
} });

const get = (form) => navigator.credentials.get({ publicKey: {
  challenge: toBytes(form.dataset.challenge),
  rpId: form.dataset.rp,
  allowCredentials: known(form),
  userVerification: 'required',
  timeout: 180000,
} });

function fill(form, credential) {
  const { response } = credential;
  const data = response.getAuthenticatorData?.() ?? response.authenticatorData;
  const values = {
    id: toText(credential.rawId),
    client_data: toText(response.clientDataJSON),
    authenticator_data: toText(data),
    signature: response.signature ? toText(response.signature) : '',
    user: response.userHandle ? toText(response.userHandle) : '',
  };
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
}

function prepare(form) {
  const tell = (what) => { form.querySelector(`[data-passkey-${what}]`).hidden = false; };
  for (const node of form.querySelectorAll('[data-without-script]')) node.remove();
  if (!globalThis.PublicKeyCredential) {
    tell('unsupported');
    for (const button of form.querySelectorAll('button')) button.disabled = true;
    return;
  }
  let asked = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (asked) return;
    asked = true;
    try {
      fill(form, await (form.dataset.passkey === 'create' ? create(form) : get(form)));
      form.submit();
    } catch {
      asked = false;
      tell('failed');
    }
  });
}

for (const form of document.querySelectorAll('form[data-passkey]')) prepare(form);
