// Share links open the phone's own share sheet where there is one; without it they stay links to WhatsApp.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-share]");
  if (!link || !navigator.share) return;
  event.preventDefault();
  try {
    await navigator.share({ title: link.dataset.shareTitle || document.title, url: link.dataset.shareUrl || location.href.split("#")[0] });
  } catch (error) {
    if (error.name !== "AbortError") location.href = link.href;
  }
});

// The chosen day is in view in the strip of days, and the summary of errors is where reading goes on.
const day = document.querySelector(".day[aria-current]");
const strip = day?.closest(".days__list");
if (strip) strip.scrollLeft = day.offsetLeft - (strip.clientWidth - day.offsetWidth) / 2;
document.getElementById("errors")?.focus();

// What is not asked for stays out of the address.
document.querySelector("form[data-tidy]")?.addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});
