// Tells the browser in which language the Council's room speaks and which way it runs: Streamlit has no way to say so,
// and its own pieces (lists, buttons, forms) would be read aloud with the wrong voice.
export default function ({ data }) {
  const room = document.querySelector(".st-key-council");
  if (!room) return;
  room.setAttribute("lang", data?.lang ?? "en");
  room.setAttribute("dir", data?.dir ?? "ltr");
}
