// What a form decides is decided once: a second click while the first is on its way would only be refused, and take the
// place of its answer. Without this, pages work all the same.
for (const form of document.forms) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
  });
}
addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sent; // back again
});
