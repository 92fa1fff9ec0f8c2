// Says when there is no connection, lets nothing be pressed then, and asks afterwards what became of the last press.
// Streamlit shows a lost connection as a word in a corner, and notices one that is merely dead only when it breaks.
const FORM = ".st-key-contacts";
const RECORD = '[class*="st-key-contact_record"], [class*="st-key-text_keep"]';
const BEAT_MS = 5000;
const ANSWER_MS = 4000;
const kept = (window.crtContactWatch ??= { pending: null, wasLost: false, beats: true, asks: 0, waits: false });

export default function ({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector("#box");
  const app = document.querySelector('[data-testid="stApp"]');
  let told = "";

  const isLost = () =>
    !navigator.onLine || !kept.beats || app?.dataset.testConnectionState !== "CONNECTED";

  const say = (words, kind) => {
    if (told === kind + words) return;
    told = kind + words;
    box.className = kind;
    box.textContent = words;
  };

  const look = () => {
    if (isLost()) {
      kept.wasLost = true;
      kept.verdict = null;
      const last = kept.pending
        ? " Whether the last press arrived is asked as soon as the connection is back."
        : "";
      say("▲ No connection: nothing is recorded, nothing is kept. Leave this page open." + last, "lost");
      return;
    }
    if (kept.wasLost) {
      kept.wasLost = false;
      if (kept.pending) {
        kept.asks += 1;
        kept.waits = true;
        setTriggerValue("asked", { id: kept.pending, n: kept.asks });
      } else kept.verdict = ["■ Connected again. Nothing was sent meanwhile.", "back"];
    }
    if (kept.verdict) say(...kept.verdict);
    else say("", "");
  };

  if (kept.waits && data?.answered?.n === kept.asks) {
    kept.waits = false;
    kept.verdict = data.answered.is_recorded
      ? ["■ Connected again. The last press was recorded.", "back"]
      : ["▲ Connected again. The last press was not recorded: look at the form and press Record again.", "lost"];
    kept.pending = null;
  } else if (!kept.wasLost && !kept.waits && kept.pending !== data?.event_id) {
    // The form is a new one: the press before was recorded, and the page said so.
    kept.pending = null;
  }

  // Before the page's own pieces hear of it, and only where it would record.
  const guard = (event) => {
    if (!event.target.closest?.(FORM)) return;
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (isLost()) {
      event.preventDefault();
      event.stopImmediatePropagation();
      look();
    } else if (event.type === "click") {
      const records = event.target.closest(RECORD);
      if (records) kept.pending = data?.event_id ?? null;
      // Good news goes with the next press; that a press was not recorded stands until it is pressed again.
      if (records || kept.verdict?.[1] === "back") kept.verdict = null;
      look();
    }
  };
  const beat = async () => {
    if (document.hidden) return;
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), ANSWER_MS);
    try {
      // Pages lie one step below the root, so this is right behind a proxy's folder too.
      const answer = await fetch("./_stcore/health", { cache: "no-store", signal: limit.signal });
      kept.beats = answer.ok;
    } catch {
      kept.beats = false;
    }
    clearTimeout(timer);
    look();
  };

  // This runs anew with every answer of the server: what an earlier run hung in goes first.
  kept.stop?.();
  const timer = setInterval(beat, BEAT_MS);
  const watcher = new MutationObserver(look);
  if (app) watcher.observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
  for (const name of ["click", "keydown"]) window.addEventListener(name, guard, true);
  for (const name of ["online", "offline"]) window.addEventListener(name, look);
  kept.stop = () => {
    clearInterval(timer);
    watcher.disconnect();
    for (const name of ["click", "keydown"]) window.removeEventListener(name, guard, true);
    for (const name of ["online", "offline"]) window.removeEventListener(name, look);
  };
  look();
  return () => kept.stop?.();
}
