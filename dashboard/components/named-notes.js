/* Streamlit's note of a moment is a dialog without a name: a screen reader would say "dialog" and no more. */
export default function () {
  const name = () => document.querySelectorAll('[data-testid=stToast]:not([aria-label])').forEach(note => {
    const words = note.querySelector('[data-testid=stToastText]');
    if (words) note.setAttribute('aria-label', words.textContent.trim());
  });
  const watch = new MutationObserver(name);
  watch.observe(document.body, { childList: true, subtree: true });
  name();
  return () => watch.disconnect();
}
