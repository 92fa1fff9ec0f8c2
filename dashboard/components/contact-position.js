// Asks the phone where it is, once for each press; a page that is not served securely may not, and says so.
// Four decimals (10 m) leave the phone: enough to know the place, and the page keeps only that.
const DECIMALS = 4;
const WAIT_MS = 15000;
const REFUSALS = {
  1: "This phone does not let this page know its position. Allow it in the browser's settings, or choose the place.",
  2: "This phone does not know where it is just now. Choose the place, or search it.",
  3: "This phone took too long to find out where it is. Choose the place, or search it.",
};

export default function ({ data, parentElement, setTriggerValue }) {
  const button = parentElement.querySelector("#ask");
  const told = parentElement.querySelector("#told");
  if (!window.isSecureContext || !navigator.geolocation) {
    button.hidden = true;
    told.textContent = data?.unsecured ?? "";
    return;
  }
  button.hidden = false;
  button.onclick = () => {
    button.disabled = true;
    told.textContent = "Asking the phone where it is …";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.disabled = false;
        told.textContent = "";
        setTriggerValue("position", {
          lon: Number(coords.longitude.toFixed(DECIMALS)),
          lat: Number(coords.latitude.toFixed(DECIMALS)),
          accuracy_m: Math.round(coords.accuracy),
        });
      },
      (error) => {
        button.disabled = false;
        told.textContent = REFUSALS[error.code] ?? REFUSALS[2];
      },
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 0 },
    );
  };
}
