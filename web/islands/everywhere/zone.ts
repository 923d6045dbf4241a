// Fills a time-zone field with the zone of this browser, unless it holds one.
//
//   data-zone   on an input or a select
//
export function fillZones(): void {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const field of document.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[data-zone]")) {
    if (field.value !== "") continue;
    if (field instanceof HTMLInputElement || [...field.options].some(option => option.value === zone)) field.value = zone;
  }
}
