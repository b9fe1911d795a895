// The copy buttons of the public pages: hidden in the HTML, because they do nothing without this.
const said = Object.assign(document.createElement("p"), { className: "unseen", role: "status" });

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    said.textContent = "Copying was refused by the browser";
    return;
  }
  button.dataset.done = "";
  said.textContent = "Copied";
  setTimeout(() => {
    delete button.dataset.done;
    said.textContent = "";
  }, 1500);
}

// Browsers offer the clipboard on https and localhost only.
if (navigator.clipboard) {
  document.body.append(said);
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });
}
