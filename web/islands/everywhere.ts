// What every page has: its keys, the palette, forms that send once, and typing that is never lost.
import { enlivenForms } from "./everywhere/submit-once";
import { keepTyped } from "./everywhere/keep-typed";
import { enlivenKeys } from "./everywhere/keys";
import { enlivenPalette } from "./everywhere/palette";
import { staysOpen } from "./everywhere/stays-open";
import { fillZones } from "./everywhere/zone";

enlivenForms();
keepTyped();
fillZones();
enlivenPalette();
enlivenKeys();
staysOpen();
